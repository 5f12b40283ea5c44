'use strict';

/**
 * Measures Livery against a named peer, both as whole processes in one run, and prints ratios. Seconds depend on the machine,
 * ratios hardly do.
 *
 *     npm run bench -- engine [--source FOLDER] [--build FOLDER] [--brand FOLDER] [--runs N]
 *     npm run bench -- images [--size MEGABYTES] [--brand FOLDER] [--runs N] [--only WORD]
 *     npm run bench -- api [--templates N] [--seconds N] [--runs N] [--only WORD]
 */
const benchmarks = { engine: require('./engine'), images: require('./images'), api: require('./api') };

const [name, ...options] = process.argv.slice(2);
const benchmark = benchmarks[name];
if (!benchmark) {
  console.error(`Name a benchmark: ${Object.keys(benchmarks).join(', ')}.`);
  process.exitCode = 2;
} else {
  Promise.resolve(benchmark(options)).catch(error => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
