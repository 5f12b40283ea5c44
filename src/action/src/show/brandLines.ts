import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LiveryError } from '@livery/contracts';
import { BRAND_FILE } from '@livery/engine';
import { isSeq, LineCounter, parseDocument } from 'yaml';

/** A line of a file, as annotations name it. */
export interface FileLine {
  readonly file: string;
  /** 1-based. */
  readonly startLine?: number;
}

/** The file of a brand that is kept in the workspace. */
export function brandFileOf(brand: string, workspace: string): string {
  return path.join(path.resolve(workspace, brand), BRAND_FILE);
}

/** Id of each rule of a brand file → the line it begins on, 1-based; none for a brand that is not a file. */
export function linesOfRules(file: string): Map<string, number> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return new Map();
  }
  const lineCounter = new LineCounter();
  const rules = parseDocument(text, { lineCounter }).get('rules', true);
  const items = isSeq(rules) ? rules.items : [];
  return new Map(
    items.flatMap((item, index) => {
      const offset = (item as { range?: readonly number[] }).range?.[0];
      return offset === undefined ? [] : [[`rule-${index + 1}`, lineCounter.linePos(offset).line] as const];
    }),
  );
}

/** Where in the brand file an error comes from; undefined for errors that come from elsewhere. */
export function brandLineOf(error: LiveryError, file: string): FileLine | undefined {
  if (error.code === 'brand-invalid' || error.code === 'asset-missing') {
    const line = /\bline (\d+)\b/.exec(error.message)?.[1];
    return { file, ...(line !== undefined && { startLine: Number(line) }) };
  }
  const rule = error.code === 'rule-unmatched' ? /\brule-\d+\b/.exec(error.message)?.[0] : undefined;
  const startLine = rule === undefined ? undefined : linesOfRules(file).get(rule);
  return startLine === undefined ? undefined : { file, startLine };
}
