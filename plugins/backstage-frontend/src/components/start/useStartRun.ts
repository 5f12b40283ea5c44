import { toError } from '@backstage/errors';
import { useAnalytics, useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import type { NewRun } from '@livery/backstage-plugin-livery-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { liveryApiRef } from '../../api';
import { runRouteRef } from '../../routes';

/** Starts a run and goes to its page, or says why the backend refused. */
export function useStartRun() {
  const client = useApi(liveryApiRef);
  const analytics = useAnalytics();
  const navigate = useNavigate();
  const runPath = useRouteRef(runRouteRef);
  const [isStarting, setIsStarting] = useState(false);
  const [refusal, setRefusal] = useState<Error>();

  const start = async (newRun: NewRun) => {
    setIsStarting(true);
    setRefusal(undefined);
    try {
      const run = await client.startRun(newRun);
      analytics.captureEvent('trigger', 'run');
      navigate(runPath?.({ runId: run.id }) ?? '');
    } catch (cause) {
      setRefusal(toError(cause));
    } finally {
      setIsStarting(false);
    }
  };
  return { start, isStarting, refusal };
}
