import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Real git over real HTTP: `git http-backend` behind a server on loopback. https://git-scm.com/docs/git-http-backend */
export class GitServer {
  readonly #server: Server;
  readonly #backend: string;
  readonly #root: string;
  /** Never answers while this is set, as a server that hangs. */
  hangs = false;

  /** Serves the bare repositories below a folder. */
  static async start(backend: string, root: string): Promise<GitServer> {
    const server = new GitServer(backend, root);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  private constructor(backend: string, root: string) {
    this.#backend = backend;
    this.#root = root;
    this.#server = createServer((request, response) => {
      if (!this.hangs) {
        this.#answer(request, response);
      }
    });
  }

  /** The URL of a repository. */
  url(repository: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${repository}`;
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
