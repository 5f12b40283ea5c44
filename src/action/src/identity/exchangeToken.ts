import { LiveryError } from '@livery/contracts';
import {
  type Answer,
  HttpClient,
  type HttpRequest,
  isLoopback,
  type RegistryOptions,
  Secret,
  withDeadline,
} from '@livery/images';
import { z } from 'zod';
import type { KnownSecrets } from './KnownSecrets';

/** How a service that changes tokens is reached. */
export interface ExchangeOptions extends Pick<RegistryOptions, 'retry' | 'signal'> {
  /** Its address; that of the registry without it, another one for tests and for a proxy. */
  readonly endpoint?: string;
}

/** One request for a token. */
export interface TokenExchange extends ExchangeOptions {
  /** What is tried, as the start of a sentence: `Logging in to quay.io`. */
  readonly purpose: string;
  /** Who asks, for errors. */
  readonly identity: string;
  /** The usual address of the service. */
  readonly service: string;
  readonly path: string;
  readonly secrets: KnownSecrets;
  /** Makes the request, with a token of the identity that is as fresh as can be. */
  request(): Promise<Pick<HttpRequest, 'method' | 'headers' | 'authorization'> & { body?: Buffer }>;
  /** What has to be set up at the other side, when it refuses. */
  readonly hint: string;
  /** The name of the field with the token. */
  readonly field: string;
}

const DEADLINE_MS = 60_000;
const MAXIMUM_ANSWER_BYTES = 64 * 1024;

/** It goes into a header as it is. */
const TokenText = z.string().regex(/^[\x21-\x7e]{1,32768}$/);

/**
 * Changes the token of an identity for one of a registry.
 *
 * @throws LiveryError `registry-denied`, `registry-failed`, `registry-limited`, `registry-unreachable`, `registry-unsafe`,
 * `usage-invalid`, `cancelled`
 */
export async function exchangeToken(exchange: TokenExchange): Promise<Secret> {
  const { purpose, identity, secrets, path, retry, signal } = exchange;
  const url = new URL(path, addressOf(exchange));
  const http = new HttpClient({
    host: url.host,
    plainHttp: url.protocol === 'http:',
    redactor: secrets.redactor,
    ...(retry && { retry }),
  });
  try {
    const answer = await withDeadline(DEADLINE_MS, signal, async deadline => {
      const { body, ...request } = await exchange.request();
      return http.send(
        {
          purpose,
          identity,
          ...request,
          url,
          ...(body && { body: { sizeBytes: body.length, open: () => body } }),
          expect: [200, 400, 401, 403, 404],
          maximumBytes: MAXIMUM_ANSWER_BYTES,
          // The token of an identity is for this one service.
          redirects: 'same-origin',
        },
        deadline,
      );
    });
    return tokenIn(answer, exchange);
  } finally {
    http.close();
  }
}

function addressOf({ endpoint, service }: TokenExchange): string {
  const url = URL.canParse(endpoint ?? service) ? new URL(endpoint ?? service) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.host));
  if (!url || !isSafe) {
    throw new LiveryError('usage-invalid', {
      message: `The address ${JSON.stringify(endpoint ?? service)} cannot be asked for a token: it has to start with https://.`,
      hint: `Leave it out, which means ${service}.`,
    });
  }
  return url.href;
}

function tokenIn(answer: Answer, { purpose, identity, secrets, hint, field }: TokenExchange): Secret {
  if (answer.status !== 200) {
    throw new LiveryError('registry-denied', {
      message: `${purpose} failed: ${answer.url.host} answered ${answer.status}${reasonIn(answer, secrets)} to ${identity}.`,
      hint,
    });
  }
  const token = TokenText.safeParse(jsonOf(answer)?.[field]);
  if (!token.success) {
    throw new LiveryError('registry-failed', {
      message: `${purpose} failed: the answer of ${answer.url.host} has no token in "${field}".`,
      hint: 'Check the address; if it is right, tell those who run the registry.',
    });
  }
  return secrets.keep(new Secret(token.data));
}

function jsonOf(answer: Answer): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(answer.body.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/** What services write into the answer when they refuse; each has its own name for it. */
function reasonIn(answer: Answer, secrets: KnownSecrets): string {
  const body = jsonOf(answer) ?? {};
  const text = [body.error_description, body.message, body.detail, body.error].find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  return text === undefined
    ? ''
    : ` (${secrets
        .clean(text)
        .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
        .slice(0, 300)})`;
}
