import { useState } from 'react';
import { useInterval } from './useInterval';

/** The time, in milliseconds since 1970, moving on in steps; without an interval it stands still. */
export function useNow(intervalMs: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), intervalMs);
  return now;
}
