import { toError } from '@backstage/errors';
import { useCallback, useEffect, useState } from 'react';

/** Something the backend has, in one of its states of arrival. */
export interface Resource<T> {
  /** The newest value that arrived; it stays while a refresh runs and when one fails. */
  value?: T;
  /** Why the newest attempt failed. */
  error?: Error;
  /** True until the present `load` has answered for the first time. */
  isLoading: boolean;
  /** Asks again. */
  reload: () => void;
}

/** Loads when it is first used, when `load` becomes another function, and when asked to. */
export function useResource<T>(load: () => Promise<T>): Resource<T> {
  const [answer, setAnswer] = useState<{ load?: typeof load; value?: T; error?: Error }>({});
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let isOutdated = false;
    load().then(
      value => isOutdated || setAnswer({ load, value }),
      cause => isOutdated || setAnswer(previous => ({ load, value: previous.value, error: toError(cause) })),
    );
    return () => {
      isOutdated = true;
    };
  }, [load, attempt]);

  const reload = useCallback(() => setAttempt(previous => previous + 1), []);
  return { value: answer.value, error: answer.error, isLoading: answer.load !== load, reload };
}
