import { LiveryError } from '@livery/contracts';
import type { Scan, Segment } from '../tokens/segment';
import type { Edit } from './edit';
import { placeOf } from './place';

/** A text before and after, and how it was read. */
export interface EditedText {
  file: string;
  text: string;
  result: string;
  scan: Scan;
  /** Reads the result. */
  rescan: () => Scan;
  edits: readonly Edit[];
}

/**
 * Proves that the result is the same program with other words.
 *
 * A parser alone is no proof: it accepts `'a' + b + 'c'` where `'The App'` stood. So each edited token, decoded, has to say
 * what was meant, and the tokens have to be the same. What a scanner reads next depends on the tokens so far and nothing else; so
 * where each edited token is still one token, the others are too. An encoding that cannot tell that of a token leaves it to
 * a second scan, whose tokens are compared one by one: as many of the same kinds, each at its old place plus the shift of the edits
 * before it.
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
  if (edits.length === 0) {
    return;
  }
  const tokens = pairTokens(scan.segments, edits);
  if (tokens.reduce((sum, { edits: own }) => sum + own.length, 0) !== edits.length) {
    fail(edits[0]?.start ?? 0, 'an edit lies outside every token');
  }
  for (const { before, start, end, edits: own } of tokens) {
    if (own.length > 0 && !saysWhatWasMeant(text, result.slice(start, end), before, own)) {
      fail(before.start, 'a token reads differently');
    }
  }
  const edited = tokens.filter(({ edits: own }) => own.length > 0);
  if (edited.every(({ before }) => before.encoding.isWhole)) {
    for (const { before, start, end } of edited) {
      if (before.encoding.isWhole?.(result.slice(start, end)) !== true) {
        fail(before.start, 'a token is not one token any more');
      }
    }
    return;
  }
  const { segments, complete } = rescan();
  if (!complete || segments.length !== tokens.length) {
    fail(edits[0]?.start ?? 0, 'its tokens differ');
  }
  for (const [index, { before, start, end }] of tokens.entries()) {
    const after = segments[index];
    if (after?.kind !== before.kind || after.start !== start || after.end !== end) {
      fail(before.start, 'a token moved');
    }
  }
}

/** A token, where it has to be in the result, and its own edits. */
interface MovedToken {
  readonly before: Segment;
  readonly start: number;
  readonly end: number;
  readonly edits: readonly Edit[];
}

function pairTokens(segments: readonly Segment[], edits: readonly Edit[]): MovedToken[] {
  let shift = 0;
  let next = 0;
  return segments.map(before => {
    const own: Edit[] = [];
    const start = before.start + shift;
    for (
      let edit = edits[next];
      edit && edit.start <= before.end && edit.end <= before.end;
      edit = edits[next]
    ) {
      own.push(edit);
      shift += edit.raw.length - (edit.end - edit.start);
      next += 1;
    }
    return { before, start, end: before.end + shift, edits: own };
  });
}

function saysWhatWasMeant(
  text: string,
  raw: string,
  { start, end, encoding }: Segment,
  edits: readonly Edit[],
): boolean {
  let expected = '';
  let position = start;
  for (const edit of edits) {
    expected += (encoding.decode(text.slice(position, edit.start)) ?? '\0') + edit.plain;
    position = edit.end;
  }
  expected += encoding.decode(text.slice(position, end)) ?? '\0';
  return encoding.decode(raw) === expected;
}
