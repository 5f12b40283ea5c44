import { randomUUID } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import type { StepKey } from '@livery/contracts';
import type { BrandTemplate, RunSource } from '@livery/backstage-plugin-livery-common';
import type { RunRecord } from './RunsStore';

/** The steps of a run that ends in a zip. */
export const runSteps: readonly StepKey[] = ['clone_repo', 'apply_branding', 'create_zip'];

/**
 * The record of a run that nobody works on yet.
 *
 * @throws ConflictError for a brand template that is out of use
 */
export function draftRun(options: {
  template: BrandTemplate;
  source: RunSource;
  createdBy: string;
}): RunRecord {
  const { template, source, createdBy } = options;
  if (!template.isActive) {
    throw new ConflictError(
      `The brand template '${template.name}' is out of use. Activate it, or choose another one.`,
    );
  }
  return {
    id: randomUUID(),
    state: 'pending',
    runner: 'scaffolder',
    templateId: template.id,
    templateName: template.name,
    source,
    createdBy,
    createdAt: new Date().toISOString(),
    steps: runSteps.map(key => ({ key, state: 'pending' })),
  };
}
