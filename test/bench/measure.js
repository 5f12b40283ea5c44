'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { text } = require('node:stream/consumers');

/**
 * Runs a command to its end: wall seconds, what it printed, and for Node the peak memory in megabytes. Others go on in the
 * meantime: a registry that nobody listens to would stop when its log is full.
 */
async function measure(command, args, options = {}) {
  const peak = path.join(os.tmpdir(), `livery-bench-${process.pid}.peak`);
  const started = process.hrtime.bigint();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: {
      ...(options.env ?? process.env),
      NODE_OPTIONS: `--require ${path.join(__dirname, 'peakMemory.js')}`,
      LIVERY_BENCH_PEAK: peak,
    },
  });
  const [output, messages, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${output}${messages}`);
  }
  const megabytes = fs.existsSync(peak) ? Number(fs.readFileSync(peak, 'utf8')) / 1024 : undefined;
  fs.rmSync(peak, { force: true });
  return { seconds, megabytes, output };
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Runs two tasks in turn, after one run of each that does not count, and prints the medians and the median of the ratios of the pairs.
 * What a task notes is printed beside its time.
 *
 * @typedef {{ seconds: number, megabytes?: number, note?: string }} Measured
 * @param {{ name: string, run: () => Promise<Measured> }} ours
 * @param {{ name: string, run: () => Promise<Measured> }} peer
 */
async function compare(title, ours, peer, runs) {
  const pairs = [];
  for (let index = 0; index <= runs; index += 1) {
    const pair = [await ours.run(), await peer.run()];
    if (index > 0) {
      pairs.push(pair);
    }
  }
  const ratio = median(pairs.map(([one, other]) => one.seconds / other.seconds));
  console.log(`${title}, median of ${runs} runs`);
  for (const [side, { name }] of [ours, peer].entries()) {
    const measured = pairs.map(pair => pair[side]);
    const peak = Math.max(...measured.map(({ megabytes }) => megabytes ?? 0));
    const parts = [
      `${median(measured.map(({ seconds }) => seconds)).toFixed(2)} s`,
      ...(peak > 0 ? [`peak ${peak.toFixed(0)} MB`] : []),
      ...(measured[0].note ? [measured[0].note] : []),
    ];
    console.log(`  ${name}: ${parts.join(', ')}`);
  }
  console.log(`  ratio: ${ratio.toFixed(ratio < 0.1 ? 3 : 2)}`);
}

module.exports = { measure, compare };
