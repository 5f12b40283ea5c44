import { readFileSync } from 'node:fs';
import SwaggerParser from '@apidevtools/swagger-parser';
import { liveryRoutes } from '@livery/backstage-plugin-livery-common';
import { openApiDocument } from './openApi';

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1, and names every operation of the table with its permissions', async () => {
    const document = openApiDocument();
    const parsed = await SwaggerParser.validate(structuredClone(document) as never);
    const operations = Object.values(parsed.paths ?? {}).flatMap(item =>
      Object.values(item as Record<string, { operationId: string; 'x-permissions'?: string[] }>),
    );
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(liveryRoutes).sort());
    expect(document).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/v1/brand-templates/{id}': {
          patch: {
            'x-permissions': ['livery.brand-template.update'],
            requestBody: {
              content: {
                'application/json': { schema: { $ref: '#/components/schemas/BrandTemplateUpdateInput' } },
              },
            },
            responses: {
              200: {
                headers: { ETag: expect.anything() },
                content: { 'application/json': { schema: { $ref: '#/components/schemas/BrandTemplate' } } },
              },
              default: { description: 'A refusal: 400, 401, 403, 404, 412, 428, 413' },
            },
          },
        },
      },
    });
  });

  it('is checked in as it is; "npm run build" writes it anew', () => {
    const file = `${__dirname}/../../../../../docs/schemas/openapi.json`;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });
});
