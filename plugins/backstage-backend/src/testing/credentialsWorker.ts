import { randomUUID } from 'node:crypto';
import type { BackstageCredentials, LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { CredentialQuery } from '@livery/backstage-plugin-livery-common';
import createKnex from 'knex';
import { z } from 'zod';
import { createTestCredentials } from './createTestCredentials';

/**
 * A backend of its own process, for tests: replaces the secrets of all credentials and wraps them with another key, again
 * and again until it is killed. It prints each change once that is in the database: id, version, password.
 */
const Work = z.object({
  database: z.looseObject({ client: z.string() }),
  /** Id and secret; the first one is the active key. */
  keys: z.tuple([z.tuple([z.string(), z.string()])], z.tuple([z.string(), z.string()])),
});

const ignore = () => {};
const logger: LoggerService = {
  error: console.error,
  warn: ignore,
  info: ignore,
  debug: ignore,
  child: () => logger,
};

async function main(): Promise<void> {
  const { database, keys } = Work.parse(JSON.parse(process.env.LIVERY_TEST_WORK ?? ''));
  const client = createKnex({ ...database, useNullAsDefault: true });
  const { service, rotation } = await createTestCredentials({ client, keys, logger });
  const credentials = {
    $$type: '@backstage/BackstageCredentials',
    principal: { type: 'service', subject: `plugin:worker-${process.pid}` },
  } as BackstageCredentials;
  const { items } = await service.list(CredentialQuery.parse({ limit: 1000 }), { credentials });
  for (;;) {
    for (const { id, host = '' } of items) {
      const password = randomUUID();
      try {
        const { secretVersion } = await service.replaceSecret(
          id,
          'any',
          { type: 'git_https', host, secret: { password } },
          { credentials },
        );
        process.stdout.write(`${id} ${secretVersion} ${password}\n`);
      } catch (error) {
        // The other one was faster.
        if (!isError(error) || error.name !== 'PreconditionFailedError') {
          throw error;
        }
      }
    }
    await rotation.promoteAndRun('plugin:worker');
  }
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
