import type { Finding } from '@livery/contracts';
import { placesIn } from './place';
import type { TextPlan } from './text';

/** What a reader takes for a blank between two words: a line break, an entity, a tag around one of them. */
const BETWEEN_WORDS = '(?:\\s|&nbsp;|&#(?:160|xa0);|</?[a-z][^<>]*>)+';

/** Finds the spellings of a name, also where a formatter broke them or markup stands in them. */
export function spellingsExpression(spellings: readonly string[]): RegExp {
  const escaped = spellings.map(spelling =>
    spelling
      .split(' ')
      .map(word => word.replace(/[$()*+.?[\\\]^{|}/]/g, '\\$&'))
      .join(BETWEEN_WORDS),
  );
  return new RegExp(escaped.join('|'), 'gu');
}

/** What a person should look at in a text that has been planned. */
export function findingsOf(file: string, text: string, textPlan: TextPlan, spellings: RegExp): Finding[] {
  const placeOf = placesIn(text);
  const at = (offset: number) => ({ file, ...placeOf(offset) });
  return [
    ...textPlan.unwritable.map(({ start, plain, kind }) => ({
      code: 'place-unwritable' as const,
      message: `${JSON.stringify(plain)} cannot be written into this ${kind}, so it is as it was.`,
      place: at(start),
    })),
    ...textPlan.overridden.map(({ start, pattern, rule }) => ({
      code: 'protection-overridden' as const,
      message: `The unsafe ${rule.id} (${JSON.stringify(rule.pattern)}) changed text that the profile protects by ${pattern}.`,
      place: at(start),
    })),
    ...textPlan.unnamedTranslations.map(offset => ({
      code: 'translation-without-name' as const,
      message:
        'The English sentence names the app, but this translation does not in a spelling that the profile knows.',
      place: at(offset),
    })),
    ...textPlan.statements.map(({ offset, sentence, reason }) => ({
      code: 'statement-about-upstream' as const,
      message: `${JSON.stringify(sentence)} speaks of the upstream (${reason}); with another name it may be untrue.`,
      place: at(offset),
    })),
    ...[...text.matchAll(spellings)]
      .filter(match => textPlan.isLeftOnShow(match.index, match.index + match[0].length))
      .map(match => ({
        code: 'residue' as const,
        message: `"${match[0]}" is still on show.`,
        place: at(match.index),
      })),
  ];
}

/** Says that a file which the brand brings as a whole is not what it says it is. */
export function tooLargeFinding(file: string): Finding {
  return {
    code: 'file-not-scannable',
    message: `${file} is too large to be what it is called; it was left alone.`,
  };
}

/** Says that a file could not be looked into. */
export function unreadableFinding(file: string, reason: string): Finding {
  return {
    code: 'file-not-scannable',
    message: `${file} holds the name, but ${reason}; it was left alone.`,
  };
}
