import type { FileResult, Finding, Report } from '@livery/contracts';
import semver from 'semver';
import type { PictureCache } from '../assets/PictureCache';
import { planAssets } from '../assets/planAssets';
import { planTheme, themePatches } from '../assets/theme';
import { findUpstreamPictures } from '../assets/upstreamPictures';
import { checkOptions } from '../brand/checkBrand';
import type { LoadedBrand } from '../brand/loadBrand';
import { Pacer } from '../Pacer';
import { judgeLicence } from '../licence/licence';
import { type DetectedSource, detectSource } from '../profile/detect';
import type { LoadedProfile } from '../profile/loadProfile';
import { FolderTree, type SourceTree } from '../tree/SourceTree';
import { refuseBranded } from '../record/record';
import { PlanCollector } from './collector';
import type { Change } from './outcome';
import { planSources } from './sources';

/** What a plan is made from: f(upstream, profile, brand), and the day on which it is asked. */
export interface PlanInput {
  /** The upstream source. It is only read. */
  tree: SourceTree;
  /** Where the tree came from, for the report. */
  upstream: { source: string; ref?: string; commit?: string };
  profiles: readonly LoadedProfile[];
  brand: LoadedBrand;
  /** `YYYY-MM-DD`: licence grounds expire. */
  today: string;
  /** Stops the planning. */
  signal?: AbortSignal;
  /** Pictures that were derived before. */
  pictures?: PictureCache;
}

/** All that a branding would do. {@link applyPlan} carries it out; without that, nothing is written. */
export interface Plan {
  readonly tree: SourceTree;
  readonly report: Report;
  readonly changes: readonly Change[];
}

/**
 * Opens the folder of an upstream release.
 *
 * @throws LiveryError `source-not-found`, `already-branded`, `apply-interrupted`, `record-invalid`
 */
export function openUpstream(location: string): SourceTree {
  const tree = FolderTree.open(location);
  refuseBranded(location);
  return tree;
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
  const { profile } = source.loaded;
  const { brand } = input.brand;
  checkOptions(input.profiles, brand);
  const licence = judgeLicence({ ...input, brand, profile, version: source.version });

  const collector = new PlanCollector();
  const pacer = new Pacer(input.signal);
  const themed = { ...profile, patches: [...profile.patches, ...themePatches(profile, brand)] };
  // The pictures are drawn while the parsers read the last texts.
  const drawing = planAssets(
    input.tree,
    profile,
    input.brand,
    input.profiles.map(loaded => loaded.profile),
    pacer,
    input.pictures,
  );
  drawing.catch(() => undefined);
  const rules = await planSources(input.tree, themed, brand, collector, pacer);
  const pictures = await drawing;
  const theme = planTheme(input.tree, profile, input.brand, rules);
  const assets = [...pictures.assets, ...theme.assets];
  const contents = new Map([...pictures.contents, ...theme.contents]);
  const changes: Change[] = [
    // A file that the brand brings as a whole has no text of the upstream left.
    ...collector.changes.filter(change => !contents.has(change.file)),
    ...assets
      .filter(asset => asset.before !== asset.after)
      .map(asset => ({
        file: asset.file,
        before: asset.before,
        content: contents.get(asset.file) ?? Buffer.alloc(0),
        undo: undefined,
      })),
  ];
  const findings = [
    ...findingsOf(source),
    ...theme.findings,
    ...pictures.findings,
    ...findUpstreamPictures(input.tree, profile, contents, pictures.kept),
    ...collector.findings,
  ];
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
        assetsWritten: assets.filter(asset => asset.before !== asset.after).length,
        protectedHits: collector.protectedHits,
        residue: collector.residue,
      },
      rules,
      files: collector.files.filter(({ file }) => !contents.has(file)) satisfies FileResult[],
      assets,
      protectedHits: collector.refused,
      findings,
      outputs: [],
      durationsMs: { plan: Math.round(performance.now() - started) },
    },
  };
}

function findingsOf({ loaded: { profile }, version }: DetectedSource): Finding[] {
  const findings: Finding[] = [];
  if (!semver.satisfies(version, profile.versions, { includePrerelease: true })) {
    findings.push({
      code: 'version-untested',
      message: `The profile ${profile.id} was tried on ${profile.versions}; this source is ${version}. Look at the findings with care.`,
    });
  }
  return findings;
}
