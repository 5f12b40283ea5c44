import { createFrontendPlugin, PageBlueprint, SubPageBlueprint } from '@backstage/frontend-plugin-api';
import { RiPaletteLine } from '@remixicon/react';
import { liveryApi } from './api';
import { brandsRouteRef, rootRouteRef, runsRouteRef } from './routes';

const liveryPage = PageBlueprint.make({
  params: { path: '/livery', routeRef: rootRouteRef },
});

const runsPage = SubPageBlueprint.make({
  name: 'runs',
  params: {
    path: 'runs',
    title: 'Runs',
    routeRef: runsRouteRef,
    loader: () => import('./components/runs/RunsPage').then(module => <module.RunsPage />),
  },
});

const brandsPage = SubPageBlueprint.make({
  name: 'brands',
  params: {
    path: 'brands',
    title: 'Brands',
    routeRef: brandsRouteRef,
    loader: () => import('./components/brands/BrandsPage').then(module => <module.BrandsPage />),
  },
});

/**
 * The Livery pages: runs and brand templates.
 *
 * @public
 */
export const liveryPlugin = createFrontendPlugin({
  pluginId: 'livery',
  title: 'Livery',
  icon: <RiPaletteLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, runs: runsRouteRef, brands: brandsRouteRef },
  extensions: [liveryApi, liveryPage, runsPage, brandsPage],
});
