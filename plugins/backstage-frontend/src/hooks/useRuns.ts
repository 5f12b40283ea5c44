import { useApi } from '@backstage/frontend-plugin-api';
import type { Page, Run } from '@livery/backstage-plugin-livery-common';
import { useCallback } from 'react';
import { liveryApiRef } from '../api';
import { isActive } from '../runStates';
import { useInterval } from './useInterval';
import { type Resource, useResource } from './useResource';

const REFRESH_MS = 3000;

/** One page of the runs, newest first; asks again by itself while one of them is active. */
export function useRuns(options: { offset: number; limit: number }): Resource<Page<Run>> {
  const { offset, limit } = options;
  const client = useApi(liveryApiRef);
  const runs = useResource(useCallback(() => client.listRuns({ offset, limit }), [client, offset, limit]));
  const hasActiveRun = runs.value?.items.some(run => isActive(run.state)) ?? false;
  useInterval(runs.refresh, hasActiveRun ? REFRESH_MS : undefined);
  return runs;
}
