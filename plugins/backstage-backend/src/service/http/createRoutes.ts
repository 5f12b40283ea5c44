import type { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import {
  type RevisionMatch,
  type RouteDefinition,
  type RouteTable,
  tagOf,
} from '@livery/backstage-plugin-livery-common';
import type { Request, RequestHandler, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type { ServiceOptions } from '../authorize';
import { audited } from './audited';
import type { RequestObserver } from './observeRequests';
import { parseInput } from './parse';
import { readJson } from './readJson';
import { readRevision } from './revision';

type OutputOf<Route, Part extends string> = Route extends {
  readonly [P in Part]: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;

/** A call of a route, parsed. */
export interface RouteCall<Route extends RouteDefinition> {
  params: OutputOf<Route, 'params'>;
  query: OutputOf<Route, 'query'>;
  body: OutputOf<Route, 'body'>;
  /** Which revision the caller means to change; `any` for a route that does not ask. */
  revision: RevisionMatch;
  /** Who calls, for the services. */
  options: ServiceOptions;
  /** For handlers that read or write something else than JSON. */
  request: Request;
  response: Response;
}

/** Carries out a call and gives the answer, or writes it where it is not JSON. */
export type RouteHandler<Route extends RouteDefinition> = (
  call: RouteCall<Route>,
) => Promise<
  Route extends { readonly response: infer Schema extends z.ZodType } ? z.output<Schema> : unknown
>;

/** A handler for each route of a table. */
export type RouteHandlers<Table extends RouteTable> = {
  readonly [Operation in keyof Table]: RouteHandler<Table[Operation]>;
};

/** What every route needs. */
export interface RouteEdge {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  /** Holds up whoever makes too many expensive requests. */
  limiter: RequestHandler;
  observe: RequestObserver;
}

/**
 * Serves the routes of a table: who calls, what is asked for, the audit event around it, the answer with its status and its
 * ETag. A handler only passes on to its service, which asks for permission.
 */
export function createRoutes<Table extends RouteTable>(
  table: Table,
  handlers: RouteHandlers<Table>,
  edge: RouteEdge,
): Router {
  const router = PromiseRouter();
  for (const [operation, route] of Object.entries(table)) {
    const handle = serve(route, handlers[operation] as unknown as Handle, edge);
    const method = route.method.toLowerCase() as Lowercase<RouteDefinition['method']>;
    const limits = route.isExpensive ? [edge.limiter] : [];
    router[method](route.path, observed(operation, edge.observe), ...limits, ...readersOf(route), handle);
  }
  return router;
}

function observed(operation: string, observe: RequestObserver): RequestHandler {
  return (_request, response, next) => {
    const startedMs = performance.now();
    response.once('close', () =>
      observe(operation, response.statusCode, (performance.now() - startedMs) / 1000),
    );
    next();
  };
}

type Handle = (call: Record<keyof RouteCall<RouteDefinition>, unknown>) => Promise<unknown>;

function readersOf({ body, bodyLimit = '100kb', bodyHint }: RouteDefinition): RequestHandler[] {
  return body ? [readJson({ limit: bodyLimit, hint: bodyHint })] : [];
}

const nothing = z.undefined();

function serve(route: RouteDefinition, handle: Handle, { httpAuth, auditor }: RouteEdge) {
  return async (request: Request, response: Response): Promise<void> => {
    const options: ServiceOptions = { credentials: await httpAuth.credentials(request) };
    const params = route.params && parseInput(route.params, request.params, 'path');
    const call = async () =>
      handle({
        params,
        query: route.query && parseInput(route.query, request.query, 'query'),
        body: parseInput(route.body ?? nothing, route.body && request.body, 'body'),
        revision: route.needsRevision ? readRevision(request) : 'any',
        options,
        request,
        response,
      });
    const result = await (route.audit
      ? audited(auditor, { ...route.audit, request, meta: { ...(params as Record<string, string>) } }, call)
      : call());
    if (route.rawResponse === undefined) {
      answer(route, response, result);
    }
  };
}

function answer(route: RouteDefinition, response: Response, result: unknown): void {
  if (!route.response) {
    response.status(204).end();
    return;
  }
  const revision = (result as { revision?: unknown } | undefined)?.revision;
  if (typeof revision === 'number') {
    response.set('etag', tagOf(revision));
  }
  response.status(route.status ?? 200).json(result);
}
