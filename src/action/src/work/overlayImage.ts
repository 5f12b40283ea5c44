import { assertPushed, runOverlay } from '@livery/pipeline';
import { enforceDriftPolicy } from './drift';
import type { Outcome } from './Outcome';
import type { Step } from './Step';
import { targetsOf } from './targetsOf';

/**
 * Brands a published image by one layer.
 *
 * @param base - the image
 */
export async function overlayImage(step: Step, base: string, outcome: Outcome): Promise<void> {
  const { inputs, brand, credentials, signal, emit } = step;
  const policy = inputs['verify-upstream'];
  const run = await runOverlay({
    base: policy === undefined ? base : await (await import('./attest')).pinBase(step, base, policy),
    brand,
    credentials,
    to: outcome.isDryRun ? [] : targetsOf(inputs).to,
    ...(inputs.profile !== undefined && { profile: inputs.profile }),
    ...(inputs.platforms.length > 0 && { platforms: inputs.platforms }),
    // What the job signs, it has made.
    confirm: inputs.attest.length > 0 && !outcome.isDryRun,
    labels: inputs.labels,
    environment: inputs.configuration,
    signal,
    log: () => undefined,
    onPlan: planned => {
      outcome.report = planned;
      enforceDriftPolicy(planned, inputs['drift-policy']);
    },
    emit,
  });
  outcome.report = run.report;
  outcome.images.push(run.image);
  outcome.isUnchanged = run.isUnchanged;
  outcome.registries = run.registries;
  // Last: what the other targets have got is known also when one failed.
  assertPushed(run.image);
}
