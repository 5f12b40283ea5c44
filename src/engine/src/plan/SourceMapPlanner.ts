import type { Brand, Finding, SourceMapPolicy } from '@livery/contracts';
import type { Profile } from '../profile/schema';
import { Needles } from '../rules/Needles';
import { matcherOf } from '../rules/rule';
import type { SourceTree } from '../tree/SourceTree';
import type { FilePlan, FilePlanner } from './FilePlanner';
import { rewriteSourceMap } from './sourceMap';
import { applyEdits } from './text';

/** The comment at the end of a script that names its source map. */
const COMMENT = /\n?\/\/[#@] sourceMappingURL=[^\s'"`]+\s*$/u;

/** What becomes of one source map: another text, or nothing when it is deleted. */
export interface SourceMapChange {
  readonly file: string;
  readonly original: Buffer;
  readonly result: string | undefined;
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
  readonly #changes: SourceMapChange[] = [];
  #kept = 0;

  constructor(tree: SourceTree, profile: Profile, brand: Brand, planner: FilePlanner) {
    this.#tree = tree;
    this.#isMap = matcherOf(profile.sourceMaps?.files ?? []);
    this.#policy = brand.sourceMaps ?? profile.sourceMaps?.policy ?? 'keep';
    this.#spellings = new Needles(profile.residue);
    this.#planner = planner;
  }

  get changes(): readonly SourceMapChange[] {
    return this.#changes;
  }

  get findings(): Finding[] {
    const message = `${this.#kept} source maps hold the name of the upstream or belong to branded scripts, and are kept as they are.`;
    return this.#kept > 0 ? [{ code: 'source-map-kept', message }] : [];
  }

  /**
   * Plans the map of a script, once the script itself has been planned.
   *
   * @param plan - of the script, or undefined when no rule concerns it
   * @returns the plan of the script, without the comment that names a map which goes
   */
  plan(script: string, plan: FilePlan | undefined): FilePlan | undefined {
    const map = `${script}.map`;
    if (!this.#tree.has(map) || !this.#isMap(map)) {
      return plan;
    }
    const original = this.#tree.read(map);
    const isEdited = plan !== undefined && plan.passes.length > 0;
    if (!isEdited && !this.#spellings.areIn(original)) {
      return plan;
    }
    if (this.#policy === 'keep') {
      this.#kept += 1;
      return plan;
    }
    if (this.#policy === 'rewrite') {
      const result = rewriteSourceMap(original.toString('utf8'), plan?.passes ?? [], (file, text) => {
        const source = this.#planner.planSource(file, text);
        const pass = source?.passes[0];
        return source && pass && { pass, result: source.result };
      });
      if (result !== undefined) {
        this.#changes.push({ file: map, original, result });
        return plan;
      }
      // What is not a source map leads nowhere.
    }
    this.#changes.push({ file: map, original, result: undefined });
    return withoutComment(plan ?? this.#planner.readUnplanned(this.#tree, script));
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
