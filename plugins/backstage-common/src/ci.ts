import { z } from 'zod';
import { TemplateName } from './brandTemplates';
import { RunJob } from './schemas';

const timestamp = z.iso.datetime();

/** A token or a password, as it goes into a header: visible characters only. */
const secretText = z.string().regex(/^[\x21-\x7e]{1,32768}$/, 'must have visible characters only');

/**
 * What a workflow says when it changes the token of its identity for one of the portal: `POST /v1/ci/exchange`, with the token
 * of the identity as the bearer. It names the run that it was started for, or the brand of a run that it starts itself.
 */
export const CiExchange = z.union([
  z.strictObject({ runId: z.uuid() }),
  z.strictObject({ brand: TemplateName }),
]);
export type CiExchange = z.infer<typeof CiExchange>;

/** The answer: a token that opens the routes of this one run, for some minutes. */
export const CiSession = z.object({ runId: z.uuid(), token: secretText, expiresAt: timestamp });
export type CiSession = z.infer<typeof CiSession>;

/** What a workflow has to do: `GET /v1/runs/:id/job`. */
export const CiJob = RunJob.extend({
  configuration: z
    .record(z.string(), z.string())
    .default({})
    .describe('the configuration of the app, by the names of its variables'),
  targets: z.array(z.string()).default([]).describe('where the image goes; empty leaves it to the workflow'),
});
export type CiJob = z.infer<typeof CiJob>;

/** A credential that a workflow asks for: `POST /v1/runs/:id/leases`. */
export const LeaseRequest = z.strictObject({
  purpose: z.enum(['pull', 'push']),
  registry: z.string().min(1).max(255).describe('as references name it'),
  repository: z.string().min(1).max(255),
});
export type LeaseRequest = z.infer<typeof LeaseRequest>;

/** The answer: a login that ends soon, for this one repository, and is given out once. */
export const Lease = z.object({
  id: z.uuid(),
  credentials: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('password'), username: z.string().min(1), password: secretText }),
    z.object({ kind: z.literal('registry-token'), token: secretText }),
  ]),
  expiresAt: timestamp,
});
export type Lease = z.infer<typeof Lease>;
