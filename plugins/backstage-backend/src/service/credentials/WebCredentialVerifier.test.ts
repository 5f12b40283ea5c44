import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@livery/images';
import { createAuthority, createServerCertificate } from '@livery/test/support/certificates';
import { HostRules } from '../../remotes/HostRules';
import type { LentCredential } from './LentCredential';
import { WebCredentialVerifier } from './WebCredentialVerifier';

describe('WebCredentialVerifier', () => {
  const folder = mkdtempSync(join(tmpdir(), 'livery-web-'));
  const authority = createAuthority(folder);
  const pair = createServerCertificate(folder, authority);
  const seen: IncomingMessage[] = [];
  const server = createServer(
    { cert: pair.certificate, key: readFileSync(pair.keyFile) },
    (incoming, response) => {
      seen.push(incoming);
      const { authorization, 'x-api-key': key } = incoming.headers;
      const isKnown = authorization === 'Bearer right' || key === 'right';
      switch (incoming.url) {
        case '/me':
          response.writeHead(isKnown ? 200 : 401).end('me');
          break;
        case '/moved':
          response.writeHead(isKnown ? 302 : 403, { location: 'https://evil.example/' }).end();
          break;
        default:
          response.writeHead(200).end('open');
      }
    },
  );
  let host: string;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    host = `localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => void seen.splice(0));

  const oauth = (token: string): LentCredential => ({
    type: 'oauth_token',
    accessToken: new Secret(token),
    id: 'id',
    name: 'Token',
    host,
  });
  const verifierWith = (privateHosts: string[]) =>
    new WebCredentialVerifier({
      rules: new HostRules({ privateHosts }),
      certificateAuthorities: authority.certificate,
    });
  const tryOn = (credential: LentCredential, target?: string, privateHosts = ['localhost']) =>
    verifierWith(privateHosts).verify(credential, { target, signal: AbortSignal.timeout(10_000) });

  it('CR6: tells a right token and a right key from wrong ones by what the host answers', async () => {
    const me = `https://${host}/me`;
    expect(await tryOn(oauth('right'), me)).toEqual({
      state: 'valid',
      message: `${host} answers 401 without it and 200 with it.`,
    });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Bearer right']);
    expect(await tryOn(oauth('wrong'), me)).toEqual({
      state: 'invalid',
      message: `${host} refuses it with 401.`,
    });
    const key = { type: 'api_key', apiKey: new Secret('right'), id: 'id', name: 'Key', host } as const;
    expect(await tryOn(key, me)).toMatchObject({ state: 'valid' });
    expect(await tryOn({ ...key, apiKey: new Secret('no') }, me)).toMatchObject({ state: 'invalid' });
  });

  it.each([
    ['an address that is open to everybody', '/', 'answers 200 without it, too'],
    ['a redirect', '/moved', 'answers 302, which does not tell'],
  ])('CR6: does not call valid what %s answers', async (_name, path, message) => {
    expect(await tryOn(oauth('right'), `https://${host}${path}`)).toMatchObject({
      state: 'unknown',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['another host', 'https://evil.example/me'],
    ['another port', 'https://localhost:1/me'],
    ['plain HTTP', 'http://HOST/me'],
    ['an address with a login', 'https://a:b@HOST/me'],
  ])('S7: sends nothing to %s', async (_name, target) => {
    expect(await tryOn(oauth('right'), target.replace('HOST', host))).toMatchObject({
      state: 'unknown',
      message: expect.stringContaining('was not sent to another place'),
    });
    expect(seen).toEqual([]);
  });

  it('S7: does not connect to this machine or this network unless the configuration names the host', async () => {
    await expect(tryOn(oauth('right'), `https://${host}/me`, [])).rejects.toThrow('does not connect to');
    const literal = host.replace('localhost', '127.0.0.1');
    const credential = { ...oauth('right'), host: literal };
    await expect(tryOn(credential, `https://${literal}/me`, [])).rejects.toThrow('does not connect to');
    expect(seen).toEqual([]);
  });

  it('asks for an address where there is none', async () => {
    expect((await tryOn(oauth('right'))).message).toBe(
      `Name an address on https://${host} that asks for it.`,
    );
    expect((await tryOn(oauth('right'), 'no address')).message).toContain('is no address');
    expect((await tryOn({ ...oauth('right'), host: undefined }, `https://${host}/me`)).message).toContain(
      'no host',
    );
  });
});
