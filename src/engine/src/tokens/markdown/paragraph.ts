import type { Span } from '../../rules/spans';
import { normaliseLabel } from './inline';

const LABEL = /^\[(?!\^)((?:[^[\]\\]|\\.)+)\]:/;
/** The address of a definition, and nothing or the start of a title behind it. */
const ADDRESS = /^(?:<[^<>]*>|[^\s<]\S*)(?:$|[ \t]+["'(])/;
const TITLE = /^(?:"[^"]*"|'[^']*'|\([^()]*\))$/;

/** What the lines of a paragraph come to. */
export interface ParagraphParts {
  /** Lines that are read together, one after the other: what is left of the paragraph, and each cell of a table. */
  readonly leaves: readonly (readonly Span[])[];
  /** The names that references to a definition give, normalised. */
  readonly definitions: readonly string[];
}

/** Takes the definitions `[name]: address "title"` at its start and the table at its end out of a paragraph. */
export function splitParagraph(text: string, paragraph: readonly Span[]): ParagraphParts {
  const contentOf = (line: Span | undefined) => text.slice(line?.start ?? 0, line?.end ?? 0).trim();
  const definitions: string[] = [];
  let first = 0;
  for (;;) {
    const content = contentOf(paragraph[first]);
    const match = LABEL.exec(content);
    const behind = content.slice(match?.[0].length).trim();
    const isSplit = behind === '';
    if (!match || !ADDRESS.test(isSplit ? contentOf(paragraph[first + 1]) : behind)) {
      break;
    }
    definitions.push(normaliseLabel(match[1] ?? ''));
    first += isSplit ? 2 : 1;
    first += TITLE.test(contentOf(paragraph[first])) ? 1 : 0;
  }

  const lines = paragraph.slice(first);
  const head = lines.findIndex((line, index) => isTableHead(text, lines[index - 1], line));
  const prose = head < 0 ? lines : lines.slice(0, head - 1);
  const rows = head < 0 ? [] : lines.slice(head - 1).filter(line => line !== lines[head]);
  return {
    leaves: [
      ...(prose.length > 0 ? [prose] : []),
      ...rows.flatMap(row => cellsOf(text, row).map(cell => [cell])),
    ],
    definitions,
  };
}

/** Whether a line makes a table of the one above it: https://github.github.com/gfm/#tables-extension- */
function isTableHead(text: string, titles: Span | undefined, line: Span): boolean {
  if (!titles || !/^[ \t]*[|:-]/.test(text.slice(line.start, line.end))) {
    return false;
  }
  const cells = cellsOf(text, line);
  return (
    cells.every(cell => /^:?-+:?$/.test(text.slice(cell.start, cell.end).trim())) &&
    cells.length === cellsOf(text, titles).length
  );
}

/** The cells of a row of a table. A bar ends one even in code, unless it is escaped. */
function cellsOf(text: string, row: Span): Span[] {
  const content = text.slice(row.start, row.end);
  const cells: Span[] = [];
  let start = 0;
  const endCell = (end: number) => {
    cells.push({ start: row.start + start, end: row.start + end });
    start = end + 1;
  };
  for (const { 0: mark, index } of content.matchAll(/\\[\s\S]|\|/g)) {
    if (mark === '|') {
      endCell(index);
    }
  }
  endCell(content.length);
  // The bars around a row are optional.
  const isEmpty = (cell: Span | undefined) => text.slice(cell?.start, cell?.end).trim() === '';
  return cells.slice(isEmpty(cells[0]) ? 1 : 0, cells.length > 1 && isEmpty(cells.at(-1)) ? -1 : undefined);
}
