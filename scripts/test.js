'use strict';

// `npm test`: installs what is missing, checks the source, and runs every test that this machine can run.

const { findNode, installIfMissing, requireSupportedNode } = require('./install');

requireSupportedNode();

const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const root = path.resolve(__dirname, '..');
const bin = path.join(root, 'node_modules', '.bin');
const hasGroups = process.platform !== 'win32';

/** Each check is counted like a test. */
const checks = [
  { name: 'formatted', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'linted', command: ['eslint', '.', '--max-warnings', '0'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  {
    name: 'dist/ and docs/schemas/ are the build of the source',
    command: ['node', 'scripts/build.js', '--check'],
  },
];

/** The children that run, each the leader of a process group. */
const children = new Set();
let stoppedBy;

/** Ends what runs, with all that it started; what still runs at the second signal is killed. */
function stop(signal) {
  for (const child of children) {
    kill(child, stoppedBy ? 'SIGKILL' : signal);
  }
  stoppedBy = signal;
}

function kill(child, signal) {
  try {
    if (hasGroups) {
      process.kill(-child.pid, signal);
    } else {
      child.kill(signal);
    }
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}

/**
 * Runs a program of node_modules with the Node that the install brought, and answers whether it succeeded.
 *
 * Not with spawnSync: this process has to hear of signals, or else PostgreSQL and temporary folders would stay.
 */
function run(command, env) {
  if (stoppedBy) {
    return Promise.resolve(false);
  }
  const search = [path.dirname(findNode()), bin, process.env.PATH].join(path.delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: Object.assign({}, process.env, { PATH: search }, env),
      shell: process.platform === 'win32',
      detached: hasGroups,
    });
    children.add(child);
    child.on('error', reject);
    child.on('close', code => {
      children.delete(child);
      resolve(code === 0);
    });
  });
}

async function runChecks() {
  let failed = 0;
  for (const check of checks) {
    const started = Date.now();
    const passed = await run(check.command);
    failed += passed ? 0 : 1;
    console.log(
      `${passed ? 'ok  ' : 'FAIL'} ${check.name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
    );
  }
  return { passed: checks.length - failed, failed };
}

async function withPostgres(tests) {
  const { findPostgres, startPostgres } = require('./postgres');
  const programs = findPostgres();
  if (!programs) {
    const failed = process.env.CI === 'true' ? 1 : 0;
    console.log(
      `${failed ? 'FAIL' : 'skip'} PostgreSQL: initdb and pg_ctl are not on this machine; the stores are tested on SQLite alone`,
    );
    const result = await tests({});
    return Object.assign({}, result, {
      failed: result.failed + failed,
      skipped: result.skipped + 1 - failed,
    });
  }
  const server = await startPostgres(programs);
  try {
    return await tests({ BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING: server.connection });
  } finally {
    server.stop();
  }
}

async function runTests(env) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  const resultFile = path.join(folder, 'result.json');
  try {
    const succeeded = await run(
      ['backstage-cli', 'repo', 'test', '--watch=false', '--json', `--outputFile=${resultFile}`].concat(
        process.argv.slice(2),
      ),
      Object.assign({ BACKSTAGE_TEST_DISABLE_DOCKER: '1' }, env),
    );
    if (!fs.existsSync(resultFile)) {
      return { passed: 0, failed: 1, skipped: 0 };
    }
    const result = JSON.parse(fs.readFileSync(resultFile, 'utf8'));
    for (const suite of result.testResults) {
      for (const test of suite.assertionResults.filter(({ status }) => status === 'pending')) {
        console.log(`skip ${test.fullName}`);
      }
    }
    // A suite that could not be loaded has no failed test of its own.
    const broken = result.numRuntimeErrorTestSuites;
    const unexplained = !succeeded && result.numFailedTests + broken === 0 ? 1 : 0;
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + broken + unexplained,
      skipped: result.numPendingTests,
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function main() {
  await installIfMissing({ log: console.log });
  // Arguments pick tests, as jest does; then the checks are left out.
  const checked = process.argv.length > 2 ? { passed: 0, failed: 0 } : await runChecks();
  const tested = await withPostgres(runTests);
  if (stoppedBy) {
    throw new Error(`it was stopped by ${stoppedBy}`);
  }
  let failed = checked.failed + tested.failed;
  if (process.env.CI === 'true' && tested.skipped > 0) {
    console.log('FAIL in CI nothing may be skipped');
    failed += 1;
  }
  console.log(
    `\nTests: ${checked.passed + tested.passed} passed, ${failed} failed, ${tested.skipped} skipped`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);

main().catch(error => {
  console.error(`npm test did not come to its end: ${error.message}`);
  console.log('\nTests: 0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
});
