import { createFrontendModule, PageBlueprint } from '@backstage/frontend-plugin-api';
import { NavContentBlueprint, SignInPageBlueprint } from '@backstage/plugin-app-react';
import { Navigate } from 'react-router-dom';
import { PortalSidebar } from './PortalSidebar';

const sidebar = NavContentBlueprint.make({
  params: { component: PortalSidebar },
});

const signInPage = SignInPageBlueprint.make({
  params: {
    loader: () => import('./PortalSignInPage').then(module => module.PortalSignInPage),
  },
});

const landingPage = PageBlueprint.make({
  name: 'landing',
  params: {
    path: '/',
    noHeader: true,
    loader: async () => <Navigate to="/livery" replace />,
  },
});

/** What this portal adds to the plugins it is made of: a page to sign in, a sidebar, and Livery as the first page. */
export const portalModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage, sidebar, landingPage],
});
