import { useApi } from '@backstage/frontend-plugin-api';
import type { StoredRunEvent } from '@livery/backstage-plugin-livery-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { liveryApiRef } from '../api';
import { followRun, type LogConnection } from '../followRun';

// Events that arrive together are shown together: a stored log of thousands of lines is one rendering.
const GATHER_MS = 50;

/** The events of a run so far, live; `isFinal` says that the record of the run will not change any more. */
export function useRunEvents(runId: string, isFinal: boolean) {
  const client = useApi(liveryApiRef);
  const [events, setEvents] = useState<StoredRunEvent[]>([]);
  const [connection, setConnection] = useState<LogConnection>({ state: 'connecting' });
  const [attempt, setAttempt] = useState(0);
  const isFinalNow = useRef(isFinal);
  isFinalNow.current = isFinal;

  useEffect(() => {
    const abort = new AbortController();
    let gathered: StoredRunEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    setEvents([]);
    void followRun({
      client,
      runId,
      signal: abort.signal,
      isFinal: () => isFinalNow.current,
      onConnection: next => !abort.signal.aborted && setConnection(next),
      onEvent: stored => {
        gathered.push(stored);
        timer ??= setTimeout(() => {
          const arrived = gathered;
          gathered = [];
          timer = undefined;
          setEvents(previous => [...previous, ...arrived]);
        }, GATHER_MS);
      },
    });
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [client, runId, attempt]);

  const reconnect = useCallback(() => setAttempt(previous => previous + 1), []);
  return { events, connection, reconnect };
}
