import type { ImportNote, Trial } from '@livery/contracts';
import { table } from './reportText';

const SEVERITIES: Readonly<Record<ImportNote['severity'], string>> = {
  translated: 'taken',
  differs: 'taken, but look at it',
  dropped: 'left out',
};

/** What became of the parts of an imported document, a line each. */
export function notesText(notes: readonly ImportNote[]): string[] {
  return notes.map(({ rule, severity, message }) => {
    const what = rule === undefined ? '' : `rule ${rule} `;
    return `- ${what}${SEVERITIES[severity]}: ${message.replace(/[\r\n]+/g, ' ')}`;
  });
}

/** What the rules of a brand make of a text, as a page for people. */
export function trialText(trial: Trial): string {
  const { result, matches, refused, unwritable, leftAlone } = trial;
  const lines = [result, ''];
  if (leftAlone !== undefined) {
    lines.push(`Left alone as a whole: ${leftAlone}`);
  } else if (matches.length === 0) {
    lines.push('No rule changes anything in it.');
  } else {
    lines.push(
      ...table([
        ['line', 'column', 'rule', 'before', 'after'],
        ...matches.map(({ line, column, rule, before, after }) => [
          String(line),
          String(column),
          rule ?? 'translation',
          inOneLine(before),
          inOneLine(after),
        ]),
      ]),
    );
  }
  const remarks = [
    ...matches.flatMap(({ line, column, overridden }) =>
      overridden === undefined
        ? []
        : [`line ${line}, column ${column} is protected by ${overridden}, but the rule is unsafe`],
    ),
    ...refused.map(
      ({ pattern, reason, matches: count }) => `${count} left alone because of ${pattern}: ${reason}`,
    ),
    ...unwritable.map(
      ({ line, column, kind, text }) =>
        `line ${line}, column ${column}: ${JSON.stringify(text)} cannot be written into this ${kind}`,
    ),
  ];
  if (remarks.length > 0) {
    lines.push('', 'Look at', ...remarks.map(remark => `- ${remark}`));
  }
  return lines.join('\n');
}

/** As it is, unless it would break the table. */
function inOneLine(text: string): string {
  return /[\n\r\t]|^\s|\s$|^$/.test(text) ? JSON.stringify(text) : text;
}
