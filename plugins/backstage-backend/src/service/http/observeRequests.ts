import type { MetricsService } from '../../alphaServices';

/** Takes down how a call of a route ended: by the name of its operation, never by who called or about what. */
export type RequestObserver = (operation: string, status: number, seconds: number) => void;

/** Counts the calls of each route and their times, as the metric `livery.request.duration`. */
export function observeRequests(metrics: MetricsService): RequestObserver {
  const durations = metrics.createHistogram<{ operation: string; status: number }>(
    'livery.request.duration',
    {
      description: 'How long the answers of the API take',
      unit: 's',
    },
  );
  return (operation, status, seconds) => durations.record(seconds, { operation, status });
}
