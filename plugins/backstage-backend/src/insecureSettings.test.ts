import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { checkSettings } from './insecureSettings';

const safe = {
  permission: { enabled: true },
  auth: { providers: { oidc: {} } },
  backend: {
    baseUrl: 'https://portal.example.org',
    database: { client: 'pg', connection: { host: 'db' } },
    cors: { origin: 'https://portal.example.org', credentials: true },
    auth: { externalAccess: [{ type: 'static', options: {}, accessRestrictions: [{ plugin: 'livery' }] }] },
  },
};

describe('checkSettings', () => {
  it('ST1: a portal for production starts with safe settings only, one for trials names the others, and one for development takes them', () => {
    expect(checkSettings(new ConfigReader(safe), 'production')).toEqual([]);
    for (const [setting, unsafe] of [
      ['permission.enabled', { permission: {} }],
      ['permission.enabled', { permission: { enabled: false } }],
      [
        'auth.providers.guest',
        { auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } } },
      ],
      [
        'backend.auth.dangerously',
        { backend: { ...safe.backend, auth: { dangerouslyDisableDefaultAuthPolicy: true } } },
      ],
      ['backend.database.connection', { backend: { ...safe.backend, database: { connection: ':memory:' } } }],
      ['backend.baseUrl', { backend: { ...safe.backend, baseUrl: 'http://portal.example.org' } }],
      ['backend.cors', { backend: { ...safe.backend, cors: { origin: '*', credentials: true } } }],
      [
        'backend.auth.externalAccess',
        { backend: { ...safe.backend, auth: { externalAccess: [{ type: 'static' }] } } },
      ],
      [
        'backend.auth.externalAccess',
        {
          backend: {
            ...safe.backend,
            auth: { externalAccess: [{ type: 'legacy', accessRestrictions: [] }] },
          },
        },
      ],
      ['backend.auth.externalAccess', { backend: { ...safe.backend, auth: { keys: [{ secret: 'x' }] } } }],
    ] as [string, JsonObject][]) {
      const config = new ConfigReader({ ...safe, ...unsafe });
      expect(() => checkSettings(config, 'production')).toThrow(setting);
      expect(checkSettings(config, 'staging')).toEqual([expect.stringMatching(`^${setting}`)]);
      expect(checkSettings(config, 'development')).toEqual([]);
    }
    const local = { ...safe, backend: { ...safe.backend, baseUrl: 'http://localhost:7007' } };
    expect(checkSettings(new ConfigReader(local), 'production')).toEqual([]);
  });

  it('never starts where every repository on GitHub would be let in', () => {
    const issuer = 'https://token.actions.githubusercontent.com';
    for (const options of [
      { url: `${issuer}/.well-known/jwks` },
      { url: 'https://x.example', issuer: [issuer] },
    ]) {
      const auth = {
        externalAccess: [{ type: 'jwks', options, accessRestrictions: [{ plugin: 'livery' }] }],
      };
      const config = new ConfigReader({ ...safe, backend: { ...safe.backend, auth } });
      expect(() => checkSettings(config, 'development')).toThrow('every repository on GitHub');
    }
  });
});
