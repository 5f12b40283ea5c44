import { z } from 'zod';
import { BrandRule, LicenceGround, TokenKind } from './brand';
import { Digest } from './digest';
import { ImageOutput } from './image';

const count = z.number().int().nonnegative();

/** Where a text stands: 1-based line and column, in characters. */
export const Place = z.strictObject({
  file: z.string().describe('path from the root of the tree, with /'),
  line: z.number().int().min(1),
  column: z.number().int().min(1),
});
export type Place = z.infer<typeof Place>;

/** What the licence of the source says about a rebrand, and why it may go on. */
export const LicenceVerdict = z.strictObject({
  text: z.string().describe('id of the licence text, found by its hash'),
  spdx: z.string(),
  rebrand: z.enum(['allowed', 'conditional']),
  notice: z.string().describe('what the licence asks for, in one sentence'),
  ground: LicenceGround.optional(),
});
export type LicenceVerdict = z.infer<typeof LicenceVerdict>;

/** What one rule did. */
export const RuleResult = z.strictObject({
  id: z.string(),
  origin: z.enum(['profile', 'brand']),
  pattern: z.string(),
  replacement: z.string(),
  expect: BrandRule.shape.expect.unwrap(),
  matches: count,
  files: z.record(z.string(), count).describe('file → matches'),
  met: z.boolean().describe('whether the expectation holds'),
});
export type RuleResult = z.infer<typeof RuleResult>;

/** One replaced span, for a person who wants to check it. */
export const EditSample = z.strictObject({
  line: z.number().int().min(1),
  kind: TokenKind,
  rule: z.string(),
  before: z.string(),
  after: z.string(),
});

/** What happens to one file. */
export const FileResult = z.strictObject({
  file: z.string(),
  edits: count,
  before: Digest,
  after: Digest.optional().describe('left out for a file that is deleted'),
  sample: EditSample.optional().describe('the first edit of the file'),
});
export type FileResult = z.infer<typeof FileResult>;

/** A picture or file of the brand, and a place of the tree it goes to. */
export const AssetResult = z.strictObject({
  slot: z.string(),
  file: z.string(),
  source: z.string().describe('the path of the asset in the brand folder'),
  before: Digest,
  after: Digest,
  sizeBytes: count,
});
export type AssetResult = z.infer<typeof AssetResult>;

/** A thing a person should look at; it does not stop the run. */
export const Finding = z.strictObject({
  code: z.enum([
    'residue',
    'translation-without-name',
    'asset-slot-empty',
    'version-untested',
    'file-not-scannable',
    'place-unwritable',
    'colour-not-applied',
    'upstream-picture',
    'protection-overridden',
    'statement-about-upstream',
    'translation-unknown',
    'source-map-kept',
  ]),
  message: z.string(),
  place: Place.optional(),
});
export type Finding = z.infer<typeof Finding>;

/** What a branding would do, or did: the same shape from every runner. */
export const Report = z
  .strictObject({
    apiVersion: z.literal('livery/report/v1'),
    kind: z.literal('Report'),
    upstream: z.strictObject({
      source: z.string().describe('URL or folder, without user or password'),
      ref: z.string().optional(),
      commit: z.string().optional(),
      version: z.string().optional(),
    }),
    profile: z.strictObject({ id: z.string(), digest: Digest }),
    brand: z.strictObject({ name: z.string(), digest: Digest }),
    licence: LicenceVerdict,
    applied: z.boolean().describe('false for a plan that nothing was written from'),
    totals: z.strictObject({
      scannedFiles: count,
      changedFiles: count,
      replacements: count,
      filledTranslations: count,
      assetsWritten: count,
      protectedHits: count,
      residue: count,
    }),
    rules: z.array(RuleResult),
    files: z.array(FileResult),
    assets: z.array(AssetResult),
    protectedHits: z
      .record(z.string(), count)
      .describe('protected pattern → spans that were left alone because of it'),
    findings: z.array(Finding),
    outputs: z.array(
      z.strictObject({ kind: z.string(), name: z.string(), digest: Digest, sizeBytes: count }),
    ),
    images: z.array(ImageOutput).optional().describe('left out by a run that makes none'),
    durationsMs: z.record(z.string(), z.number().nonnegative()),
  })
  .describe('What a branding would do, or did');
export type Report = z.infer<typeof Report>;
