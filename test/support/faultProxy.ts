import { once } from 'node:events';
import http, {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { finished } from 'node:stream/promises';

/** A request that came to the proxy. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** Which requests a fault is for. */
export interface FaultMatch {
  readonly method?: string;
  readonly path?: RegExp;
  /** How often it happens; without end if it is left out. */
  readonly times?: number;
  /** So many matching requests pass before. */
  readonly after?: number;
}

/** What was written shall arrive before a connection is broken. */
export const ARRIVAL_MS = 10;

/** One request on its way, in the hands of a fault. */
export interface Passage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly proxy: FaultProxy;
  /** Sends the request on, as it is or otherwise. */
  forward(changes?: Forward): Promise<IncomingMessage>;
  /** Hands an answer back. */
  relay(answer: IncomingMessage, changes?: Relay): Promise<void>;
}

export interface Forward {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: IncomingHttpHeaders;
  /** In place of the body that comes. */
  readonly body?: Buffer;
  /** Breaks both connections after so many bytes of the body. */
  readonly cutAfter?: number;
}

export interface Relay {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: (body: Buffer) => Buffer;
}

/** What happens to a request. */
export type Fault = (passage: Passage) => void | Promise<void>;

/** A proxy before a real registry that does, at the right moment, what networks and registries do in bad hours. */
export class FaultProxy {
  readonly #server: Server;
  readonly #upstream: URL;
  #faults: { match: FaultMatch; fault: Fault; seen: number }[] = [];
  /** All requests, in order. */
  readonly requests: SeenRequest[] = [];
  /** Kept by faults for later ones: where an upload went on. */
  readonly places = new Map<string, string>();

  static async start(upstream: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(upstream));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(upstream: URL) {
    this.#upstream = upstream;
    this.#server = createServer((request, response) => {
      this.#pass(request, response).catch(() => response.destroy());
    });
  }

  /** Host and port. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Lets something happen to the requests that match; of several the one that was added first. */
  add(match: FaultMatch, fault: Fault): void {
    this.#faults.push({ match, fault, seen: 0 });
  }

  /** Forgets all faults and requests. */
  reset(): void {
    this.#faults = [];
    this.requests.length = 0;
    this.places.clear();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: target = '' } = request;
    this.requests.push({ method, target, headers: request.headers });
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const passage: Passage = {
      request,
      response,
      proxy: this,
      forward: changes => this.#forward(request, changes),
      relay: (answer, changes) => relay(response, answer, changes),
    };
    await this.#faultFor(method, target)(passage);
  }

  #faultFor(method: string, target: string): Fault {
    for (const entry of this.#faults) {
      const { match } = entry;
      if ((match.method ?? method) === method && (match.path ?? /^/).test(target)) {
        entry.seen += 1;
        const turn = entry.seen - (match.after ?? 0);
        if (turn > 0 && turn <= (match.times ?? Infinity)) {
          return entry.fault;
        }
      }
    }
    return async ({ forward, relay: handBack }) => handBack(await forward());
  }

  async #forward(request: IncomingMessage, changes: Forward = {}): Promise<IncomingMessage> {
    const outgoing = http.request(new URL(changes.target ?? request.url ?? '/', this.#upstream), {
      method: changes.method ?? request.method,
      // With the host that was asked for, so that the registry names this proxy where it names a place.
      headers: changes.headers ?? request.headers,
      agent: false,
    });
    const answered = once(outgoing, 'response');
    answered.catch(() => undefined);
    if (changes.body) {
      outgoing.end(changes.body);
    } else if (changes.cutAfter !== undefined) {
      outgoing.write(await firstBytes(request, changes.cutAfter));
      setTimeout(() => {
        outgoing.destroy();
        request.socket.destroy();
      }, ARRIVAL_MS);
    } else {
      request.pipe(outgoing);
      request.on('close', () => {
        if (!request.complete) {
          outgoing.destroy();
        }
      });
    }
    return (await answered)[0] as IncomingMessage;
  }
}

async function relay(response: ServerResponse, answer: IncomingMessage, changes: Relay = {}): Promise<void> {
  const headers: Record<string, string | string[] | undefined> = { ...answer.headers, ...changes.headers };
  const known = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  const status = changes.status ?? answer.statusCode ?? 502;
  if (changes.body) {
    const body = changes.body(await bodyOf(answer));
    response.writeHead(status, {
      ...known,
      'content-length': String(body.length),
    } as http.OutgoingHttpHeaders);
    response.end(body);
  } else {
    response.writeHead(status, known as http.OutgoingHttpHeaders);
    answer.pipe(response);
  }
  await finished(response).catch(() => undefined);
}

/** The first bytes of a body; the rest is left where it is. */
export async function firstBytes(message: IncomingMessage, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let size = 0; size < bytes && !message.readableEnded;) {
    const chunk = message.read() as Buffer | null;
    if (chunk === null) {
      await once(message, 'readable');
    } else {
      chunks.push(chunk);
      size += chunk.length;
    }
  }
  return Buffer.concat(chunks).subarray(0, bytes);
}

/** The whole body of a request or an answer. */
export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
