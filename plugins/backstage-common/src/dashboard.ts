import { RunState } from '@livery/contracts';
import { z } from 'zod';
import { timestamp } from './fields';
import { defineRoute } from './http/route';
import { dashboardReadPermission } from './permissions';

const count = z.number().int();

/** What to do next, the most important first: what is missing before a brand can be shipped. */
export const NextStep = z.enum([
  'create-brand-template',
  'create-credential',
  'create-git-repository',
  'create-container-registry',
  'start-run',
]);
export type NextStep = z.infer<typeof NextStep>;

/** Something that happened. */
export const Activity = z.object({
  kind: z.enum(['run', 'credential', 'git-repository']),
  id: z.uuid(),
  title: z.string(),
  at: timestamp,
  state: RunState.optional().describe('of a run'),
});
export type Activity = z.infer<typeof Activity>;

/** What the portal holds, as far as the caller may see it. */
export const Dashboard = z.object({
  brandTemplates: z.object({
    total: count,
    default: z.object({ id: z.uuid(), name: z.string() }).optional(),
  }),
  credentials: z.object({
    total: count,
    expiringSoon: count.describe('within 30 days'),
    expired: count,
  }),
  gitRepositories: z.object({ total: count, verified: count, unverified: count }),
  containerRegistries: z.object({ total: count }),
  configuration: z.object({ total: count }),
  runs: z.object({
    total: count,
    running: count.describe('pending and queued ones, too'),
    completed: count,
    failed: count,
    last30Days: count,
  }),
  activity: z.array(Activity).describe('at most ten, the newest first'),
  nextSteps: z.array(NextStep),
});
export type Dashboard = z.infer<typeof Dashboard>;

/** The route of the dashboard. */
export const dashboardRoutes = {
  getDashboard: defineRoute({
    method: 'GET',
    path: '/v1/dashboard',
    summary: 'Get what the portal holds and what happened last, as far as the caller may see it',
    permissions: [dashboardReadPermission],
    response: Dashboard,
  }),
} as const;
