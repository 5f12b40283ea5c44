'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { findPostgres, startPostgres } = require('../../scripts/postgres');
const { load } = require('./apiLoad');

/** What ours has to reach of the peer's throughput. */
const goals = { list: 0.8, search: 0.8, get: 0.8, create: 0.6, update: 0.6 };

const words = ['amber', 'basil', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'heron', 'indigo', 'jasper'];

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** The next message of a process that is meant for us; Backstage sends others over the same channel. */
async function told(child, isMeant) {
  for (;;) {
    const [message] = await once(child, 'message');
    if (isMeant(message)) {
      return message;
    }
  }
}

/** A server as a process of its own. */
class Server {
  static async start(kind, connection, outputs) {
    const port = await freePort();
    const child = fork(path.join(__dirname, 'apiServer.js'), [kind, connection, String(port)], {
      env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'error', LIVERY_BENCH_OUTPUTS: outputs },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await Promise.race([
      told(child, message => message === 'ready'),
      once(child, 'exit').then(() => {
        throw new Error(`The server ${kind} did not start.`);
      }),
    ]);
    return new Server(kind, child, `http://127.0.0.1:${port}`);
  }

  constructor(kind, child, address) {
    this.kind = kind;
    this.child = child;
    this.address = address;
    this.templates = `${address}/api/livery/v1/brand-templates`;
    this.headers = { 'content-type': 'application/json' };
  }

  async signIn() {
    const response = await fetch(`${this.address}/api/auth/guest/refresh`, { method: 'POST' });
    const { backstageIdentity } = await response.json();
    this.headers.authorization = `Bearer ${backstageIdentity.token}`;
  }

  async usage() {
    this.child.send('usage');
    return told(this.child, message => typeof message === 'object' && 'cpuMicroseconds' in message);
  }

  async measure(next, seconds) {
    const before = await this.usage();
    const measured = await load(next, seconds);
    const after = await this.usage();
    return {
      ...measured,
      cpuMilliseconds: (after.cpuMicroseconds - before.cpuMicroseconds) / 1000 / measured.requests,
      memoryMegabytes: after.memoryMegabytes,
    };
  }

  async stop() {
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

function brandOf(index) {
  return {
    apiVersion: 'livery/v1',
    kind: 'Brand',
    name: `Brand ${words[index % 10]} ${index}`,
    colours: { primary: '#0f7a75', background: '#ffffff' },
    assets: {},
    rules: [1, 2, 3].map(number => ({
      pattern: `old ${number}`,
      replacement: `new ${number}`,
      use_regex: false,
      expect: { optional: true },
      unsafe: false,
    })),
    translations: { unnamed: 'report', locales: {}, texts: {} },
    include: [],
  };
}

/** Imports templates as a restore does, in one transaction, and says how long that took. */
async function importTemplates(connection, count) {
  require('@backstage/cli/config/nodeTransform.cjs');
  const backend = '../../plugins/backstage-backend/src/service';
  const { DatabaseBrandTemplatesStore } = require(`${backend}/brandTemplates/DatabaseBrandTemplatesStore`);
  const client = require('knex')({ client: 'pg', connection, searchPath: ['livery'] });
  const store = new DatabaseBrandTemplatesStore({ client, contents: undefined });
  const draftsFrom = (start, number) =>
    Array.from({ length: number }, (_, index) => ({
      name: `Template ${String(start + index).padStart(6, '0')} ${words[index % 10]}${index % 100}`,
      description: `For the ${words[(index * 7) % 10]} people of ${words[(index * 3) % 10]}, number ${index}`,
      brand: brandOf(index),
      assets: [],
      createdBy: 'user:default/guest',
    }));
  await store.createAll(draftsFrom(500_000, 100), 'fail');
  const drafts = draftsFrom(0, count);
  const [started, cpuBefore] = [process.hrtime.bigint(), process.cpuUsage()];
  await store.createAll(drafts, 'fail');
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { user, system } = process.cpuUsage(cpuBefore);
  // As PostgreSQL does by itself within a minute: statistics, and the index brought up to date.
  await client.raw('vacuum analyze brand_templates');
  return { client, seconds, cpuSeconds: (user + system) / 1e6 };
}

/** How long PostgreSQL takes to find 50 templates by the index of their words, and by looking through their texts. */
async function compareSearch(client) {
  const { whereWords } = require('../../plugins/backstage-backend/src/service/records/searchWords');
  const time = async narrow => {
    const times = [];
    for (let index = 0; index < 60; index += 1) {
      const query = client('brand_templates').select('id', 'name').orderBy('name').limit(50);
      narrow(query, `${words[index % 10]}${index}`);
      const { sql, bindings } = query.toSQL();
      const { rows } = await client.raw(`explain (analyze, format json) ${sql}`, bindings);
      const [{ 'Planning Time': planning, 'Execution Time': execution }] = rows[0]['QUERY PLAN'];
      times.push(planning + execution);
    }
    return median(times);
  };
  return {
    byIndex: await time((query, word) => whereWords(query, client, word, 'search_words')),
    byScan: await time((query, word) =>
      query.whereILike('name', `%${word}%`).orWhereILike('description', `%${word}%`),
    ),
  };
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

function describe(name, measured) {
  const of = key => median(measured.map(each => each[key]));
  return (
    `  ${name}: ${of('perSecond').toFixed(0)} requests/s, p50 ${of('p50').toFixed(1)} ms, p99 ${of('p99').toFixed(1)} ms, ` +
    `${of('cpuMilliseconds').toFixed(2)} ms of CPU each, ${of('memoryMegabytes').toFixed(0)} MB`
  );
}

/**
 * Measures the API of brand templates against handlers of Express over the same statements, on one PostgreSQL, in turn: authentication
 * and authorisation are on in ours, and there are none in the peer.
 */
module.exports = async function benchApi(options) {
  const { values } = parseArgs({
    args: options,
    options: {
      templates: { type: 'string', default: '10000' },
      seconds: { type: 'string', default: '5' },
      runs: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
    },
  });
  const programs = findPostgres();
  if (!programs) {
    throw new Error('PostgreSQL is not installed: initdb and pg_ctl are needed.');
  }
  const postgres = await startPostgres(programs);
  const outputs = fs.mkdtempSync(path.join(os.tmpdir(), 'livery-bench-'));
  const servers = [];
  let client;
  try {
    const livery = await Server.start('livery', postgres.connection, outputs);
    servers.push(livery);
    await livery.signIn();
    const imported = await importTemplates(postgres.connection, Number(values.templates));
    client = imported.client;
    console.log(
      `${values.templates} templates imported in one transaction: ${imported.seconds.toFixed(2)} s (goal 0.6), ` +
        `${imported.cpuSeconds.toFixed(2)} s of CPU in Node`,
    );
    const { byIndex, byScan } = await compareSearch(client);
    console.log(
      `search by index ${byIndex.toFixed(2)} ms, by scan ${byScan.toFixed(2)} ms: ${(byScan / byIndex).toFixed(1)} times (goal 5)`,
    );
    const bare = await Server.start('bare', postgres.connection, outputs);
    servers.push(bare);

    const ids = (await client('brand_templates').select('id').limit(2000)).map(({ id }) => id);
    let created = 0;
    const cases = {
      list: ({ templates, headers }) => ({ address: `${templates}?limit=50`, headers }),
      search: ({ templates, headers }, index) => ({
        address: `${templates}?limit=50&search=${words[index % 10]}${index % 100}`,
        headers,
      }),
      get: ({ templates, headers }, index) => ({
        address: `${templates}/${ids[index % ids.length]}`,
        headers,
      }),
      create: ({ templates, headers }) => {
        created += 1;
        const body = { name: `Created ${created}`, bundle: { brand: brandOf(created), assets: {} } };
        return { method: 'POST', address: templates, headers, body: JSON.stringify(body) };
      },
      update: ({ templates, headers }, index) => ({
        method: 'PATCH',
        address: `${templates}/${ids[index % ids.length]}`,
        headers: { ...headers, 'if-match': '*' },
        body: JSON.stringify({ description: `Changed ${index}` }),
      }),
    };
    const seconds = Number(values.seconds);
    for (const [name, makeRequest] of Object.entries(cases)) {
      if (!name.includes(values.only)) {
        continue;
      }
      const measured = { livery: [], bare: [] };
      for (let run = 0; run <= Number(values.runs); run += 1) {
        for (const server of [livery, bare]) {
          const result = await server.measure(
            index => makeRequest(server, index),
            run === 0 ? seconds / 2 : seconds,
          );
          // The first run warms up.
          if (run > 0) {
            measured[server.kind].push(result);
          }
        }
      }
      const ratio = median(
        measured.livery.map(({ perSecond }, index) => perSecond / measured.bare[index].perSecond),
      );
      console.log(`${name}, 50 connections, median of ${values.runs} runs`);
      console.log(describe('livery', measured.livery));
      console.log(describe('Express and knex', measured.bare));
      const cpuRatio =
        median(measured.bare.map(({ cpuMilliseconds }) => cpuMilliseconds)) /
        median(measured.livery.map(({ cpuMilliseconds }) => cpuMilliseconds));
      console.log(
        `  ratio: ${ratio.toFixed(2)} (goal ${goals[name]}); by CPU, which others on the machine disturb less: ${cpuRatio.toFixed(2)}`,
      );
    }
  } finally {
    await client?.destroy();
    await Promise.all(servers.map(server => server.stop()));
    postgres.stop();
    fs.rmSync(outputs, { recursive: true, force: true });
  }
};
