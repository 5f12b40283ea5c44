'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { parse, stringify } = require('yaml');
const { compare, measure } = require('./measure');

const root = path.resolve(__dirname, '../..');

/** A brand that may be used on a release whose licence asks for a ground. */
function makeBrand(source, folder) {
  fs.cpSync(source, folder, { recursive: true });
  const file = path.join(folder, 'brand.yaml');
  const licence = {
    basis: 'enterprise-license',
    reference: 'bench',
    acknowledgedBy: 'bench',
    date: '2026-01-01',
    reviewBy: '2999-01-01',
  };
  fs.writeFileSync(file, stringify({ licence, ...parse(fs.readFileSync(file, 'utf8')) }));
  return folder;
}

function hasProgram(name) {
  return spawnSync(name, ['--version']).status === 0;
}

/** What a registry answered since the last look: how many requests, and how many bytes of bodies. */
function watch(registry) {
  let seen = registry.log.length;
  return () => {
    const lines = registry.log
      .slice(seen)
      .split('\n')
      .filter(line => line.includes('msg="response completed"'));
    seen = registry.log.length;
    const bytes = lines.reduce(
      (sum, line) => sum + Number(/http\.response\.written=(\d+)/.exec(line)?.[1] ?? 0),
      0,
    );
    return `${lines.length} requests, ${(bytes / 1e6).toFixed(1)} MB down`;
  };
}

class Bench {
  constructor(registry, work, { cli, brand }) {
    this.registry = registry;
    this.work = work;
    this.cli = cli;
    this.brand = brand;
    this.look = watch(registry);
    this.count = 0;
  }

  /** A name that nobody has pushed to. */
  fresh(prefix) {
    this.count += 1;
    return `${prefix}-${this.count}`;
  }

  /** `livery image` as a whole process; without a cache it knows nothing of any layer. */
  async livery(base, to, cache = this.fresh('cache')) {
    this.look();
    const args = ['image', `${this.registry.host}/${base}`, '--brand', this.brand, '--to', to, '--json'];
    const run = await measure(process.execPath, [this.cli, ...args], {
      env: { ...process.env, XDG_CACHE_HOME: path.join(this.work, cache), DOCKER_CONFIG: this.work },
    });
    const { images, ...own } = JSON.parse(run.output);
    const { requests, bytesUp } = images?.[0] ?? own;
    return { ...run, note: `${requests} requests, ${(bytesUp / 1e6).toFixed(1)} MB up; ${this.look()}` };
  }

  /** The same files by buildah: FROM, COPY and push. Without a store of its own it has to pull the base first. */
  async buildah(base, files, store = this.fresh('store')) {
    this.look();
    const folder = path.join(this.work, store);
    const storage = `--root ${folder} --runroot ${folder}-run --storage-driver ${Bench.driver}`;
    const target = `${this.registry.host}/${this.fresh('buildah/app')}:1`;
    const script = [
      'set -e',
      `c=$(buildah ${storage} from --tls-verify=false ${this.registry.host}/${base})`,
      `buildah ${storage} copy --quiet $c ${files} / >${folder}.log`,
      `buildah ${storage} commit --quiet --rm $c ${target} >${folder}.log`,
      `buildah ${storage} push --quiet --tls-verify=false ${target}`,
      `buildah ${storage} rmi ${target} >${folder}.log`,
    ].join('\n');
    fs.mkdirSync(folder, { recursive: true });
    const run = await measure('bash', ['-c', script]);
    return { ...run, megabytes: undefined, note: this.look() };
  }

  /** Where buildah can mount, it need not copy the whole base. */
  static driver = 'overlay';

  /** The changed files, as buildah is to copy them. */
  async changedFiles(base) {
    const to = `${this.registry.host}/${this.fresh('acme/files')}:1`;
    await this.livery(base, to);
    const layout = path.join(this.work, 'layout');
    await measure('skopeo', [
      'copy',
      '--quiet',
      '--src-tls-verify=false',
      `docker://${to}`,
      `oci:${layout}:it`,
    ]);
    const read = digest => path.join(layout, 'blobs/sha256', digest.replace('sha256:', ''));
    const json = file => JSON.parse(fs.readFileSync(file, 'utf8'));
    const manifest = json(read(json(path.join(layout, 'index.json')).manifests[0].digest));
    const files = path.join(this.work, 'files');
    fs.mkdirSync(files);
    await measure('tar', [
      '--extract',
      '--gzip',
      '--file',
      read(manifest.layers.at(-1).digest),
      '--directory',
      files,
    ]);
    return files;
  }
}

async function compareAll(bench, Registry, runs, only) {
  const to = () => `${bench.registry.host}/${bench.fresh('acme/app')}:1`;
  const known = { name: 'livery image, layers known', run: () => bench.livery('base/one:1', to(), 'known') };
  const cold = { name: 'livery image, nothing known', run: () => bench.livery('base/one:1', to()) };
  const both = {
    name: 'livery image, two architectures',
    run: () => bench.livery('base/two:1', to(), 'known'),
  };
  const rerun = {
    name: 'livery image, nothing changed',
    run: () => bench.livery('base/one:1', `${bench.registry.host}/acme/same:1`, 'known'),
  };
  const comparisons = [
    ['known', 'Known layers', known, cold],
    ['two', 'Two architectures', both, known],
    ['rerun', 'An unchanged rerun', rerun, known],
  ];
  if (hasProgram('buildah') && hasProgram('skopeo')) {
    const files = await bench.changedFiles('base/one:1');
    const pulled = {
      name: 'buildah FROM + COPY + push, base not local',
      run: async () => {
        const store = bench.fresh('store');
        const run = await bench.buildah('base/one:1', files, store);
        fs.rmSync(path.join(bench.work, store), { recursive: true, force: true });
        return run;
      },
    };
    const local = {
      name: 'buildah FROM + COPY + push, base local',
      run: () => bench.buildah('base/one:1', files, 'warm'),
    };
    comparisons.push(['buildah', 'Base not local', cold, pulled], ['warm', 'Base local', known, local]);
  }
  if (hasProgram('skopeo')) {
    const intoEmpty = async push => {
      const second = await Registry.start();
      try {
        return await push(`${second.host}/acme/app:1`);
      } finally {
        await second.stop();
      }
    };
    const source = `docker://${bench.registry.host}/base/one:1`;
    const tls = ['--src-tls-verify=false', '--dest-tls-verify=false'];
    comparisons.push([
      'second',
      'A second, empty registry',
      { name: 'livery image', run: () => intoEmpty(target => bench.livery('base/one:1', target, 'known')) },
      {
        name: 'skopeo copy',
        run: () =>
          intoEmpty(async target => {
            bench.look();
            const run = await measure('skopeo', ['copy', '--quiet', ...tls, source, `docker://${target}`]);
            return { ...run, note: bench.look() };
          }),
      },
    ]);
  }
  for (const [_word, title, ours, peer] of comparisons.filter(([word]) => !only || word === only)) {
    await compare(title, ours, peer, runs);
  }
}

module.exports = async options => {
  const { values } = parseArgs({
    args: options,
    options: {
      size: { type: 'string', default: '200' },
      brand: { type: 'string', default: path.join(root, 'portal/sample-brand') },
      runs: { type: 'string', default: '3' },
      only: { type: 'string' },
      scripts: { type: 'string', default: '700' },
      cli: { type: 'string', default: path.join(root, 'dist/cli/index.js') },
      driver: { type: 'string', default: 'overlay' },
    },
  });
  require('@backstage/cli/config/nodeTransform.cjs');
  const { Registry } = require('../support/registry');
  const { pushSyntheticImage } = require('../support/syntheticImage');
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'livery-bench-'));
  const registry = await Registry.start();
  Bench.driver = values.driver;
  try {
    const sizeBytes = Number(values.size) * 1e6;
    const shape = { sizeBytes, scripts: Number(values.scripts) };
    await pushSyntheticImage(registry.host, 'base/one', '1', {
      ...shape,
      architectures: ['amd64'],
      withoutIndex: true,
    });
    if (!values.only || values.only === 'two') {
      await pushSyntheticImage(registry.host, 'base/two', '1', shape);
    }
    console.log(
      `An image of ${values.size} MB, load ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} cores`,
    );
    const brand = makeBrand(values.brand, path.join(work, 'brand'));
    const bench = new Bench(registry, work, { cli: path.resolve(values.cli), brand });
    await compareAll(bench, Registry, Number(values.runs), values.only);
  } finally {
    await registry.stop();
    fs.rmSync(work, { recursive: true, force: true });
  }
};
