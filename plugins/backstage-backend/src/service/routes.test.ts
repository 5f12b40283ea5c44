import {
  type LiveryClient,
  liveryRoutes,
  type RouteDefinition,
  tagOf,
} from '@livery/backstage-plugin-livery-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import { type RunningLivery, useLivery } from '../testing/startLivery';

jest.setTimeout(60_000);

const routes = Object.entries(liveryRoutes) as [string, RouteDefinition][];

/** A call of a route by its example. */
function pathOf(route: RouteDefinition): string {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => String(route.example?.params?.[name]));
  const query = new URLSearchParams(
    Object.entries(route.example?.query ?? {}).map(([name, value]) => [name, String(value)]),
  );
  return `${path}?${query}`;
}

function callByExample(client: LiveryClient, route: RouteDefinition): Promise<unknown> {
  const call = client.call.bind(client) as (
    route: RouteDefinition,
    request: object,
    init: object,
  ) => Promise<unknown>;
  const body = route.rawBody === undefined ? route.example?.body : 'bytes';
  const request = { ...route.example, body, ...(route.needsRevision && { revision: 1 }) };
  return call(route, request, { headers: route.example?.headers });
}

describe('the routes', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  it('each say what they take, give, need and leave in the audit log, and are shadowed by none before them', () => {
    for (const [operation, route] of routes) {
      const isChange = route.method !== 'GET';
      expect({
        operation,
        isGuarded: route.permissions.length > 0 || route.caller === 'runner',
        isAudited: !isChange || route.audit !== undefined,
        hasParams: route.path.includes(':') === (route.params !== undefined),
        takesExample: [route.params, route.query, route.body].every((schema, index) => {
          const given = [route.example?.params, route.example?.query ?? {}, route.example?.body][index];
          return schema === undefined || schema.safeParse(given).success;
        }),
      }).toEqual({
        operation,
        isGuarded: true,
        isAudited: true,
        hasParams: true,
        takesExample: true,
      });
      const [path] = pathOf(route).split('?') as [string];
      const [first] = routes.find(
        ([, other]) =>
          other.method === route.method && new RegExp(`^${other.path.replace(/:\w+/g, '[^/]+')}$`).test(path),
      )!;
      expect(first).toBe(operation);
    }
  });

  it('answer 401 without credentials, all of them', async () => {
    for (const [operation, route] of routes) {
      const response = await fetch(`${livery.baseUrl}${pathOf(route)}`, {
        method: route.method,
        headers: { authorization: mockCredentials.none.header(), 'if-match': tagOf('any') },
      });
      expect([operation, response.status]).toEqual([operation, 401]);
    }
    const headers = { authorization: mockCredentials.none.header() };
    expect((await fetch(`${livery.baseUrl}/openapi.json`, { headers })).status).toBe(401);
  });

  it('refuse whoever lacks any one of the permissions, and show nothing in their lists', async () => {
    for (const [operation, route] of routes) {
      const client = route.caller === 'runner' ? livery.adaRunner : livery.person;
      for (const { name } of route.permissions) {
        livery.denied.add(name);
        if (route.whenDenied === 'empty-page') {
          expect([operation, await callByExample(client, route)]).toEqual([
            operation,
            { items: [], total: 0 },
          ]);
        } else {
          await expect(callByExample(client, route)).rejects.toMatchObject({
            status: 403,
            message: expect.stringContaining(`needs the permission ${name}.`),
          });
        }
        livery.denied.clear();
      }
    }
  });

  it('let only the tasks that carry runs call what is theirs', async () => {
    const own = routes.filter(([, route]) => route.caller === 'runner');
    expect(own.length).toBeGreaterThan(0);
    for (const [, route] of own) {
      await expect(callByExample(livery.person, route)).rejects.toMatchObject({ status: 403 });
    }
  });
});
