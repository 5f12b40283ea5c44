import path from 'node:path';
import { Brand } from '@livery/contracts';
import { loadProfiles } from '../../profile/loadProfile';
import { findReplacements, replacePlain } from '../replace';
import { compileRules } from '../rule';
import { type ImportedRules, importRules } from './importRules';

/** The profiles that come with Livery. */
export const profiles = loadProfiles(path.join(__dirname, '../../../../../profiles'));

/** Imports rules into a brand with this name, for a test. */
export function importForTest(
  rules: unknown,
  brand: { name?: string; rules?: Brand['rules'] } = {},
): ImportedRules {
  return importRules(rules, {
    where: 'rules.json',
    profiles,
    brand: { name: 'Acme', rules: [], ...brand },
  });
}

/** What imported rules make of a text that is one token for people to read; the name of the app is not looked for. */
export function replaceForTest({ rules }: Pick<ImportedRules, 'rules'>, text: string): string {
  const [first] = profiles;
  const brand = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme', rules });
  const compiled = first ? compileRules(first.profile, brand).filter(({ origin }) => origin === 'brand') : [];
  const span = { start: 0, end: text.length, kind: 'text' as const };
  const protection = { all: () => [], legal: () => [] };
  return replacePlain(text, findReplacements(text, span, compiled, protection).replacements);
}
