import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  fulcioHandler,
  type HandlerFn,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  rekorHandler,
  tsaHandler,
} from '@sigstore/mock';
import { decodeJwt } from 'jose';
import { idTokenCheck, IdTokenRefused } from './idTokenCheck';
import type { OidcIssuer } from './OidcIssuer';

type Authority = Awaited<ReturnType<typeof initializeCA>>;
type Log = Awaited<ReturnType<typeof initializeTLog>>;
type CertificateLog = Awaited<ReturnType<typeof initializeCTLog>>;
type Clock = Awaited<ReturnType<typeof initializeTSA>>;

/** What witnesses a signature: logs that everybody can read, or a clock, as with GitHub's own Sigstore. */
export type Witness = 'logs' | 'clock';

interface Parts {
  readonly ca: Authority;
  /** Left out where a clock is all there is. */
  readonly logs?: { readonly certificates: CertificateLog; readonly signatures: Log };
  readonly clock: Clock;
  /** What the clock shows. */
  readonly time: Date;
}

const NOT_FOUND = Promise.resolve({ statusCode: 404, response: '{}' });
const LOG_URL = 'https://rekor.livery.test';

/** Rekor's way to name a digest. */
const sha256 = (value: Buffer | string) => ({
  algorithm: 'sha256',
  value: createHash('sha256').update(value).digest('hex'),
});

/**
 * Fulcio, Rekor and a clock on loopback: keys, certificates, proofs and signatures are real, and what trusts them can check them; only the
 * authority behind them is our own. Identities are checked by the keys of their issuer, as Fulcio does.
 */
export class SigstoreServices {
  readonly #server: Server;
  readonly #certify: HandlerFn;
  readonly #log: HandlerFn | undefined;
  readonly #stamp: HandlerFn;
  readonly #parts: Parts;
  readonly #check: (token: string) => Promise<unknown>;
  /** Answers with this to everything, from now on. */
  failWith: number | undefined;
  /** Paths that were asked, in order. */
  readonly requests: string[] = [];

  static async start(issuer: OidcIssuer, witness: Witness = 'logs'): Promise<SigstoreServices> {
    const key = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const logs =
      witness === 'logs'
        ? { certificates: await initializeCTLog(key()), signatures: await initializeTLog(LOG_URL, key()) }
        : undefined;
    const ca = await initializeCA(key(), logs?.certificates);
    const time = new Date();
    const parts = { ca, time, clock: await initializeTSA(key(), time), ...(logs && { logs }) };
    const services = new SigstoreServices(issuer, parts);
    services.#server.listen(0, '127.0.0.1');
    await once(services.#server, 'listening');
    return services;
  }

  private constructor(issuer: OidcIssuer, parts: Parts) {
    this.#parts = parts;
    this.#certify = fulcioHandler(parts.ca).fn;
    this.#log = parts.logs && rekorHandler(parts.logs.signatures).fn;
    this.#stamp = tsaHandler(parts.clock).fn;
    const { url, jwksUrl } = issuer;
    this.#check = idTokenCheck({ issuer: url, jwksUrl, audience: 'sigstore', claims: {} });
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        const status = error instanceof IdTokenRefused ? 401 : 500;
        const body = JSON.stringify({ message: (error as Error).message });
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What somebody has who trusts these services. https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto */
  get trustedRoot(): object {
    const { ca, logs, clock } = this.#parts;
    const validFor = { start: new Date(Date.now() - 3_600_000).toISOString() };
    const chainOf = (certificates: readonly Pick<Uint8Array, 'buffer' | 'byteOffset' | 'byteLength'>[]) => ({
      certificates: certificates.map(({ buffer, byteOffset, byteLength }) => ({
        rawBytes: Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
      })),
    });
    const logOf = (publicKey: Buffer) => ({
      baseUrl: LOG_URL,
      hashAlgorithm: 'SHA2_256',
      publicKey: {
        rawBytes: publicKey.toString('base64'),
        keyDetails: 'PKIX_ECDSA_P256_SHA_256',
        validFor,
      },
      logId: { keyId: createHash('sha256').update(publicKey).digest('base64') },
    });
    const who = (commonName: string) => ({
      subject: { organization: 'sigstore.mock', commonName },
      uri: this.url,
      validFor,
    });
    return {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: logs ? [logOf(logs.signatures.publicKey)] : [],
      ctlogs: logs ? [logOf(logs.certificates.publicKey)] : [],
      certificateAuthorities: [{ ...who('sigstore'), certChain: chainOf([ca.rootCertificate]) }],
      timestampAuthorities: logs
        ? []
        : [{ ...who('tsa'), certChain: chainOf([clock.intCertificate, clock.rootCertificate]) }],
    };
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
    if (this.failWith !== undefined) {
      response.writeHead(this.failWith, { 'content-type': 'application/json' }).end('{"message":"not now"}');
      return;
    }
    const body = Buffer.concat(chunks).toString('utf8');
    const answer = await this.#run(request.url ?? '', body);
    const type = answer.contentType ?? 'application/json';
    response.writeHead(answer.statusCode, { 'content-type': type }).end(answer.response);
  }

  #run(path: string, body: string): ReturnType<HandlerFn> {
    switch (path) {
      case '/api/v2/signingCert':
        return this.#certificate(body);
      case '/api/v1/timestamp':
        // Whole seconds: of a fraction it leaves out zeros at the end, and then the time cannot be read.
        this.#parts.time.setTime(Math.floor(Date.now() / 1000) * 1000);
        return this.#stamp(body);
      case '/api/v1/log/entries':
        return this.#log?.(JSON.stringify(entryOf(body))) ?? NOT_FOUND;
      default:
        return NOT_FOUND;
    }
  }

  /** The name in a certificate is that of the workflow: https://github.com/sigstore/fulcio/blob/main/docs/oidc.md#github */
  async #certificate(body: string): ReturnType<HandlerFn> {
    const request = JSON.parse(body) as { credentials: { oidcIdentityToken: string } };
    const token = request.credentials.oidcIdentityToken;
    await this.#check(token);
    const claims = decodeJwt(token);
    const named = { ...claims, sub: `https://github.com/${claims.job_workflow_ref as string}` };
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const oidcIdentityToken = `${encode({ alg: 'none' })}.${encode(named)}.`;
    return this.#certify(JSON.stringify({ ...request, credentials: { oidcIdentityToken } }));
  }
}

/** What Rekor makes of what it is asked to log: https://github.com/sigstore/rekor/blob/main/pkg/types/dsse/v0.0.1/dsse_v0_0_1_schema.json */
function entryOf(body: string): object {
  const { kind, apiVersion, spec } = JSON.parse(body) as {
    kind: string;
    apiVersion: string;
    spec: { proposedContent: { envelope: string; verifiers: string[] } };
  };
  const { envelope, verifiers } = spec.proposedContent;
  const { payload, signatures } = JSON.parse(envelope) as { payload: string; signatures: { sig: string }[] };
  return {
    kind,
    apiVersion,
    spec: {
      envelopeHash: sha256(envelope),
      payloadHash: sha256(Buffer.from(payload, 'base64')),
      signatures: signatures.map(({ sig }, position) => ({ signature: sig, verifier: verifiers[position] })),
    },
  };
}
