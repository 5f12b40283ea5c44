import type { Language } from '../tokens/language';

/** A language that there is an independent parser for. */
export type Grammar = 'javascript' | 'json' | 'python' | 'typescript' | 'typescript-jsx' | 'xml';

/**
 * The grammar of a file; undefined for a language without a parser, such as Svelte, or one whose parsers accept anything,
 * such as HTML.
 */
export function grammarOf(file: string, language: Language): Grammar | undefined {
  switch (language) {
    case 'javascript':
      return /\.[cm]?js$/i.test(file) ? 'javascript' : 'typescript';
    case 'jsx':
      return 'typescript-jsx'; // it reads JSX without types as well
    case 'json':
    case 'python':
    case 'xml':
      return language;
    default:
      return undefined;
  }
}
