import type { ServerResponse } from 'node:http';

/** Aborts when the reader of a response has gone, at once if that was before. */
export function signalOfClose(response: ServerResponse): AbortSignal {
  if (response.closed) {
    return AbortSignal.abort();
  }
  const controller = new AbortController();
  response.on('close', () => controller.abort());
  return controller.signal;
}
