import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KeyPair } from './certificates';

/** Who is let in, and how the server is reached. */
export interface GitServerSettings {
  /** User name → password; everybody may read without it. */
  readonly users?: Readonly<Record<string, string>>;
  /** Plain HTTP without it. */
  readonly tls?: KeyPair;
}

/** Real git over real HTTP: `git http-backend` behind a server on loopback. https://git-scm.com/docs/git-http-backend */
export class GitServer {
  readonly #server: Server;
  readonly #backend: string;
  readonly #root: string;
  readonly #settings: GitServerSettings;
  /** Sends everybody on to this address while it is set. */
  redirectTo: string | undefined;
  /** The path of each request, in order. */
  readonly requests: string[] = [];
  /** Never answers while this is set, as a server that hangs. */
  hangs = false;

  /** Serves the bare repositories below a folder. */
  static async start(backend: string, root: string, settings: GitServerSettings = {}): Promise<GitServer> {
    const server = new GitServer(backend, root, settings);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  private constructor(backend: string, root: string, settings: GitServerSettings) {
    this.#backend = backend;
    this.#root = root;
    this.#settings = settings;
    const { tls } = settings;
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      this.requests.push(request.url ?? '');
      if (!this.hangs) {
        this.#receive(request, response);
      }
    };
    this.#server = tls
      ? createSecureServer({ cert: tls.certificate, key: readFileSync(tls.keyFile) }, listener)
      : createServer(listener);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The URL of a repository. */
  url(repository: string): string {
    return `${this.#settings.tls ? 'https' : 'http'}://127.0.0.1:${this.port}/${repository}`;
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    if (this.redirectTo !== undefined) {
      response.writeHead(301, { location: `${this.redirectTo}${request.url}` }).end();
    } else if (this.#isKnown(request)) {
      this.#answer(request, response);
    } else {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="Livery tests"' }).end('not yours');
    }
  }

  #isKnown({ headers }: IncomingMessage): boolean {
    const { users } = this.#settings;
    const pair = Buffer.from(headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString('utf8');
    return (
      users === undefined || Object.entries(users).some(([name, password]) => pair === `${name}:${password}`)
    );
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://loopback');
    const child = spawn(this.#backend, {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: this.#root,
        GIT_HTTP_EXPORT_ALL: '1',
        // The folder belongs to whoever runs the tests.
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
        REQUEST_METHOD: request.method ?? 'GET',
        PATH_INFO: decodeURIComponent(pathname),
        QUERY_STRING: searchParams.toString(),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    request.pipe(child.stdin);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', () => {
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf('\r\n\r\n');
      const headers = answer.subarray(0, end).toString('latin1').split('\r\n');
      let status = 200;
      for (const header of headers) {
        const [name = '', value = ''] = header.split(/:\s*/, 2);
        if (name.toLowerCase() === 'status') {
          status = Number.parseInt(value, 10);
        } else if (name !== '') {
          response.setHeader(name, value);
        }
      }
      response.statusCode = status;
      response.end(answer.subarray(end + 4));
    });
  }
}
