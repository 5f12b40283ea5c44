import { scanCss, scanScss } from './css';
import { plainEncoding } from './encodings/encoding';
import { scanJavascript, scanJsx } from './javascript';
import { scanJson } from './json';
import { scanMarkdown } from './markdown/markdown';
import { scanHtml, scanSvelte, scanXml } from './markup';
import { scanPython } from './python';
import type { Scan, Scanner, Segment } from './segment';

/** A line is a token, so that no rule reaches over a line break and none has to be run over a whole book at once. */
function scanPlain(text: string): Scan {
  const segments: Segment[] = [];
  for (let start = 0; start <= text.length;) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    segments.push({ start, end, kind: 'plain', encoding: plainEncoding });
    start = end + 1;
  }
  return { segments, complete: true };
}

/** The languages the engine reads, each with its scanner. */
export const scanners = {
  css: scanCss,
  html: scanHtml,
  javascript: scanJavascript,
  json: scanJson,
  jsx: scanJsx,
  markdown: scanMarkdown,
  plain: scanPlain,
  python: scanPython,
  scss: scanScss,
  svelte: scanSvelte,
  xml: scanXml,
} as const satisfies Record<string, Scanner>;

/** The name of a language the engine reads. */
export type Language = keyof typeof scanners;

const LANGUAGE_BY_ENDING: Readonly<Record<string, Language>> = {
  cjs: 'javascript',
  css: 'css',
  htm: 'html',
  html: 'html',
  js: 'javascript',
  json: 'json',
  jsx: 'jsx',
  markdown: 'markdown',
  md: 'markdown',
  mjs: 'javascript',
  py: 'python',
  scss: 'scss',
  svelte: 'svelte',
  svg: 'xml',
  ts: 'javascript',
  tsx: 'jsx',
  webmanifest: 'json',
  xml: 'xml',
};

/** The language of a file that the profile says nothing about. */
export function languageOf(file: string): Language {
  const ending = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  // Every object has a constructor, and a file can be called so.
  return (Object.hasOwn(LANGUAGE_BY_ENDING, ending) ? LANGUAGE_BY_ENDING[ending] : undefined) ?? 'plain';
}
