import { brandTemplateRoutes, previewRoutes as routes } from '@livery/backstage-plugin-livery-common';
import { Brand, BrandRule } from '@livery/contracts';
import { ada, type RunningLivery, useLivery } from '../../testing/startLivery';

jest.setTimeout(60_000);

const brand = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme Chat' });
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>');

describe('the routes that try brands', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  it('BR3: the name of a brand alone replaces that of the app, where people read it and nowhere else', async () => {
    const call = livery.person.call.bind(livery.person) as typeof livery.person.call;
    const text = '<h1>Welcome to Open WebUI</h1><a href="https://github.com/open-webui/open-webui">Code</a>';
    const trial = await call(routes.previewText, { body: { text, brand } });
    expect(trial.result).toBe(
      '<h1>Welcome to Acme Chat</h1><a href="https://github.com/open-webui/open-webui">Code</a>',
    );
    expect(trial.matches).toMatchObject([{ before: 'Open WebUI', after: 'Acme Chat', kind: 'text' }]);
  });

  it('BR9: a rule set is tried on a text by the engine itself, stored or not, with what is wrong with it', async () => {
    const call = livery.person.call.bind(livery.person) as typeof livery.person.call;
    const rules = [BrandRule.parse({ pattern: 'Ask (\\w+)', replacement: 'Tell $1', use_regex: true })];
    const template = await livery.person.createBrandTemplate({
      name: 'Tried',
      bundle: { brand: { ...brand, rules }, assets: {} },
    });
    const preview = (body: object) =>
      call(routes.previewText, { body: { text: '<p>Ask me</p>', templateId: template.id, ...body } });
    expect((await preview({})).result).toBe('<p>Tell me</p>');
    expect((await preview({ rules: [] })).result).toBe('<p>Ask me</p>');
    expect((await preview({ text: 'greeting = "Ask me"', file: 'backend/x.py' })).matches).toHaveLength(0);
    for (const [body, message] of [
      [{ rules: [{ ...rules[0], pattern: '(?=a)' }] }, '(?='],
      [{ language: 'cobol' }, "no language 'cobol'"],
      [{ profile: 'nope' }, "no profile 'nope'"],
      [{ brand }, 'either a templateId or a brand'],
      [{ text: 'x'.repeat(100_001) }, 'text: '],
    ] as const) {
      await expect(preview(body)).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining(message),
      });
    }
    // What takes other engines minutes
    const started = Date.now();
    await preview({
      text: 'a'.repeat(50_000),
      rules: [{ ...rules[0], pattern: '(a+)+$' }],
      language: 'html',
    });
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('BR8: a template is valid when it can be applied, and says in full sentences what is in the way', async () => {
    const call = livery.person.call.bind(livery.person) as typeof livery.person.call;
    const licence = {
      basis: 'enterprise-license',
      reference: 'C-1',
      acknowledgedBy: 'Ada',
      date: '2020-01-01',
      reviewBy: '2020-12-31',
    } as const;
    const template = await livery.person.createBrandTemplate({
      name: 'Checked',
      bundle: {
        brand: { ...brand, licence, include: ['no-such-option'], assets: { 'icon-svg': 'assets/icon.svg' } },
        assets: { 'assets/icon.svg': svg.toString('base64') },
      },
    });
    const validate = () => call(routes.validateBrandTemplate, { params: { id: template.id } });
    const first = await validate();
    expect(first).toMatchObject({
      templateId: template.id,
      revision: 1,
      valid: false,
      missingAssets: ['robots.txt'],
    });
    const failed = first.checks.filter(({ passed }) => !passed).map(({ check, message }) => [check, message]);
    expect(failed).toEqual([
      ['brand', expect.stringContaining('no-such-option')],
      ['required_asset', expect.stringContaining('Upload it, or change what brands have to bring.')],
      ['licence_ground', expect.stringContaining('2020-12-31')],
    ]);
    await call(brandTemplateRoutes.updateBrandTemplate, {
      params: { id: template.id },
      revision: 1,
      body: {
        brand: {
          ...brand,
          assets: { 'icon-svg': 'assets/icon.svg' },
          licence: { ...licence, reviewBy: '2999-01-01' },
        },
        assets: { 'assets/robots.txt': Buffer.from('User-agent: *\n').toString('base64') },
      },
    });
    expect(await validate()).toMatchObject({ revision: 2, valid: true, missingAssets: [] });
  });

  it('BR10: what brands have to bring starts with favicon.png and robots.txt, and can be changed', async () => {
    const call = livery.person.call.bind(livery.person) as typeof livery.person.call;
    const before = await call(routes.getAssetRules);
    expect(before.rules.filter(({ isRequired }) => isRequired).map(({ file }) => file)).toEqual([
      'favicon.png',
      'robots.txt',
    ]);
    const { id } = await livery.person.createBrandTemplate({ name: 'Bare', bundle: { brand, assets: {} } });
    const missing = async () => (await call(routes.validateBrandTemplate, { params: { id } })).missingAssets;
    expect(await missing()).toEqual(['favicon.png', 'robots.txt']);

    const put = (revision: number, file: string) =>
      call(routes.putAssetRules, { revision, body: { rules: [{ file, kind: 'css', isRequired: true }] } });
    const after = await put(before.revision, 'themes/');
    expect(after).toMatchObject({ revision: before.revision + 1, updatedBy: ada });
    expect(await missing()).toEqual(['themes/']);
    await expect(put(before.revision, 'x.css')).rejects.toMatchObject({ status: 412 });
    await call(routes.putAssetRules, { revision: after.revision, body: { rules: [] } });
    expect(await missing()).toEqual([]);
  });

  it('answers 429 with the time to wait to somebody who asks for too much at once', async () => {
    const body = JSON.stringify({ text: 'x', brand });
    const post = () =>
      fetch(`${livery.baseUrl}/v1/previews/text`, { method: 'POST', headers: livery.headers, body });
    let answer = await post();
    for (let index = 0; index < 100 && answer.status === 200; index += 1) {
      await answer.arrayBuffer();
      answer = await post();
    }
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('x-ratelimit-limit')).toBe('60');
    expect(await answer.json()).toMatchObject({
      title: 'Too Many Requests',
      detail: expect.stringContaining('60'),
    });
    // Others are not held up, and neither is what costs little.
    expect((await livery.person.listBrandTemplates()).total).toBeGreaterThan(0);
  });
});
