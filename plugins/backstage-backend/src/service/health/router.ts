import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';

/** What the health route needs. */
export interface HealthRouterOptions {
  /** Whether a run could be started now. */
  isReady: () => Promise<boolean>;
}

const askAgainMs = 500;

/**
 * `/health`: 200 as soon as runs can be started, 503 until then. It is open to everyone and says nothing else.
 *
 * A portal is ready before its catalog has read its files; whoever starts one has to know when it can be used.
 */
export function createHealthRouter(options: HealthRouterOptions): Router {
  const router = PromiseRouter();
  let isReady = false;
  let asked: { at: number; answer: Promise<boolean> } | undefined;

  router.get('/health', async (_request, response) => {
    // At most one question under way and two a second, however often an anonymous caller asks.
    if (!isReady) {
      if (!asked || Date.now() - asked.at > askAgainMs) {
        asked = { at: Date.now(), answer: options.isReady() };
      }
      isReady = await asked.answer;
    }
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ok' : 'starting' });
  });

  return router;
}
