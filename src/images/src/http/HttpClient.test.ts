import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import http, { type RequestListener, type Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { createAuthority, createServerCertificate, type KeyPair } from '@livery/test/support/certificates';
import { describeWith } from '@livery/test/requirements';
import { Redactor, Secret } from '../auth/Secret';
import { Connections } from './Connections';
import { Deadline } from './Deadline';
import { HttpClient, type HttpClientOptions, type HttpRequest } from './HttpClient';

/** Every name is this machine. */
const toLoopback: LookupFunction = (_hostname, options, callback) =>
  options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4);

describe('A request', () => {
  const servers: Server[] = [];
  const clients: HttpClient[] = [];
  const deadline = new Deadline(20_000);
  afterEach(() => {
    clients.splice(0).forEach(client => client.close());
    servers.splice(0).forEach(server => {
      server.closeAllConnections();
      server.close();
    });
  });
  afterAll(() => deadline.dispose());

  async function serve(listener: RequestListener, pair?: KeyPair): Promise<number> {
    const server = pair
      ? https.createServer({ cert: pair.certificate, key: readFileSync(pair.keyFile) }, listener)
      : http.createServer(listener);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  function connect(host: string, options: Partial<HttpClientOptions> = {}): HttpClient {
    const retry = { tries: 2, firstWaitMs: 1 };
    const client = new HttpClient({ host, redactor: new Redactor(), lookup: toLoopback, retry, ...options });
    clients.push(client);
    return client;
  }

  const get = (url: string, changes: Partial<HttpRequest> = {}): HttpRequest => ({
    purpose: 'Trying it',
    method: 'GET',
    url: new URL(url),
    identity: 'user "robot"',
    authorization: new Secret('Bearer canary'),
    expect: [200],
    ...changes,
  });

  it('loses its credential on the way to another origin, and does not find it again on the way back', async () => {
    const seen: [string, string | undefined][] = [];
    let port = 0;
    const listener: RequestListener = (request, response) => {
      const { host = '', authorization } = request.headers;
      seen.push([`${host.split(':')[0]}${request.url}`, authorization]);
      const next: Record<string, string> = {
        'a.localhost/1': '/2',
        'a.localhost/2': `http://b.localhost:${port}/3`,
        'b.localhost/3': `http://a.localhost:${port}/4`,
      };
      const location = next[`${host.split(':')[0]}${request.url}`];
      response
        .writeHead(location === undefined ? 200 : 302, location === undefined ? {} : { location })
        .end();
    };
    port = await serve(listener);
    await connect(`a.localhost:${port}`).send(get(`http://a.localhost:${port}/1`), deadline);
    expect(seen).toEqual([
      ['a.localhost/1', 'Bearer canary'],
      ['a.localhost/2', 'Bearer canary'],
      ['b.localhost/3', undefined],
      ['a.localhost/4', undefined],
    ]);
  });

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'PUT', 'PUT'],
    [302, 'PUT', 'PUT'],
  ] as const)('that is answered %i goes on from %s as %s', async (status, method, after) => {
    const seen: string[] = [];
    const port = await serve((request, response) => {
      let size = 0;
      request.on('data', (chunk: Buffer) => (size += chunk.length));
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${size}`);
        const isFirst = request.url === '/1';
        response.writeHead(isFirst ? status : 200, isFirst ? { location: '/2' } : {}).end();
      });
    });
    const body = { sizeBytes: 3, open: () => Buffer.from('abc') };
    await connect(`127.0.0.1:${port}`).send(get(`http://127.0.0.1:${port}/1`, { method, body }), deadline);
    expect(seen).toEqual([`${method} /1 3`, `${after} /2 ${after === 'GET' ? 0 : 3}`]);
  });

  it('is not sent on to another host where that is not wanted', async () => {
    const port = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://b.localhost/' }).end(),
    );
    const request = get(`http://127.0.0.1:${port}/`, { redirects: 'same-origin' });
    await expect(connect(`127.0.0.1:${port}`).send(request, deadline)).rejects.toMatchObject({
      code: 'registry-unsafe',
      message: expect.stringContaining('sends us on to b.localhost, which is not followed here'),
    });
  });

  it.each([
    ['http://169.254.169.254/latest', 'it would lead to 169.254.169.254, an address'],
    ['http://[::ffff:169.254.169.254]/', 'it would lead to ::ffff:a9fe:a9fe, an address'],
    ['http://metadata.example/', 'it would lead to metadata.example, which is 169.254.169.254, an address'],
    ['http://0x0/', 'it would lead to 0.0.0.0'],
    ['ftp://files.example/', 'sends us to ftp://files.example, where others could read along'],
  ])('is not sent on to %s', async (location, why) => {
    const port = await serve((_request, response) => response.writeHead(307, { location }).end());
    const lookup: LookupFunction = (hostname, options, callback) =>
      hostname === 'metadata.example'
        ? callback(null, options.all ? [{ address: '169.254.169.254', family: 4 }] : '169.254.169.254', 4)
        : toLoopback(hostname, options, callback);
    const client = connect(`registry.localhost:${port}`, { lookup });
    await expect(client.send(get(`http://registry.localhost:${port}/`), deadline)).rejects.toMatchObject({
      code: 'registry-unsafe',
      message: expect.stringContaining(why),
    });
    expect(client.statistics.retries).toBe(0);
  });

  it('does not reach what is not on the internet when a server makes it for somebody', async () => {
    const port = await serve((_request, response) => response.end());
    const client = connect(`registry.example:${port}`, { onlyPublic: true, plainHttp: true });
    await expect(client.send(get(`http://registry.example:${port}/`), deadline)).rejects.toMatchObject({
      code: 'registry-unsafe',
      message: expect.stringContaining('registry.example, which is 127.0.0.1'),
    });
  });

  it('waits longer for an answer than for bytes where that is wanted', async () => {
    const port = await serve((_request, response) => void setTimeout(() => response.end('late'), 150));
    const url = `http://127.0.0.1:${port}/`;
    const client = connect(`127.0.0.1:${port}`, { stallMs: 50, retry: { tries: 1 } });
    await expect(client.send(get(url), deadline)).rejects.toMatchObject({ code: 'registry-unreachable' });
    await expect(client.send(get(url, { answerMs: 2000 }), deadline)).resolves.toMatchObject({ status: 200 });
  });

  it('reaches a server that had closed the connection in the meantime, without counting that as a try', async () => {
    let requests = 0;
    const port = await serve((request, response) => {
      requests += 1;
      if (requests === 2) {
        request.socket.destroy();
      } else {
        response.end();
      }
    });
    const client = connect(`127.0.0.1:${port}`, { retry: { tries: 1 } });
    await client.send(get(`http://127.0.0.1:${port}/`), deadline);
    await client.send(get(`http://127.0.0.1:${port}/`), deadline);
    expect(requests).toBe(3);
    expect(client.statistics).toMatchObject({ requests: 3, retries: 0 });
  });

  it('uses the connection of the one before it', async () => {
    const connections = new Set<unknown>();
    const port = await serve((request, response) => {
      connections.add(request.socket);
      response
        .writeHead(request.method === 'GET' ? 200 : 204)
        .end(request.method === 'GET' ? 'text' : undefined);
    });
    const client = connect(`127.0.0.1:${port}`);
    for (const method of ['GET', 'DELETE', 'HEAD', 'GET', 'GET'] as const) {
      await client.send(get(`http://127.0.0.1:${port}/`, { method, expect: [200, 204] }), deadline);
    }
    expect(connections.size).toBe(1);
  });

  it('takes what a server says before it has read everything', async () => {
    const port = await serve((_request, response) =>
      response.writeHead(413, { connection: 'close' }).end('too large'),
    );
    const client = connect(`127.0.0.1:${port}`);
    let sent = 0;
    const body = {
      sizeBytes: 1e9,
      async *open() {
        for (; sent < 1e9; sent += 65_536) {
          yield Buffer.alloc(65_536);
          await new Promise(setImmediate);
        }
      },
    };
    await expect(
      client.send(get(`http://127.0.0.1:${port}/`, { method: 'PUT', body }), deadline),
    ).rejects.toMatchObject({ message: expect.stringContaining('413 Payload Too Large (too large)') });
    expect(sent).toBeLessThan(1e8);
  });

  it.each([
    ['there is no host of that name (ENOTFOUND)', 'ENOTFOUND', 1],
    ['the name of the host could not be looked up (EAI_AGAIN)', 'EAI_AGAIN', 2],
    ['the network does not lead there (ENETUNREACH)', 'ENETUNREACH', 2],
  ])('that fails tells why: %s', async (why, code, tries) => {
    let lookups = 0;
    const lookup: LookupFunction = (_hostname, _options, callback) => {
      lookups += 1;
      callback(Object.assign(new Error('no'), { code }), '', 0);
    };
    const client = connect('registry.example', { lookup });
    await expect(client.send(get('https://registry.example/'), deadline)).rejects.toMatchObject({
      code: 'registry-unreachable',
      message: expect.stringContaining(`registry.example: ${why}`),
    });
    expect(lookups).toBe(tries);
  });

  it('tells what is not HTTP', async () => {
    const port = await serve(request => request.socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    await expect(
      connect(`127.0.0.1:${port}`).send(get(`http://127.0.0.1:${port}/`), deadline),
    ).rejects.toMatchObject({
      code: 'registry-failed',
      message: expect.stringContaining('what it answered is not HTTP'),
    });
  });

  describeWith('openssl', 'over HTTPS', () => {
    let folder: string;
    let authority: KeyPair;
    let pair: KeyPair;
    beforeAll(() => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
      authority = createAuthority(folder);
      pair = createServerCertificate(folder, authority);
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('trusts an authority that it is given, and no other', async () => {
      const port = await serve((_request, response) => response.end(), pair);
      const url = `https://localhost:${port}/`;
      const trusting = { plainHttp: false, certificateAuthorities: authority.certificate };
      await expect(connect(`localhost:${port}`, trusting).send(get(url), deadline)).resolves.toMatchObject({
        status: 200,
      });
      const error = await connect(`localhost:${port}`, { plainHttp: false })
        .send(get(url), deadline)
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'registry-unreachable',
        message: expect.stringContaining('its certificate is not one that this machine trusts'),
        hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
      });
      const other = `https://other.localhost:${port}/`;
      await expect(
        connect(`other.localhost:${port}`, trusting).send(get(other), deadline),
      ).rejects.toMatchObject({
        message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
      });
    });

    it('never goes on without it', async () => {
      let target = '';
      const plain = await serve((_request, response) => response.end());
      const port = await serve(
        (_request, response) => response.writeHead(307, { location: target }).end(),
        pair,
      );
      target = `http://127.0.0.1:${plain}/`;
      const client = connect(`localhost:${port}`, {
        plainHttp: false,
        certificateAuthorities: authority.certificate,
      });
      await expect(client.send(get(`https://localhost:${port}/`), deadline)).rejects.toMatchObject({
        code: 'registry-unsafe',
        message: expect.stringContaining(
          `sends us to http://127.0.0.1:${plain}, where others could read along`,
        ),
      });
    });

    it('stays with it where the server behind a proxy takes itself for a plain one', async () => {
      const port = await serve((request, response) => {
        const location = `http://localhost/there?state=1`;
        response
          .writeHead(request.url === '/here' ? 307 : 200, request.url === '/here' ? { location } : {})
          .end();
      }, pair);
      const client = connect(`localhost:${port}`, {
        plainHttp: false,
        certificateAuthorities: authority.certificate,
      });
      const answer = await client.send(get(`https://localhost:${port}/here`), deadline);
      expect(answer.url.href).toBe(`https://localhost:${port}/there?state=1`);
    });

    it('says what to do when one side speaks HTTPS and the other does not', async () => {
      const plain = await serve((_request, response) => response.end());
      await expect(
        connect(`localhost:${plain}`, { plainHttp: false }).send(
          get(`https://localhost:${plain}/`),
          deadline,
        ),
      ).rejects.toMatchObject({
        message: expect.stringContaining('it does not speak HTTPS as it should'),
        hint: expect.stringContaining('plain HTTP'),
      });
    });
  });
});

describe('The connections of a client', () => {
  const reaches = (connections: Connections, url: string) => {
    try {
      connections.agentFor(new URL(url));
      return true;
    } catch {
      return false;
    }
  };

  it('lead from a registry on the internet to the internet only', () => {
    const connections = new Connections({ host: 'registry.example' });
    // Before it has answered, nothing else is known to be right.
    expect(reaches(connections, 'https://10.0.0.1/')).toBe(false);
    connections.connected(new URL('https://registry.example/'), '93.184.216.34');
    expect(
      ['https://93.184.216.35/', 'https://10.0.0.1/', 'https://127.0.0.1/', 'https://[fd00::1]/'].map(url =>
        reaches(connections, url),
      ),
    ).toEqual([true, false, false, false]);
    connections.close();
  });

  it('lead from a registry in a private network to that and to the internet, and to no metadata', () => {
    const connections = new Connections({ host: '10.0.0.1' });
    expect(reaches(connections, 'https://10.0.0.1/')).toBe(true);
    connections.connected(new URL('https://10.0.0.1/'), '10.0.0.1');
    expect(
      ['https://10.0.0.2/', 'https://93.184.216.34/', 'https://127.0.0.1/', 'https://169.254.169.254/'].map(
        url => reaches(connections, url),
      ),
    ).toEqual([true, true, false, false]);
    connections.close();
  });

  it('notice a name that leads inside the second time', async () => {
    const connections = new Connections({ host: 'registry.example:1', plainHttp: true, lookup: toLoopback });
    const url = new URL('http://registry.example:1/');
    connections.connected(url, '93.184.216.34');
    const error = await new Promise<Error>(resolve => {
      http.get(url, { agent: connections.agentFor(url) }).on('error', resolve);
    });
    expect(error).toMatchObject({ name: 'AddressRefused', address: '127.0.0.1' });
    connections.close();
  });

  it('are plain on loopback alone', () => {
    const origins = [
      'localhost:5000',
      '127.0.0.1:5000',
      '[::1]:5000',
      'a.localhost',
      '10.0.0.1',
      'ghcr.io',
    ].map(host => new Connections({ host }).origin.split('://')[0]);
    expect(origins).toEqual(['http', 'http', 'http', 'http', 'https', 'https']);
  });
});
