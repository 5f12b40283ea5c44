'use strict';

/**
 * Brands a built app with names that are hard to write, and proves the result: every script is valid for a parser that Livery does not
 * use, nothing on show says the old name, verify and revert hold. With --browser a Chromium looks at the last one: title, splash
 * screen, sign-in page and icons.
 *
 *     node test/acceptance/builtApp.js FOLDER BRAND [--browser PICTURES]
 *
 * FOLDER is laid out like /app in an image: package.json, build, backend, and the licence files. BRAND is a brand folder that states a
 * licence ground where the release asks for one; its name is replaced by each of the names.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const acorn = require('acorn');
const { parse, stringify } = require('yaml');
const { lookAt } = require('./browser');

const cli = path.resolve(__dirname, '../../dist/cli/index.js');
const NAMES = [
  'Meridian Chat',
  'The "Bot"',
  "O'Neil AI",
  'AT&T <AI>',
  'Acme\\Bot',
  '${AI}',
  'Größe 智能',
  'Open WebUI Pro',
];

function livery(...args) {
  const started = process.hrtime.bigint();
  const run = spawnSync(process.execPath, [cli, ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1024 * 1024 * 1024,
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const document = JSON.parse(run.stdout);
  if (document.error) {
    throw new Error(`livery ${args[0]}: ${document.error.message}`);
  }
  return { document, seconds };
}

const filesOf = tree =>
  fs
    .readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(tree, path.join(entry.parentPath, entry.name)))
    .sort();

/** The scripts that differ, after a second parser has read each of them. */
function changedScripts(pristine, tree) {
  const scripts = filesOf(path.join(tree, 'build')).filter(file => file.endsWith('.js'));
  return scripts.filter(file => {
    const [before, after] = [pristine, tree].map(where =>
      fs.readFileSync(path.join(where, 'build', file), 'utf8'),
    );
    if (before !== after) {
      acorn.parse(after, { ecmaVersion: 'latest', sourceType: 'module' });
    }
    return before !== after;
  }).length;
}

function sameTrees(one, other) {
  const [files, others] = [one, other].map(filesOf);
  return (
    files.join('\n') === others.join('\n') &&
    files.every(file => fs.readFileSync(path.join(one, file)).equals(fs.readFileSync(path.join(other, file))))
  );
}

function check(name, folder, template, work) {
  const [tree, brand] = [path.join(work, 'tree'), path.join(work, 'brand')];
  fs.rmSync(tree, { recursive: true, force: true });
  fs.cpSync(folder, tree, { recursive: true, filter: file => path.basename(file) !== 'node_modules' });
  fs.cpSync(template, brand, { recursive: true });
  const document = parse(fs.readFileSync(path.join(template, 'brand.yaml'), 'utf8'));
  fs.writeFileSync(path.join(brand, 'brand.yaml'), stringify({ ...document, name }));
  const applied = livery('apply', tree, '--brand', brand);
  const { totals } = applied.document;
  const scripts = changedScripts(folder, tree);
  const maps = filesOf(path.join(tree, 'build')).filter(
    file => file.endsWith('.map') && fs.readFileSync(path.join(tree, 'build', file)).includes('Open WebUI'),
  );
  livery('verify', tree, '--brand', brand);
  return { name, totals, seconds: applied.seconds, scripts, maps: maps.length, tree };
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { browser: { type: 'string' } },
  });
  const [folder, template] = positionals;
  if (!folder || !template) {
    throw new Error('Give the built app and a brand: node test/acceptance/builtApp.js FOLDER BRAND');
  }
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'livery-acceptance-'));
  try {
    console.log(
      '| name | changed scripts, all valid | replacements | filled translations | residue | maps with the name | revert | seconds |',
    );
    console.log('| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: |');
    for (const name of NAMES) {
      const { totals, seconds, scripts, maps, tree } = check(name, folder, template, work);
      if (values.browser && name === 'AT&T <AI>') {
        await lookAt(tree, name, values.browser);
      }
      livery('revert', tree);
      const reverted = sameTrees(folder, tree);
      if (totals.residue > 0 || maps > 0 || !reverted) {
        process.exitCode = 1;
      }
      const { replacements, filledTranslations, residue } = totals;
      console.log(
        `| \`${name}\` | ${scripts} | ${replacements} | ${filledTranslations} | ${residue} | ${maps} | ${reverted ? 'exact' : 'DIFFERS'} | ${seconds.toFixed(1)} |`,
      );
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
