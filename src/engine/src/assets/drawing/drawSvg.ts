import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { LiveryError } from '@livery/contracts';
import type { Picture } from '../Picture';
import { limitMemory } from './limitMemory';

/** What drawing may take. A logo takes a tenth of a second and 20 MB. */
export interface DrawingLimits {
  readonly timeoutMs: number;
  readonly memoryBytes: number;
}

export const DRAWING_LIMITS: DrawingLimits = { timeoutMs: 20_000, memoryBytes: 256 * 1024 * 1024 };

type Answer = { width: number; height: number; pixels: Uint8Array } | { fault: string };

/**
 * Draws an SVG, its longer side `size` pixels long. The same bytes give the same pixels on every machine: what draws is
 * a WebAssembly module, which has no fonts, no files and no network, and counts in IEEE 754.
 *
 * @param name - what errors call it
 * @throws LiveryError `asset-invalid` for a picture that cannot be drawn, draws nothing, or takes more than the limits
 */
export async function drawSvg(
  name: string,
  svg: Buffer,
  size: number,
  limits: DrawingLimits = DRAWING_LIMITS,
): Promise<Picture> {
  const refuse = (reason: string, hint: string): LiveryError =>
    new LiveryError('asset-invalid', { message: `The asset ${name} ${reason}.`, hint });
  const answer = await runWorker(svg.toString('utf8'), size, limits);
  if (answer === 'timeout') {
    throw refuse(
      `could not be drawn within ${limits.timeoutMs / 1000} seconds`,
      'Export a simpler drawing: without filters, and with patterns turned into paths.',
    );
  }
  if ('fault' in answer) {
    throw refuse(
      `could not be drawn (${faultOf(answer.fault)})`,
      'Export it again as a plain SVG of moderate size, or as a PNG of 1024×1024.',
    );
  }
  const { width, height, pixels } = answer;
  if (!pixels.some((value, index) => index % 4 === 3 && value > 0)) {
    throw refuse(
      'draws nothing',
      'Look at it in a browser: its shapes may lie outside of its viewBox, have no colour, or be text that needs a font.',
    );
  }
  return { width, height, data: separateOpacity(pixels) };
}

/** A module that stopped says "unreachable", which tells nobody anything. */
function faultOf(message: string): string {
  return /unreachable|out of bounds|recursion|Maximum call stack/i.test(message)
    ? 'it needs more memory than a logo may take, or is nested too deeply'
    : message.replace(/\.$/, '');
}

/** The pixels come with their colours multiplied by their opacity; a PNG keeps the two apart. */
function separateOpacity(pixels: Uint8Array): Uint8Array {
  const data = new Uint8Array(pixels);
  for (let index = 0; index < data.length; index += 4) {
    const opacity = data[index + 3] ?? 0;
    if (opacity > 0 && opacity < 255) {
      for (let channel = index; channel < index + 3; channel += 1) {
        data[channel] = Math.min(255, Math.round(((data[channel] ?? 0) * 255) / opacity));
      }
    }
  }
  return data;
}

async function runWorker(svg: string, size: number, limits: DrawingLimits): Promise<Answer | 'timeout'> {
  const { script, wasm } = findParts();
  // Compiled once for all workers: handing the module over costs nothing.
  const module = await compile(wasm, limits.memoryBytes);
  const worker = new Worker(script, {
    workerData: { module, svg, size },
    // The picture comes from elsewhere: it gets no environment, and cannot write to the output of this process.
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Answer | 'timeout'>((resolve, reject) => {
      timer = setTimeout(() => resolve('timeout'), limits.timeoutMs);
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', code => resolve({ fault: `the drawing ended with code ${code}` }));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

const compiled = new Map<string, Promise<WebAssembly.Module>>();

function compile(file: string, memoryBytes: number): Promise<WebAssembly.Module> {
  const key = `${memoryBytes} ${file}`;
  const known = compiled.get(key);
  if (known) {
    return known;
  }
  const module = readFile(file).then(bytes => WebAssembly.compile(limitMemory(bytes, memoryBytes)));
  compiled.set(key, module);
  module.catch(() => compiled.delete(key));
  return module;
}

/** Where the bundle keeps the worker and its module: see scripts/build.js. */
const BUNDLED = ['drawing/index.js', 'drawing/resvg.wasm'] as const;

/** The worker and what it draws with: beside the bundle or above it, or in the source and its packages. */
function findParts(): { script: string; wasm: string } {
  for (const folder of [__dirname, path.dirname(__dirname)]) {
    const [script, wasm] = BUNDLED.map(name => path.resolve(folder, name));
    if (script !== undefined && wasm !== undefined && existsSync(script) && existsSync(wasm)) {
      return { script, wasm };
    }
  }
  const script = path.resolve(__dirname, 'worker.js');
  return { script, wasm: createRequire(script).resolve('@resvg/resvg-wasm/index_bg.wasm') };
}
