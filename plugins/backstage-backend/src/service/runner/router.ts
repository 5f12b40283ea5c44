import type { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import {
  NewRun,
  type Run,
  type RunJob,
  RunEventBatch,
  type StoredOutput,
} from '@livery/backstage-plugin-livery-common';
import { Digest } from '@livery/contracts';
import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { audited } from '../http/audited';
import { parseId, parseInput } from '../http/parse';
import { readJson } from '../http/readJson';
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
export interface RunnerRouterOptions {
  runner: RunnerService;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}

/** Routes below `/v1`, for runners. */
export function createRunnerRouter(options: RunnerRouterOptions): Router {
  const { runner, httpAuth, auditor } = options;
  const router = PromiseRouter();

  router.put('/tasks/:taskId/run', readJson({ limit: '100kb' }), async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const taskId = parseId(request.params.taskId, 'task');
    const run = await audited(
      auditor,
      { eventId: 'run-register', severityLevel: 'medium', request, meta: { taskId } },
      async () => runner.registerRun(taskId, parseInput(NewRun, request.body, 'run'), { credentials }),
    );
    response.json(run satisfies Run);
  });

  router.get('/runs/:id/job', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const runId = parseId(request.params.id, 'run');
    const job = await audited(auditor, { eventId: 'run-job', request, meta: { runId } }, async () =>
      runner.getJob(runId, { credentials }),
    );
    response.json(job satisfies RunJob);
  });

  router.post('/runs/:id/events', readJson({ limit: '8mb' }), async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const runId = parseId(request.params.id, 'run');
    await audited(auditor, { eventId: 'run-report', request, meta: { runId } }, async () => {
      const batch = parseInput(RunEventBatch, request.body, 'batch of events');
      await runner.appendEvents(runId, batch, { credentials });
    });
    response.status(204).end();
  });

  router.put('/runs/:id/outputs/:name', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const runId = parseId(request.params.id, 'run');
    try {
      const output = await audited(
        auditor,
        { eventId: 'run-output-store', severityLevel: 'medium', request, meta: { runId } },
        async () => runner.storeOutput(runId, readAnnouncement(request), request, { credentials }),
      );
      response.status(201).json(output satisfies StoredOutput);
    } finally {
      // Whoever still sends reads the answer only when somebody takes the rest.
      request.resume();
    }
  });

  return router;
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
