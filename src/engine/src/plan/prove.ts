import { LiveryError } from '@livery/contracts';
import type { Scan, Segment } from '../tokens/segment';
import type { Edit } from './edit';

/** The line and column of an offset, from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  let line = 1;
  for (let index = text.indexOf('\n'); index >= 0 && index < offset; index = text.indexOf('\n', index + 1)) {
    line += 1;
  }
  return { line, column: offset - lineStart + 1 };
}

/** A text before and after, and how both were read. */
export interface EditedText {
  file: string;
  text: string;
  result: string;
  scan: Scan;
  rescan: Scan;
  edits: readonly Edit[];
}

/**
 * Proves that the result is the same program with other words.
 *
 * A parser alone is no proof: it accepts `'a' + b + 'c'` where `'The App'` stood. So the tokens of both texts are compared:
 * as many of the same kinds, each at its old place plus the shift of the edits before it; and each edited token, decoded,
 * says what was meant.
 *
 * @throws LiveryError `edit-unprovable`
 */
export function proveEdits({ file, text, result, scan, rescan, edits }: EditedText): void {
  const fail = (offset: number, reason: string): never => {
    const { line, column } = placeOf(text, offset);
    throw new LiveryError('edit-unprovable', {
      message: `The branded text of ${file} would not be the same file with another name: ${reason} at line ${line}, column ${column}.`,
      hint: 'Nothing was written. Please report it with the name of the brand; until then keep the file out of the rule with "files".',
    });
  };
  if (!rescan.complete || scan.segments.length !== rescan.segments.length) {
    fail(edits[0]?.start ?? 0, 'its tokens differ');
  }
  let shift = 0;
  let editIndex = 0;
  for (const [index, before] of scan.segments.entries()) {
    const after = rescan.segments[index];
    const own: Edit[] = [];
    const shiftBefore = shift;
    for (let edit = edits[editIndex]; edit && edit.start <= before.end; edit = edits[editIndex]) {
      own.push(edit);
      shift += edit.raw.length - (edit.end - edit.start);
      editIndex += 1;
    }
    if (
      after?.kind !== before.kind ||
      after.start !== before.start + shiftBefore ||
      after.end !== before.end + shift
    ) {
      fail(before.start, 'a token moved');
    }
    if (after && own.length > 0 && !saysWhatWasMeant(text, result, before, after, own)) {
      fail(before.start, 'a token reads differently');
    }
  }
  if (editIndex !== edits.length) {
    fail(edits[editIndex]?.start ?? 0, 'an edit lies outside every token');
  }
}

function saysWhatWasMeant(
  text: string,
  result: string,
  before: Segment,
  after: Segment,
  edits: readonly Edit[],
): boolean {
  let expected = '';
  let position = before.start;
  for (const edit of edits) {
    expected += (before.encoding.decode(text.slice(position, edit.start)) ?? '\0') + edit.plain;
    position = edit.end;
  }
  expected += before.encoding.decode(text.slice(position, before.end)) ?? '\0';
  return after.encoding.decode(result.slice(after.start, after.end)) === expected;
}
