'use strict';

// The pages of the portal: built when they are missing or what they are made from has changed.

const { spawn } = require('child_process');
const { createHash } = require('crypto');
const fs = require('fs');
const path = require('path');
const { endOf, pathWithNode, readText } = require('./processes');

const root = path.join(__dirname, '..');

// What the built pages are made from.
const pageSources = [
  'package-lock.json',
  'portal/app/package.json',
  'portal/app/public',
  'portal/app/src',
  'plugins/backstage-frontend/src',
  'plugins/backstage-common/src',
  'src/contracts/src',
];

/** Builds the pages unless they are up to date. */
async function buildPagesIfChanged(node, log) {
  const stampFile = path.join(root, 'node_modules', '.cache', 'livery-pages');
  const digest = digestOf(pageSources);
  const isBuilt = fs.existsSync(path.join(root, 'portal/app/dist/index.html'));
  if (isBuilt && readText(stampFile) === digest) {
    return;
  }
  log(`Building the pages, because they ${isBuilt ? 'may have changed' : 'are not built yet'} ...`);
  const buildStartedAt = Date.now();
  const output = [];
  const child = spawn(
    node,
    [path.join(root, 'node_modules/@backstage/cli/bin/backstage-cli'), 'package', 'build'],
    {
      cwd: path.join(root, 'portal/app'),
      env: Object.assign({}, process.env, pathWithNode(node), { NODE_ENV: 'production' }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  child.stdout.on('data', chunk => output.push(chunk));
  child.stderr.on('data', chunk => output.push(chunk));
  const ending = await endOf(child);
  if (ending.code !== 0) {
    process.stderr.write(Buffer.concat(output));
    throw new Error(
      `Building the pages ended with ${ending.signal || `code ${ending.code}`}; its output is above.`,
    );
  }
  fs.mkdirSync(path.dirname(stampFile), { recursive: true });
  fs.writeFileSync(stampFile, digest);
  log(`Built the pages in ${Math.round((Date.now() - buildStartedAt) / 1000)} s.`);
}

/** One digest over the names and contents of files and folders. */
function digestOf(names) {
  const hash = createHash('sha256');
  const add = name => {
    const file = path.join(root, name);
    const facts = fs.statSync(file, { throwIfNoEntry: false });
    if (facts && facts.isDirectory()) {
      for (const entry of fs.readdirSync(file).sort()) {
        add(`${name}/${entry}`);
      }
    } else if (facts) {
      hash.update(`${name}\0${facts.size}\0`).update(fs.readFileSync(file));
    }
  };
  for (const name of names) {
    add(name);
  }
  return hash.digest('hex');
}

module.exports = { buildPagesIfChanged };
