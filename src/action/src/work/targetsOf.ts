import { parseTarget } from '@livery/images';
import type { Inputs } from '../inputs/Inputs';

/** Where images go, with their tags. */
export interface ImageTargets {
  /** `registry/repository:{version},latest`. */
  readonly to: readonly string[];
  /** What of the inputs was not taken literally, as sentences. */
  readonly notes: readonly string[];
}

/** The targets of the inputs; one without tags of its own gets those that are for all. */
export function targetsOf({ targets, tags }: Pick<Inputs, 'targets' | 'tags'>): ImageTargets {
  const parsed = targets.map(text => {
    const target = parseTarget(text);
    const hasOwn = text.lastIndexOf(':') > text.lastIndexOf('/');
    const templates = hasOwn || tags.length === 0 ? target.tagTemplates : [...new Set(tags)];
    return {
      to: `${target.registry}/${target.repository}:${templates.join(',')}`,
      notes: target.notes,
    };
  });
  return { to: [...new Set(parsed.map(({ to }) => to))], notes: parsed.flatMap(({ notes }) => notes) };
}
