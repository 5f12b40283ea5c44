import { useApi } from '@backstage/frontend-plugin-api';
import type { Run } from '@livery/backstage-plugin-livery-common';
import { useCallback } from 'react';
import { liveryApiRef } from '../api';
import { isActive } from '../runStates';
import { useInterval } from './useInterval';
import { type Resource, useResource } from './useResource';

const REFRESH_MS = 2000;

/** One run; asks again by itself while it is active. */
export function useRun(runId: string): Resource<Run> {
  const client = useApi(liveryApiRef);
  const run = useResource(useCallback(() => client.getRun(runId), [client, runId]));
  useInterval(run.refresh, run.value && isActive(run.value.state) ? REFRESH_MS : undefined);
  return run;
}
