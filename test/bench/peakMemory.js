'use strict';

/** Loaded into the measured process: writes its peak memory, in kilobytes, when it ends. */
const { isMainThread } = require('node:worker_threads');
const { writeFileSync } = require('node:fs');

if (isMainThread && process.env.LIVERY_BENCH_PEAK) {
  process.on('exit', () =>
    writeFileSync(process.env.LIVERY_BENCH_PEAK, String(process.resourceUsage().maxRSS)),
  );
}
