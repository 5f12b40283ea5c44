import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Brand, type FileResult, type Finding, LiveryError, type Report } from '@livery/contracts';
import semver from 'semver';
import { planAssets } from '../assets/planAssets';
import type { LoadedBrand } from '../brand/loadBrand';
import { judgeLicence } from '../licence/licence';
import { type DetectedSource, detectSource } from '../profile/detect';
import type { LoadedProfile } from '../profile/loadProfile';
import { RECORD_FOLDER, walk } from '../tree/walk';
import { Pacer } from './Pacer';
import { type Change, PlanCollector } from './collector';
import { planSources } from './sources';

/** What a plan is made from: f(upstream, profile, brand), and the day on which it is asked. */
export interface PlanInput {
  /** The folder that holds the upstream source. It is only read. */
  tree: string;
  /** Where the tree came from, for the report. */
  upstream: { source: string; ref?: string; commit?: string };
  profiles: readonly LoadedProfile[];
  brand: LoadedBrand;
  /** `YYYY-MM-DD`: licence grounds expire. */
  today: string;
  signal?: AbortSignal;
}

/** All that a branding would do. {@link applyPlan} carries it out; without that, nothing is written. */
export interface Plan {
  readonly tree: string;
  readonly report: Report;
  readonly changes: readonly Change[];
}

/**
 * Plans a branding. Reads the tree and writes nothing, and lets the rest of the process go on meanwhile.
 *
 * A rule that does not meet its expectation is in the report; `assertExpectations` makes it an error.
 *
 * @throws LiveryError for a source, brand or licence that cannot be branded
 */
export async function plan(input: PlanInput): Promise<Plan> {
  const started = performance.now();
  const source = detectSource(input.tree, input.profiles);
  refuseBranded(input.tree);
  const { profile } = source.loaded;
  const { brand } = input.brand;
  const licence = judgeLicence({ ...input, brand, profile, version: source.version });

  const files = walk(input.tree);
  const collector = new PlanCollector();
  const pacer = new Pacer(input.signal);
  const rules = await planSources(input.tree, files, profile, brand, collector, pacer);
  const assets = await planAssets(input.tree, new Set(files), profile, input.brand, pacer);
  const changes: Change[] = [
    ...collector.changes,
    ...assets.assets
      .filter(asset => asset.before !== asset.after)
      .map(asset => ({
        file: asset.file,
        before: asset.before,
        content: assets.contents.get(asset.file) ?? Buffer.alloc(0),
      })),
  ];
  const findings = [...findingsOf(source, brand), ...assets.findings, ...collector.findings];
  return {
    tree: input.tree,
    changes,
    report: {
      apiVersion: 'livery/report/v1',
      kind: 'Report',
      upstream: { ...input.upstream, version: source.version },
      profile: { id: profile.id, digest: source.loaded.digest },
      brand: { name: brand.name, digest: input.brand.digest },
      licence,
      applied: false,
      totals: {
        scannedFiles: collector.scannedFiles,
        changedFiles: changes.length,
        replacements: collector.replacements,
        filledTranslations: collector.filledTranslations,
        assetsWritten: assets.assets.length,
        protectedHits: collector.protectedHits,
        residue: collector.residue,
      },
      rules,
      files: collector.files satisfies FileResult[],
      assets: assets.assets,
      protectedHits: collector.refused,
      findings,
      outputs: [],
      durationsMs: { plan: Math.round(performance.now() - started) },
    },
  };
}

function refuseBranded(tree: string): void {
  if (existsSync(path.join(tree, RECORD_FOLDER))) {
    throw new LiveryError('already-branded', {
      message: `${tree} was branded by Livery before: it holds the record ${RECORD_FOLDER}/record.json.`,
      hint: 'A branded tree is never edited: start again from a fresh checkout of the upstream release.',
    });
  }
}

function findingsOf({ loaded: { profile }, version }: DetectedSource, brand: Brand): Finding[] {
  const findings: Finding[] = [];
  if (!semver.satisfies(version, profile.versions, { includePrerelease: true })) {
    findings.push({
      code: 'version-untested',
      message: `The profile ${profile.id} was tried on ${profile.versions}; this source is ${version}. Look at the findings with care.`,
    });
  }
  if (Object.keys(brand.colours).length > 0) {
    findings.push({
      code: 'colour-not-applied',
      message: 'The colours of the brand are kept with it, but not yet written into the app.',
    });
  }
  return findings;
}
