import { LiveryError } from '@livery/contracts';
import { z } from 'zod';
import { type Redactor, Secret } from '../../auth/Secret';
import { cleanText } from '../../http/cleanText';
import { isLoopback } from '../../http/Connections';
import { type Deadline, withDeadline } from '../../http/Deadline';
import type { Failure } from '../../http/failure';
import { type Answer, HttpClient, type HttpRequest } from '../../http/HttpClient';
import type { RetryPolicy } from '../../http/Tries';
import { parseJson } from '../../json';
import type { AwsCredentials } from './AwsCredentials';

/** How a service of AWS is reached. */
export interface AwsClientOptions {
  /** Its address; that of AWS without it, another one for a private endpoint and for tests. */
  readonly endpoint?: string;
  readonly signal?: AbortSignal;
  readonly retry?: Partial<RetryPolicy>;
  /** What a call may take with all its tries, in milliseconds; a minute without it. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 60_000;
const MAXIMUM_ANSWER_BYTES = 256 * 1024;

/**
 * What services answer when they refuse, in JSON: `{"__type":"com.amazon.coral.service#AccessDeniedException","message":"…"}`.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
 */
const JsonError = z.object({
  __type: z.string(),
  message: z.string().optional(),
  Message: z.string().optional(),
});

/** An error of a service: its name without what stands around it, and its text. */
export interface AwsError {
  readonly name: string;
  readonly text: string;
}

/** What services answer when there were too many calls; they say so with 400. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html */
const throttled =
  /^(?:Throttling|ThrottlingException|ThrottledException|RequestLimitExceeded|TooManyRequestsException)$/;

/** Names of errors that say who we are is not believed. */
const notBelieved =
  /^(?:UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|ExpiredToken(?:Exception)?|IncompleteSignature(?:Exception)?|MissingAuthenticationToken(?:Exception)?|InvalidIdentityToken|IDPRejectedClaim)$/;

/** Calls one service of AWS. */
export class AwsClient {
  readonly #http: HttpClient;
  readonly #options: AwsClientOptions;
  readonly #redactor: Redactor;
  readonly url: URL;

  /** @throws LiveryError `usage-invalid` for an address that others could read along */
  constructor(endpoint: string, redactor: Redactor, options: AwsClientOptions) {
    const address = options.endpoint ?? endpoint;
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.host));
    if (!url || !isSafe || url.username !== '' || url.password !== '') {
      throw new LiveryError('usage-invalid', {
        message: `The endpoint ${JSON.stringify(url?.username ? url.host : address)} of AWS cannot be used: it has to start with https://, and have no user name.`,
        hint: `Leave it out, which means ${endpoint}, or give the address of a private endpoint.`,
      });
    }
    this.url = url;
    this.#options = options;
    this.#redactor = redactor;
    this.#http = new HttpClient({
      host: url.host,
      plainHttp: url.protocol === 'http:',
      redactor,
      ...(options.retry && { retry: options.retry }),
    });
  }

  close(): void {
    this.#http.close();
  }

  /**
   * Calls until there is an answer that does not ask for patience. What the service refuses is an answer as well.
   *
   * @param prepare - makes the request anew for each try: a signature counts for some minutes only
   * @param errorOfAnswer - the error that an answer tells of, if it does
   * @throws LiveryError `registry-unreachable`, `registry-limited`, `registry-failed`, `cancelled`
   */
  async call(
    request: Pick<HttpRequest, 'purpose' | 'identity'>,
    prepare: () => Promise<Pick<HttpRequest, 'headers' | 'authorization'> & { body: Buffer }>,
    errorOfAnswer: (answer: Answer) => AwsError | undefined,
  ): Promise<{ answer: Answer; error?: AwsError }> {
    const { deadlineMs = DEADLINE_MS, signal } = this.#options;
    return withDeadline(deadlineMs, signal, async deadline => {
      const tries = this.#http.tries(deadline);
      for (;;) {
        const { value: answer, failure } = await this.#try(request, await prepare(), deadline);
        const error = answer && answer.status !== 200 ? this.#clean(errorOfAnswer(answer)) : undefined;
        if (answer && !(error && throttled.test(error.name))) {
          return { answer, ...(error && { error }) };
        }
        await tries.afterFailure(request.purpose, failure ?? this.#tooMany(error));
      }
    });
  }

  #try(
    request: Pick<HttpRequest, 'purpose' | 'identity'>,
    { body, ...prepared }: Pick<HttpRequest, 'headers' | 'authorization'> & { body: Buffer },
    deadline: Deadline,
  ) {
    return this.#http.try(
      {
        ...request,
        ...prepared,
        method: 'POST',
        url: this.url,
        body: { sizeBytes: body.length, open: () => body },
        expect: [200, 400, 403],
        maximumBytes: MAXIMUM_ANSWER_BYTES,
        // A session token is a header of its own, which may go nowhere else either.
        redirects: 'same-origin',
      },
      deadline,
    );
  }

  #tooMany(error: AwsError | undefined): Failure {
    return {
      code: 'registry-limited',
      reason: `${this.url.host} answered ${error?.name ?? 'that there are too many calls'}`,
      hint: 'Wait, and run less at the same time.',
      retry: true,
    };
  }

  #clean(error: AwsError | undefined): AwsError | undefined {
    return error && { name: error.name, text: cleanText(error.text, this.#redactor) };
  }

  /** The error of a call that was refused. `right` is what the caller has to be allowed. */
  refused(purpose: string, identity: string, right: string, answer: Answer, error?: AwsError): LiveryError {
    const { name, text } = error ?? { name: `${answer.status}`, text: '' };
    const reason = `${this.url.host} answered ${name}${text === '' ? '' : ` (${text})`} to ${identity}`;
    const isDenied = notBelieved.test(name) || name.startsWith('AccessDenied');
    const hint = notBelieved.test(name)
      ? 'Check that the access key or the token is right, active and not expired, and that the clock of this machine is right.'
      : isDenied
        ? `Allow ${right} to ${identity}.`
        : 'Check the account, the region and the name.';
    return new LiveryError(isDenied ? 'registry-denied' : 'registry-refused', {
      message: `${purpose} failed: ${reason}.`,
      hint,
    });
  }
}

/** The error in an answer of a service that speaks JSON. */
export function jsonErrorOf(answer: Answer): AwsError | undefined {
  const parsed = JsonError.safeParse(parseJson(answer.body));
  if (!parsed.success) {
    return undefined;
  }
  const { __type: type, message, Message } = parsed.data;
  // A name can have a namespace before it, and an address behind it.
  const name = type.split(':', 1)[0]?.split('#').at(-1) || 'an error';
  return { name: name.slice(0, 100), text: message ?? Message ?? '' };
}

/** What an access key is called in errors. Its id is no secret, and says whose it is. */
export function identityOf({ accessKeyId, from }: AwsCredentials): string {
  return `the access key ${accessKeyId} of ${from}`;
}

/** A secret that the redactor knows from its first moment on. */
export function secretFrom(redactor: Redactor, value: string): Secret {
  return redactor.add(new Secret(value));
}
