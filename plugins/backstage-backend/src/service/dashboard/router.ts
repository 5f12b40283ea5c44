import { dashboardRoutes } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import type { DashboardService } from './DashboardService';

/** What the route of the dashboard needs. */
export interface DashboardRouterOptions extends RouteEdge {
  dashboard: DashboardService;
}

/** The route of the dashboard. */
export function createDashboardRouter({ dashboard, ...edge }: DashboardRouterOptions): Router {
  return createRoutes(dashboardRoutes, { getDashboard: ({ options }) => dashboard.get(options) }, edge);
}
