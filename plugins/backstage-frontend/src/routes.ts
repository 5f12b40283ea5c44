import { createRouteRef, createSubRouteRef } from '@backstage/frontend-plugin-api';

/** The page of the plugin; it shows the runs first. */
export const rootRouteRef = createRouteRef();

/** The list of runs. */
export const runsRouteRef = createRouteRef();

/** One run. */
export const runRouteRef = createSubRouteRef({ parent: runsRouteRef, path: '/:runId' });

/** The brand templates. */
export const brandsRouteRef = createRouteRef();
