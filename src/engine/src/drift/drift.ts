import {
  Brand,
  type DriftFinding,
  type DriftKind,
  type DriftReport,
  LiveryError,
  toLiveryError,
} from '@livery/contracts';
import semver from 'semver';
import { findLicenceText } from '../licence/licence';
import { Pacer } from '../Pacer';
import { PlanCollector } from '../plan/collector';
import { describeExpectation } from '../plan/expectation';
import { placeOf } from '../plan/place';
import { planSources } from '../plan/sources';
import { detectSource } from '../profile/detect';
import type { LoadedProfile } from '../profile/loadProfile';
import type { Profile } from '../profile/schema';
import { Needles } from '../rules/Needles';
import { matcherOf } from '../rules/rule';
import { readTextWith } from '../tree/readText';
import type { SourceTree } from '../tree/SourceTree';

/** What {@link findDrift} looks at. */
export interface DriftInput {
  tree: SourceTree;
  upstream: { source: string; ref?: string; commit?: string };
  profiles: readonly LoadedProfile[];
  signal?: AbortSignal;
}

/** Any name does: drift is about where the app's own name is. This one stands in no app. */
const ANY_BRAND = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Zyxwv' });

/** The findings of a plan that are drift. */
const KIND_OF_FINDING: Readonly<Partial<Record<string, DriftKind>>> = {
  residue: 'residue',
  'file-not-scannable': 'unreadable-file',
  'translation-without-name': 'unnamed-translation',
};

/**
 * Asks whether a profile still fits an upstream release: every rule and patch meets its expectation, and the name stands nowhere
 * that the profile does not know. The first finds places that are gone, the second places that are new. Needs no brand.
 *
 * @throws LiveryError `source-unrecognised`
 */
export async function findDrift(input: DriftInput): Promise<DriftReport> {
  const { tree, upstream, profiles, signal } = input;
  const { loaded, version } = detectSource(tree, profiles);
  const { profile } = loaded;
  const findings: DriftFinding[] = [];
  const add = (kind: DriftKind, message: string, place?: DriftFinding['place']) => {
    findings.push({ kind, level: profile.drift[kind], message, ...(place && { place }) });
  };

  const licenceFault = faultOf(() => findLicenceText({ tree, version, profile }));
  if (licenceFault !== undefined) {
    add('unknown-licence', licenceFault);
  }
  if (!semver.satisfies(version, profile.versions, { includePrerelease: true })) {
    add('untested-version', `The profile was tried on ${profile.versions}; this source is ${version}.`);
  }
  const pacer = new Pacer(signal);
  const collector = new PlanCollector();
  const rules = await planSources(tree, profile, ANY_BRAND, collector, pacer);
  for (const { id, pattern, matches, expect } of rules.filter(rule => !rule.met)) {
    const wanted = describeExpectation(expect);
    add('unmet-rule', `${id} (${JSON.stringify(pattern)}) matched ${matches} times instead of ${wanted}.`);
  }
  for (const { code, message, place } of collector.findings) {
    const kind = KIND_OF_FINDING[code];
    if (kind) {
      add(kind, message, place);
    }
  }
  for (const { place, name } of await findUncovered(tree, profile, pacer)) {
    add(
      'uncovered-file',
      `"${name}" stands in a file that the profile neither scans, nor protects, nor leaves.`,
      place,
    );
  }
  return {
    apiVersion: 'livery/drift/v1',
    kind: 'DriftReport',
    upstream: { ...upstream, version },
    profile: { id: profile.id, digest: loaded.digest },
    rules,
    findings,
  };
}

/** The first place of the name in each file that the profile says nothing about. */
async function findUncovered(tree: SourceTree, profile: Profile, pacer: Pacer) {
  const isKnown = matcherOf([
    ...profile.text.flatMap(entry => entry.files),
    ...profile.protect.files,
    ...profile.protect.legalFiles,
    ...profile.leave.flatMap(entry => entry.files),
    ...profile.assets.flatMap(slot => slot.targets),
    ...(profile.sourceMaps?.files ?? []),
  ]);
  const needles = new Needles(profile.residue);
  const found: { place: NonNullable<DriftFinding['place']>; name: string }[] = [];
  for (const file of tree.files) {
    if (pacer.isDue) {
      await pacer.rest();
    }
    // A file that is not text holds no name that people read.
    const text = isKnown(file) ? undefined : readTextWith(tree, file, needles)?.text;
    const places = profile.residue
      .map(name => ({ name, offset: text?.indexOf(name) ?? -1 }))
      .filter(({ offset }) => offset >= 0)
      .sort((one, other) => one.offset - other.offset);
    const [first] = places;
    if (text !== undefined && first) {
      found.push({ place: { file, ...placeOf(text, first.offset) }, name: first.name });
    }
  }
  return found;
}

function faultOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return toLiveryError(error).message;
  }
}

/**
 * Makes drift of the level `error` an error.
 *
 * @throws LiveryError `drifted`
 */
export function assertNoDrift({ findings, profile, upstream }: DriftReport): void {
  const errors = findings.filter(finding => finding.level === 'error');
  if (errors.length === 0) {
    return;
  }
  const named = errors
    .slice(0, 5)
    .map(({ message, place }) => (place ? `${message} (${place.file}:${place.line})` : message));
  const more = errors.length > named.length ? ` And ${errors.length - named.length} more.` : '';
  throw new LiveryError('drifted', {
    message: `The profile ${profile.id} does not fit ${upstream.source} ${upstream.version} any more: ${named.join(' ')}${more}`,
    hint: 'Teach the profile what is new (docs/profiles.md), or stay with a release that it fits.',
  });
}
