import { randomUUID } from 'node:crypto';
import { mockCredentials } from '@backstage/backend-test-utils';
import { RunSource } from '@livery/backstage-plugin-livery-common';
import { type RunningLivery, useLivery } from './testing/startLivery';

const bundle = { brand: { apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme' }, assets: {} };

jest.setTimeout(60_000);

describe('the livery backend', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  it('says without credentials whether runs can be started, and nothing else', async () => {
    livery.scaffolder.getTemplateParameterSchema.mockRejectedValueOnce(new Error('not in the catalog'));
    const first = await fetch(`${livery.baseUrl}/health`);
    expect([first.status, await first.json()]).toEqual([503, { status: 'starting' }]);
    await new Promise(resolve => setTimeout(resolve, 600));
    expect((await fetch(`${livery.baseUrl}/health`)).status).toBe(200);
    expect(livery.scaffolder.getTemplateParameterSchema).toHaveBeenLastCalledWith(
      { templateRef: 'template:default/livery-brand-app' },
      expect.anything(),
    );
    for (const path of ['/v1/brand-templates', '/v1/upstreams', '/v1/runs']) {
      const headers = { authorization: mockCredentials.none.header() };
      expect((await fetch(`${livery.baseUrl}${path}`, { headers })).status).toBe(401);
    }
  });

  it('OB1: measures every answer by its operation and status, and by nothing that names a person or a record', async () => {
    await livery.person.listBrandTemplates();
    await livery.request('GET', `/v1/brand-templates/${randomUUID()}`);
    const seconds = expect.any(Number);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(livery.observed.mock.calls).toEqual([
      [seconds, { operation: 'listBrandTemplates', status: 200 }],
      [seconds, { operation: 'getBrandTemplate', status: 404 }],
    ]);
  });

  it('shows upstreams by their titles and no folders', async () => {
    expect(await livery.person.listUpstreams()).toEqual({
      items: [
        { id: 'demo', title: 'Demo' },
        { id: 'app', title: 'App', url: 'https://example.com/app', ref: 'v1' },
      ],
      total: 2,
    });
  });

  it('names what is wrong with a request, and never fails because of one', async () => {
    const nobody = randomUUID();
    const sampleId = (await livery.person.listBrandTemplates()).items[0]!.id;
    const brandName = { name: 'B', bundle: { ...bundle, brand: { ...bundle.brand, name: '' } } };
    const missing = {
      name: 'B',
      bundle: { ...bundle, brand: { ...bundle.brand, assets: { icon: 'assets/i.png' } } },
    };
    const cases: [string, string, string | undefined, number, string][] = [
      ['POST', '/v1/brand-templates', '{"oops"', 400, 'is not JSON'],
      ['POST', '/v1/brand-templates', '[]', 400, 'Malformed body'],
      ['POST', '/v1/brand-templates', JSON.stringify(brandName), 400, 'bundle.brand.name: '],
      ['POST', '/v1/brand-templates', JSON.stringify(missing), 400, 'assets/i.png'],
      [
        'POST',
        '/v1/brand-templates',
        JSON.stringify({ ...brandName, name: 'a\0' }),
        400,
        'control characters',
      ],
      ['GET', '/v1/brand-templates/x', undefined, 400, "'x' is none"],
      ['GET', `/v1/brand-templates/${nobody}`, undefined, 404, nobody],
      ['GET', `/v1/brand-templates/${nobody}/bundle`, undefined, 404, nobody],
      ['GET', `/v1/brand-templates/${nobody}/assets/icon.png`, undefined, 404, nobody],
      [
        'GET',
        `/v1/brand-templates/${nobody}/assets/..%2Ficon.png`,
        undefined,
        400,
        'file directly in assets/',
      ],
      ['GET', '/v1/runs?limit=1000', undefined, 400, 'limit: '],
      ['GET', `/v1/runs/${nobody}`, undefined, 404, nobody],
      ['GET', `/v1/runs/${nobody}/events`, undefined, 404, nobody],
      ['GET', `/v1/runs/${nobody}/outputs/${nobody}/download`, undefined, 404, nobody],
      ['POST', `/v1/runs/${nobody}/cancel`, '{}', 404, nobody],
      ['POST', '/v1/runs', '{"templateId":"x"}', 400, 'templateId: '],
      ['POST', '/v1/runs', `"${'x'.repeat(200_000)}"`, 413, 'larger than 100kb'],
      ['POST', '/v1/runs', JSON.stringify({ templateId: nobody, source: { upstream: 'demo' } }), 404, nobody],
      [
        'POST',
        '/v1/runs',
        JSON.stringify({ templateId: nobody, source: { url: 'https://10.0.0.1/app' } }),
        400,
        'source.url: must have the full name of a host',
      ],
      [
        'POST',
        '/v1/runs',
        JSON.stringify({ templateId: sampleId, source: { url: 'https://intranet.example.net/app' } }),
        400,
        'intranet.example.net is not among the hosts this portal fetches from (github.com, gitlab.com, ' +
          'bitbucket.org, codeberg.org, example.com); an administrator can add it under livery.allowedHosts',
      ],
      [
        'POST',
        '/v1/runs',
        JSON.stringify({ templateId: sampleId, source: { url: 'https://github.com:2222/a/b' } }),
        400,
        'github.com:2222 is not among the hosts',
      ],
      ['GET', '/v1/nothing', undefined, 404, '/v1/nothing'],
    ];
    for (const [method, path, body, status, message] of cases) {
      const answer = await livery.request(method, path, body);
      expect({ path, ...answer }).toMatchObject({ status, message: expect.stringContaining(message) });
      expect(JSON.stringify(answer)).not.toMatch(/stack|node_modules/);
      expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
    const template = (await livery.person.listBrandTemplates()).items[0]!;
    await expect(
      livery.person.startRun({ templateId: template.id, source: { upstream: 'nope' } }),
    ).rejects.toThrow("knows no upstream 'nope'. It knows: demo, app.");
    expect(
      await livery.request('GET', `/v1/runs/${nobody}/events`, undefined, { 'last-event-id': 'x' }),
    ).toMatchObject({
      status: 400,
    });
  });

  it('takes the address of a repository only on a host with a full name, and says so', () => {
    for (const url of ['https://github.com/a/b', 'https://git.example.org:8443/team/app.git']) {
      expect(RunSource.safeParse({ url, ref: 'v1' }).success).toBe(true);
    }
    for (const url of [
      'https://localhost/a',
      'https://app.localhost/a',
      'https://gitlab/a',
      'https://10.0.0.1/a',
      'https://0x7f.1/a',
      'https://2130706433/a',
    ]) {
      expect(RunSource.safeParse({ url }).error?.message).toContain('must have the full name of a host');
    }
    for (const url of [
      'https://[::1]/a',
      'http://github.com/a/b',
      'file:///etc',
      'no url',
      'https://me:secret@example.org/a',
      // git and a browser read another host in each of these
      'https://github.com\\@10.0.0.1/a',
      'https://10.0.0.1\\@github.com/a',
      'https://github.com /a',
    ]) {
      expect(RunSource.safeParse({ url }).error?.message).toContain(
        'must be an https address such as https://git.example.org/team/app.git, without user name and password',
      );
    }
  });

  it('asks for permission before everything', async () => {
    const run = await livery.startRun();
    const template = (await livery.person.listBrandTemplates()).items[0]!;
    const newRun = { templateId: template.id, source: { upstream: 'demo' } };
    const { id } = run;

    livery.denied.add('livery.brand-template.read').add('livery.run.read');
    const empty = { items: [], total: 0 };
    expect(await livery.person.listBrandTemplates()).toEqual(empty);
    expect(await livery.person.listRuns()).toEqual(empty);
    expect(await livery.person.listUpstreams()).toEqual(empty);
    const refused = { status: 403, message: expect.stringContaining('needs the permission livery.') };
    await expect(livery.person.getBrandTemplate(template.id)).rejects.toMatchObject(refused);
    await expect(livery.person.getBrandBundle(template.id)).rejects.toMatchObject(refused);
    await expect(livery.person.getBrandAsset(template.id, 'assets/icon.png')).rejects.toMatchObject(refused);
    await expect(livery.person.getRun(id)).rejects.toMatchObject(refused);
    await expect(livery.follow(id)).rejects.toMatchObject(refused);
    await expect(livery.person.downloadRunOutput(id, id)).rejects.toMatchObject(refused);
    await expect(livery.person.startRun(newRun)).rejects.toMatchObject(refused);
    await expect(livery.person.cancelRun(id)).rejects.toMatchObject(refused);

    livery.denied.clear();
    livery.denied.add('livery.brand-template.create').add('livery.run.create').add('livery.run.cancel');
    await expect(
      livery.person.createBrandTemplate({
        name: 'C',
        description: '',
        bundle: await livery.person.getBrandBundle(template.id),
      }),
    ).rejects.toMatchObject(refused);
    await expect(livery.person.startRun(newRun)).rejects.toMatchObject(refused);
    await expect(livery.adaRunner.registerTaskRun(randomUUID(), newRun)).rejects.toMatchObject(refused);
    await expect(livery.person.cancelRun(id)).rejects.toMatchObject(refused);
    expect(livery.scaffolder.scaffold).toHaveBeenCalledTimes(1);
  });
});
