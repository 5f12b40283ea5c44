import { z } from 'zod';
import { Digest } from './digest';
import { Place, RuleResult } from './report';

/** How serious a kind of drift is: `error` fails, `warn` is said, `ignore` is counted only. */
export const DriftLevel = z.enum(['error', 'warn', 'ignore']);
export type DriftLevel = z.infer<typeof DriftLevel>;

/** The ways in which an upstream moves away from its profile. */
export const DriftKind = z.enum([
  'unknown-licence',
  'unmet-rule',
  'residue',
  'uncovered-file',
  'unreadable-file',
  'untested-version',
  'unnamed-translation',
]);
export type DriftKind = z.infer<typeof DriftKind>;

/** One thing in which an upstream is not what its profile says. */
export const DriftFinding = z.strictObject({
  kind: DriftKind,
  level: DriftLevel,
  message: z.string(),
  place: Place.optional(),
});
export type DriftFinding = z.infer<typeof DriftFinding>;

/** Whether a profile still fits an upstream release. */
export const DriftReport = z
  .strictObject({
    apiVersion: z.literal('livery/drift/v1'),
    kind: z.literal('DriftReport'),
    upstream: z.strictObject({
      source: z.string(),
      ref: z.string().optional(),
      commit: z.string().optional(),
      version: z.string(),
    }),
    profile: z.strictObject({ id: z.string(), digest: Digest }),
    rules: z.array(RuleResult),
    findings: z.array(DriftFinding),
  })
  .describe('Whether a profile still fits an upstream release');
export type DriftReport = z.infer<typeof DriftReport>;
