'use strict';

/**
 * One of the two servers that test/bench/api.js measures, as a process of its own: `livery`, a Backstage backend with the plugin,
 * authentication and authorisation, or `bare`, handlers of Express that run the same statements. It answers questions about itself
 * over the channel to its parent.
 */
require('@backstage/cli/config/nodeTransform.cjs');
const { randomUUID } = require('node:crypto');

const [kind, connection, portText] = process.argv.slice(2);
const port = Number(portText);

async function startLivery() {
  const { createBackend } = require('@backstage/backend-defaults');
  const { mockServices } = require('@backstage/backend-test-utils');
  const { rememberingHttpAuth } = require('../../portal/backend/src/rememberedTokens');
  const backend = createBackend();
  backend.add(rememberingHttpAuth);
  backend.add(
    mockServices.rootConfig.factory({
      data: {
        app: { baseUrl: `http://127.0.0.1:${port}` },
        backend: {
          baseUrl: `http://127.0.0.1:${port}`,
          listen: { port, host: '127.0.0.1' },
          database: { client: 'pg', connection, pluginDivisionMode: 'schema', ensureSchemaExists: true },
        },
        auth: {
          environment: 'development',
          providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
        },
        permission: { enabled: true },
        livery: { environment: 'development', outputs: { directory: process.env.LIVERY_BENCH_OUTPUTS } },
      },
    }),
  );
  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(import('@backstage/plugin-permission-backend-module-allow-all-policy'));
  backend.add(import('@livery/backstage-plugin-livery-backend'));
  await backend.start();
}

/** What the plugin asks the database for, and nothing else: no identity, no permission, no schema, no audit. */
function startBare() {
  const express = require('express');
  const { createBareRoutes } = require('./apiPeer');
  const knex = require('knex')({
    client: 'pg',
    connection,
    searchPath: ['livery'],
    pool: { min: 0, max: 10 },
  });
  const app = express();
  app.use('/api/livery/v1/brand-templates', createBareRoutes(knex, { randomUUID }));
  return new Promise(resolve => app.listen(port, '127.0.0.1', resolve));
}

process.on('message', question => {
  if (question === 'usage') {
    const { user, system } = process.cpuUsage();
    process.send({ cpuMicroseconds: user + system, memoryMegabytes: process.memoryUsage().rss / 1e6 });
  }
});

(kind === 'livery' ? startLivery() : startBare()).then(
  () => process.send('ready'),
  error => {
    console.error(error);
    process.exit(1);
  },
);
