'use strict';

// `npm start`: installs what is missing, builds the pages when they changed, and runs the portal.
//
// It has to run on a bare clone, and its first lines on any Node that a machine may have: so no dependencies,
// and no syntax younger than Node 12 in this file.

const { findNode, installIfMissing, requireSupportedNode } = require('./install');

requireSupportedNode();

const { spawn } = require('child_process');
const fs = require('fs');
const http = require('http');
const net = require('net');
const path = require('path');
const {
  checkDataFolder,
  lockDataFolder,
  lockOf,
  makeVaultKey,
  openLog,
  vaultKeyOf,
} = require('./dataFolder');
const { buildPagesIfChanged } = require('./pages');
const { endOf, pathWithNode, Refusal } = require('./processes');

const root = path.join(__dirname, '..');
const startedAt = Date.now();
const readyWithinMs = 180000;

const help = `Starts the Livery portal of this repository.

  npm start

The first start installs the dependencies and builds the pages; that takes one to two minutes.

Environment:
  PORT            the port of the portal (default 7007)
  LIVERY_HOST     the address it listens on (default 127.0.0.1: only this machine gets in; at any other address
                  everybody who reaches it is let in as guest)
  LIVERY_DATA     the folder of its databases, outputs, key and log (default ./data)
  LIVERY_VERBOSE  1 shows the log of the portal here instead of writing it to portal.log in that folder

Exit codes: 0 stopped, 1 failed, 2 cannot start like this.
`;

function log(line) {
  console.log(`[${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s] ${line}`);
}

async function main() {
  const settings = readSettings();
  await checkPort(settings);
  checkDataFolder(settings);
  lockDataFolder(settings);
  if (makeVaultKey(settings)) {
    log(
      `Made a key for the credentials that people enter: ${vaultKeyOf(settings)}. KEEP IT: without it they are lost, and ` +
        'whoever has it and the databases beside it can read them. A portal that is more than a demo gets its own ' +
        'livery.vault.keys (docs/vault.md).',
    );
  }
  if (!/^(?:localhost|127(?:\.\d+){3}|::1)$/.test(settings.host)) {
    log(
      `Warning: everybody who reaches ${settings.address} is let in as guest, and guests may do everything.`,
    );
  }
  await installIfMissing({ log });
  const node = findPortalNode();
  await buildPagesIfChanged(node, log);
  await runPortal(node, settings);
}

function readSettings() {
  const port = process.env.PORT || '7007';
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new Refusal(`PORT has to be a number from 1 to 65535, and it is '${port}'.`);
  }
  const dataFolder = process.env.LIVERY_DATA || 'data';
  if (dataFolder.trim() === '') {
    throw new Refusal('LIVERY_DATA has to be the path of a folder, and it is blank.');
  }
  const host = process.env.LIVERY_HOST || '127.0.0.1';
  const isLocal = ['127.0.0.1', '0.0.0.0', '::'].indexOf(host) !== -1;
  return {
    port: Number(port),
    host,
    dataFolder: path.resolve(root, dataFolder),
    isVerbose: process.env.LIVERY_VERBOSE === '1',
    address: `http://${isLocal ? 'localhost' : net.isIPv6(host) ? `[${host}]` : host}:${port}`,
  };
}

function checkPort(settings) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', error => {
      if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'].indexOf(error.code) !== -1) {
        reject(
          new Refusal(
            'LIVERY_HOST has to be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them, ' +
              `and it is '${settings.host}'.`,
          ),
        );
        return;
      }
      const reason =
        error.code === 'EADDRINUSE'
          ? 'another program uses it'
          : error.code === 'EACCES'
            ? 'this user may not use it'
            : error.message;
      reject(
        new Refusal(
          `Cannot listen on port ${settings.port} of ${settings.host}: ${reason}. ` +
            'Choose another one, for example: PORT=7017 npm start',
        ),
      );
    });
    server.listen({ port: settings.port, host: settings.host }, () => server.close(() => resolve()));
  });
}

/** The Node for the portal, which needs a newer one than the rest of Livery. */
function findPortalNode() {
  const node = findNode();
  if (node === process.execPath && process.version.indexOf('v20.') === 0) {
    throw new Refusal(
      'Livery runs on Node 20, 22 and 24, but its portal only on 22 and 24. On Linux with glibc the dependencies ' +
        `bring it one; on this system it takes yours, which is ${process.version}. Start it with Node 22 or 24.`,
    );
  }
  return node;
}

async function runPortal(node, settings) {
  const logFile = path.join(settings.dataFolder, 'portal.log');
  log('Starting the portal ...');
  const logDescriptor = settings.isVerbose ? undefined : openLog(logFile);
  const logStart = logDescriptor === undefined ? 0 : fs.fstatSync(logDescriptor).size;
  const output = logDescriptor === undefined ? 'inherit' : logDescriptor;
  const child = spawn(
    node,
    [
      // Runs the TypeScript as it is, the way `backstage-cli package start` does.
      '--require',
      path.join(root, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
      path.join(root, 'portal/backend/src/index.ts'),
      '--config',
      path.join(root, 'portal/app-config.yaml'),
    ],
    {
      cwd: root,
      env: Object.assign({}, process.env, pathWithNode(node), {
        PORT: String(settings.port),
        LIVERY_HOST: settings.host,
        LIVERY_DATA: settings.dataFolder,
        // Without it answers carry stack traces.
        NODE_ENV: 'production',
      }),
      stdio: ['ignore', output, output],
    },
  );
  const ended = endOf(child);
  fs.writeFileSync(lockOf(settings), `${process.pid} ${child.pid}`);
  let isEnded = false;
  void ended.then(() => {
    isEnded = true;
  });

  const isReady = await waitUntilReady(settings, () => isEnded || child.stopRequested);
  if (isReady) {
    log(`The portal is ready: ${settings.address}`);
    console.log('          Ctrl+C stops it.');
    if (!settings.isVerbose) {
      console.log(`          Its log is ${logFile}`);
    }
  } else if (!isEnded && !child.stopRequested) {
    child.kill('SIGTERM');
    await ended;
    throw new Error(
      `The portal was not ready within ${readyWithinMs / 1000} s. ${whereToLook(settings, logFile, logStart)}`,
    );
  }
  const ending = await ended;
  if (child.stopRequested) {
    log('The portal has stopped.');
    return;
  }
  throw new Error(
    `The portal ended by itself with ${ending.signal || `code ${ending.code}`}. ${whereToLook(settings, logFile, logStart)}`,
  );
}

/** Where the reason is; the log of an earlier start, which comes before logStart, is not it. */
function whereToLook(settings, logFile, logStart) {
  if (settings.isVerbose) {
    return 'Its log is above.';
  }
  const errors = fs
    .readFileSync(logFile)
    .slice(logStart)
    .toString()
    .split('\n')
    .filter(line => /"level":"error"|^\S*Error\b/.test(line));
  const last = errors.length > 0 ? ` Its last error:\n${errors[errors.length - 1].slice(0, 2000)}` : '';
  return `Its log is ${logFile}.${last}`;
}

/**
 * Waits until the portal can be used, which is later than when it says that it is up: the catalog reads the
 * scaffolder template a moment afterwards. /api/livery/health answers 200 once a run could be started.
 */
async function waitUntilReady(settings, isOver) {
  const deadline = Date.now() + readyWithinMs;
  const pages = ['/.backstage/health/v1/readiness', '/api/livery/health', '/'];
  while (Date.now() < deadline && !isOver()) {
    const statuses = [];
    for (const page of pages) {
      statuses.push(await statusOf(settings, page));
      if (statuses[statuses.length - 1] !== 200) {
        break;
      }
    }
    if (statuses.length === pages.length && statuses.every(status => status === 200)) {
      return true;
    }
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  return false;
}

function statusOf(settings, page) {
  const host = ['0.0.0.0', '::'].indexOf(settings.host) === -1 ? settings.host : 'localhost';
  // The portal answers only to its own name.
  const headers = { host: `localhost:${settings.port}` };
  return new Promise(resolve => {
    const request = http.get({ host, port: settings.port, path: page, headers, timeout: 10000 }, response => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
      response.on('error', () => resolve(undefined));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

const args = process.argv.slice(2);
if (args.indexOf('--help') !== -1 || args.indexOf('-h') !== -1) {
  process.stdout.write(help);
} else if (args.length > 0) {
  console.error(`npm start takes no arguments, and got ${args.join(' ')}. See: npm start -- --help`);
  process.exitCode = 2;
} else {
  main().catch(error => {
    console.error(error instanceof Refusal ? error.message : `Livery did not start. ${error.message}`);
    process.exitCode = error instanceof Refusal ? 2 : 1;
  });
}
