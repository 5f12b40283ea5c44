'use strict';

// Checks the Node, and installs the dependencies when they are missing. Shared by `npm start` and `npm test`.
//
// It runs on a bare clone, and on any Node that a machine may have: so no dependencies, and no syntax younger than
// Node 12 in this file.

const { spawn, spawnSync } = require('child_process');
const { createHash } = require('crypto');
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('fs');
const { join } = require('path');

const root = join(__dirname, '..');
const lockFile = join(root, 'package-lock.json');
// npm's own record of what it installed.
const installedFile = join(root, 'node_modules', '.package-lock.json');
// The Node that comes with the dependencies.
const installedNode = join(root, 'node_modules', '.bin', 'node');
const supportedMajors = [20, 22, 24];
const stampFile = join(root, 'node_modules', '.livery-installed');

/** Ends this process when its Node is none that Livery runs on. */
function requireSupportedNode() {
  if (supportedMajors.indexOf(Number(process.versions.node.split('.')[0])) === -1) {
    console.error(`Livery needs Node 20, 22 or 24; this is ${process.version}.`);
    process.exit(2);
  }
}

/**
 * The Node that came with the dependencies; this one where there is none, or none that runs: it is built for Linux
 * with glibc, and npm installs it on Alpine as well.
 */
function findNode() {
  return spawnSync(installedNode, ['--version'], { stdio: 'ignore' }).status === 0
    ? installedNode
    : process.execPath;
}

/**
 * Installs what package-lock.json names, unless just that is installed already.
 *
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<boolean>} whether it installed something
 */
async function installIfMissing(options) {
  const log = (options && options.log) || console.error;
  const digest = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (readText(stampFile) === digest && existsSync(installedFile)) {
    return false;
  }
  if (isInstalled()) {
    writeFileSync(stampFile, digest);
    return false;
  }
  const reason = existsSync(installedFile) ? 'package-lock.json has changed' : 'they are not here yet';
  log(`Installing the dependencies, because ${reason}. This takes one to two minutes ...`);
  const startedAt = Date.now();
  const command = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    // The lock file has the hash of every package, so what npm has cached is as good as what it would ask for anew: half the time.
    await runNpm(command.concat('--prefer-offline'));
  } catch {
    log('That did not work with what npm has cached; trying again without it ...');
    await runNpm(command);
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile, digest);
  log(`Installed the dependencies in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
  return true;
}

/** Whether npm has installed what the lock file names, for example by a plain `npm ci`. */
function isInstalled() {
  const installed = readText(installedFile);
  if (installed === undefined) {
    return false;
  }
  const wanted = JSON.parse(readText(lockFile)).packages;
  const present = JSON.parse(installed).packages;
  return Object.keys(wanted).every(path => {
    const entry = wanted[path];
    if (!path.includes('node_modules/') || entry.link) {
      return true;
    }
    if (!present[path]) {
      // Optional packages of other platforms are left out.
      return entry.optional === true || entry.devOptional === true;
    }
    return present[path].version === entry.version && present[path].integrity === entry.integrity;
  });
}

function runNpm(args) {
  // Inside an npm script this is the npm that runs it, whatever is on the PATH.
  const npm = process.env.npm_execpath;
  const isNpm = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  const command = isNpm ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
  return new Promise((resolve, reject) => {
    const child = spawn(command, isNpm ? [npm].concat(args) : args, {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: !isNpm && process.platform === 'win32',
    });
    const passOn = signal => child.kill(signal);
    process.on('SIGINT', passOn);
    process.on('SIGTERM', passOn);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.removeListener('SIGINT', passOn);
      process.removeListener('SIGTERM', passOn);
      if (code === 0) {
        resolve();
      } else {
        reject(
          new Error(
            `npm ${args[0]} ended with ${signal || `code ${code}`}. What it printed above says why; ` +
              'put that right and start again.',
          ),
        );
      }
    });
  });
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

module.exports = { findNode, installIfMissing, requireSupportedNode };
