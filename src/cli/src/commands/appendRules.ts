import { isDeepStrictEqual } from 'node:util';
import { Brand, type BrandRule, LiveryError } from '@livery/contracts';
import { isMap, isSeq, parse, parseDocument } from 'yaml';
import { ruleWithoutDefaults, toYaml } from './brandFolder';

/**
 * Adds rules to the text of a `brand.yaml`. Where the rules stand one below the other, or there are none, every byte stays as it is;
 * where they stand in brackets, the file is written anew with its comments.
 *
 * @param brand - what the file has to say afterwards
 * @throws LiveryError `brand-invalid` for a file that is written in a way of its own
 */
export function appendRules(text: string, added: readonly BrandRule[], brand: Brand): string {
  const candidates = [spliceRules(text, added), rewriteRules(text, added)];
  const found = candidates.find(candidate => candidate !== undefined && says(candidate, brand));
  if (found === undefined) {
    throw new LiveryError('brand-invalid', {
      message: 'The rules cannot be added to the brand without changing what else it says.',
      hint: 'Write "rules" as a list with one rule below the other, and try again.',
    });
  }
  return found;
}

function says(text: string, brand: Brand): boolean {
  try {
    return isDeepStrictEqual(Brand.safeParse(parse(text)).data, brand);
  } catch {
    return false; // it is no YAML at all: the place was not the right one
  }
}

/** The text with the rules behind those that it has; undefined when they are not written one below the other. */
function spliceRules(text: string, added: readonly BrandRule[]): string | undefined {
  const document = parseDocument(text);
  const rules = document.get('rules', true);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const items = toYaml(added.map(ruleWithoutDefaults)).replaceAll('\n', lineEnd);
  if (rules === undefined && isMap(document.contents) && !document.contents.flow) {
    return `${withLineEnd(text, lineEnd)}rules:${lineEnd}${indent(items, 2)}`;
  }
  if (!isSeq(rules) || rules.flow || !rules.range) {
    return undefined;
  }
  const [start, end] = rules.range;
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  return `${withLineEnd(text.slice(0, end), lineEnd)}${indent(items, column)}${text.slice(end)}`;
}

function rewriteRules(text: string, added: readonly BrandRule[]): string {
  const document = parseDocument(text);
  const rules = document.get('rules', true);
  if (!isSeq(rules) || rules.items.length === 0) {
    document.set('rules', document.createNode([]));
  }
  for (const rule of added) {
    document.addIn(['rules'], document.createNode(ruleWithoutDefaults(rule)));
  }
  return document.toString({ lineWidth: 0 });
}

function withLineEnd(text: string, lineEnd: string): string {
  return text.endsWith('\n') ? text : `${text}${lineEnd}`;
}

function indent(lines: string, columns: number): string {
  return lines.replace(/^(?=.)/gm, ' '.repeat(columns));
}
