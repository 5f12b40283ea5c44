import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createTokenSigner, type KeyPair } from './certificates';
import type { RegistryAuth } from './registry';

/** Who may do what, and how the server behaves. */
export interface TokenServerSettings {
  /** User name → password. */
  readonly users: Readonly<Record<string, string>>;
  /** Tokens that stand for a user. */
  readonly identityTokens?: Readonly<Record<string, string>>;
  /** What of the actions a user gets; undefined is a visitor. All by default, and for visitors `pull`. */
  readonly grant?: (user: string | undefined, repository: string, actions: readonly string[]) => string[];
  /** As `expires_in` says it. */
  readonly lifetimeSeconds?: number;
  /** Whether it takes POST, as OAuth 2 wants it. */
  readonly oauth?: boolean;
  /** The name of the field that has the token. */
  readonly field?: 'token' | 'access_token';
}

/** A request for a token. */
export interface TokenRequest {
  readonly method: string;
  readonly user: string | undefined;
  readonly scopes: readonly string[];
  readonly authorization: string | undefined;
}

const SERVICE = 'livery-test-registry';
const ISSUER = 'livery-test-tokens';

/** A token server for a real registry: RS256, with the certificate in the header. https://distribution.github.io/distribution/spec/auth/jwt/ */
export class TokenServer {
  readonly #server: Server;
  readonly #folder: string;
  readonly #signer: KeyPair;
  readonly #settings: TokenServerSettings;
  /** What was asked for, in order. */
  readonly requests: TokenRequest[] = [];
  /** Every token that was given out. */
  readonly tokens: string[] = [];

  static async start(settings: TokenServerSettings): Promise<TokenServer> {
    const server = new TokenServer(mkdtempSync(path.join(os.tmpdir(), 'livery-tokens-')), settings);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  private constructor(folder: string, settings: TokenServerSettings) {
    this.#folder = folder;
    this.#signer = createTokenSigner(folder);
    this.#settings = settings;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  get realm(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/token`;
  }

  /** What a registry needs to know to trust this server. */
  get auth(): RegistryAuth {
    return { kind: 'token', realm: this.realm, service: SERVICE, issuer: ISSUER, signer: this.#signer };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    rmSync(this.#folder, { recursive: true });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { users, identityTokens = {}, oauth = true } = this.#settings;
    const { searchParams } = new URL(request.url ?? '/', this.realm);
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const isPost = request.method === 'POST';
    const parameters = isPost ? new URLSearchParams(Buffer.concat(chunks).toString('utf8')) : searchParams;
    const scopes = parameters
      .getAll('scope')
      .flatMap(scope => scope.split(' '))
      .filter(Boolean);
    const { authorization } = request.headers;
    const [name = '', password = ''] = Buffer.from(authorization?.split(' ')[1] ?? '', 'base64')
      .toString('utf8')
      .split(/:(.*)/s);
    const identity = identityTokens[(isPost ? parameters.get('refresh_token') : password) ?? ''];
    const user = identity ?? (users[name] === password ? name : undefined);
    this.requests.push({ method: request.method ?? '', user, scopes, authorization });
    if (isPost && !oauth) {
      response.writeHead(404).end();
    } else if ((authorization !== undefined || isPost) && user === undefined) {
      const body = JSON.stringify({ details: 'incorrect username or password' });
      response.writeHead(401, { 'content-type': 'application/json' }).end(body);
    } else {
      const token = this.#sign(user, scopes);
      this.tokens.push(token);
      const { field = 'token', lifetimeSeconds = 300 } = this.#settings;
      const body = JSON.stringify({ [field]: token, expires_in: lifetimeSeconds });
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    }
  }

  #sign(user: string | undefined, scopes: readonly string[]): string {
    const grant = this.#settings.grant ?? ((who, _repository, actions) => (who ? [...actions] : ['pull']));
    const access = scopes.map(scope => {
      const [type = '', name = '', actions = ''] = scope.split(/:(.*):/s);
      return { type, name, actions: grant(user, name, actions.split(',')) };
    });
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: ISSUER,
      sub: user ?? '',
      aud: SERVICE,
      exp: now + 3600,
      nbf: now - 5,
      iat: now,
      jti: randomUUID(),
      access,
    };
    const x5c = [new X509Certificate(this.#signer.certificate).raw.toString('base64')];
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const content = `${encode({ typ: 'JWT', alg: 'RS256', x5c })}.${encode(claims)}`;
    const key = createPrivateKey(readFileSync(this.#signer.keyFile));
    return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
  }
}
