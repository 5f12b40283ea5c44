'use strict';

/**
 * Builds what is checked in and made from source: dist/ (the GitHub Action and the command line, each one file),
 * docs/schemas/ (the JSON Schemas of the documents, and the OpenAPI document of the portal) and the tables of inputs and outputs in README.md.
 * With --check it only says whether they are up to date.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.resolve(__dirname, '..');

/** Entry → folder below dist/. */
const bundles = [
  { entry: 'src/action/src/main.ts', folder: '' },
  { entry: 'src/action/src/post.ts', folder: 'post' },
  { entry: 'src/cli/src/entry.ts', folder: 'cli' },
  // What draws SVGs is a worker of both, with its module beside it: docs/decisions/0004-svg-in-a-worker.md.
  { entry: 'src/engine/src/assets/drawing/worker.js', folder: 'drawing' },
  // So are the parsers that give a second opinion: docs/decisions/0005-second-opinion.md.
  { entry: 'src/engine/src/syntax/worker.mjs', folder: 'syntax' },
];

/** What is built, below the root. */
const outputs = ['dist', 'docs/schemas', 'README.md'];

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
  dropForeignKeys(target);
}

/** Sigstore's client carries the keys of a package registry along, which nothing here asks for. */
function dropForeignKeys(folder) {
  for (const name of fs.readdirSync(folder).filter(name => name.endsWith('.js'))) {
    const file = path.join(folder, name);
    const text = fs.readFileSync(file, 'utf8');
    const kept = text.replace(/,"[^"]+%2Fkeys\.json":"[\w+/=]*"/g, '');
    if (kept !== text) {
      fs.writeFileSync(file, kept);
    }
  }
}

function writeSchemas(target) {
  require('@backstage/cli/config/nodeTransform.cjs');
  const { z } = require('zod');
  const { Brand, DriftReport, Report } = require('../src/contracts/src');
  const { Profile } = require('../src/engine/src/profile/schema');
  fs.mkdirSync(target, { recursive: true });
  for (const [name, schema] of Object.entries({
    brand: Brand,
    drift: DriftReport,
    profile: Profile,
    report: Report,
  })) {
    const document = z.toJSONSchema(schema, {
      io: name === 'brand' || name === 'profile' ? 'input' : 'output',
    });
    fs.writeFileSync(path.join(target, `${name}.schema.json`), `${JSON.stringify(document, undefined, 2)}\n`);
  }
  const { openApiDocument } = require('../plugins/backstage-backend/src/service/http/openApi');
  fs.writeFileSync(path.join(target, 'openapi.json'), `${JSON.stringify(openApiDocument(), undefined, 2)}\n`);
}

/** Reading the YAML of the profiles takes longer than starting Node does. */
function writeProfiles(target) {
  require('@backstage/cli/config/nodeTransform.cjs');
  const { prepareProfile } = require('../src/engine/src/profile/loadProfile');
  const profiles = path.join(root, 'profiles');
  fs.mkdirSync(target, { recursive: true });
  for (const name of fs.readdirSync(profiles)) {
    const { name: file, content } = prepareProfile(path.join(profiles, name));
    fs.writeFileSync(path.join(target, file), content);
  }
}

/** Fills the tables between the markers in README.md with what action.yml says. */
async function writeReadme(target) {
  const { parse } = require('yaml');
  const prettier = require('prettier');
  const action = parse(fs.readFileSync(path.join(root, 'action.yml'), 'utf8'));
  const tables = {
    inputs: [
      '| input | default | |',
      '| --- | --- | --- |',
      ...Object.entries(action.inputs).map(([name, { description, default: value, required }]) => {
        const fallback = required ? 'required' : value ? `\`${value}\`` : '';
        return `| \`${name}\` | ${fallback} | ${description} |`;
      }),
    ],
    outputs: [
      '| output | |',
      '| --- | --- |',
      ...Object.entries(action.outputs).map(([name, { description }]) => `| \`${name}\` | ${description} |`),
    ],
  };
  const file = path.join(root, 'README.md');
  let text = fs.readFileSync(file, 'utf8');
  for (const [name, lines] of Object.entries(tables)) {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = text.indexOf(start) + start.length;
    text = `${text.slice(0, from)}\n\n${lines.join('\n')}\n\n${text.slice(text.indexOf(end, from))}`;
  }
  const options = await prettier.resolveConfig(file);
  fs.writeFileSync(
    path.join(target, 'README.md'),
    await prettier.format(text, { ...options, filepath: file }),
  );
}

/** Builds everything below a folder, which gets the same layout as the root. */
async function build(target) {
  for (const { entry, folder } of bundles) {
    bundle(entry, path.join(target, 'dist', folder));
  }
  fs.copyFileSync(
    require.resolve('@resvg/resvg-wasm/index_bg.wasm'),
    path.join(target, 'dist', 'drawing', 'resvg.wasm'),
  );
  writeProfiles(path.join(target, 'dist', 'prepared'));
  writeSchemas(path.join(target, 'docs', 'schemas'));
  await writeReadme(target);
}

function listFiles(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** The files that differ between what is checked in and a fresh build. */
async function outdated() {
  const fresh = fs.mkdtempSync(path.join(os.tmpdir(), 'livery-build-'));
  try {
    await build(fresh);
    const readmes = [root, fresh].map(folder => fs.readFileSync(path.join(folder, 'README.md'), 'utf8'));
    const different = readmes[0] === readmes[1] ? [] : ['README.md'];
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

async function main() {
  if (process.argv.includes('--check')) {
    const different = await outdated();
    if (different.length > 0) {
      console.error(
        `Not the build of the source: ${different.join(', ')}. Run "npm run build" and commit the result.`,
      );
      process.exitCode = 1;
    }
    return;
  }
  // Aside first, on the same disk: a build that fails leaves what is there as it is.
  const cache = path.join(root, 'node_modules', '.cache');
  fs.mkdirSync(cache, { recursive: true });
  const fresh = fs.mkdtempSync(path.join(cache, 'livery-build-'));
  try {
    await build(fresh);
    for (const name of outputs) {
      fs.rmSync(path.join(root, name), { recursive: true, force: true });
      fs.renameSync(path.join(fresh, name), path.join(root, name));
    }
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true });
  }
}

main().catch(error => {
  console.error(`The build failed. ${error.message}`);
  process.exitCode = 1;
});
