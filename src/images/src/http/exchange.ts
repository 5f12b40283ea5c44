import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { setImmediate } from 'node:timers/promises';
import { Stalled } from './failure';
import type { Statistics } from './statistics';

/** Headers of an answer may have so many bytes. Those of storage behind a registry carry signatures. */
const MAXIMUM_HEADER_BYTES = 32 * 1024;
/** A body that has moved by so much has moved. One byte now and then is no transfer. */
const PROGRESS_BYTES = 16 * 1024;
const SLICE_BYTES = 256 * 1024;

/** The body of a request. Its size is known, because a registry has to be told. */
export interface RequestBody {
  readonly sizeBytes: number;
  /** Called once for each try. */
  open(): Uint8Array | AsyncIterable<Uint8Array>;
}

/** One request to one server. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  readonly agent: http.Agent;
  readonly signal: AbortSignal;
  /** How long a connection may stand still while we wait for the other side, in milliseconds. */
  readonly stallMs: number;
  /** How long the other side may take to answer when it has everything, in milliseconds. */
  readonly answerMs: number;
  readonly statistics: Statistics;
}

/** The answer to one request: its head, and a body that is read while it comes. */
export interface RawAnswer {
  readonly message: IncomingMessage;
  /** The address that was connected to. */
  readonly address: string;
  body(): AsyncGenerator<Buffer, void, undefined>;
  /** Lets go of the connection without reading on. */
  drop(): void;
}

/** The connection of a request stood still, or broke; `reused` if it had served another request before. */
export class ExchangeError extends Error {
  readonly reused: boolean;

  constructor(cause: unknown, reused: boolean) {
    super('the exchange failed', { cause });
    this.name = 'ExchangeError';
    this.reused = reused;
  }
}

/** Adds up the time that is spent waiting for the other side, and none that we spend ourselves. */
class StallWatch {
  readonly #stallMs: number;
  readonly #onStall: (error: Stalled) => void;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;
  #spentMs = 0;
  #movedBytes = 0;

  constructor(stallMs: number, onStall: (error: Stalled) => void) {
    this.#stallMs = stallMs;
    this.#onStall = onStall;
  }

  begin(stallMs = this.#stallMs): void {
    this.end();
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#onStall(new Stalled(stallMs)), Math.max(1, stallMs - this.#spentMs));
  }

  end(): void {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#spentMs += performance.now() - this.#since;
    }
  }

  moved(bytes: number): void {
    this.#movedBytes += bytes;
    if (this.#movedBytes >= PROGRESS_BYTES) {
      this.restart();
    }
  }

  restart(): void {
    this.#movedBytes = 0;
    this.#spentMs = 0;
  }
}

function* slicesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    yield bytes.subarray(start, start + SLICE_BYTES);
  }
}

/** Writes the body as fast as the other side takes it. https://nodejs.org/api/http.html#requestwritechunk-encoding-callback */
async function send(
  request: ClientRequest,
  { body, statistics }: Exchange,
  watch: StallWatch,
  isAnswered: () => boolean,
): Promise<void> {
  let wake: (() => void) | undefined;
  // After each of these it makes no sense to wait on; why the connection closed is told by the answer.
  for (const event of ['drain', 'close', 'response']) {
    request.on(event, () => wake?.());
  }
  const content = body?.open() ?? Buffer.alloc(0);
  for await (const chunk of content instanceof Uint8Array ? slicesOf(content) : content) {
    if (isAnswered() || request.destroyed) {
      return; // and with that the source is closed
    }
    statistics.bytesUp += chunk.length;
    if (!request.write(chunk)) {
      watch.begin();
      await new Promise<void>(resolve => {
        wake = resolve;
      });
      watch.end();
    }
    watch.moved(chunk.length);
  }
  request.end();
}

/** https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
function hasNoBody(method: string, { statusCode = 0 }: IncomingMessage): boolean {
  return method === 'HEAD' || statusCode === 204 || statusCode === 304;
}

async function* read(
  message: IncomingMessage,
  { statistics }: Exchange,
  watch: StallWatch,
): AsyncGenerator<Buffer, void, undefined> {
  const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      watch.begin();
      const next = await chunks.next();
      watch.end();
      if (next.done) {
        // The agent takes the connection back a moment later; whoever asks next should find it there.
        await setImmediate();
        return;
      }
      watch.moved(next.value.length);
      statistics.bytesDown += next.value.length;
      yield next.value;
    }
  } finally {
    watch.end();
    if (!message.complete) {
      message.destroy();
    }
  }
}

/**
 * Sends one request, and answers as soon as the head of the answer is there. Follows nothing, and tries nothing twice.
 *
 * @throws ExchangeError for whatever happens to the connection; and what the source of the body throws
 */
export async function exchange(options: Exchange): Promise<RawAnswer> {
  const { url } = options;
  const request = (url.protocol === 'https:' ? https : http).request({
    agent: options.agent,
    protocol: url.protocol,
    // Not the URL itself: Node would send the user name in it as a header.
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: url.pathname + url.search,
    method: options.method,
    headers: {
      ...options.headers,
      ...(options.body && { 'content-length': String(options.body.sizeBytes) }),
      // What is hashed has to be what is sent: nothing may be compressed on the way.
      'accept-encoding': 'identity',
    },
    maxHeaderSize: MAXIMUM_HEADER_BYTES,
    signal: options.signal,
  });
  options.statistics.requests += 1;
  const watch = new StallWatch(options.stallMs, error => request.destroy(error));
  let answered = false;
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', message => {
      answered = true;
      resolve(message);
    });
    request.on('error', error => reject(new ExchangeError(error, request.reusedSocket)));
  });
  answer.catch(() => undefined); // it is looked at below, perhaps after the body
  const sent = send(request, options, watch, () => answered);
  try {
    await Promise.race([sent, answer]);
    watch.restart();
    watch.begin(options.answerMs);
    const message = await answer;
    watch.end();
    watch.restart();
    if (!request.writableEnded) {
      // The server did not want to read everything, and nothing else can be said on this connection.
      sent.catch(() => undefined);
      message.on('end', () => request.destroy());
    }
    return {
      message,
      address: message.socket.remoteAddress ?? '',
      body: () => read(message, options, watch),
      drop: () => {
        // A little rest is read, so that the connection can serve again; a long one is not worth it.
        const restBytes = hasNoBody(options.method, message) ? 0 : Number(message.headers['content-length']);
        if (restBytes <= SLICE_BYTES) {
          message.resume();
        } else {
          message.destroy();
        }
      },
    };
  } catch (error) {
    request.destroy();
    throw error;
  } finally {
    watch.end();
  }
}
