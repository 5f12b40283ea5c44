/**
 * What of Backstage's alpha exports the plugin uses: a release that changes them costs an edit here.
 *
 * @packageDocumentation
 */
export { type MetricsService, metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
