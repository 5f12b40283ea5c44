import {
  coreExtensionData,
  createFrontendPlugin,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { RiPaletteLine } from '@remixicon/react';
import { liveryApi } from './api';
import { KnownPages } from './components/KnownPages';
import { brandsRouteRef, rootRouteRef, runsRouteRef } from './routes';

const liveryPage = PageBlueprint.makeWithOverrides({
  factory(originalFactory, { inputs }) {
    const page = originalFactory({ path: '/livery', routeRef: rootRouteRef });
    const paths = inputs.pages.map(tab => tab.get(coreExtensionData.routePath));
    return [
      ...[...page].filter(({ id }) => id !== coreExtensionData.reactElement.id),
      coreExtensionData.reactElement(
        <KnownPages paths={paths}>{page.get(coreExtensionData.reactElement)}</KnownPages>,
      ),
    ];
  },
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
    loader: () => import('./components/brands/BrandList').then(module => <module.BrandList />),
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
