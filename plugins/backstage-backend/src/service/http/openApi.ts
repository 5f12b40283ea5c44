import { STATUS_CODES } from 'node:http';
import {
  liveryRoutes,
  liverySchemas,
  Problem,
  PROBLEM_MEDIA_TYPE,
  type RouteDefinition,
} from '@livery/backstage-plugin-livery-common';
import { z } from 'zod';

type Json = Record<string, unknown>;
type Direction = 'input' | 'output';

const componentsAddress = '#/components/schemas/';

/** The HTTP API as an OpenAPI 3.1 document, made from the table of its routes. */
export function openApiDocument(): Json {
  const schemas = new Schemas(liverySchemas);
  const paths: Record<string, Json> = {};
  for (const [operation, route] of Object.entries(liveryRoutes)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: describeRoute(operation, route, schemas),
    };
  }
  const components = schemas.components();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Livery',
      version: '1',
      description:
        'Brands self-hosted apps. Every request carries a token of Backstage. A list that the caller may see nothing of is empty; ' +
        'a record that the caller may not see is refused. Refusals are problems as in RFC 9457.',
    },
    servers: [{ url: '/api/livery' }],
    security: [{ backstage: [] }],
    paths,
    components: {
      securitySchemes: { backstage: { type: 'http', scheme: 'bearer' } },
      schemas: pick(components, referredTo(paths, components)),
    },
  };
}

function describeRoute(operation: string, route: RouteDefinition, schemas: Schemas): Json {
  const permissions = route.permissions.map(({ name }) => name);
  const resource = /^\/v1\/([\w-]+)/.exec(route.path)?.[1] ?? 'portal';
  return {
    operationId: operation,
    summary: route.summary,
    tags: [resource],
    ...(permissions.length > 0 && { 'x-permissions': permissions }),
    ...(route.caller && { 'x-caller': route.caller }),
    parameters: parametersOf(route, schemas),
    ...requestOf(route, schemas),
    responses: responsesOf(route, schemas),
  };
}

function parametersOf(route: RouteDefinition, schemas: Schemas): Json[] {
  return [
    ...schemas
      .fields(route.params)
      .map(({ name, schema }) => ({ name, in: 'path', required: true, schema, ...exampleOf(route, name) })),
    ...schemas.fields(route.query).map(({ name, schema, isRequired }) => ({
      name,
      in: 'query',
      ...(isRequired && { required: true }),
      schema,
      ...exampleOf(route, name),
    })),
    ...(route.needsRevision
      ? [
          {
            name: 'If-Match',
            in: 'header',
            required: true,
            description: 'the ETag of the record that the change is meant for, or * for whatever is there',
            schema: { type: 'string' },
          },
        ]
      : []),
  ];
}

function exampleOf({ example }: RouteDefinition, name: string): Json {
  const value = example?.params?.[name] ?? example?.query?.[name];
  return value === undefined ? {} : { example: value };
}

function requestOf(route: RouteDefinition, schemas: Schemas): Json {
  if (route.rawBody !== undefined) {
    return { requestBody: { required: true, content: { [route.rawBody]: {} } } };
  }
  if (!route.body) {
    return {};
  }
  const { example } = route;
  const content = { schema: schemas.refer(route.body, 'input'), ...(example && { example: example.body }) };
  return { requestBody: { required: true, content: { 'application/json': content } } };
}

function responsesOf(route: RouteDefinition, schemas: Schemas): Json {
  const hasBody = route.response !== undefined || route.rawResponse !== undefined;
  const status = hasBody ? (route.status ?? 200) : 204;
  const headers = { ETag: { description: 'the revision of the record', schema: { type: 'string' } } };
  const hasRevision = route.response instanceof z.ZodObject && 'revision' in route.response.shape;
  return {
    [status]: {
      description: STATUS_CODES[status],
      ...(hasRevision && { headers }),
      ...(route.response && {
        content: { 'application/json': { schema: schemas.refer(route.response, 'output') } },
      }),
      ...(route.rawResponse !== undefined && { content: { [route.rawResponse]: {} } }),
    },
    default: {
      description: `A refusal${refusalsOf(route)}`,
      content: { [PROBLEM_MEDIA_TYPE]: { schema: schemas.refer(Problem, 'output') } },
    },
  };
}

function refusalsOf(route: RouteDefinition): string {
  const statuses = [
    ...(route.params || route.query || route.body ? [400] : []),
    401,
    ...(route.whenDenied === 'empty-page' ? [] : [403]),
    ...(route.params ? [404] : []),
    ...(route.needsRevision ? [412, 428] : []),
    ...(route.body ? [413] : []),
  ];
  return `: ${statuses.join(', ')}`;
}

/**
 * The JSON Schemas of the document. What goes in and what comes out differ where a field has a default, so a named schema that
 * differs stands there twice: `Thing`, and `ThingInput`.
 */
class Schemas {
  readonly #names: ReadonlyMap<z.ZodType, string>;
  readonly #documents: Readonly<Record<Direction, Readonly<Record<string, Json>>>>;

  constructor(named: Readonly<Record<string, z.ZodType>>) {
    this.#names = new Map(Object.entries(named).map(([name, schema]) => [schema, name]));
    const registry = z.registry<{ id: string }>();
    for (const [name, schema] of Object.entries(named)) {
      registry.add(schema, { id: name });
    }
    const convert = (io: Direction) =>
      z.toJSONSchema(registry, {
        io,
        uri: name => `${componentsAddress}${nameOf(name, io)}`,
        // What only goes in may be turned into something that JSON cannot say; such an output is referred to by nothing.
        unrepresentable: io === 'output' ? 'any' : 'throw',
      }).schemas as Record<string, Json>;
    this.#documents = { output: convert('output'), input: convert('input') };
  }

  components(): Json {
    const entries = (['output', 'input'] as const).flatMap(io =>
      Object.entries(this.#documents[io]).map(([name, schema]) => [nameOf(name, io), withoutHead(schema)]),
    );
    return Object.fromEntries(entries);
  }

  refer(schema: z.ZodType, io: Direction): Json {
    const name = this.#names.get(schema);
    return name === undefined
      ? this.#inline(schema, io)
      : { $ref: `${componentsAddress}${nameOf(name, io)}` };
  }

  fields(schema: z.ZodObject | undefined): { name: string; schema: Json; isRequired: boolean }[] {
    if (!schema) {
      return [];
    }
    const { properties = {}, required = [] } = this.#inline(schema, 'input') as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, field]) => ({
      name,
      schema: field,
      isRequired: required.includes(name),
    }));
  }

  #inline(schema: z.ZodType, io: Direction): Json {
    const registry = z.registry<{ id: string }>();
    for (const [named, name] of this.#names) {
      registry.add(named, { id: name });
    }
    registry.add(schema, { id: 'here' });
    const { here } = z.toJSONSchema(registry, {
      io,
      uri: name => `${componentsAddress}${nameOf(name, io)}`,
    }).schemas;
    return withoutHead(here as Json);
  }
}

/** The names of the components that something refers to, and those that these refer to. */
function referredTo(value: unknown, components: Json, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) {
    return found;
  }
  for (const [key, part] of Object.entries(value)) {
    if (key !== '$ref' || typeof part !== 'string') {
      referredTo(part, components, found);
      continue;
    }
    const name = part.slice(componentsAddress.length);
    if (!found.has(name)) {
      found.add(name);
      referredTo(components[name], components, found);
    }
  }
  return found;
}

function pick(components: Json, names: ReadonlySet<string>): Json {
  return Object.fromEntries(Object.entries(components).filter(([name]) => names.has(name)));
}

function nameOf(name: string, io: Direction): string {
  return io === 'output' ? name : `${name}Input`;
}

function withoutHead({ $schema: _schema, $id: _id, ...schema }: Json): Json {
  return schema;
}
