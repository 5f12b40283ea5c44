import { pipeline } from 'node:stream/promises';
import { runRoutes, type StoredOutput } from '@livery/backstage-plugin-livery-common';
import type { Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import { parseInput } from '../http/parse';
import { signalOfClose } from '../http/signalOfClose';
import type { RunsService } from './RunsService';
import { streamRunEvents } from './streamRunEvents';

const LastEventId = z.coerce.number().int().min(0).default(0);

const mediaTypes = { zip: 'application/zip', image: 'application/octet-stream' } as const;

/** What the routes of runs need. */
export interface RunsRouterOptions extends RouteEdge {
  runs: RunsService;
}

/** The routes of runs, for people. */
export function createRunsRouter({ runs, ...edge }: RunsRouterOptions): Router {
  const router = PromiseRouter();
  const { params: downloadParams, path: downloadPath } = runRoutes.downloadRunOutput;

  // Whoever only asks how large an output is does not download it. Express would answer with the route for GET.
  router.head(downloadPath, async (request, response) => {
    const credentials = await edge.httpAuth.credentials(request);
    const { id, outputId } = parseInput(downloadParams, request.params, 'path');
    describeDownload(response, await runs.getOutput(id, outputId, { credentials }));
    response.end();
  });

  router.use(
    createRoutes(
      runRoutes,
      {
        listRuns: ({ query, options }) => runs.list(query, options),
        startRun: ({ body, options }) => runs.start(body, options),
        getRun: ({ params, options }) => runs.get(params.id, options),
        cancelRun: ({ params, options }) => runs.cancel(params.id, options),
        async followRunEvents({ params, options, request, response }) {
          const after = parseInput(LastEventId, request.header('last-event-id'), 'header Last-Event-ID');
          const signal = signalOfClose(response);
          const batches = await runs.followEvents(params.id, { ...options, after, signal });
          await streamRunEvents(response, batches, signal);
        },
        async downloadRunOutput({ params, options, response }) {
          const { output, content } = await runs.openOutput(params.id, params.outputId, options);
          describeDownload(response, output);
          await sendStream(content, response);
        },
      },
      edge,
    ),
  );

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
