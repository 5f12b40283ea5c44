'use strict';

/** A PostgreSQL cluster for the tests: made in a temporary folder, stopped and removed afterwards. */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

/** The folder of initdb and pg_ctl, newest version first, or undefined. */
function findPostgres() {
  const versions = '/usr/lib/postgresql';
  const packaged = fs.existsSync(versions)
    ? fs
        .readdirSync(versions)
        .sort((one, other) => Number(other) - Number(one))
        .map(version => path.join(versions, version, 'bin'))
    : [];
  const folders = [...packaged, ...(process.env.PATH ?? '').split(path.delimiter)];
  return folders.find(
    folder => fs.existsSync(path.join(folder, 'initdb')) && fs.existsSync(path.join(folder, 'pg_ctl')),
  );
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts a cluster on loopback.
 *
 * @param {string} programs - what findPostgres() found
 * @returns {Promise<{ connection: string, stop: () => void }>}
 */
async function startPostgres(programs) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'livery-postgres-'));
  const data = path.join(folder, 'data');
  const port = await freePort();
  // PostgreSQL refuses to run as root: then it runs as the user that its package made.
  const owner = process.getuid?.() === 0 ? userOf('postgres') : undefined;
  if (owner) {
    fs.chownSync(folder, owner.uid, owner.gid);
  }
  const run = (program, args) => {
    const result = spawnSync(path.join(programs, program), args, {
      encoding: 'utf8',
      cwd: folder,
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...owner,
    });
    if (result.status !== 0) {
      throw new Error(`${program} failed: ${result.stderr || result.stdout || result.error}`);
    }
  };
  const stop = () => {
    spawnSync(path.join(programs, 'pg_ctl'), ['stop', '-D', data, '-m', 'immediate'], {
      cwd: folder,
      stdio: 'ignore',
      ...owner,
    });
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    run('initdb', [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-sync',
      '--no-instructions',
    ]);
    const options = `-h 127.0.0.1 -p ${port} -k "" -c fsync=off -c synchronous_commit=off -c max_connections=200`;
    run('pg_ctl', ['start', '-w', '-D', data, '-l', path.join(folder, 'log'), '-o', options]);
  } catch (error) {
    stop();
    throw error;
  }
  return { connection: `postgresql://postgres@127.0.0.1:${port}/postgres`, stop };
}

function userOf(name) {
  const line = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(entry => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

module.exports = { findPostgres, startPostgres };
