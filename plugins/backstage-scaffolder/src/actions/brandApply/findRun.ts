import { InputError } from '@backstage/errors';
import { type LiveryClient, NewRun } from '@livery/backstage-plugin-livery-common';
import { z } from 'zod';

/** What a task may say about its run. */
export interface RunInput {
  runId?: string;
  brandTemplate?: string;
  upstream?: string;
  url?: string;
  ref?: string;
}

/** The run that a task carries: the one it was started for, or else one that is recorded for it now. */
export async function findRun(client: LiveryClient, taskId: string, input: RunInput): Promise<string> {
  const { runId, brandTemplate, upstream, url, ref } = input;
  if (runId !== undefined) {
    return runId;
  }
  if (!brandTemplate) {
    throw new InputError(
      'Say which brand to apply: give brandTemplate, the name or the id of a brand template.',
    );
  }
  if (Boolean(upstream) === Boolean(url)) {
    throw new InputError('Say what to brand: give either upstream or url.');
  }
  const run = NewRun.safeParse({
    templateId: await findTemplate(client, brandTemplate),
    source: { ...(upstream ? { upstream } : { url }), ...(ref ? { ref } : {}) },
  });
  if (!run.success) {
    const issues = run.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`);
    throw new InputError(`Malformed source: ${issues.join('; ')}.`);
  }
  const { id } = await client.registerTaskRun(taskId, run.data);
  return id;
}

async function findTemplate(client: LiveryClient, nameOrId: string): Promise<string> {
  const [named] = (await client.listBrandTemplates({ name: nameOrId })).items;
  if (named) {
    return named.id;
  }
  if (z.uuid().safeParse(nameOrId).success) {
    return nameOrId;
  }
  const { items, total } = await client.listBrandTemplates();
  const names = items.map(({ name }) => `'${name}'`).join(', ') || 'none';
  const more = total > items.length ? ` and ${total - items.length} more` : '';
  throw new InputError(
    `There is no brand template '${nameOrId}' that you may use. There are: ${names}${more}. ` +
      'The tab Brands of the Livery page shows them.',
  );
}
