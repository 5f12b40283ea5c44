import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { idTokenCheck, IdTokenRefused } from './idTokenCheck';
import type { OidcIssuer } from './OidcIssuer';

/** Whom the services trust, and how they behave. */
export interface FederatedLoginsSettings {
  readonly issuer: OidcIssuer;
  /** The subject that the robot and the connection trust. */
  readonly subject: string;
  readonly robot: string;
  readonly connection: string;
  /** How long a token of Quay lives, in seconds; an hour without it. */
  readonly quaySeconds?: number;
  /** Answers with 503 before one gets through. */
  readonly failures?: number;
}

/**
 * Stands in for what Quay and Docker Hub change tokens of identities with, on loopback: what cannot be had of them is an account.
 * The tokens are real and are checked as those services do. Quay looks at issuer and subject only
 * (https://github.com/quay/quay/blob/master/util/security/federated_robot_auth.py).
 */
export class FederatedLogins {
  readonly #server: Server;
  readonly #settings: FederatedLoginsSettings;
  #failures: number;
  /** Path of each request. */
  readonly requests: string[] = [];
  /** The tokens that were given out. */
  readonly tokens: string[] = [];

  static async start(settings: FederatedLoginsSettings): Promise<FederatedLogins> {
    const logins = new FederatedLogins(settings);
    logins.#server.listen(0, '127.0.0.1');
    await once(logins.#server, 'listening');
    return logins;
  }

  private constructor(settings: FederatedLoginsSettings) {
    this.#settings = settings;
    this.#failures = settings.failures ?? 0;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        const refused = error instanceof IdTokenRefused;
        response
          .writeHead(refused ? 401 : 500, { 'content-type': 'application/json' })
          .end(JSON.stringify({ message: (error as Error).message }));
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    this.requests.push(`${request.method} ${request.url}`);
    if (this.#failures > 0) {
      this.#failures -= 1;
      response.writeHead(503, { 'retry-after': '0' }).end();
      return;
    }
    const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
    const body =
      request.url === '/oauth2/federation/robot/token'
        ? await this.#quay(request.headers.authorization)
        : await this.#dockerHub(form);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  async #quay(authorization = ''): Promise<object> {
    const [name = '', token = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString('utf8')
      .split(/:(.*)/s);
    const { issuer, subject, robot, quaySeconds = 3600 } = this.#settings;
    await this.#check(token, `https://${new URL(this.url).host}`, subject);
    if (name !== robot) {
      throw new IdTokenRefused(`Could not find robot with username ${name}`);
    }
    return {
      token: this.#keep(
        issuer.issue('quay', { sub: robot, exp: Math.floor(Date.now() / 1000) + quaySeconds }),
      ),
    };
  }

  async #dockerHub(form: URLSearchParams): Promise<object> {
    const { subject, connection } = this.#settings;
    await this.#check(form.get('subject_token') ?? '', 'https://identity.docker.com', subject);
    const seconds = Number(form.get('expires_in'));
    const isRight =
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:token-exchange' &&
      form.get('subject_token_type') === 'urn:ietf:params:oauth:token-type:id_token' &&
      form.get('connection_id') === connection &&
      seconds >= 300 &&
      seconds <= 3600;
    if (!isRight) {
      throw new IdTokenRefused('the connection is not known');
    }
    return { access_token: this.#keep(randomBytes(40).toString('base64')), token_type: 'Bearer' };
  }

  async #check(token: string, audience: string, sub: string): Promise<void> {
    const { issuer } = this.#settings;
    await idTokenCheck({ issuer: issuer.url, jwksUrl: issuer.jwksUrl, audience, claims: { sub } })(token);
  }

  #keep(token: string): string {
    this.tokens.push(token);
    return token;
  }
}
