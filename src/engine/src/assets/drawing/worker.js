'use strict';

/**
 * Draws one SVG and ends. It runs as a worker thread, so that a picture that takes for ever can be stopped.
 * Plain JavaScript: Node starts it as it is, from the source and from the bundle.
 */
const { parentPort, workerData } = require('node:worker_threads');
const { initWasm, Resvg } = require('@resvg/resvg-wasm');

async function draw({ module, svg, size }) {
  await initWasm(module);
  const font = { loadSystemFonts: false };
  const { width, height } = new Resvg(svg, { font });
  const fitTo = { mode: width >= height ? 'width' : 'height', value: size };
  const image = new Resvg(svg, { font, fitTo }).render();
  return { width: image.width, height: image.height, pixels: image.pixels };
}

draw(workerData).then(
  drawn => parentPort.postMessage(drawn, [drawn.pixels.buffer]),
  error => parentPort.postMessage({ fault: error instanceof Error ? error.message : String(error) }),
);
