import type { Permission } from '@backstage/plugin-permission-common';
import type { z } from 'zod';

/** What is written into the audit log when a route is called. Every route that changes something has one. */
export interface RouteAudit {
  /** In kebab-case, without the name of the plugin. */
  readonly eventId: string;
  readonly severityLevel?: 'low' | 'medium' | 'high' | 'critical';
}

/**
 * One operation of the HTTP API. The table of these is what the backend serves, what {@link LiveryClient.call} is typed by, and
 * what the OpenAPI document is made from.
 */
export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/livery`, with parameters as in `/v1/things/:id`. */
  readonly path: string;
  /** One line that a person reads in a list of operations. */
  readonly summary: string;
  /** What the caller needs; every one of them. */
  readonly permissions: readonly Permission[];
  /** Who may call it beside those who hold the permissions: `runner` is only for the tasks that carry runs. */
  readonly caller?: 'runner';
  /** What a caller without the permissions gets: a 403, or a page with nothing in it. Default: `refusal`. */
  readonly whenDenied?: 'refusal' | 'empty-page';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** The JSON body. */
  readonly body?: z.ZodType;
  /** The largest body, as `100kb`. Default: `100kb`. */
  readonly bodyLimit?: string;
  /** What to do about a body that is larger. */
  readonly bodyHint?: string;
  /** The media type of a body that is not JSON; the handler reads it. */
  readonly rawBody?: string;
  /** The JSON answer. Without it and without `rawResponse` there is none: 204. */
  readonly response?: z.ZodType;
  /** The media type of an answer that is not JSON; the handler writes it. */
  readonly rawResponse?: string;
  /** The status of success. Default: 200, or 204 without an answer. */
  readonly status?: 200 | 201 | 202;
  /** Whether the caller has to say, by `If-Match`, which revision it changes. */
  readonly needsRevision?: boolean;
  /** Whether it costs so much that one caller may ask for only so many in a while. */
  readonly isExpensive?: boolean;
  readonly audit?: RouteAudit;
  /** A call that the schemas take: shown in the OpenAPI document, and made by the test that walks all routes. */
  readonly example?: {
    readonly params?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, unknown>>;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** Several routes of one resource by the names of their operations. Where two could match, the first one does. */
export type RouteTable = Readonly<Record<string, RouteDefinition>>;

/** Keeps the exact type of a route. */
export function defineRoute<const Route extends RouteDefinition>(route: Route): Route {
  return route;
}

/** The revision of a record that a change is meant for; `any` overwrites whatever is there. */
export type RevisionMatch = number | 'any';

type InputOf<Route, Part extends keyof RouteDefinition, Key extends string> = Route extends {
  readonly [P in Part]: infer Schema extends z.ZodType;
}
  ? object extends z.input<Schema>
    ? { [K in Key]?: z.input<Schema> }
    : { [K in Key]: z.input<Schema> }
  : object;

/** What a caller of a route has to say. */
export type RequestOf<Route extends RouteDefinition> = InputOf<Route, 'params', 'params'> &
  InputOf<Route, 'query', 'query'> &
  InputOf<Route, 'body', 'body'> &
  (Route extends { readonly rawBody: string } ? { body: RequestInit['body']; mediaType?: string } : object) &
  (Route extends { readonly needsRevision: true } ? { revision: RevisionMatch } : object);

/** What a caller of a route gets. */
export type ResponseOf<Route extends RouteDefinition> = Route extends {
  readonly response: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : Route extends { readonly rawResponse: string }
    ? Response
    : undefined;
