import { configurationRoutes as routes } from '@livery/backstage-plugin-livery-common';
import { ada, type RunningLivery, useLivery } from '../../testing/startLivery';

jest.setTimeout(60_000);

describe('the routes of configuration', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  it('CF1: settings are created, found, changed and deleted, and put by their key whether they are there or not', async () => {
    const call = livery.person.call.bind(livery.person) as typeof livery.person.call;
    const name = await call(routes.createConfiguration, {
      body: { key: 'WEBUI_NAME', value: 'Acme\nChat', category: 'texts', description: 'What people read' },
    });
    expect(name).toMatchObject({ key: 'WEBUI_NAME', value: 'Acme\nChat', owner: ada, revision: 1 });
    await expect(
      call(routes.createConfiguration, { body: { key: 'WEBUI_NAME', value: 'x' } }),
    ).rejects.toMatchObject({ status: 409, message: expect.stringContaining("named 'WEBUI_NAME'") });

    const put = (value: string) =>
      call(routes.putConfiguration, { params: { key: 'ui.theme' }, body: { value, tags: ['look'] } });
    const [theme] = await Promise.all([put('dark'), put('dark'), put('dark')]);
    const light = await put('');
    expect(light).toMatchObject({ id: theme.id, value: '', revision: 4, tags: ['look'] });

    const list = async (query: object) =>
      (await call(routes.listConfiguration, { query })).items.map(({ key }) => key);
    expect(await list({})).toEqual(['WEBUI_NAME', 'ui.theme']);
    expect(await list({ sort: '-key', limit: 1 })).toEqual(['ui.theme']);
    expect(await list({ search: 'webui read' })).toEqual(['WEBUI_NAME']);
    expect(await list({ category: 'texts' })).toEqual(['WEBUI_NAME']);
    expect(await list({ tag: 'look' })).toEqual(['ui.theme']);
    // What somebody may not read is not found by what is in it.
    expect(await list({ search: 'acme' })).toEqual([]);

    const target = { params: { id: name.id }, revision: name.revision };
    const changed = await call(routes.updateConfiguration, { ...target, body: { description: 'New' } });
    expect(changed).toMatchObject({
      value: 'Acme\nChat',
      description: 'New',
      category: 'texts',
      revision: 2,
    });
    await expect(call(routes.updateConfiguration, { ...target, body: { value: 'y' } })).rejects.toMatchObject(
      {
        status: 412,
      },
    );
    await expect(
      call(routes.updateConfiguration, { params: { id: name.id }, revision: 2, body: { key: 'ui.theme' } }),
    ).rejects.toMatchObject({ status: 409 });
    await call(routes.deleteConfiguration, { params: { id: name.id }, revision: 2 });
    await expect(call(routes.getConfiguration, { params: { id: name.id } })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('CF1: values never stand in an address, and what looks like a secret is kept out', async () => {
    const call = livery.person.call.bind(livery.person) as typeof livery.person.call;
    for (const [key, value] of [
      ['SMTP_PASSWORD', 'x'],
      ['openai.api-key', 'x'],
      ['NOTE', '-----BEGIN OPENSSH PRIVATE KEY-----'],
      ['NOTE', 'ghp_0123456789012345678901234567890123456'],
      ['DATABASE_URL', 'postgresql://me:pw@db/x'],
    ] as const) {
      const refused = { status: 400, message: expect.stringContaining('looks like a secret') };
      await expect(
        call(routes.createConfiguration, { body: { key: key.replace('api-key', 'api_key'), value } }),
      ).rejects.toMatchObject(refused);
      await expect(
        call(routes.putConfiguration, {
          params: { key: key.replace('api-key', 'api_key') },
          body: { value },
        }),
      ).rejects.toMatchObject(refused);
    }
    const limit = await call(routes.createConfiguration, { body: { key: 'TOKEN_LIMIT', value: '4096' } });
    await expect(
      call(routes.updateConfiguration, {
        params: { id: limit.id },
        revision: 1,
        body: { key: 'AUTH_TOKEN' },
      }),
    ).rejects.toMatchObject({ status: 400 });
    for (const body of ['{"key":"a b","value":""}', '{"key":"A"}', '{"key":"A","value":"x","secret":{}}']) {
      expect(await livery.request('POST', '/v1/configuration', body)).toMatchObject({ status: 400 });
    }
    const nobody = '00000000-0000-4000-8000-000000000000';
    await expect(
      call(routes.createConfiguration, {
        body: { key: 'A', secret: { credentialId: nobody, field: 'token' } },
      }),
    ).rejects.toMatchObject({ status: 404 });
    const response = await fetch(`${livery.baseUrl}/v1/configuration/by-key/A?value=x`, {
      method: 'PUT',
      headers: livery.headers,
      body: '{"value":"1"}',
    });
    expect(await response.json()).toMatchObject({ key: 'A', value: '1' });
  });
});
