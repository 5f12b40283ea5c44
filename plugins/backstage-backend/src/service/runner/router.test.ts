import { randomUUID } from 'node:crypto';
import { digestOf } from '@livery/engine';
import type { LiveryClient } from '@livery/backstage-plugin-livery-common';
import { ada, end, type RunningLivery, tokens, useLivery } from '../../testing/startLivery';

const zip = Buffer.from('not really a zip, but bytes');
const upload = { name: 'acme.zip', digest: digestOf(zip), sizeBytes: zip.length };

jest.setTimeout(60_000);

describe('the routes of runners', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  it('refuses an upload that is not what it was announced as, and keeps nothing of it', async () => {
    const run = await livery.startRun();
    const other = Buffer.from('x'.repeat(zip.length));
    const cases: [Parameters<LiveryClient['uploadRunOutput']>[1], string][] = [
      [{ ...upload, body: other }, 'was announced as'],
      [{ ...upload, name: '../../evil.zip', body: zip }, 'name: '],
      [{ ...upload, digest: 'md5:1', body: zip }, 'digest: '],
      [{ ...upload, sizeBytes: 2000, body: Buffer.alloc(2000) }, 'stores at most 1000'],
    ];
    for (const [announced, message] of cases) {
      await expect(livery.adaRunner.uploadRunOutput(run.id, announced)).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining(message),
      });
    }
    expect((await livery.person.getRun(run.id)).outputs).toEqual([]);
  });

  it('lets only the runner of a run play its part', async () => {
    const run = await livery.startRun();
    const newRun = { templateId: run.templateId!, source: run.source };
    for (const token of [tokens.ada, tokens.bobRunner, tokens.catalog]) {
      const intruder = livery.clientOf(token);
      await expect(intruder.getRunJob(run.id)).rejects.toMatchObject({ status: 403 });
      await expect(intruder.reportRunEvents(run.id, { events: [end] })).rejects.toMatchObject({
        status: 403,
      });
      await expect(intruder.uploadRunOutput(run.id, { ...upload, body: zip })).rejects.toMatchObject({
        status: 403,
      });
    }
    for (const token of [tokens.ada, tokens.catalog]) {
      await expect(livery.clientOf(token).registerTaskRun(randomUUID(), newRun)).rejects.toMatchObject({
        status: 403,
      });
    }
    expect(await livery.person.getRun(run.id)).toMatchObject({ state: 'queued', outputs: [] });
  });

  it('records a run for a task that was started without one, once', async () => {
    const taskId = randomUUID();
    const template = (await livery.person.listBrandTemplates()).items[0]!;
    const newRun = { templateId: template.id, source: { url: 'https://example.com/app.git', ref: 'main' } };
    const run = await livery.adaRunner.registerTaskRun(taskId, newRun);
    expect(run).toMatchObject({ state: 'queued', taskId, createdBy: ada, source: newRun.source });
    expect(await livery.adaRunner.registerTaskRun(taskId, newRun)).toEqual(run);
    expect((await livery.adaRunner.getRunJob(run.id)).source).toEqual({
      kind: 'git',
      location: 'https://example.com/app.git',
      ref: 'main',
    });
    const elsewhere = { ...newRun, source: { url: 'https://rebind.example.net/app.git' } };
    await expect(livery.adaRunner.registerTaskRun(randomUUID(), elsewhere)).rejects.toMatchObject({
      status: 400,
    });
    expect(livery.scaffolder.scaffold).not.toHaveBeenCalled();
    await expect(livery.clientOf(tokens.bobRunner).registerTaskRun(taskId, newRun)).rejects.toMatchObject({
      status: 403,
    });
  });
});
