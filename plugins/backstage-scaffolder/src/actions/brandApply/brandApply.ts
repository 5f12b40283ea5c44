import { mkdir, rm } from 'node:fs/promises';
import { type AuthService, type DiscoveryService, resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  type LiveryClient,
  type RunJob,
  statusOf,
  withRetries,
} from '@livery/backstage-plugin-livery-common';
import { examples } from './brandApply.examples';
import { carryOutRun } from './carryOutRun';
import { createLiveryClient } from './createLiveryClient';
import { findRun, type RunInput } from './findRun';
import { withoutStack } from './withoutStack';

/** Finds the run and what it has to do. What a person entered wrong is told in one sentence. */
async function getJob(
  person: LiveryClient,
  ctx: { task: { id: string }; input: RunInput; signal?: AbortSignal },
): Promise<{ runId: string; job: RunJob }> {
  const { signal } = ctx;
  try {
    const runId = await withRetries(() => findRun(person, ctx.task.id, ctx.input), { signal });
    return { runId, job: await withRetries(() => person.getRunJob(runId), { signal }) };
  } catch (error) {
    const isRefusal = isError(error) && (error.name === 'InputError' || statusOf(error) !== undefined);
    throw isRefusal ? withoutStack(error) : error;
  }
}

/** Makes the action `livery:brand:apply`, which carries out a Livery run inside a scaffolder task. */
export function createBrandApplyAction(options: { auth: AuthService; discovery: DiscoveryService }) {
  const { auth, discovery } = options;
  return createTemplateAction({
    id: 'livery:brand:apply',
    description: "Gives an app a company's own brand, and stores the branded source as a zip in Livery.",
    examples,
    schema: {
      input: {
        runId: z =>
          z.string().uuid().optional().describe('The run to carry out. Without it a new run is recorded.'),
        brandTemplate: z =>
          z.string().optional().describe('Without runId: the name or the id of the brand template to apply.'),
        upstream: z =>
          z.string().optional().describe('Without runId: the id of an upstream that the portal knows.'),
        url: z =>
          z.string().optional().describe('Without runId: the https address of a git repository to brand.'),
        ref: z => z.string().optional().describe('Without runId: the branch, tag or commit to brand.'),
      },
      output: {
        runId: z => z.string().describe('The run in Livery.'),
        changedFiles: z => z.number().describe('How many files the brand changed.'),
        replacements: z => z.number().describe('How many texts were replaced.'),
        residue: z => z.number().describe('How many mentions of the old name a person should look at.'),
        zipDigest: z =>
          z.string().optional().describe('The SHA-256 digest of the zip, as sha256:<hexadecimal>.'),
      },
    },
    async handler(ctx) {
      const person = createLiveryClient({
        auth,
        discovery,
        onBehalfOf: await ctx.getInitiatorCredentials(),
      });
      // Whoever started the task has to be allowed to carry out this run: only they get the job.
      const { runId, job } = await getJob(person, ctx);

      // From here on the scaffolder reports as itself: a person's token may run out before a long run does.
      const runner = createLiveryClient({
        auth,
        discovery,
        onBehalfOf: await auth.getOwnServiceCredentials(),
      });
      const workDirectory = resolveSafeChildPath(ctx.workspacePath, 'livery');
      // A task that the scaffolder recovered finds what was there before.
      await rm(workDirectory, { recursive: true, force: true });
      await mkdir(workDirectory, { recursive: true });

      const { report, outputs } = await carryOutRun({
        job,
        client: runner,
        workDirectory,
        logger: ctx.logger,
        signal: ctx.signal,
      });
      ctx.output('runId', runId);
      ctx.output('changedFiles', report.totals.changedFiles);
      ctx.output('replacements', report.totals.replacements);
      ctx.output('residue', report.totals.residue);
      const zip = outputs.find(({ kind }) => kind === 'zip');
      if (zip) {
        ctx.output('zipDigest', zip.digest);
      }
    },
  });
}
