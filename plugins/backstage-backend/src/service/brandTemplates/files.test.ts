import { assetRoutes, brandTemplateRoutes as routes } from '@livery/backstage-plugin-livery-common';
import {
  bound,
  brand,
  createTemplate,
  pictures,
  png,
  svg,
  targetOf,
  withPictures,
} from '../../testing/brands';
import { ada, type RunningLivery, useLivery } from '../../testing/startLivery';

jest.setTimeout(60_000);

describe('the files of brand templates', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  const create = (name: string, more?: Parameters<typeof createTemplate>[2]) =>
    createTemplate(livery, name, more);

  it('BR4: files have a kind, are what their bytes are, and have one place each; what is unsafe or too large is refused', async () => {
    const { call } = bound(livery);
    let template = await create('Files');
    const put = async (
      name: string,
      body: Buffer | string,
      kind?: 'logo' | 'favicon' | 'theme' | 'custom',
    ) => {
      template = await call(routes.putBrandAsset, {
        params: { id: template.id, name },
        revision: template.revision,
        query: { kind },
        body: body as string,
      });
    };
    await put('logo.png', png);
    await put('favicon.svg', svg);
    await put('custom.css', 'a { color: red }');
    await put('site.webmanifest', '{"name":"Acme"}');
    await put('robots.txt', 'User-agent: *\nDisallow: /\n');
    await put('extra.png', png, 'custom');
    await put('logo.png', png);
    expect(template.assets.map(({ path, kind, mediaType }) => [path, kind, mediaType])).toEqual([
      ['assets/custom.css', 'theme', 'text/css'],
      ['assets/extra.png', 'custom', 'image/png'],
      ['assets/favicon.svg', 'favicon', 'image/svg+xml'],
      ['assets/logo.png', 'logo', 'image/png'],
      ['assets/robots.txt', 'other', 'text/plain'],
      ['assets/site.webmanifest', 'manifest', 'application/json'],
    ]);
    for (const [name, body, status, message] of [
      ['..%2Fevil.png', png, 400, 'name: '],
      ['.env', png, 400, 'name: '],
      ['page.html', '<html></html>', 400, 'Unsupported file type: page.html'],
      ['script.js', 'alert(1)', 400, 'Unsupported file type: script.js'],
      ['logo.jpg', png, 400, 'holds image/png'],
      ['logo.png', '<html><script>alert(1)</script></html>', 400, 'not what its name says'],
      ['bad.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 400, 'onload'],
      [
        'bomb.svg',
        '<!DOCTYPE s [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        400,
        'bomb.svg',
      ],
      ['a.json', '{"a"', 400, 'not valid JSON'],
      ['a.txt', png, 400, 'holds image/png'],
      ['empty.txt', '', 400, 'is empty'],
      ['large.txt', Buffer.alloc(10 * 1024 * 1024 + 1, 'x'), 413, 'Maximum allowed: 10485760'],
    ] as const) {
      const path = `/v1/brand-templates/${template.id}/assets/${name}`;
      expect([name, await livery.request('PUT', path, body as string, { 'if-match': '*' })]).toEqual([
        name,
        expect.objectContaining({ status, message: expect.stringContaining(message) }),
      ]);
    }
    await expect(put('a.css', 'a{}', 'logo')).rejects.toMatchObject({ status: 400 });
    expect(await livery.person.getBrandTemplate(template.id)).toEqual(template);

    // What a slot names stays, and only what the engine draws can be named.
    const slots = (icon: string) =>
      call(routes.updateBrandTemplate, {
        ...targetOf(template),
        body: { brand: { ...brand, assets: { icon } } },
      });
    await expect(slots('assets/none.png')).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('assets/none.png'),
    });
    await expect(slots('assets/robots.txt')).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('text/plain'),
    });
    template = await slots('assets/logo.png');
    const remove = (name: string) =>
      call(routes.deleteBrandAsset, { params: { id: template.id, name }, revision: template.revision });
    await expect(remove('logo.png')).rejects.toMatchObject({ status: 400 });
    await expect(remove('none.png')).rejects.toMatchObject({ status: 404 });
    template = await remove('extra.png');
    expect(template.assets).toHaveLength(5);
  });

  it('sends a file as what its bytes are, and one that could hold scripts never as a page', async () => {
    const { id } = await create('Pictures', { bundle: { brand: withPictures, assets: pictures } });
    for (const [path, bytes, mediaType, disposition] of [
      ['assets/i.png', png, 'image/png', 'inline'],
      ['assets/i.svg', svg, 'image/svg+xml', 'attachment'],
    ] as const) {
      const response = await livery.person.getBrandAsset(id, path);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': expect.stringMatching(`^${mediaType.replace('+', '\\+')}`),
        'content-disposition': disposition,
        'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/),
        'x-content-type-options': 'nosniff',
        etag: expect.stringMatching(/^"sha256:/),
      });
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    }
    await expect(livery.person.getBrandAsset(id, 'assets/other.png')).rejects.toMatchObject({ status: 404 });
  });

  it('BR5: files that belong to no template are uploaded once, and any template can take them', async () => {
    const { call } = bound(livery);
    const asset = await call(assetRoutes.createAsset, {
      query: { name: 'global-logo.png' },
      body: png as unknown as string,
    });
    expect(asset).toMatchObject({
      name: 'global-logo.png',
      kind: 'logo',
      width: 1,
      height: 1,
      createdBy: ada,
    });
    await expect(
      call(assetRoutes.createAsset, { query: { name: 'global-logo.png' }, body: png as unknown as string }),
    ).rejects.toMatchObject({ status: 409 });
    expect(await call(assetRoutes.listAssets, { query: { search: 'global', kind: 'logo' } })).toEqual({
      items: [asset],
      total: 1,
    });
    expect(await call(assetRoutes.listAssets, { query: { kind: 'theme' } })).toEqual({ items: [], total: 0 });

    const template = await create('Takes it');
    const body = {
      assets: { 'assets/icon.png': { asset: asset.id } },
      brand: { ...brand, assets: { icon: 'assets/icon.png' } },
    };
    livery.denied.add('livery.asset.read');
    await expect(call(routes.updateBrandTemplate, { ...targetOf(template), body })).rejects.toMatchObject({
      status: 403,
    });
    livery.denied.clear();
    const changed = await call(routes.updateBrandTemplate, { ...targetOf(template), body });
    expect(changed.assets).toMatchObject([{ path: 'assets/icon.png', digest: asset.digest, kind: 'logo' }]);

    await call(assetRoutes.deleteAsset, { params: { id: asset.id } });
    await expect(call(assetRoutes.getAsset, { params: { id: asset.id } })).rejects.toMatchObject({
      status: 404,
    });
    const kept = await livery.person.getBrandAsset(template.id, 'assets/icon.png');
    expect(Buffer.from(await kept.arrayBuffer()).equals(png)).toBe(true);
  });
});
