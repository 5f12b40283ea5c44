import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What differs from a workflow of `acme/chat` on its branch `main`. */
export type WorkflowIdentity = Readonly<Record<string, string | number>>;

/** What a token is asked for with, as the runner has it in its environment. */
export interface IdTokenVariables {
  readonly ACTIONS_ID_TOKEN_REQUEST_URL: string;
  readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string;
}

/** As GitHub writes it since July 2026: with the ids of owner and repository, since names can be given to others. */
const claims: WorkflowIdentity = {
  sub: 'repo:acme@987654/chat@123456789:ref:refs/heads/main',
  repository: 'acme/chat',
  repository_id: '123456789',
  repository_owner: 'acme',
  repository_owner_id: '987654',
  repository_visibility: 'private',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  sha: '4f8a1c35d2b96e07a8c1f3d5b7e9024681ace357',
  event_name: 'push',
  workflow: 'Brand',
  workflow_ref: 'acme/chat/.github/workflows/brand.yml@refs/heads/main',
  workflow_sha: '4f8a1c35d2b96e07a8c1f3d5b7e9024681ace357',
  job_workflow_ref: 'acme/chat/.github/workflows/brand.yml@refs/heads/main',
  job_workflow_sha: '4f8a1c35d2b96e07a8c1f3d5b7e9024681ace357',
  run_id: '16000000001',
  run_number: '7',
  run_attempt: '1',
  actor: 'octocat',
  actor_id: '583231',
  runner_environment: 'github-hosted',
};

/**
 * Issues tokens of identities as GitHub does, on loopback: RS256, with discovery and a JWKS by which anybody can check them.
 * https://docs.github.com/en/actions/reference/security/oidc
 */
export class OidcIssuer {
  readonly #server: Server;
  readonly #requestToken = randomUUID();
  #key = newKey();
  /** Whom tokens were issued for, in order. */
  readonly audiences: string[] = [];
  /** Every token that was given out, and the one they are asked for with. */
  readonly secrets: string[] = [this.#requestToken];
  /** What the next tokens say differently. */
  identity: WorkflowIdentity = {};

  static async start(): Promise<OidcIssuer> {
    const issuer = new OidcIssuer();
    issuer.#server.listen(0, '127.0.0.1');
    await once(issuer.#server, 'listening');
    return issuer;
  }

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get jwksUrl(): string {
    return `${this.url}/.well-known/jwks`;
  }

  get variables(): IdTokenVariables {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.#requestToken,
    };
  }

  /** Signs with another key from now on; the old one is gone. */
  rotateKey(): void {
    this.#key = newKey();
  }

  /** A token for an audience; `changes` are claims that differ. */
  issue(audience: string, changes: WorkflowIdentity = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, nbf: now, exp: now + 300 };
    const fixed = { iss: this.url, aud: audience, jti: randomUUID(), ...times };
    const payload = { ...claims, ...fixed, ...this.identity, ...changes };
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const content = `${encode({ typ: 'JWT', alg: 'RS256', kid: this.#key.id })}.${encode(payload)}`;
    const signature = sign('sha256', Buffer.from(content), this.#key.privateKey).toString('base64url');
    const token = `${content}.${signature}`;
    this.secrets.push(token);
    return token;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    switch (pathname) {
      case '/.well-known/openid-configuration':
        json(200, {
          issuer: this.url,
          jwks_uri: this.jwksUrl,
          id_token_signing_alg_values_supported: ['RS256'],
        });
        return;
      case '/.well-known/jwks':
        json(200, { keys: [this.#key.jwk] });
        return;
      case '/token': {
        const audience = searchParams.get('audience');
        if (request.headers.authorization !== `Bearer ${this.#requestToken}` || audience === null) {
          json(401, { message: 'the token of the job is missing' });
          return;
        }
        this.audiences.push(audience);
        json(200, { count: 1, value: this.issue(audience) });
        return;
      }
      default:
        json(404, { message: 'no such address' });
    }
  }
}

function newKey(): { id: string; privateKey: KeyObject; jwk: object } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const id = randomUUID();
  const { kty, n, e } = privateKey.export({ format: 'jwk' });
  return { id, privateKey, jwk: { kty, n, e, kid: id, alg: 'RS256', use: 'sig' } };
}
