'use strict';

/**
 * Builds what is checked in and made from source: dist/ (the GitHub Action and the command line, each one file) and
 * docs/schemas/ (the JSON Schemas of the documents). With --check it only says whether they are up to date.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.resolve(__dirname, '..');

/** Entry → folder below dist/. */
const bundles = [
  { entry: 'src/action/src/main.ts', folder: '' },
  { entry: 'src/cli/src/entry.ts', folder: 'cli' },
];

function bundle(entry, target) {
  const ncc = require.resolve('@vercel/ncc/dist/ncc/cli.js');
  const options = ['--transpile-only', '--minify', '--no-cache', '--license', 'licenses.txt'];
  const run = spawnSync(process.execPath, [ncc, 'build', entry, '-o', target, ...options], {
    cwd: root,
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    throw new Error(`ncc could not bundle ${entry}:\n${run.stdout}${run.stderr}`);
  }
}

function writeSchemas(target) {
  require('@backstage/cli/config/nodeTransform.cjs');
  const { z } = require('zod');
  const { Brand, Report } = require('../src/contracts/src');
  const { Profile } = require('../src/engine/src/profile/schema');
  fs.mkdirSync(target, { recursive: true });
  for (const [name, schema] of Object.entries({ brand: Brand, profile: Profile, report: Report })) {
    const document = z.toJSONSchema(schema, { io: name === 'report' ? 'output' : 'input' });
    fs.writeFileSync(path.join(target, `${name}.schema.json`), `${JSON.stringify(document, undefined, 2)}\n`);
  }
}

/** Builds everything below a folder, which gets the same layout as the root. */
function build(target) {
  for (const { entry, folder } of bundles) {
    bundle(entry, path.join(target, 'dist', folder));
  }
  writeSchemas(path.join(target, 'docs', 'schemas'));
}

function listFiles(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** The files that differ between what is checked in and a fresh build. */
function outdated() {
  const fresh = fs.mkdtempSync(path.join(os.tmpdir(), 'livery-build-'));
  try {
    build(fresh);
    const different = [];
    for (const folder of ['dist', 'docs/schemas']) {
      const [checkedIn, built] = [path.join(root, folder), path.join(fresh, folder)];
      const names = new Set([...listFiles(built), ...(fs.existsSync(checkedIn) ? listFiles(checkedIn) : [])]);
      for (const name of names) {
        const files = [path.join(checkedIn, name), path.join(built, name)];
        if (
          !files.every(file => fs.existsSync(file)) ||
          !fs.readFileSync(files[0]).equals(fs.readFileSync(files[1]))
        ) {
          different.push(`${folder}/${name}`);
        }
      }
    }
    return different;
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true });
  }
}

if (process.argv.includes('--check')) {
  const different = outdated();
  if (different.length > 0) {
    console.error(
      `Not the build of the source: ${different.join(', ')}. Run "npm run build" and commit the result.`,
    );
    process.exitCode = 1;
  }
} else {
  for (const { folder } of bundles) {
    fs.rmSync(path.join(root, 'dist', folder), { recursive: true, force: true });
  }
  build(root);
}
