import { useEffect, useRef } from 'react';

/** Calls back again and again, unless the page is hidden; never without an interval. */
export function useInterval(callback: () => void, intervalMs: number | undefined): void {
  const latest = useRef(callback);
  latest.current = callback;

  useEffect(() => {
    if (intervalMs === undefined) {
      return undefined;
    }
    const timer = setInterval(() => {
      if (!document.hidden) {
        latest.current();
      }
    }, intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
}
