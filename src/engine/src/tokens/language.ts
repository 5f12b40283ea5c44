import { plainEncoding } from './encoding';
import { scanJavascript } from './javascript';
import { scanJson } from './json';
import { scanHtml, scanSvelte, scanXml } from './markup';
import { scanPython } from './python';
import type { Scan, Scanner } from './segment';

function scanPlain(text: string): Scan {
  return {
    segments: [{ start: 0, end: text.length, kind: 'plain', encoding: plainEncoding }],
    complete: true,
  };
}

/** The languages the engine reads, each with its scanner. */
export const scanners = {
  html: scanHtml,
  javascript: scanJavascript,
  json: scanJson,
  plain: scanPlain,
  python: scanPython,
  svelte: scanSvelte,
  xml: scanXml,
} as const satisfies Record<string, Scanner>;

/** The name of a language the engine reads. */
export type Language = keyof typeof scanners;

const LANGUAGE_BY_ENDING: Readonly<Record<string, Language>> = {
  cjs: 'javascript',
  htm: 'html',
  html: 'html',
  js: 'javascript',
  json: 'json',
  mjs: 'javascript',
  py: 'python',
  svelte: 'svelte',
  svg: 'xml',
  ts: 'javascript',
  webmanifest: 'json',
  xml: 'xml',
};

/** The language of a file that the profile says nothing about. */
export function languageOf(file: string): Language {
  return LANGUAGE_BY_ENDING[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? 'plain';
}
