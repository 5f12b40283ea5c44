import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import description from './github/description.json';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: object;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content } | { readonly $ref: string }>>;
}

type Content = Readonly<Record<string, { readonly schema: object }>>;

/** An operation that a request is for, and the values in its path. */
export interface FoundOperation {
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
  readonly operation: Operation;
}

/** A request, as far as the description says something of it. */
export interface DescribedRequest {
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/**
 * Holds requests and answers against what GitHub publishes of its API (https://github.com/github/rest-api-description): paths,
 * parameters, bodies. A property of a body that the description does not know is a fault as well.
 */
export class ApiDescription {
  readonly #ajv = addFormats(
    new Ajv({ strict: false, allErrors: true, coerceTypes: false, discriminator: false }),
  );
  readonly #checks = new Map<object, ValidateFunction>();

  constructor() {
    this.#ajv.addSchema(description, 'github');
  }

  /** The operation of a method and a path. */
  find(method: string, path: string): FoundOperation | undefined {
    for (const [template, item] of Object.entries(description.paths)) {
      const operation = (item as Readonly<Record<string, Operation>>)[method.toLowerCase()];
      const pattern = template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
      const match = operation && new RegExp(`^${pattern}$`).exec(path);
      if (operation && match) {
        const values = Object.entries({ ...match.groups }).map(([name, text]) => [
          name,
          decodeURIComponent(text),
        ]);
        return { id: operation.operationId, values: Object.fromEntries(values), operation };
      }
    }
    return undefined;
  }

  /** What of a request is wrong, a line for each. */
  faultsOfRequest({ id, values, operation }: FoundOperation, { query, body }: DescribedRequest): string[] {
    const parameters = (operation.parameters ?? []).map(each => this.#resolve<Parameter>(each));
    const unknown = [...query.keys()].filter(
      name => !parameters.some(parameter => parameter.in === 'query' && parameter.name === name),
    );
    const wrong = parameters.flatMap(({ name, in: where, required, schema }) => {
      const text = where === 'path' ? values[name] : (query.get(name) ?? undefined);
      if (where === 'header' || (text === undefined && !required)) {
        return [];
      }
      return this.#faults(schema, typed(schema, text), `${id}: ${name}`);
    });
    const content = operation.requestBody?.content['application/json'];
    const bodyFaults = content ? this.#faults(content.schema, body, `${id}: body`) : [];
    const additional = content ? unknownProperties(content.schema, body, `${id}: body`) : [];
    return [
      ...unknown.map(name => `${id}: unknown parameter ${name}`),
      ...wrong,
      ...bodyFaults,
      ...additional,
    ];
  }

  /** What of an answer is wrong, a line for each. */
  faultsOfAnswer({ id, operation }: FoundOperation, status: number, body: unknown): string[] {
    const found = operation.responses[String(status)];
    if (!found) {
      return [`${id}: ${status} is no answer of it`];
    }
    const schema = this.#resolve<{ content?: Content }>(found).content?.['application/json']?.schema;
    return schema ? this.#faults(schema, body, `${id}: answer ${status}`) : [];
  }

  #resolve<T>(value: T | { readonly $ref: string }): T {
    if (typeof value !== 'object' || value === null || !('$ref' in value)) {
      return value as T;
    }
    const [, , section = '', name = ''] = value.$ref.split('/');
    const components = description.components as unknown as Record<string, Record<string, T>>;
    const found = components[section]?.[name];
    if (found === undefined) {
      throw new Error(`The description has no ${value.$ref}.`);
    }
    return found;
  }

  #faults(schema: object, value: unknown, what: string): string[] {
    let check = this.#checks.get(schema);
    if (!check) {
      const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"github#/')) as object;
      check = this.#ajv.compile(absolute);
      this.#checks.set(schema, check);
    }
    return check(value)
      ? []
      : (check.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message}`);
  }
}

/** The value of a parameter: it comes as a text. */
function typed(schema: object, text: string | undefined): unknown {
  const { type } = schema as { type?: string };
  return type === 'integer' && text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

/** Properties that a schema does not name; one that says that it is open takes any, and one with alternatives is left to them. */
function unknownProperties(schema: object, value: unknown, what: string): string[] {
  const { properties, additionalProperties } = schema as {
    properties?: Readonly<Record<string, object>>;
    additionalProperties?: unknown;
  };
  if (
    !properties ||
    additionalProperties === true ||
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value)
  ) {
    return [];
  }
  return Object.entries(value).flatMap(([name, inner]) => {
    const known = properties[name];
    return known ? unknownProperties(known, inner, `${what}/${name}`) : [`${what}/${name} is not known`];
  });
}
