import { checkTagTemplate, parseTarget } from '@livery/images';
import { type BuilderName, builderNames, checkArguments } from '@livery/pipeline';
import { z } from 'zod';
import type { AttestationKind } from '../supplyChain';
import { Duration } from './duration';
import { LicenceLines } from './licence';
import { entries, pairs } from './lines';

const text = z.string().transform(value => value.trim() || undefined);
const flag = z.enum(['true', 'false', ''], 'must be true or false').transform(value => value === 'true');

/** A choice with what it is when nothing is said. */
function choice<const T extends readonly [string, ...string[]]>(values: T, fallback: T[number]) {
  return z.preprocess(
    value => (value === '' ? fallback : value),
    z.enum(values, `must be ${values.join(' or ')}`),
  );
}

/** What may be left out. */
function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess(value => (value === '' ? undefined : value), schema.optional());
}

/** os/architecture, and /variant if there is one. https://github.com/opencontainers/image-spec/blob/main/image-index.md#platform-variants */
const PLATFORM = /^[a-z\d]+\/[a-z\d_]+(?:\/[a-z\d]+)?$/;

function checkedPlatform(platform: string): string {
  if (!PLATFORM.test(platform)) {
    throw new Error(`${JSON.stringify(platform)} is not a platform such as linux/amd64`);
  }
  return platform;
}

function checkedTarget(target: string): string {
  parseTarget(target);
  return target;
}

function checkedTag(tag: string): string {
  checkTagTemplate(tag);
  return tag;
}

const KINDS = ['provenance', 'sbom'] as const satisfies readonly AttestationKind[];

function checkedKind(kind: string): AttestationKind {
  const known = KINDS.find(each => each === kind);
  if (!known) {
    throw new Error(`${JSON.stringify(kind)} is none of ${KINDS.join(', ')}`);
  }
  return known;
}

const publicPairs = (kind: string) => pairs((name, value) => checkArguments({ [name]: value }, kind));

/** The inputs of the action, as `action.yml` documents them. */
export const Inputs = z.object({
  brand: z.string().min(1, 'is required: the path of a brand folder, or the name of a brand in a portal'),
  source: text,
  mode: choice(['auto', 'overlay', 'source'], 'auto'),
  path: text,
  profile: text,
  targets: entries(checkedTarget),
  tags: entries(checkedTag, ','),
  platforms: entries(checkedPlatform, ','),
  'build-args': publicPairs('build argument'),
  builder: optional(
    z.enum(builderNames satisfies readonly BuilderName[], `must be ${builderNames.join(' or ')}`),
  ),
  dockerfile: text,
  configuration: publicPairs('variable'),
  labels: pairs(),
  zip: text,
  report: text,
  licence: LicenceLines,
  'drift-policy': choice(['fail', 'strict', 'report'], 'fail'),
  'dry-run': flag,
  logins: z.string(),
  'github-token': text,
  attest: entries(checkedKind, ','),
  sigstore: text,
  'verify-upstream': text,
  'trusted-root': text,
  'pull-request': choice(['none', 'comment', 'check'], 'none'),
  portal: text,
  'run-id': optional(z.uuid('must be the id of a run, as the portal gave it')),
  timeout: optional(Duration),
  'build-timeout': optional(Duration),
  'allow-untrusted': flag,
});
export type Inputs = z.infer<typeof Inputs>;
