import { inspect } from 'node:util';
import { coreServices, createServiceFactory, type LoggerService } from '@backstage/backend-plugin-api';
import { createMockDirectory, mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { newKeySecret } from '../../testing/testKeys';
import { startLivery, tokens } from '../../testing/startLivery';

jest.setTimeout(60_000);

/** What the encodings below write differently. */
const canaries = ['canary "one"/ü+%\\', 'canary?two&=tëst', 'canary-three-0123456789abcdef'];

/** Every form in which a secret could have got out. */
function formsOf(canary: string): string[] {
  const bytes = Buffer.from(canary);
  // In base64 a text looks different behind one or two other bytes, but for its first and its last digits.
  const shifted = [1, 2].map(before =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '')
      .slice(4, -2),
  );
  return [
    canary,
    bytes.toString('latin1'),
    bytes.toString('base64').replaceAll('=', ''),
    bytes.toString('base64url'),
    ...shifted,
    bytes.toString('hex'),
    encodeURIComponent(canary),
    encodeURIComponent(canary).replaceAll('%20', '+'),
    JSON.stringify(canary).slice(1, -1),
    JSON.stringify(JSON.stringify(canary)).slice(3, -3),
    inspect(canary).slice(1, -1),
  ];
}

function found(text: string): string[] {
  return canaries.flatMap(formsOf).filter(form => text.toLowerCase().includes(form.toLowerCase()));
}

/** Everything in a database, each value as text, and bytes in several ways. */
async function dump(client: Knex): Promise<string> {
  const names: { name: string }[] =
    client.client.config.client === 'pg'
      ? await client('information_schema.tables')
          .where({ table_schema: 'public' })
          .select({ name: 'table_name' })
      : await client('sqlite_master').where({ type: 'table' }).select('name');
  const lines: string[] = [];
  for (const { name } of names) {
    for (const row of await client(name).select()) {
      for (const [column, value] of Object.entries(row)) {
        const texts = Buffer.isBuffer(value)
          ? [value.toString('latin1'), value.toString('utf8'), value.toString('hex')]
          : [String(value)];
        lines.push(`${name}.${column}`, ...texts);
      }
    }
  }
  return lines.join('\n');
}

/** Keeps all that is logged. */
function recordingLogger(): LoggerService & { text(): string } {
  const lines: string[] = [];
  const write = (...values: unknown[]) => void lines.push(inspect(values, { depth: 9, showHidden: true }));
  const logger = {
    error: write,
    warn: write,
    info: write,
    debug: write,
    child: () => logger,
    text: () => lines.join('\n'),
  };
  return logger;
}

describe('A secret', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  const outputs = createMockDirectory();
  const sample = createMockDirectory({
    content: { 'brand.yaml': 'apiVersion: livery/v1\nkind: Brand\nname: Sample\n' },
  });

  it('would be found in every form', () => {
    for (const canary of canaries) {
      for (const text of [...formsOf(canary), Buffer.from(`user:${canary}!`).toString('base64')]) {
        expect(found(`before ${text} after`)).not.toEqual([]);
      }
    }
  });

  it.each(databases.eachSupportedId())(
    'S6, S9, S12, CR3: is in no row, no answer, no log and no audit event, whatever is done with it, on %s',
    async databaseId => {
      const knex = await databases.init(databaseId);
      const logger = recordingLogger();
      const livery = await startLivery({
        sampleBrand: sample.path,
        outputs: outputs.path,
        vaultKeys: [{ id: 'main', secret: newKeySecret() }],
        features: [
          createServiceFactory({
            service: coreServices.database,
            deps: {},
            factory: () => mockServices.database({ knex }),
          }),
          createServiceFactory({ service: coreServices.logger, deps: {}, factory: () => logger }),
          createServiceFactory({ service: coreServices.rootLogger, deps: {}, factory: () => logger }),
        ],
      });
      livery.reset();
      const answers: string[] = [];
      const send = async (method: string, path: string, body?: unknown) => {
        const response = await fetch(`${livery.baseUrl}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${tokens.ada}`,
            'content-type': 'application/json',
            'if-match': '*',
          },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        });
        const text = await response.text();
        answers.push(JSON.stringify([...response.headers]), text);
        return { status: response.status, id: response.ok && text ? JSON.parse(text).id : undefined };
      };
      const [one, two, three] = canaries as [string, string, string];
      try {
        const statuses: number[] = [];
        const note = async (sent: Promise<{ status: number }>) => void statuses.push((await sent).status);
        const https = {
          type: 'git_https',
          host: 'git.example.org',
          secret: { username: one, password: two },
        };
        const { id } = await send('POST', '/v1/credentials', { name: 'Bot', ...https });
        const custom = { type: 'custom', secret: { fields: { a: one, b: two, c: three } } };
        await note(send('POST', '/v1/credentials', { name: 'Words', ...custom }));
        await note(
          send('POST', '/v1/credentials', {
            name: 'Hub',
            type: 'registry_docker_hub',
            secret: { username: 'octo', password: three },
          }),
        );
        await note(send('PUT', `/v1/credentials/${id}/secret`, { ...https, secret: { password: three } }));
        await note(
          send('PATCH', `/v1/credentials/${id}`, { owner: 'group:default/web', description: 'given away' }),
        );
        await note(send('POST', `/v1/credentials/${id}/verify`, {}));
        // What is refused must not come back either.
        await note(send('POST', '/v1/credentials', { name: 'Bot', ...https }));
        await note(
          send('POST', '/v1/credentials', { name: 'Wrong', ...https, secret: { user: one, password: two } }),
        );
        await note(
          send('POST', '/v1/credentials', {
            name: 'Wrong',
            type: 'git_https',
            host: 'h',
            secret: [one, two],
          }),
        );
        await note(send('POST', '/v1/credentials', { name: 'Wrong', ...https, secret: { [three]: two } }));
        await note(
          send('POST', '/v1/credentials', {
            name: 'Wrong',
            type: 'registry_aws_ecr',
            secret: { accessKeyId: one, secretAccessKey: two, region: three },
          }),
        );
        await note(
          send('POST', '/v1/credentials', {
            name: 'Wrong',
            type: 'git_ssh',
            host: 'h',
            secret: {
              privateKey: `-----BEGIN PRIVATE KEY-----\n${three}\n-----END PRIVATE KEY-----`,
              passphrase: two,
            },
          }),
        );
        await note(
          send(
            'POST',
            '/v1/credentials',
            `{"name": "Wrong", "secret": ${JSON.stringify(one)}, ${two} ${three}}`,
          ),
        );
        await note(send('PUT', `/v1/credentials/${id}/secret`, { ...custom }));
        // What is damaged in the database, too.
        await knex('vault_secrets').where({ record_id: id }).update({ host: 'evil.example' });
        await knex('credentials').where({ id }).update({ host: 'evil.example', verified_at: null });
        await note(send('POST', `/v1/credentials/${id}/verify`, {}));
        await note(send('GET', '/v1/credentials?limit=100'));
        await note(send('GET', '/v1/vault/audit?limit=100'));
        await note(send('DELETE', `/v1/credentials/${id}`));
        expect(statuses).toEqual([
          201, 201, 200, 200, 200, 409, 400, 400, 400, 400, 400, 400, 400, 422, 200, 200, 204,
        ]);

        const tables = await dump(knex);
        expect(tables).toContain('vault_secrets.ciphertext');
        expect(tables).toContain('Words');
        expect(found(tables)).toEqual([]);
        expect(answers.join('\n')).toContain('Words');
        expect(found(answers.join('\n'))).toEqual([]);
        expect(logger.text()).toContain('Could not open the credential');
        expect(found(logger.text())).toEqual([]);
        const audited = inspect(
          [livery.auditor.createEvent, livery.auditorEvent.success, livery.auditorEvent.fail].map(
            ({ mock }) => mock.calls.map(([event]) => ({ ...event, request: undefined })),
          ),
          { depth: 9 },
        );
        expect(audited).toContain('credential-create');
        expect(found(audited)).toEqual([]);
      } finally {
        await livery.stop();
      }
    },
  );
});
