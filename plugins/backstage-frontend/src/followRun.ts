import type { LiveryClient, StoredRunEvent } from '@livery/backstage-plugin-livery-common';

/** How the log is being read at the moment. */
export type LogConnection =
  | { state: 'connecting' }
  | { state: 'live' }
  /** It broke; the next attempt is on its way. */
  | { state: 'broken' }
  /** Everything has been read. */
  | { state: 'ended' }
  /** The backend will not hand it out, now or later. */
  | { state: 'refused'; message: string };

/** What {@link followRun} needs to know, and whom it tells. */
export interface FollowRunOptions {
  client: Pick<LiveryClient, 'followRunEvents'>;
  runId: string;
  signal: AbortSignal;
  /** Whether the record of the run says that nothing more will come. */
  isFinal: () => boolean;
  onEvent: (stored: StoredRunEvent) => void;
  onConnection: (connection: LogConnection) => void;
  /** The shortest pause between two attempts; it doubles up to ten times of it. */
  pauseMs?: number;
}

const DEFAULT_PAUSE_MS = 1000;
const LONGEST_PAUSE_FACTOR = 10;

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, durationMs);
    signal.addEventListener('abort', done);
  });
}

function refusalOf(cause: unknown): string | undefined {
  const { status, message } = cause as { status?: unknown; message?: unknown };
  const isRefusal = typeof status === 'number' && status >= 400 && status < 500 && status !== 429;
  return isRefusal ? String(message) : undefined;
}

/**
 * Reads the log of a run to its end: the stored part, then live, and on from the last event after a broken
 * connection.
 */
export async function followRun(options: FollowRunOptions): Promise<void> {
  const { client, runId, signal, pauseMs = DEFAULT_PAUSE_MS } = options;
  let lastId = 0;
  let failures = 0;
  while (!signal.aborted) {
    // Asked before reading: what is final then has all of its events in the stream that starts now.
    const wasFinal = options.isFinal();
    let received = 0;
    let isFinished = false;
    try {
      options.onConnection({ state: failures === 0 ? 'connecting' : 'broken' });
      for await (const stored of client.followRunEvents(runId, { after: lastId, signal })) {
        if (signal.aborted) {
          return;
        }
        if (received === 0) {
          options.onConnection({ state: 'live' });
        }
        received += 1;
        failures = 0;
        if (stored.id > lastId) {
          lastId = stored.id;
          options.onEvent(stored);
        }
        isFinished ||= stored.event.type === 'run.finished';
      }
      if (isFinished || (wasFinal && received === 0)) {
        options.onConnection({ state: 'ended' });
        return;
      }
    } catch (cause) {
      const refusal = refusalOf(cause);
      if (!signal.aborted && refusal !== undefined) {
        options.onConnection({ state: 'refused', message: refusal });
        return;
      }
    }
    if (signal.aborted) {
      return;
    }
    options.onConnection({ state: 'broken' });
    await pause(pauseMs * Math.min(2 ** failures, LONGEST_PAUSE_FACTOR), signal);
    failures += 1;
  }
}
