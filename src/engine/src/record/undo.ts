import { z } from 'zod';

/** One replaced span, seen from the result: where it is now, what stands there, and what stood there. */
export const UndoSpan = z.strictObject({
  start: z.number().int().nonnegative(),
  now: z.string(),
  was: z.string(),
});
export type UndoSpan = z.infer<typeof UndoSpan>;

/** How an edited text becomes the original again: the passes over it, the last one last. */
export const UndoPasses = z.array(z.array(UndoSpan));
export type UndoPasses = z.infer<typeof UndoPasses>;

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
 * Brings the original bytes of an edited text back.
 *
 * @returns undefined when the bytes are not what the inverse was made for
 */
export function revertText(bytes: Buffer, passes: UndoPasses): Buffer | undefined {
  let text = bytes.toString('utf8');
  for (const spans of [...passes].reverse()) {
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
