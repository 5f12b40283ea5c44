import { brandTemplateRoutes as routes } from '@livery/backstage-plugin-livery-common';
import { BrandRule } from '@livery/contracts';
import { bound, brand, createTemplate, pictures, withPictures } from '../../testing/brands';
import { ada, type RunningLivery, useLivery } from '../../testing/startLivery';

jest.setTimeout(60_000);

describe('what goes into brand templates and out of them', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  const create = (name: string, more?: Parameters<typeof createTemplate>[2]) =>
    createTemplate(livery, name, more);

  it('BR2: rules keep their order, at least 100 of them, and come in the three shapes of the Customizer', async () => {
    const { call } = bound(livery);
    const rules = Array.from({ length: 120 }, (_, index) =>
      BrandRule.parse({ pattern: `p${index}`, replacement: `r${index}`, use_regex: index % 2 === 1 }),
    );
    const many = await create('Many rules', { bundle: { brand: { ...brand, rules }, assets: {} } });
    expect((await livery.person.getBrandTemplate(many.id)).brand.rules).toEqual(rules);

    for (const [name, document] of [
      ['Flat', { Beta: 'Two', Alpha: 'One' }],
      [
        'Tool',
        {
          rules: [
            { search: 'Beta', replace: 'Two', regex: false },
            { search: 'Alpha', replace: 'One', regex: true },
          ],
        },
      ],
      [
        'List',
        [
          { pattern: 'Beta', replacement: 'Two' },
          { pattern: 'Alpha', replacement: 'One', use_regex: true },
        ],
      ],
    ] as const) {
      const { template } = await call(routes.importBrandTemplate, { body: { document, name } });
      expect(template.name).toBe(name);
      expect(template.brand.rules.map(({ pattern, replacement }) => [pattern, replacement])).toEqual([
        ['Beta', 'Two'],
        ['Alpha', 'One'],
      ]);
      expect(template.brand.rules[1]!.use_regex).toBe(name !== 'Flat');
    }
    await expect(
      call(routes.importBrandTemplate, { body: { document: 'nonsense', name: 'No' } }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it('BR6: exports, imports, backups and restores give every template back with every byte', async () => {
    const { call } = bound(livery);
    const template = await create('Exported', {
      description: 'Ünïcode\nlines',
      owner: 'group:default/brands',
      tags: ['x'],
      bundle: { brand: withPictures, assets: pictures },
    });
    const document = await call(routes.exportBrandTemplate, { params: { id: template.id } });
    expect(document).toMatchObject({
      kind: 'BrandTemplate',
      name: 'Exported',
      owner: 'group:default/brands',
      tags: ['x'],
    });
    await expect(call(routes.importBrandTemplate, { body: { document } })).rejects.toMatchObject({
      status: 409,
    });
    const { template: copy } = await call(routes.importBrandTemplate, {
      body: { document, name: 'Imported' },
    });
    expect({
      ...(await call(routes.exportBrandTemplate, { params: { id: copy.id } })),
      name: 'Exported',
    }).toEqual(document);
    // The Customizer's own export, whose assets have no bytes
    const customizers = {
      template: { name: 'Old', description: 'd', brand_name: 'Old Brand', replacement_rules: { a: 'b' } },
      assets: [{ file_name: 'logo.png', file_type: 'logo', file_path: 'x' }],
    };
    const imported = await call(routes.importBrandTemplate, { body: { document: customizers } });
    expect(imported.template).toMatchObject({ name: 'Old', brand: { name: 'Old Brand' } });
    expect(imported.notes).toContainEqual(
      expect.objectContaining({ severity: 'dropped', message: expect.stringContaining('logo.png') }),
    );

    const backup = await (await call(routes.backupBrandTemplates)).text();
    const before = await livery.person.listBrandTemplates({ limit: 1000 });
    expect(backup.trim().split('\n')).toHaveLength(before.total);
    const restore = (conflict: 'fail' | 'skip' | 'replace', body = backup) =>
      call(routes.restoreBrandTemplates, { query: { conflict }, body });
    await expect(restore('fail')).rejects.toMatchObject({ status: 409 });
    await expect(restore('skip', `${backup}{"kind":1}\n`)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining(`line ${before.total + 1} of the backup`),
    });
    expect(await restore('skip')).toEqual({ created: 0, replaced: 0, skipped: before.total });

    for (const { id } of before.items) {
      await call(routes.deleteBrandTemplate, { params: { id }, revision: 'any' });
    }
    expect(await restore('fail')).toEqual({ created: before.total, replaced: 0, skipped: 0 });
    // The sample brand belonged to the portal; now it belongs to whoever restored it.
    const again = await (await call(routes.backupBrandTemplates)).text();
    const sample = '"The sample brand that came with this portal.",';
    expect(sorted(again)).toEqual(sorted(backup.replace(sample, `${sample}"owner":"${ada}",`)));
    expect(await restore('replace')).toEqual({ created: 0, replaced: before.total, skipped: 0 });
  });

  it('takes three pictures of the largest size in one brand template, and says what is too much', async () => {
    const largest = Buffer.alloc(10 * 1024 * 1024, 'x').toString('base64');
    const post = (count: number) =>
      livery.request(
        'POST',
        '/v1/brand-templates',
        JSON.stringify({
          name: 'Large',
          bundle: {
            brand: { ...brand, assets: { icon: 'assets/0.png' } },
            assets: Object.fromEntries(
              Array.from({ length: count }, (_, index) => [`assets/${index}.png`, largest]),
            ),
          },
        }),
      );
    // Read in full: what is wrong with it now is what the pictures are.
    expect(await post(3)).toMatchObject({
      status: 400,
      message: expect.stringContaining('its bytes are no image/png'),
    });
    expect(await post(4)).toMatchObject({
      status: 413,
      message: expect.stringContaining('may have 30 MiB together, and each of them 10 MiB'),
    });
  });
});

function sorted(lines: string): string[] {
  return lines.trim().split('\n').sort();
}
