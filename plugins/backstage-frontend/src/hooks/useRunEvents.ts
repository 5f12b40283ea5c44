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
    const show = () => {
      const arrived = gathered;
      gathered = [];
      clearTimeout(timer);
      timer = undefined;
      setEvents(previous => [...previous, ...arrived]);
    };
    void followRun({
      client,
      runId,
      signal: abort.signal,
      isFinal: () => isFinalNow.current,
      onConnection: next => {
        if (!abort.signal.aborted) {
          // Nothing may say that the log is complete while a part of it is held back.
          show();
          setConnection(next);
        }
      },
      onEvent: stored => {
        gathered.push(stored);
        timer ??= setTimeout(show, GATHER_MS);
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
