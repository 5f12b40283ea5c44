'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { compare, measure } = require('./measure');

const root = path.resolve(__dirname, '../..');
const cli = path.join(root, 'dist/cli/index.js');

/** The demo upstream with as many files as a real release has: most hold no name and cost only their read. */
function makeSource(folder) {
  const upstream = path.join(root, 'profiles/open-webui/fixture/upstream');
  fs.cpSync(upstream, folder, { recursive: true });
  for (let copy = 0; copy < 30; copy += 1) {
    fs.cpSync(path.join(upstream, 'src/lib/components'), path.join(folder, `src/lib/more-${copy}`), {
      recursive: true,
    });
  }
  const filler = fs.readFileSync(path.join(upstream, 'package.json'), 'utf8').repeat(20);
  for (let index = 0; index < 4000; index += 1) {
    const file = path.join(folder, `src/lib/filler-${index % 40}/module-${index}.ts`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `export const data = ${JSON.stringify(filler)};\n`);
  }
  return folder;
}

/** What people do without Livery: find the files, replace the name in all of them, and hope. */
function naive(tree) {
  const hasRipgrep = spawnSync('rg', ['--version']).status === 0;
  const find = hasRipgrep ? 'rg -l0 --no-ignore' : 'grep -rlZ';
  const command = `${find} 'Open WebUI' . | xargs -0 sed -i 's/Open WebUI/Meridian Chat/g'`;
  return {
    name: `${hasRipgrep ? 'rg' : 'grep'} -l | xargs sed -i`,
    run: () => measure('bash', ['-c', command], { cwd: tree() }),
  };
}

async function compareOn(title, source, brand, work, runs) {
  let copies = 0;
  const freshCopy = () => {
    fs.rmSync(path.join(work, `copy-${copies}`), { recursive: true, force: true });
    copies += 1;
    const tree = path.join(work, `copy-${copies}`);
    fs.cpSync(source, tree, {
      recursive: true,
      verbatimSymlinks: true,
      filter: file => !['.git', 'node_modules'].includes(path.basename(file)),
    });
    return tree;
  };
  const ours = {
    name: 'livery apply',
    run: () => measure(process.execPath, [cli, 'apply', freshCopy(), '--brand', brand, '--json']),
  };
  await compare(title, ours, naive(freshCopy), runs);
}

module.exports = async options => {
  const { values } = parseArgs({
    args: options,
    options: {
      source: { type: 'string' },
      build: { type: 'string' },
      brand: { type: 'string', default: path.join(root, 'portal/sample-brand') },
      runs: { type: 'string', default: '5' },
    },
  });
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'livery-bench-'));
  try {
    const source = values.source ?? makeSource(path.join(work, 'source'));
    const runs = Number(values.runs);
    await compareOn(
      values.source ? `Source ${values.source}` : 'Demo source of 4,000 files',
      source,
      values.brand,
      work,
      runs,
    );
    if (values.build) {
      await compareOn(`Built app ${values.build}`, values.build, values.brand, work, runs);
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
};
