import { z } from 'zod';

/** One replaced span, seen from the result: where it is now, what stands there, and what stood there. */
export const UndoSpan = z.strictObject({
  start: z.number().int().nonnegative(),
  now: z.string(),
  was: z.string(),
});
export type UndoSpan = z.infer<typeof UndoSpan>;

/** How the original bytes of a changed file come back. */
export const Undo = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    passes: z.array(z.array(UndoSpan)).describe('the passes over the text, the last one last'),
  }),
  z.strictObject({
    type: z.literal('bytes'),
    original: z.base64(),
    mode: z.number().int().min(0).max(0o7777).optional().describe('of a file that was deleted'),
  }),
]);
export type Undo = z.infer<typeof Undo>;

/** Makes the inverse of replacing a file as a whole. */
export function undoOfBytes(original: Buffer): Undo {
  return { type: 'bytes', original: original.toString('base64') };
}

/** Edits of a text, sorted: where in the text before, and what stands there afterwards. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly raw: string;
}

/** Makes the inverse of one pass of edits over a text. */
export function undoOf(text: string, edits: readonly TextEdit[]): UndoSpan[] {
  let shift = 0;
  return edits.map(({ start, end, raw }) => {
    const span = { start: start + shift, now: raw, was: text.slice(start, end) };
    shift += raw.length - (end - start);
    return span;
  });
}

/**
 * Brings the original bytes back.
 *
 * @returns undefined when the bytes are not what the inverse was made for
 */
export function revertBytes(bytes: Buffer, undo: Undo): Buffer | undefined {
  if (undo.type === 'bytes') {
    return Buffer.from(undo.original, 'base64');
  }
  let text = bytes.toString('utf8');
  for (const spans of [...undo.passes].reverse()) {
    let original = '';
    let position = 0;
    for (const { start, now, was } of spans) {
      if (start < position || !text.startsWith(now, start)) {
        return undefined;
      }
      original += text.slice(position, start) + was;
      position = start + now.length;
    }
    text = original + text.slice(position);
  }
  return Buffer.from(text);
}
