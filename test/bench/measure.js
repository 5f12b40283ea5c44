'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** Runs a command to its end: wall seconds, and for Node the peak memory in megabytes. */
function measure(command, args, options = {}) {
  const peak = path.join(os.tmpdir(), `livery-bench-${process.pid}.peak`);
  const started = process.hrtime.bigint();
  const run = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1024 * 1024 * 1024,
    ...options,
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${path.join(__dirname, 'peakMemory.js')}`,
      LIVERY_BENCH_PEAK: peak,
    },
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (run.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${run.status}: ${run.stdout}${run.stderr}`);
  }
  const megabytes = fs.existsSync(peak) ? Number(fs.readFileSync(peak, 'utf8')) / 1024 : undefined;
  fs.rmSync(peak, { force: true });
  return { seconds, megabytes };
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Runs two tasks in turn, after one run of each that does not count, and prints the medians and the median of the ratios of the pairs.
 *
 * @param {{ name: string, run: () => { seconds: number, megabytes?: number } }} ours
 * @param {{ name: string, run: () => { seconds: number } }} peer
 */
function compare(title, ours, peer, runs) {
  const pairs = [];
  for (let index = 0; index <= runs; index += 1) {
    const pair = [ours.run(), peer.run()];
    if (index > 0) {
      pairs.push(pair);
    }
  }
  const ratio = median(pairs.map(([one, other]) => one.seconds / other.seconds));
  const peak = Math.max(...pairs.map(([one]) => one.megabytes ?? 0));
  console.log(`${title}, median of ${runs} runs`);
  console.log(
    `  ${ours.name}: ${median(pairs.map(([one]) => one.seconds)).toFixed(2)} s, peak ${peak.toFixed(0)} MB`,
  );
  console.log(`  ${peer.name}: ${median(pairs.map(([, other]) => other.seconds)).toFixed(2)} s`);
  console.log(`  ratio: ${ratio.toFixed(1)}`);
}

module.exports = { measure, compare };
