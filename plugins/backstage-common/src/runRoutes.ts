import { z } from 'zod';
import { exampleId, idParams } from './fields';
import { pageOf } from './http/listQuery';
import { defineRoute } from './http/route';
import {
  brandTemplateReadPermission,
  runCancelPermission,
  runCreatePermission,
  runReadPermission,
} from './permissions';
import { NewRun, Run, RunEventBatch, RunJob, StoredOutput, Upstream } from './schemas';

const params = { id: exampleId };
const newRun = { templateId: exampleId, source: { upstream: 'open-webui', ref: 'v0.6.5' } };
const path = '/v1/runs';

/** The query of the list of runs, which is in the order of their start, the newest first. */
export const RunQuery = z.object({
  limit: z.coerce.number<number>().int().min(1).max(100).default(20),
  offset: z.coerce.number<number>().int().min(0).max(1_000_000_000).default(0),
});
export type RunQuery = z.infer<typeof RunQuery>;

/** The routes of upstreams. */
export const upstreamRoutes = {
  listUpstreams: defineRoute({
    method: 'GET',
    path: '/v1/upstreams',
    summary: 'List the upstreams that the portal knows by name',
    permissions: [runReadPermission],
    whenDenied: 'empty-page',
    response: pageOf(Upstream),
  }),
} as const;

/** The routes of runs, for people. */
export const runRoutes = {
  listRuns: defineRoute({
    method: 'GET',
    path,
    summary: 'List runs, the newest first',
    permissions: [runReadPermission],
    whenDenied: 'empty-page',
    query: RunQuery,
    response: pageOf(Run),
  }),
  startRun: defineRoute({
    method: 'POST',
    path,
    summary: 'Start a run',
    // The zip holds what the brand template holds: who starts a run reads the template.
    permissions: [runCreatePermission, brandTemplateReadPermission],
    body: NewRun,
    response: Run,
    status: 201,
    audit: { eventId: 'run-start', severityLevel: 'medium' },
    example: { body: newRun },
  }),
  getRun: defineRoute({
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Get a run',
    permissions: [runReadPermission],
    params: idParams,
    response: Run,
    example: { params },
  }),
  cancelRun: defineRoute({
    method: 'POST',
    path: `${path}/:id/cancel`,
    summary: 'Cancel a run',
    permissions: [runReadPermission, runCancelPermission],
    params: idParams,
    response: Run,
    audit: { eventId: 'run-cancel', severityLevel: 'medium' },
    example: { params },
  }),
  followRunEvents: defineRoute({
    method: 'GET',
    path: `${path}/:id/events`,
    summary: 'Follow the log of a run as server-sent events, from the one after the header Last-Event-ID',
    permissions: [runReadPermission],
    params: idParams,
    rawResponse: 'text/event-stream',
    example: { params },
  }),
  downloadRunOutput: defineRoute({
    method: 'GET',
    path: `${path}/:id/outputs/:outputId/download`,
    summary: 'Download an output of a run',
    permissions: [runReadPermission],
    params: idParams.extend({ outputId: z.uuid() }),
    rawResponse: 'application/zip',
    audit: { eventId: 'run-output-download' },
    example: { params: { ...params, outputId: exampleId } },
  }),
} as const;

/** The routes of runs, for runners. */
export const runnerRoutes = {
  registerTaskRun: defineRoute({
    method: 'PUT',
    path: '/v1/tasks/:taskId/run',
    summary: 'Record the run that a scaffolder task, started without one, carries',
    caller: 'runner',
    permissions: [runCreatePermission, brandTemplateReadPermission],
    params: z.object({ taskId: z.uuid() }),
    body: NewRun,
    response: Run,
    audit: { eventId: 'run-register', severityLevel: 'medium' },
    example: { params: { taskId: exampleId }, body: newRun },
  }),
  getRunJob: defineRoute({
    method: 'GET',
    path: `${path}/:id/job`,
    summary: 'Get what a runner has to do',
    caller: 'runner',
    permissions: [],
    params: idParams,
    response: RunJob,
    audit: { eventId: 'run-job' },
    example: { params },
  }),
  reportRunEvents: defineRoute({
    method: 'POST',
    path: `${path}/:id/events`,
    summary: 'Append to the log of a run',
    caller: 'runner',
    permissions: [],
    bodyLimit: '8mb',
    params: idParams,
    body: RunEventBatch,
    audit: { eventId: 'run-report' },
    example: {
      params,
      body: { events: [{ type: 'log', at: '2026-01-01T00:00:00.000Z', level: 'info', message: 'Cloned.' }] },
    },
  }),
  uploadRunOutput: defineRoute({
    method: 'PUT',
    path: `${path}/:id/outputs/:name`,
    summary: 'Store a file that a run produced; its digest stands in the header X-Livery-Digest',
    caller: 'runner',
    permissions: [],
    params: idParams.extend({ name: z.string().describe('the name of a zip file') }),
    rawBody: 'application/octet-stream',
    response: StoredOutput,
    status: 201,
    audit: { eventId: 'run-output-store', severityLevel: 'medium' },
    example: {
      params: { ...params, name: 'acme.zip' },
      headers: { 'x-livery-digest': `sha256:${'0'.repeat(64)}` },
    },
  }),
} as const;
