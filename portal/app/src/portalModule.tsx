import { createFrontendModule, PageBlueprint } from '@backstage/frontend-plugin-api';
import { NavContentBlueprint } from '@backstage/plugin-app-react';
import { Navigate } from 'react-router-dom';
import { PortalSidebar } from './PortalSidebar';

const sidebar = NavContentBlueprint.make({
  params: { component: PortalSidebar },
});

const landingPage = PageBlueprint.make({
  name: 'landing',
  params: {
    path: '/',
    noHeader: true,
    loader: async () => <Navigate to="/livery" replace />,
  },
});

/** What this portal adds to the plugins it is made of: a sidebar, and Livery as the first page. */
export const portalModule = createFrontendModule({
  pluginId: 'app',
  extensions: [sidebar, landingPage],
});
