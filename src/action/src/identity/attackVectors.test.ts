import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveryError } from '@livery/contracts';
import { Secret } from '@livery/images';
import { dockerHubToken } from './dockerHub';
import { KnownSecrets } from './KnownSecrets';
import { quayToken } from './quay';

const token = 'ey.canary-of-the-identity.x';
const answers = (status: number, body: string, headers: Record<string, string> = {}) =>
  function answer(_request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(status, headers).end(body);
  };

/** A service that behaves badly, and one beside it that should never hear of us. */
async function withServers<T>(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  task: (url: string) => Promise<T>,
): Promise<T> {
  const server: Server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await task(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function attempt(endpoint: string): Promise<LiveryError> {
  const secrets = new KnownSecrets(() => undefined);
  const idTokens = async () => secrets.keep(new Secret(token));
  const options = { endpoint, retry: { tries: 2, firstWaitMs: 1, longestWaitMs: 1 } };
  const errors: LiveryError[] = [];
  for (const login of [
    () => quayToken({ registry: 'quay.io', robot: 'acme+livery' }, idTokens, secrets, options),
    () => dockerHubToken({ connection: '1' }, idTokens, secrets, options),
  ]) {
    await login().then(
      () => {
        throw new Error('it was taken');
      },
      (error: LiveryError) => errors.push(error),
    );
  }
  expect(new Set(errors.map(({ code }) => code)).size).toBe(1);
  for (const error of errors) {
    expect(error.toParagraph()).not.toContain('canary');
  }
  return errors[0]!;
}

describe('A service that changes tokens of identities', () => {
  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void, string]>([
    ['answers with a page for people', answers(200, '<html>'), 'registry-failed'],
    ['answers with no token', answers(200, '{}'), 'registry-failed'],
    [
      'gives a token that would end a header',
      answers(200, '{"token":"a\\r\\nb","access_token":"a\\r\\nb"}'),
      'registry-failed',
    ],
    ['gives something that is no text', answers(200, '{"token":{},"access_token":1}'), 'registry-failed'],
    [
      'repeats what it was shown',
      answers(401, JSON.stringify({ message: `bad token ${token}` })),
      'registry-denied',
    ],
    ['is down', answers(503, ''), 'registry-failed'],
    [
      'speaks in commands of the runner',
      answers(403, JSON.stringify({ error: 'x\n::set-output name=a::b' })),
      'registry-denied',
    ],
  ])('that %s is told of in one sentence', async (_what, answer, code) => {
    const error = await withServers(answer, attempt);
    expect(error.code).toBe(code);
    expect(error.toParagraph()).not.toMatch(/[\r\n]/);
  });

  it('does not send us, and with us the token, anywhere else', async () => {
    const heard: unknown[] = [];
    const error = await withServers(
      (request, response) => {
        heard.push(request.headers.authorization);
        response.end();
      },
      elsewhere =>
        withServers((request, response) => {
          response.writeHead(307, { location: `${elsewhere}${request.url}` }).end();
        }, attempt),
    );
    expect(error.code).toBe('registry-unsafe');
    expect(heard).toEqual([]);
  });

  it('is not spoken to where others could read along', async () => {
    for (const endpoint of ['http://identity.example.org', 'ftp://identity.example.org', 'nowhere']) {
      expect((await attempt(endpoint)).code).toBe('usage-invalid');
    }
  });
});

describe('A known secret', () => {
  it('is masked in the forms that the runner does not find by itself', () => {
    const masked: string[] = [];
    const secrets = new KnownSecrets(value => masked.push(value));
    const password = 'pass?>~wörd';
    secrets.keep(new Secret(password), 'robot');
    secrets.keep(new Secret(password), 'robot');
    // Base64 is one of those that it does find.
    const forms = masked.flatMap(value => [value, Buffer.from(value).toString('base64')]);
    const pair = Buffer.from(`robot:${password}`);
    for (const form of [
      password,
      Buffer.from(password).toString('hex'),
      Buffer.from(password).toString('base64'),
      Buffer.from(password).toString('base64url'),
      pair.toString('base64'),
    ]) {
      expect(forms).toContain(form);
    }
    expect(new Set(masked).size).toBe(masked.length);
    expect(secrets.clean(`a ${password} b ${pair.toString('base64')}`)).toBe('a [secret] b [secret]');
  });

  it('that is too short is not masked: half of the log would be gone', () => {
    const masked: string[] = [];
    const secrets = new KnownSecrets(value => masked.push(value));
    secrets.keep(new Secret('abc'));
    secrets.keep(new Secret(''), 'robot');
    expect(masked).toEqual([]);
    expect(secrets.clean('abc')).toBe('abc');
  });
});
