import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { openApiDocument } from './openApi';

/** `/openapi.json`: what the API is, for whoever is signed in. */
export function createOpenApiRouter(): Router {
  const router = PromiseRouter();
  let text: string | undefined;
  router.get('/openapi.json', async (_request, response) => {
    text ??= JSON.stringify(openApiDocument());
    response.type('application/json').send(text);
  });
  return router;
}
