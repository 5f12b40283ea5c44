'use strict';

/**
 * Brands real releases and proves the result: apply, verify, apply again to another copy (same bytes), revert (as it was), drift.
 *
 *     node test/acceptance/releases.js FOLDER [BRAND]
 *
 * FOLDER holds one checkout per release, each in a folder of its own; BRAND is a brand folder that states a licence ground where the
 * releases ask for one (default: portal/sample-brand). Prints a table in Markdown, and ends with 1 when a release fails.
 */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.resolve(__dirname, '../..');
const [folder, brand = path.join(root, 'portal/sample-brand')] = process.argv.slice(2);

function livery(...args) {
  const run = spawnSync(process.execPath, [path.join(root, 'dist/cli/index.js'), ...args], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return {
    code: run.status,
    document: run.stdout === '' ? undefined : JSON.parse(run.stdout),
    messages: run.stderr,
  };
}

/** One digest over names, modes and bytes of all files. */
function digestOf(tree) {
  const hash = createHash('sha256');
  const entries = fs
    .readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of entries) {
    const stats = fs.lstatSync(file);
    const content = stats.isSymbolicLink() ? fs.readlinkSync(file) : fs.readFileSync(file);
    hash.update(`${path.relative(tree, file)}\0${stats.mode}\0`).update(content);
  }
  return hash.digest('hex');
}

function check(release) {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'livery-acceptance-'));
  const copy = name => {
    const tree = path.join(work, name);
    fs.cpSync(path.join(folder, release), tree, {
      recursive: true,
      verbatimSymlinks: true,
      filter: file => !['.git', 'node_modules'].includes(path.basename(file)),
    });
    return tree;
  };
  try {
    const [tree, other] = [copy('one'), copy('other')];
    const pristine = digestOf(tree);
    const applied = livery('apply', tree, '--brand', brand, '--json');
    if (applied.code !== 0) {
      return { release, fault: applied.document?.error?.message ?? applied.messages };
    }
    livery('apply', other, '--brand', brand, '--json');
    const { totals, upstream } = applied.document;
    const same = digestOf(tree) === digestOf(other);
    const verified = livery('verify', tree, '--brand', brand, '--json').code === 0;
    const again = livery('apply', tree, '--brand', brand, '--json').code === 2;
    const reverted = livery('revert', tree, '--json').code === 0 && digestOf(tree) === pristine;
    const fits = livery('drift', tree, '--json').code === 0;
    return { release, totals, version: upstream.version, passed: { same, verified, again, reverted, fits } };
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

if (!folder) {
  console.error('Give the folder that holds the checkouts: node test/acceptance/releases.js FOLDER [BRAND]');
  process.exit(2);
}
const releases = fs
  .readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => entry.name)
  .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
console.log(
  '| release | changed files | replacements | filled translations | pictures | residue | same bytes | verify | second run refused | revert | drift |',
);
console.log('| --- | --: | --: | --: | --: | --: | --- | --- | --- | --- | --- |');
for (const release of releases) {
  const { totals, version, passed, fault } = check(release);
  if (fault !== undefined) {
    console.log(`| ${release} | ${fault.trim().replace(/\n/g, ' ')} |`);
    process.exitCode = 1;
    continue;
  }
  const counts = [
    totals.changedFiles,
    totals.replacements,
    totals.filledTranslations,
    totals.assetsWritten,
    totals.residue,
  ];
  const marks = [passed.same, passed.verified, passed.again, passed.reverted, passed.fits].map(mark =>
    mark ? 'yes' : 'NO',
  );
  marks[4] = passed.fits ? 'none' : 'DRIFT';
  console.log(`| ${[version, ...counts, ...marks].join(' | ')} |`);
  if (marks.some(mark => mark === 'NO' || mark === 'DRIFT') || totals.residue > 0) {
    process.exitCode = 1;
  }
}
