import { runnerRoutes } from '@livery/backstage-plugin-livery-common';
import { Digest } from '@livery/contracts';
import type { Request, Router } from 'express';
import { z } from 'zod';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import { parseInput } from '../http/parse';
import type { AnnouncedOutput, RunnerService } from './RunnerService';

const Announcement = z.object({
  name: z
    .string()
    .max(200)
    .regex(/^\w[\w.-]*\.zip$/, 'must be the name of a zip file'),
  digest: Digest,
  sizeBytes: z.coerce.number().int().min(0),
});

/** What the routes of runners need. */
export interface RunnerRouterOptions extends RouteEdge {
  runner: RunnerService;
}

/** The routes of runs, for runners. */
export function createRunnerRouter({ runner, ...edge }: RunnerRouterOptions): Router {
  return createRoutes(
    runnerRoutes,
    {
      registerTaskRun: ({ params, body, options }) => runner.registerRun(params.taskId, body, options),
      getRunJob: ({ params, options }) => runner.getJob(params.id, options),
      reportRunEvents: ({ params, body, options }) => runner.appendEvents(params.id, body, options),
      async uploadRunOutput({ params, options, request }) {
        try {
          return await runner.storeOutput(params.id, readAnnouncement(request), request, options);
        } finally {
          // Whoever still sends reads the answer only when somebody takes the rest.
          request.resume();
        }
      },
    },
    edge,
  );
}

function readAnnouncement(request: Request): AnnouncedOutput {
  return parseInput(
    Announcement,
    {
      name: request.params.name,
      digest: request.header('x-livery-digest'),
      sizeBytes: request.header('content-length'),
    },
    'output',
  );
}
