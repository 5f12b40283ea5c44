import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { brandTemplateRoutes as routes, LiveryResponseError } from '@livery/backstage-plugin-livery-common';
import { bound, brand, createTemplate, pictures, png, targetOf, withPictures } from '../../testing/brands';
import { ada, type RunningLivery, useLivery } from '../../testing/startLivery';

jest.setTimeout(60_000);

describe('the routes of brand templates', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  const create = (name: string, more?: Parameters<typeof createTemplate>[2]) =>
    createTemplate(livery, name, more);

  it('BR1: templates are made, found, changed, put in and out of use, made the default, copied and deleted with their assets', async () => {
    const { call } = bound(livery);
    const first = await livery.person.listBrandTemplates();
    expect(first.items).toContainEqual(expect.objectContaining({ name: 'Sample', owner: 'plugin:livery' }));
    const created = await create('Acme', {
      description: 'For everybody',
      bundle: { brand: withPictures, assets: pictures },
    });
    expect(created).toMatchObject({
      owner: ada,
      createdBy: ada,
      isActive: true,
      isDefault: false,
      revision: 1,
    });
    expect(await livery.person.getBrandTemplate(created.id)).toEqual(created);
    expect(await livery.person.getBrandBundle(created.id)).toEqual({ brand: withPictures, assets: pictures });
    expect(livery.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'brand-template-create', severityLevel: 'medium' }),
    );
    expect(livery.auditorEvent.success).toHaveBeenCalledTimes(1);
    await expect(create('Acme')).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining("named 'Acme'"),
    });
    expect(livery.auditorEvent.fail).toHaveBeenCalledTimes(1);

    const changed = await call(routes.updateBrandTemplate, {
      ...targetOf(created),
      body: {
        name: 'Acme 2',
        isActive: false,
        isDefault: true,
        tags: ['b', 'a', 'b'],
        brand: { ...withPictures, name: 'New' },
      },
    });
    expect(changed).toMatchObject({
      name: 'Acme 2',
      isActive: false,
      isDefault: true,
      tags: ['a', 'b'],
      revision: 2,
    });
    expect(changed.assets).toEqual(created.assets);
    const active = await call(routes.updateBrandTemplate, { ...targetOf(changed), body: { isActive: true } });
    expect(active.isActive).toBe(true);
    const found = await livery.person.listBrandTemplates({
      search: 'acm',
      tag: 'a',
      isDefault: true,
      sort: '-createdAt',
    });
    expect(found).toEqual({ items: [active], total: 1 });

    const copies = [
      await call(routes.duplicateBrandTemplate, { params: { id: created.id }, body: {} }),
      await call(routes.duplicateBrandTemplate, { params: { id: created.id }, body: {} }),
      await call(routes.duplicateBrandTemplate, { params: { id: created.id }, body: { name: 'Mine' } }),
    ];
    expect(copies.map(({ name }) => name)).toEqual(['Acme 2 (Copy)', 'Acme 2 (Copy 2)', 'Mine']);
    expect(copies[0]).toMatchObject({ isDefault: false, assets: created.assets, brand: active.brand });

    await call(routes.deleteBrandTemplate, targetOf(active));
    await expect(livery.person.getBrandAsset(created.id, 'assets/i.png')).rejects.toMatchObject({
      status: 404,
    });
    // The copy has its own.
    const asset = await livery.person.getBrandAsset(copies[0]!.id, 'assets/i.png');
    expect(Buffer.from(await asset.arrayBuffer()).equals(png)).toBe(true);

    const items = copies.map(({ id, revision }) => ({ id, revision }));
    expect(await call(routes.changeBrandTemplates, { body: { action: 'deactivate', items } })).toEqual({
      changed: 3,
    });
    await expect(
      call(routes.changeBrandTemplates, { body: { action: 'delete', items } }),
    ).rejects.toMatchObject({ status: 412 });
    const fresh = items.map(({ id }) => ({ id, revision: 2 }));
    expect(await call(routes.changeBrandTemplates, { body: { action: 'delete', items: fresh } })).toEqual({
      changed: 3,
    });
    expect((await livery.person.listBrandTemplates()).total).toBe(first.total);
  });

  it('asks of every change which revision it is meant for, in the words of HTTP', async () => {
    const { call } = bound(livery);
    const template = await create('Revised');
    const path = `/v1/brand-templates/${template.id}`;
    const got = await fetch(`${livery.baseUrl}${path}`, { headers: livery.headers });
    expect([got.status, got.headers.get('etag')]).toEqual([200, '"1"']);
    // Node's fetch asks caches to be left out of it as soon as it sees this header.
    const cached = get(`${livery.baseUrl}${path}`, {
      headers: { ...livery.headers, 'if-none-match': '"1"' },
    });
    const [answer] = (await once(cached, 'response')) as [IncomingMessage];
    expect(answer.resume().statusCode).toBe(304);

    const body = '{"description":"changed"}';
    expect(await livery.request('PATCH', path, body)).toMatchObject({
      status: 428,
      message: expect.stringContaining('If-Match'),
    });
    expect(await livery.request('PATCH', path, body, { 'if-match': 'x' })).toMatchObject({ status: 400 });
    expect(await livery.request('PATCH', path, body, { 'if-match': '"2"' })).toMatchObject({
      status: 412,
      title: 'Precondition Failed',
      message: expect.stringContaining('it is at revision 1, and the change is meant for 2'),
    });
    // As a proxy that compresses makes it.
    const changed = await fetch(`${livery.baseUrl}${path}`, {
      method: 'PATCH',
      body,
      headers: { ...livery.headers, 'if-match': 'W/"1"' },
    });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    await call(routes.deleteBrandTemplate, { params: { id: template.id }, revision: 'any' });
    expect(await livery.request('PATCH', path, body, { 'if-match': '*' })).toMatchObject({ status: 404 });
  });

  it('answers refusals as problems that name the fields and the request, and never says what went wrong inside', async () => {
    const malformed = await livery.request('POST', '/v1/brand-templates', '{"name":"","description":7}', {
      'x-request-id': 'from-a-proxy',
    });
    expect(malformed).toMatchObject({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      requestId: 'from-a-proxy',
      errors: expect.arrayContaining([{ path: 'description', message: expect.any(String) }]),
    });
    const refused: unknown = await create('', {}).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(LiveryResponseError);
    expect(refused).toMatchObject({ status: 400, problem: { errors: [{ path: 'name' }] } });

    livery.auditor.createEvent.mockRejectedValueOnce(new Error('password=hunter2 at db.internal'));
    const failed = await livery.request('POST', '/v1/brand-templates', '{}');
    expect(failed).toMatchObject({ status: 500, message: expect.stringContaining(failed.requestId) });
    expect(JSON.stringify(failed)).not.toMatch(/hunter2|internal|\.ts:/);
  });

  it('shows and changes only what the conditions of a policy let through', async () => {
    const { call } = bound(livery);
    const own = await create('Own', { owner: 'group:default/brands' });
    const tagged = await create('Tagged', { owner: 'user:default/bob', tags: ['public'] });
    const other = await create('Other', { owner: 'user:default/bob' });
    const resourceType = 'livery-brand-template';
    const isOwner = { rule: 'IS_OWNER', resourceType, params: { claims: ['group:default/brands'] } };
    livery.conditions.set('livery.brand-template.read', {
      anyOf: [isOwner, { rule: 'HAS_TAG', resourceType, params: { tag: 'public' } }],
    });
    livery.conditions.set('livery.brand-template.update', isOwner);

    expect((await livery.person.listBrandTemplates()).items.map(({ name }) => name)).toEqual([
      'Own',
      'Tagged',
    ]);
    expect((await livery.person.listBrandTemplates({ limit: 1 })).total).toBe(2);
    expect((await livery.person.getBrandTemplate(tagged.id)).name).toBe('Tagged');
    const refused = { status: 403, message: expect.stringContaining('livery.brand-template.') };
    await expect(livery.person.getBrandTemplate(other.id)).rejects.toMatchObject(refused);
    await expect(livery.person.getBrandBundle(other.id)).rejects.toMatchObject(refused);
    await expect(
      livery.person.startRun({ templateId: other.id, source: { upstream: 'demo' } }),
    ).rejects.toMatchObject(refused);
    await expect(
      call(routes.updateBrandTemplate, { ...targetOf(tagged), body: { name: 'Mine' } }),
    ).rejects.toMatchObject(refused);
    const items = [own, tagged].map(({ id, revision }) => ({ id, revision }));
    await expect(
      call(routes.changeBrandTemplates, { body: { action: 'deactivate', items } }),
    ).rejects.toMatchObject(refused);
    expect(
      (await call(routes.updateBrandTemplate, { ...targetOf(own), body: { description: 'x' } })).revision,
    ).toBe(2);
    const backup = await (await call(routes.backupBrandTemplates)).text();
    expect(backup.trim().split('\n')).toHaveLength(2);
  });

  it('keeps the states of a template, and gives one back as a new revision', async () => {
    const { call } = bound(livery);
    const first = await create('States', { bundle: { brand: withPictures, assets: pictures } });
    const { id } = first;
    await call(routes.updateBrandTemplate, {
      ...targetOf(first),
      body: { brand, assets: { 'assets/i.png': null, 'assets/i.svg': null } },
    });
    const { items } = await call(routes.listBrandTemplateVersions, { params: { id } });
    expect(items.map(({ revision, isCurrent }) => [revision, isCurrent])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(await call(routes.getBrandTemplateVersion, { params: { id, revision: '1' } })).toMatchObject({
      brand: withPictures,
      assets: first.assets,
    });
    const restored = await call(routes.restoreBrandTemplateVersion, {
      params: { id, revision: '1' },
      revision: 2,
    });
    expect(restored).toMatchObject({ revision: 3, brand: withPictures, assets: first.assets });
    expect(await livery.person.getBrandBundle(id)).toEqual({ brand: withPictures, assets: pictures });
    await expect(
      call(routes.restoreBrandTemplateVersion, { params: { id, revision: '9' }, revision: 3 }),
    ).rejects.toMatchObject({ status: 404 });
  });
});
