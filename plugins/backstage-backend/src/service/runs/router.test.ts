import { randomUUID } from 'node:crypto';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { brandTemplateRoutes } from '@livery/backstage-plugin-livery-common';
import { digestOf } from '@livery/engine';
import {
  ada,
  at,
  begin,
  end,
  line,
  type RunningLivery,
  useLivery,
  steps,
  tokens,
} from '../../testing/startLivery';

const zip = Buffer.from('not really a zip, but bytes');
const upload = { name: 'acme.zip', digest: digestOf(zip), sizeBytes: zip.length };

jest.setTimeout(60_000);

describe('the routes of runs', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  it('carries a run from its start to the download, as a runner and a reader see it', async () => {
    const run = await livery.startRun();
    expect(run).toMatchObject({ state: 'queued', createdBy: ada, templateName: 'Sample', outputs: [] });
    expect(livery.scaffolder.scaffold).toHaveBeenCalledWith(
      { templateRef: 'template:default/livery-brand-app', values: { runId: run.id } },
      {
        credentials: expect.objectContaining<Partial<BackstageCredentials>>({
          principal: { type: 'user', userEntityRef: ada },
        }),
      },
    );

    expect(await livery.adaRunner.getRunJob(run.id)).toMatchObject({
      runId: run.id,
      source: { kind: 'folder', location: '/somewhere/private', title: 'Demo' },
      steps,
      bundle: { brand: { name: 'Sample' } },
    });

    const live = livery.follow(run.id);
    await livery.adaRunner.reportRunEvents(run.id, { events: [begin, line('one')] });
    expect(await livery.person.getRun(run.id)).toMatchObject({ state: 'running', startedAt: at });
    const service = livery.clientOf(tokens.scaffolder);
    await service.reportRunEvents(run.id, { events: [line('two')] });
    const stored = await service.uploadRunOutput(run.id, { ...upload, body: zip });
    expect(stored).toMatchObject({ ...upload, kind: 'zip', downloads: 0 });
    expect(await service.uploadRunOutput(run.id, { ...upload, body: zip })).toEqual(stored);
    await service.reportRunEvents(run.id, { events: [end] });

    const events = await live;
    expect(events.map(({ event }) => event)).toEqual([begin, line('one'), line('two'), end]);
    expect(await livery.follow(run.id, events[1]!.id)).toEqual(events.slice(2));
    expect(await livery.follow(run.id, events[3]!.id)).toEqual([]);

    const asked = await fetch(`${livery.baseUrl}/v1/runs/${run.id}/outputs/${stored.id}/download`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${tokens.ada}` },
    });
    expect([asked.status, asked.headers.get('content-length')]).toEqual([200, String(zip.length)]);
    const download = await livery.person.downloadRunOutput(run.id, stored.id);
    expect(Object.fromEntries(download.headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="acme.zip"',
      'content-length': String(zip.length),
    });
    expect(Buffer.from(await download.arrayBuffer()).equals(zip)).toBe(true);
    const finished = await livery.person.getRun(run.id);
    expect(finished).toMatchObject({ state: 'completed', outputs: [{ ...stored, downloads: 1 }] });
    expect((await livery.person.listRuns({ limit: 1, offset: undefined })).items).toEqual([finished]);

    await expect(livery.adaRunner.reportRunEvents(run.id, { events: [line('late')] })).rejects.toMatchObject({
      status: 409,
    });
    await expect(
      livery.adaRunner.uploadRunOutput(run.id, { ...upload, name: 'b.zip', body: zip }),
    ).rejects.toMatchObject({
      status: 409,
    });
    await expect(livery.person.cancelRun(run.id)).rejects.toMatchObject({ status: 409 });
  });

  it('streams without holding back: not compressed, not cached, one event per block', async () => {
    const run = await livery.startRun();
    await livery.adaRunner.reportRunEvents(run.id, { events: [line('a\nb'), end] });
    const response = await fetch(`${livery.baseUrl}/v1/runs/${run.id}/events`, {
      headers: { authorization: `Bearer ${tokens.ada}`, 'accept-encoding': 'gzip' },
    });
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(response.headers.get('content-type')).toMatch('text/event-stream');
    expect(response.headers.get('cache-control')).toMatch('no-cache');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(await response.text()).toMatch(
      /^: .*\n\nid: \d+\ndata: \{"type":"log".*a\\nb.*\}\n\nid: \d+\ndata: \{"type":"run.finished".*\}\n\n$/,
    );
  });

  it('fails a run, with a reason, when no task can be started for it', async () => {
    livery.scaffolder.scaffold.mockRejectedValue(new Error('Backend request failed, 404 Not Found'));
    await expect(livery.startRun()).rejects.toMatchObject({
      status: 503,
      message: expect.stringMatching(/did not accept the run.*404 Not Found.*in the catalog/),
    });
    const [run] = (await livery.person.listRuns({ limit: 1 })).items;
    expect(run).toMatchObject({ state: 'failed', error: { code: 'runner-unavailable' } });
    expect((await livery.follow(run!.id)).map(({ event }) => event.type)).toEqual(['run.finished']);
  });

  it('starts no run with a brand template that is out of use', async () => {
    const { items } = await livery.person.listBrandTemplates();
    const template = items[0]!;
    const setActive = (isActive: boolean) =>
      livery.person.call(brandTemplateRoutes.updateBrandTemplate, {
        params: { id: template.id },
        revision: 'any',
        body: { isActive },
      });
    await setActive(false);
    const refused = { status: 409, message: expect.stringContaining("'Sample' is out of use") };
    await expect(livery.startRun()).rejects.toMatchObject(refused);
    const newRun = { templateId: template.id, source: { upstream: 'demo' } };
    await expect(livery.adaRunner.registerTaskRun(randomUUID(), newRun)).rejects.toMatchObject(refused);
    await setActive(true);
    expect((await livery.startRun()).state).toBe('queued');
  });

  it('cancels a run with its task, and still when the task cannot be reached', async () => {
    livery.scaffolder.cancelTask.mockResolvedValueOnce({}).mockRejectedValueOnce(new Error('not there'));
    for (let index = 0; index < 2; index += 1) {
      const run = await livery.startRun();
      const live = livery.follow(run.id);
      await livery.adaRunner.reportRunEvents(run.id, { events: [begin] });
      const cancelled = await livery.person.cancelRun(run.id);
      expect(cancelled).toMatchObject({
        state: 'cancelled',
        error: { code: 'cancelled', message: `${ada} cancelled the run.` },
      });
      expect(livery.scaffolder.cancelTask).toHaveBeenLastCalledWith(
        { taskId: run.taskId },
        expect.anything(),
      );
      expect((await live).map(({ event }) => event.type)).toEqual(['run.started', 'run.finished']);
      await expect(
        livery.adaRunner.reportRunEvents(run.id, { events: [line('late')] }),
      ).rejects.toMatchObject({ status: 409 });
    }
  });
});
