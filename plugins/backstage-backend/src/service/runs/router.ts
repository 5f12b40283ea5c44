import { pipeline } from 'node:stream/promises';
import type { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { NewRun, type Page, type Run, type StoredOutput } from '@livery/backstage-plugin-livery-common';
import type { Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { audited } from '../http/audited';
import { parseId, parseInput } from '../http/parse';
import { readJson } from '../http/readJson';
import { signalOfClose } from '../http/signalOfClose';
import type { RunsService } from './RunsService';
import { streamRunEvents } from './streamRunEvents';

const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
});

const LastEventId = z.coerce.number().int().min(0).default(0);

const mediaTypes = { zip: 'application/zip', image: 'application/octet-stream' } as const;

/** What the routes of runs need. */
export interface RunsRouterOptions {
  runs: RunsService;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}

/** Routes below `/v1/runs`, for people. */
export function createRunsRouter(options: RunsRouterOptions): Router {
  const { runs, httpAuth, auditor } = options;
  const router = PromiseRouter();

  router.get('/', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const page = parseInput(PageQuery, request.query, 'query');
    response.json((await runs.list(page, { credentials })) satisfies Page<Run>);
  });

  router.post('/', readJson({ limit: '100kb' }), async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const run = await audited(auditor, { eventId: 'run-start', severityLevel: 'medium', request }, async () =>
      runs.start(parseInput(NewRun, request.body, 'run'), { credentials }),
    );
    response.status(201).json(run satisfies Run);
  });

  router.get('/:id', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    response.json((await runs.get(parseId(request.params.id, 'run'), { credentials })) satisfies Run);
  });

  router.post('/:id/cancel', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const runId = parseId(request.params.id, 'run');
    const run = await audited(
      auditor,
      { eventId: 'run-cancel', severityLevel: 'medium', request, meta: { runId } },
      async () => runs.cancel(runId, { credentials }),
    );
    response.json(run satisfies Run);
  });

  router.get('/:id/events', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const runId = parseId(request.params.id, 'run');
    const after = parseInput(LastEventId, request.header('last-event-id'), 'header Last-Event-ID');
    const signal = signalOfClose(response);
    const batches = await runs.followEvents(runId, { credentials, after, signal });
    await streamRunEvents(response, batches, signal);
  });

  // Whoever only asks how large an output is does not download it.
  router.head('/:id/outputs/:outputId/download', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const runId = parseId(request.params.id, 'run');
    const outputId = parseId(request.params.outputId, 'output');
    describeDownload(response, await runs.getOutput(runId, outputId, { credentials }));
    response.end();
  });

  router.get('/:id/outputs/:outputId/download', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const runId = parseId(request.params.id, 'run');
    const outputId = parseId(request.params.outputId, 'output');
    const { output, content } = await audited(
      auditor,
      { eventId: 'run-output-download', request, meta: { runId, outputId } },
      async () => runs.openOutput(runId, outputId, { credentials }),
    );
    describeDownload(response, output);
    await sendStream(content, response);
  });

  return router;
}

function describeDownload(response: Response, output: StoredOutput): void {
  response.attachment(output.name);
  response.set({
    'content-type': mediaTypes[output.kind],
    'content-length': String(output.sizeBytes),
    'cache-control': 'private, no-transform',
    'x-content-type-options': 'nosniff',
  });
}

async function sendStream(content: NodeJS.ReadableStream, response: Response): Promise<void> {
  try {
    await pipeline(content, response);
  } catch (error) {
    // The reader hung up; there is nobody left to tell.
    if (!response.closed) {
      throw error;
    }
  }
}
