import { toError } from '@backstage/errors';
import { useCallback, useEffect, useRef, useState } from 'react';

/** Something the backend has, in one of its states of arrival. */
export interface Resource<T> {
  /** The newest value that arrived; it stays while another is on its way, and when asking for the same again fails. */
  value?: T;
  /** Why the newest attempt failed. */
  error?: Error;
  /** True until the present `load` has answered for the first time. */
  isLoading: boolean;
  /** Asks again; an answer that is still on its way is out of date by then and dropped. */
  reload: () => void;
  /** Asks again, unless an answer is on its way: for whoever asks at intervals. */
  refresh: () => void;
}

interface Answer<T> {
  load?: () => Promise<T>;
  value?: T;
  error?: Error;
}

/** Loads when it is first used, when `load` becomes another function, and when asked to. */
export function useResource<T>(load: () => Promise<T>): Resource<T> {
  const [answer, setAnswer] = useState<Answer<T>>({});
  const [attempt, setAttempt] = useState(0);
  const isUnderWay = useRef(false);

  useEffect(() => {
    let isOutdated = false;
    const settle = (next: (previous: Answer<T>) => Answer<T>) => {
      if (!isOutdated) {
        isUnderWay.current = false;
        setAnswer(next);
      }
    };
    isUnderWay.current = true;
    load().then(
      value => settle(() => ({ load, value })),
      cause =>
        settle(previous => ({
          load,
          // What another `load` gave, such as another page, is no answer to this one.
          value: previous.load === load ? previous.value : undefined,
          error: toError(cause),
        })),
    );
    return () => {
      isOutdated = true;
    };
  }, [load, attempt]);

  const reload = useCallback(() => setAttempt(previous => previous + 1), []);
  const refresh = useCallback(() => {
    if (!isUnderWay.current) {
      reload();
    }
  }, [reload]);
  return { value: answer.value, error: answer.error, isLoading: answer.load !== load, reload, refresh };
}
