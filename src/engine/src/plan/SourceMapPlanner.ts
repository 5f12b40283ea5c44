import { isUtf8 } from 'node:buffer';
import type { Brand, Finding, SourceMapPolicy } from '@livery/contracts';
import { digestOf } from '../digest';
import type { Profile } from '../profile/schema';
import { Needles } from '../rules/Needles';
import { matcherOf } from '../rules/rule';
import { readSmall } from '../tree/readText';
import type { SourceTree } from '../tree/SourceTree';
import type { FilePlan, FilePlanner } from './FilePlanner';
import type { Change } from './outcome';
import { rewriteSourceMap } from './sourceMap';
import { applyEdits } from './text';

/** The comment at the end of a script that names its source map. */
const COMMENT = /\n?\/\/[#@] sourceMappingURL=[^\s'"`]+\s*$/u;

/** What becomes of a script and its map. */
export interface PlannedScript {
  /** Undefined when nothing is to be done to the script. */
  readonly plan: FilePlan | undefined;
  /** Undefined when nothing is to be done to the map. It counts only if the script is changed as planned. */
  readonly map: Change | undefined;
}

/**
 * Plans the source maps of a built app. A map holds the sources, and with them the old name; and once its script was edited,
 * it leads to the wrong places.
 */
export class SourceMapPlanner {
  readonly #tree: SourceTree;
  readonly #isMap: (file: string) => boolean;
  readonly #policy: SourceMapPolicy;
  readonly #spellings: Needles;
  readonly #planner: FilePlanner;
  readonly #leftAlone: Finding[] = [];
  #kept = 0;

  constructor(tree: SourceTree, profile: Profile, brand: Brand, planner: FilePlanner) {
    this.#tree = tree;
    this.#isMap = matcherOf(profile.sourceMaps?.files ?? []);
    this.#policy = brand.sourceMaps ?? profile.sourceMaps?.policy ?? 'keep';
    this.#spellings = new Needles(profile.residue);
    this.#planner = planner;
  }

  get findings(): Finding[] {
    const message = `${this.#kept} source maps hold the name of the upstream or belong to branded scripts, and are kept as they are.`;
    return [...(this.#kept > 0 ? [{ code: 'source-map-kept' as const, message }] : []), ...this.#leftAlone];
  }

  /** Says that a map stays although it should not. */
  leaveAlone(map: string, reason: string): void {
    this.#leftAlone.push({
      code: 'source-map-kept',
      message: `${map} holds the name of the upstream or belongs to a branded script, and is kept as it is: ${reason}.`,
    });
  }

  /**
   * Plans the map of a script, once the script itself has been planned.
   *
   * @param plan - of the script, or undefined when no rule concerns it
   * @returns the plan of the script, without the comment that names a map which goes
   */
  plan(script: string, plan: FilePlan | undefined): PlannedScript {
    const file = `${script}.map`;
    if (!this.#tree.has(file) || !this.#isMap(file)) {
      return { plan, map: undefined };
    }
    const original = readSmall(this.#tree, file);
    const isEdited = plan !== undefined && plan.passes.length > 0;
    if (!isEdited && !this.#holdsName(file, original)) {
      return { plan, map: undefined };
    }
    if (this.#policy === 'keep') {
      this.#kept += 1;
      return { plan, map: undefined };
    }
    if (!original) {
      this.leaveAlone(file, 'it is too large');
      return { plan, map: undefined };
    }
    const map = { file, before: digestOf(original), undo: undefined };
    const content = this.#policy === 'rewrite' ? this.#rewrite(original, plan) : undefined;
    if (content) {
      return { plan, map: { ...map, content } };
    }
    const known = plan ?? this.#planner.readUnplanned(this.#tree, script);
    if (!known.isReadable) {
      // It would go on naming a map that is not there any more.
      this.leaveAlone(file, 'its script could not be read');
      return { plan, map: undefined };
    }
    return { plan: withoutComment(known), map: { ...map, content: undefined } };
  }

  #holdsName(file: string, original: Buffer | undefined): boolean {
    return original
      ? this.#spellings.areIn(original)
      : this.#tree.searchLarge?.(file, this.#spellings.texts) === true;
  }

  /** @returns undefined for what is not a source map, which leads nowhere */
  #rewrite(original: Buffer, plan: FilePlan | undefined): Buffer | undefined {
    if (!isUtf8(original)) {
      return undefined;
    }
    const result = rewriteSourceMap(original.toString('utf8'), plan?.passes ?? [], (file, text) => {
      const source = this.#planner.planSource(file, text);
      const pass = source?.passes[0];
      return source && pass && { pass, result: source.result };
    });
    return result === undefined ? undefined : Buffer.from(result);
  }
}

function withoutComment(plan: FilePlan): FilePlan {
  const comment = COMMENT.exec(plan.result);
  if (!comment) {
    return plan;
  }
  const edits = [{ start: comment.index, end: plan.result.length, raw: '\n' }];
  return {
    ...plan,
    passes: [...plan.passes, { text: plan.result, edits }],
    result: applyEdits(plan.result, edits),
  };
}
