import { once } from 'node:events';
import type { StoredRunEvent } from '@livery/backstage-plugin-livery-common';
import type { Response } from 'express';

const heartbeatMs = 15_000;

/**
 * Writes events as server-sent events until there are no more or the reader has gone.
 *
 * See https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function streamRunEvents(
  response: Response,
  batches: AsyncIterable<StoredRunEvent[]>,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    // no-transform: Backstage compresses every answer, and a compressor holds events back.
    'cache-control': 'no-cache, no-transform',
    // nginx holds answers back, too, unless told otherwise.
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  response.write(': the log of a run\n\n');
  // A comment now and then keeps proxies from closing a quiet connection.
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs);
  try {
    for await (const batch of batches) {
      const text = batch.map(({ id, event }) => `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`).join('');
      if (!response.write(text)) {
        await once(response, 'drain', { signal });
      }
    }
  } catch (error) {
    // A reader who leaves while we wait for it to drain is not an error.
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}
