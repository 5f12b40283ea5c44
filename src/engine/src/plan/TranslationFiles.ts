import type { Brand } from '@livery/contracts';
import picomatch from 'picomatch';
import type { Profile } from '../profile/schema';
import { matcherOf } from '../rules/rule';
import { readSmall } from '../tree/readText';
import type { SourceTree } from '../tree/SourceTree';
import type { TextContext } from './text';
import type { TranslationPolicy } from './translations';

/** Knows which files hold translations, into which locale, and what the brand wants of them. */
export class TranslationFiles {
  readonly #brand: Brand;
  readonly #expressions: readonly RegExp[];
  readonly #isCompiled: (file: string) => boolean;
  readonly #compiledLocales: ReadonlyMap<string, string>;
  readonly #placeholder: RegExp;
  readonly #statements: TranslationPolicy['statements'];

  constructor(tree: SourceTree, { translations }: Profile, brand: Brand) {
    this.#brand = brand;
    this.#expressions = (translations?.files ?? []).map(glob =>
      picomatch.makeRe(glob, { dot: true, capture: true }),
    );
    this.#isCompiled = matcherOf(translations?.compiled?.files ?? []);
    this.#compiledLocales = findCompiledLocales(tree, translations?.compiled);
    this.#placeholder = new RegExp(translations?.placeholder ?? '(?!)', 'gu');
    this.#statements = (translations?.statements ?? []).map(({ pattern, reason }) => ({
      expression: new RegExp(pattern, 'u'),
      reason,
    }));
  }

  /** What the planner of a file has to know of translations in it. */
  of(file: string): Pick<TextContext, 'placeholder' | 'translations'> {
    const locale = this.#localeOf(file);
    if (locale === undefined && !this.#isCompiled(file)) {
      return { placeholder: undefined };
    }
    const { unnamed, locales, texts } = this.#brand.translations;
    return {
      placeholder: this.#placeholder,
      translations: {
        unnamed: ownValue(locales, locale) ?? unnamed,
        texts: ownValue(texts, locale) ?? {},
        statements: this.#statements,
      },
    };
  }

  #localeOf(file: string): string | undefined {
    for (const expression of this.#expressions) {
      const match = expression.exec(file);
      if (match) {
        return match[1] ?? '';
      }
    }
    return this.#compiledLocales.get(file);
  }
}

/** Script of a built app → the locale whose translations it holds, as the script says that loads them. */
function findCompiledLocales(
  tree: SourceTree,
  compiled: NonNullable<Profile['translations']>['compiled'],
): ReadonlyMap<string, string> {
  const locales = new Map<string, string>();
  if (!compiled) {
    return locales;
  }
  const scripts = tree.files.filter(matcherOf(compiled.files));
  const byName = new Map(scripts.map(file => [file.slice(file.lastIndexOf('/') + 1), file]));
  const needle = Buffer.from(compiled.holds);
  for (const script of scripts) {
    const bytes = readSmall(tree, script);
    for (const { groups } of bytes?.includes(needle)
      ? bytes.toString('utf8').matchAll(new RegExp(compiled.index, 'gu'))
      : []) {
      const file = byName.get(groups?.['file'] ?? '');
      if (file !== undefined && groups?.['locale'] !== undefined) {
        locales.set(file, groups['locale']);
      }
    }
  }
  return locales;
}

/** The upstream names its locales, and a folder can be called "constructor". */
function ownValue<T>(values: Readonly<Record<string, T>>, key: string | undefined): T | undefined {
  return key !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
}
