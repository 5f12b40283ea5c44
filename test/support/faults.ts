import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ARRIVAL_MS, bodyOf, type Fault, firstBytes, type Relay } from './faultProxy';

/** Answers without asking the registry. */
export function answer(status: number, headers: Record<string, string> = {}, body = ''): Fault {
  return async ({ request, response }) => {
    request.resume(); // so that the connection can go on
    await once(request, 'end').catch(() => undefined);
    response.writeHead(status, headers).end(body);
  };
}

/** Hands back another answer than that of the registry. */
export function rewrite(changes: Relay): Fault {
  return async ({ forward, relay }) => relay(await forward(), changes);
}

/** Breaks the connection when so many bytes of the answer's body are through. */
export function cutAnswerAfter(bytes: number): Fault {
  return async ({ forward, response }) => {
    const original = await forward();
    response.writeHead(original.statusCode ?? 502, original.headers);
    response.flushHeaders();
    let left = bytes;
    for await (const chunk of original) {
      const part = (chunk as Buffer).subarray(0, left);
      left -= part.length;
      await new Promise(resolve => response.write(part, resolve));
      if (left <= 0) {
        break;
      }
    }
    await sleep(ARRIVAL_MS);
    response.destroy();
  };
}

/** Breaks the connection when so many bytes of the request's body are through. The registry gets none of them. */
export function cutRequestAfter(bytes: number): Fault {
  return async ({ request }) => {
    await firstBytes(request, bytes);
    request.socket.destroy();
  };
}

/** The same with Docker's registry seeing the cut: it forgets the whole upload. */
export function cutRequestThrough(bytes: number): Fault {
  return async ({ forward }) => void (await forward({ cutAfter: bytes }));
}

/**
 * The same with a registry that keeps what has arrived, as the specification wants it: the real one gets the bytes as a part of
 * their own. {@link tellUploadPlace} is to be added for the question that follows.
 */
export function cutRequestAndKeep(bytes: number): Fault {
  return async ({ request, forward, proxy }) => {
    const body = await firstBytes(request, bytes);
    const target = (request.url ?? '').replace(/&digest=[^&]*$/, '');
    const { 'content-range': _range, ...headers } = request.headers;
    const kept = await forward({
      method: 'PATCH',
      target,
      headers: { ...headers, 'content-length': String(body.length) },
      body,
    });
    kept.resume();
    proxy.places.set(uploadOf(target), kept.headers.location ?? '');
    request.socket.destroy();
  };
}

/** Answers where an upload is that {@link cutRequestAndKeep} has broken. */
export const tellUploadPlace: Fault = async ({ request, forward, relay, proxy }) => {
  const place = proxy.places.get(uploadOf(request.url ?? ''));
  const target = place === undefined ? undefined : new URL(place).pathname + new URL(place).search;
  await relay(await forward(target === undefined ? {} : { target }));
};

function uploadOf(target: string): string {
  return target.split('?', 1)[0] ?? '';
}

/** The registry does what it is asked, but nobody hears of it. */
export const loseAnswer: Fault = async ({ forward, response }) => {
  const original = await forward();
  await bodyOf(original);
  response.destroy();
};

/** Never answers. */
export const stall: Fault = ({ request }) => void request.resume();

/** So many bytes at a time, with a pause between. */
export function trickle(bytes: number, pauseMs: number): Fault {
  return async ({ forward, response }) => {
    const original = await forward();
    const body = await bodyOf(original);
    response.writeHead(original.statusCode ?? 502, original.headers);
    for (let start = 0; start < body.length && !response.destroyed; start += bytes) {
      response.write(body.subarray(start, start + bytes));
      await sleep(pauseMs);
    }
    response.end();
  };
}

/** Changes one byte of the answer, and nothing else. */
export function alterByte(index: number): Fault {
  return rewrite({
    body: body => {
      const altered = Buffer.from(body);
      altered[index] = (altered[index] ?? 0) ^ 1;
      return altered;
    },
  });
}

/** A shorter answer that says so of itself: nothing shows that something is missing. */
export function truncateTo(bytes: number): Fault {
  return rewrite({ body: body => body.subarray(0, bytes) });
}

/** The registry is asked for an upload where a mount was wanted. */
export const mountBecomesUpload: Fault = async ({ request, forward, relay }) =>
  relay(await forward({ target: (request.url ?? '').split('?', 1)[0] ?? '' }));

/** Sends on to another place. */
export function redirectTo(location: string, status = 307): Fault {
  return answer(status, { location });
}
