import { type ChildProcess, spawn } from 'node:child_process';
import { cancelled, LiveryError } from '@livery/contracts';
import { LineReader } from './LineReader';
import { ProcessTree } from './ProcessTree';

/** A program to run, and what becomes of its output. */
export interface ProgramRun {
  /** How errors call it: `The build with buildah`. */
  readonly what: string;
  /** Found on the PATH of the environment. */
  readonly program: string;
  /** Anybody on the machine can read them: no secret may be among them. */
  readonly args: readonly string[];
  /** All that the program sees of the environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Gets every line it prints, on either stream, as it comes. */
  readonly onLine?: (line: string) => void;
  /** Takes secrets out of a line, before anything else sees it. */
  readonly redact?: (line: string) => string;
  readonly signal?: AbortSignal | undefined;
  /** When it is stopped, in milliseconds. */
  readonly timeoutMs: number;
}

/** How a program ended. */
export interface ProgramResult {
  /** 128 or more, when a signal ended it. */
  readonly code: number;
  /** What it printed on standard output, as it is; only its start, if it is more than 4 MiB. */
  readonly output: string;
  /** The last lines of both streams, for errors. */
  readonly tail: readonly string[];
}

const MAXIMUM_OUTPUT_BYTES = 4 * 1024 * 1024;
const TAIL = 40;

/** How long a program may take to stop by itself, in milliseconds. */
const GRACE_MS = 3_000;
/** How long the output may stay open after the end of the program, by something it left behind. */
const LINGER_MS = 5_000;
const POLL_MS = 50;

/**
 * Runs a program with nothing on its standard input, in a process group of its own. Once it is over, by itself or not,
 * nothing that it started runs any more.
 *
 * @throws LiveryError `cancelled`, `timed-out`; or what `spawn` says, such as ENOENT, when it could not be started
 */
export async function runProgram(run: ProgramRun): Promise<ProgramResult> {
  const { signal, timeoutMs, what } = run;
  if (signal?.aborted) {
    throw cancelled(what, signal.reason);
  }
  const child = spawn(run.program, run.args, {
    env: run.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  const { chunks, tail } = collect(child, run);
  const exited = exitOf(child);
  let onAbort: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<LiveryError>(resolve => {
    onAbort = () => resolve(cancelled(what, signal?.reason));
    signal?.addEventListener('abort', onAbort, { once: true });
    timer = setTimeout(() => resolve(timedOut(what, timeoutMs)), timeoutMs);
  });
  try {
    const ending = await Promise.race([exited, stopped]);
    if (ending instanceof LiveryError) {
      await endTree(child, exited);
      throw ending;
    }
    await drain(child);
    return { code: ending, output: Buffer.concat(chunks).toString('utf8'), tail };
  } finally {
    clearTimeout(timer);
    if (onAbort) {
      signal?.removeEventListener('abort', onAbort);
    }
  }
}

function collect(child: ChildProcess, { onLine, redact = line => line }: ProgramRun) {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes <= MAXIMUM_OUTPUT_BYTES) {
      chunks.push(chunk);
    }
  });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    const reader = new LineReader(text => {
      const line = redact(text);
      tail.push(line);
      if (tail.length > TAIL) {
        tail.shift();
      }
      onLine?.(line);
    });
    stream?.on('data', (chunk: Buffer) => reader.write(chunk)).on('end', () => reader.end());
  }
  return { chunks, tail };
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', code => resolve(code ?? 128));
  });
}

/** Waits for the end of the output, and ends what still holds it open. */
async function drain(child: ChildProcess): Promise<void> {
  const streams = [child.stdout, child.stderr].filter(stream => stream !== null);
  const closed = Promise.all(
    streams.map(
      stream => new Promise(resolve => (stream.closed ? resolve(0) : stream.once('close', resolve))),
    ),
  );
  const timer = new AbortController();
  const lingering = await Promise.race([
    closed.then(() => false),
    sleep(LINGER_MS, timer.signal).then(() => true),
  ]);
  timer.abort();
  if (lingering) {
    await endTree(child, Promise.resolve(0));
  }
}

/** Asks everything to stop, and makes it stop when it does not. */
async function endTree(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.pid !== undefined) {
    const tree = new ProcessTree(child.pid);
    tree.signal('SIGTERM');
    const graceEnds = performance.now() + GRACE_MS;
    while (tree.refresh() > 0 && performance.now() < graceEnds) {
      await sleep(POLL_MS);
    }
    // Again and again: what is killed first may have started something meanwhile.
    for (const end = performance.now() + GRACE_MS; tree.refresh() > 0 && performance.now() < end;) {
      tree.signal('SIGKILL');
      await sleep(POLL_MS);
    }
  }
  child.stdout?.destroy();
  child.stderr?.destroy();
  await exited;
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function timedOut(what: string, timeoutMs: number): LiveryError {
  return new LiveryError('timed-out', {
    message: `${what} was stopped: it took more than ${describeDuration(timeoutMs)}.`,
    hint: 'Give it more time with --timeout, or a faster machine.',
  });
}

function describeDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${seconds} s`;
}
