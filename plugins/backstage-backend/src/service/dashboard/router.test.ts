import {
  brandTemplateRoutes,
  configurationRoutes,
  dashboardRoutes,
} from '@livery/backstage-plugin-livery-common';
import { at, begin, type RunningLivery, useLivery } from '../../testing/startLivery';

jest.setTimeout(60_000);

describe('the route of the dashboard', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  it('DB1: counts what there is, tells what happened last and what to do next, as far as the caller may see it', async () => {
    const call = livery.person.call.bind(livery.person) as typeof livery.person.call;
    const empty = await call(dashboardRoutes.getDashboard);
    expect(empty).toMatchObject({
      brandTemplates: { total: 1 },
      runs: { total: 0, running: 0 },
      activity: [],
      nextSteps: ['create-credential', 'create-git-repository', 'create-container-registry', 'start-run'],
    });
    const sample = (await livery.person.listBrandTemplates()).items[0]!;
    await call(brandTemplateRoutes.updateBrandTemplate, {
      params: { id: sample.id },
      revision: sample.revision,
      body: { isDefault: true },
    });
    await call(configurationRoutes.createConfiguration, { body: { key: 'A', value: '1' } });
    const [done, failed, waiting] = [
      await livery.startRun(),
      await livery.startRun(),
      await livery.startRun(),
    ];
    for (const [run, state] of [
      [done, 'completed'],
      [failed, 'failed'],
    ] as const) {
      await livery.adaRunner.reportRunEvents(run!.id, {
        events: [
          begin,
          {
            type: 'run.finished',
            at,
            state,
            ...(state === 'failed' && { error: { code: 'internal', message: 'm', hint: 'h' } }),
          },
        ],
      });
    }
    const dashboard = await call(dashboardRoutes.getDashboard);
    expect(dashboard).toMatchObject({
      brandTemplates: { total: 1, default: { id: sample.id, name: 'Sample' } },
      configuration: { total: 1 },
      runs: { total: 3, running: 1, completed: 1, failed: 1, last30Days: 3 },
    });
    expect(dashboard.activity[0]).toMatchObject({
      kind: 'run',
      id: waiting!.id,
      state: 'queued',
      title: 'Sample',
    });
    expect(dashboard.activity).toHaveLength(3);

    livery.denied.add('livery.run.read').add('livery.brand-template.read').add('livery.configuration.read');
    expect(await call(dashboardRoutes.getDashboard)).toMatchObject({
      brandTemplates: { total: 0 },
      configuration: { total: 0 },
      runs: { total: 0, running: 0, completed: 0, failed: 0, last30Days: 0 },
      activity: [],
    });
  });
});
