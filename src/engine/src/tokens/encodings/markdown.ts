import { type Encoding } from './encoding';
import { decodeMarkup, ENTITY } from './markup';

/** What Markdown reads as something else: an escaped character, or an entity. A lone backslash would escape what is put behind it. */
const MARKDOWN_ESCAPE = new RegExp(`\\\\[\\s\\S]|${ENTITY.source}`, 'gu');

/** Text of a Markdown document. Its line breaks and the blanks at its ends would mean something, so they become entities. */
export const markdownText: Encoding = {
  escapes: MARKDOWN_ESCAPE,
  encode: plain =>
    plain
      .replace(/[[\]*_<>|#!`\\~$@]/g, '\\$&')
      // At the start of a line these make a list, an underline or the head of a table.
      .replace(/^[-+=:]/, '\\$&')
      .replace(/^\d{1,9}(?=[.)](?:\s|$))/, '$&\\')
      // Not an entity, and not an address that becomes a link by itself.
      .replace(/&(?=\w*(?:;|$))/g, '\\&')
      .replace(/:(?=\/\/)/g, '\\:')
      .replace(/(?<=\bwww)\./gi, '\\.')
      .replace(/^[ \t]+|(?<![ \t])[ \t]+$|[\n\r]/g, blanks =>
        [...blanks].map(blank => `&#${blank.charCodeAt(0)};`).join(''),
      ),
  decode: raw =>
    raw.replace(MARKDOWN_ESCAPE, found =>
      found.startsWith('&') ? decodeMarkup(found) : found.replace(/^\\(?=[\u0021-\u007e])(?![\da-z])/i, ''),
    ),
};
