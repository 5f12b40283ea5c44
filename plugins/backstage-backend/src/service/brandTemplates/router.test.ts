import { Brand } from '@livery/contracts';
import { type RunningLivery, useLivery } from '../../testing/startLivery';

const bundle = { brand: { apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme' }, assets: {} };

jest.setTimeout(60_000);

describe('the routes of brand templates', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  it('keeps brand templates: the sample brand is there, others join it', async () => {
    const before = await livery.person.listBrandTemplates();
    expect(before.items[0]).toMatchObject({ name: 'Sample', brand: { name: 'Sample' } });

    const created = await livery.person.createBrandTemplate({
      name: 'Acme',
      description: 'For everybody',
      bundle: { brand: { ...before.items[0]!.brand, name: 'Acme' }, assets: {} },
    });
    expect(await livery.person.getBrandTemplate(created.id)).toEqual(created);
    expect(await livery.person.getBrandBundle(created.id)).toMatchObject({
      brand: { name: 'Acme' },
      assets: {},
    });
    expect((await livery.person.listBrandTemplates()).total).toBe(before.total + 1);
    expect(livery.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'brand-template-create', severityLevel: 'medium' }),
    );
    expect(livery.auditorEvent.success).toHaveBeenCalledTimes(1);

    expect(
      await livery.request('POST', '/v1/brand-templates', JSON.stringify({ name: 'Acme', bundle })),
    ).toMatchObject({
      status: 409,
      message: expect.stringContaining("named 'Acme'"),
    });
    expect(livery.auditorEvent.fail).toHaveBeenCalledTimes(1);
  });

  it('sends an asset as what its bytes are, and one that could hold scripts never as a page', async () => {
    // One pixel
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNg+M/7HwAEGwIMbcTF3AAAAABJRU5ErkJggg==',
      'base64',
    );
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
    const { id } = await livery.person.createBrandTemplate({
      name: 'Pictures',
      description: '',
      bundle: {
        brand: Brand.parse({ ...bundle.brand, assets: { icon: 'assets/i.png', 'icon-svg': 'assets/i.svg' } }),
        assets: { 'assets/i.png': png.toString('base64'), 'assets/i.svg': svg.toString('base64') },
      },
    });
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
      });
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    }
    await expect(livery.person.getBrandAsset(id, 'assets/other.png')).rejects.toMatchObject({ status: 404 });
  });

  it('takes three pictures of the largest size in one brand template, and says what is too much', async () => {
    const largest = Buffer.alloc(10 * 1024 * 1024, 'x').toString('base64');
    const post = (pictures: number) =>
      livery.request(
        'POST',
        '/v1/brand-templates',
        JSON.stringify({
          name: 'Large',
          bundle: {
            brand: { ...bundle.brand, assets: { icon: 'assets/0.png' } },
            assets: Object.fromEntries(
              Array.from({ length: pictures }, (_, index) => [`assets/${index}.png`, largest]),
            ),
          },
        }),
      );
    // Read in full: what is wrong with it now is what the engine says of the pictures.
    expect(await post(3)).toMatchObject({ status: 400, message: expect.stringContaining('is not a PNG') });
    expect(await post(4)).toMatchObject({
      status: 400,
      message: expect.stringContaining('may have 30 MiB together, and each of them 10 MiB'),
    });
  });
});
