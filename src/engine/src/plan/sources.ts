import type { Brand, RuleResult } from '@livery/contracts';
import type { Pacer } from '../Pacer';
import type { Profile } from '../profile/schema';
import { SyntaxChecker, type SyntaxVerdict } from '../syntax/SyntaxChecker';
import type { SourceTree } from '../tree/SourceTree';
import type { PlanCollector } from './collector';
import { meets } from './expectation';
import { FilePlanner } from './FilePlanner';
import { FileRules } from './FileRules';
import { type Change, type FileOutcome, outcomeOf } from './outcome';
import { SourceMapPlanner } from './SourceMapPlanner';
import { TranslationFiles } from './TranslationFiles';

/**
 * Plans every text file of a tree, and tells what each rule came to.
 *
 * @throws LiveryError `edit-unprovable`, `brand-invalid`
 */
export async function planSources(
  tree: SourceTree,
  profile: Profile,
  brand: Brand,
  collector: PlanCollector,
  pacer: Pacer,
): Promise<RuleResult[]> {
  const checker = new SyntaxChecker();
  const fileRules = new FileRules(profile, brand);
  const planner = new FilePlanner(fileRules, new TranslationFiles(tree, profile, brand));
  const sourceMaps = new SourceMapPlanner(tree, profile, brand, planner);
  const outcomes: { outcome: FileOutcome; map: Change | undefined; verdict: Promise<SyntaxVerdict> }[] = [];
  try {
    checker.start();
    for (const file of tree.files) {
      const { plan, map } = sourceMaps.plan(file, planner.plan(tree, file));
      if (plan) {
        const verdict = checker.check(plan);
        // It is awaited further down; until then a fault is nobody's business.
        verdict.catch(() => undefined);
        outcomes.push({ outcome: outcomeOf(plan), map, verdict });
        await checker.room();
      } else if (map) {
        collector.addSourceMap(map);
      }
      if (pacer.isDue) {
        await pacer.rest();
      }
    }
    for (const { outcome, map, verdict } of outcomes) {
      const { type } = await verdict;
      collector.addOutcome(outcome, await verdict);
      if (map && type === 'was-invalid') {
        sourceMaps.leaveAlone(map.file, 'its script could not be read');
      } else if (map) {
        collector.addSourceMap(map);
      }
    }
  } finally {
    await checker.close();
  }
  collector.scannedFiles += planner.scannedFiles;
  collector.findings.push(...sourceMaps.findings);
  collector.checkTexts(brand);

  const resultOf = (
    rule: Pick<RuleResult, 'id' | 'origin' | 'pattern' | 'replacement' | 'expect'>,
  ): RuleResult => {
    const matched = collector.matchesOf(rule.id);
    const matches = Object.values(matched).reduce((sum, count) => sum + count, 0);
    const { id, origin, pattern, replacement, expect } = rule;
    return { id, origin, pattern, replacement, expect, matches, files: matched, met: meets(expect, matches) };
  };
  const patches = fileRules.patches.map(patch => ({ ...patch, origin: 'profile' as const }));
  return [...fileRules.rules, ...patches].map(resultOf);
}
