import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { killProcessTree, TRACKING_VARIABLE } from './processTree';

/** How long the runner waits, in milliseconds. */
export type RunnerTimes = {
  /** after SIGINT, until SIGTERM */
  terminateAfterMs: number;
  /** after SIGTERM, until the process tree is killed */
  killAfterMs: number;
  /** after the process has ended, for children that hold its output open */
  drainMs: number;
};

/** The times of GitHub's runner. */
export const runnerTimes: Readonly<RunnerTimes> = {
  terminateAfterMs: 7500,
  killAfterMs: 2500,
  drainMs: 5000,
};

/** One process to run. */
export type ProcessOptions = {
  command: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  times: RunnerTimes;
  /** marks the process and everything it starts */
  trackingId: string;
  /** the harness's own limit; the runner has none this short */
  timeoutMs: number;
  /** cancel this long after the start */
  signalAfterMs?: number;
  /** cancel when a line holds this text */
  signalOnOutput?: string;
  /** called for each line of both streams, in the order they arrive in */
  onLine: (line: string) => void;
};

/** How a process ended. */
export type ProcessResult = {
  /** 128 and the number of the signal where one ended it, as a shell counts */
  exitCode: number;
  signal?: NodeJS.Signals;
  cancelled: boolean;
  stdout: string;
  stderr: string;
  durationMs: number;
};

const SIGNAL_NUMBERS: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGTERM: 15,
};

/** Cuts a stream into lines. CR, LF and CRLF end one each, wherever the chunks are cut. */
export function lineReader(onLine: (line: string) => void): {
  push: (chunk: Buffer) => void;
  end: () => void;
} {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push(chunk) {
      rest += decoder.write(chunk);
      // A CR at the very end may be the first half of a CRLF: it waits for the next chunk.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    },
    end() {
      rest += decoder.end();
      if (rest !== '') onLine(rest.replace(/\r$/, ''));
      rest = '';
    },
  };
}

/** Runs a process as the runner does: no terminal, no input, and with its way to cancel. */
export async function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  const { times, onLine, trackingId } = options;
  const started = performance.now();
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: { ...options.env, [TRACKING_VARIABLE]: trackingId },
    // A group of its own, so that a signal to it cannot reach the tests.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  const timers = new Set<NodeJS.Timeout>();
  const after = (delayMs: number, act: () => void) => timers.add(setTimeout(act, delayMs));
  const streams = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let cancelled = false;
  let timedOut = false;

  return new Promise<ProcessResult>((resolve, reject) => {
    // `close` never comes while anything holds the pipes: let go of them here.
    const killTree = () => {
      killProcessTree(trackingId, child.pid)
        .then(() => [child.stdout, child.stderr].forEach(stream => stream.destroy()))
        .catch(reject);
    };
    const cancel = () => {
      if (cancelled) return;
      cancelled = true;
      // To the process alone: what it started hears of it from the process, or is killed in the end.
      child.kill('SIGINT');
      after(times.terminateAfterMs, () => {
        child.kill('SIGTERM');
        after(times.killAfterMs, killTree);
      });
    };

    const readers = (['stdout', 'stderr'] as const).map(name => {
      const reader = lineReader(line => {
        onLine(line);
        if (options.signalOnOutput !== undefined && line.includes(options.signalOnOutput)) cancel();
      });
      child[name].on('data', (chunk: Buffer) => {
        streams[name].push(chunk);
        reader.push(chunk);
      });
      return reader;
    });

    if (options.signalAfterMs !== undefined) after(options.signalAfterMs, cancel);
    after(options.timeoutMs, () => {
      timedOut = true;
      killTree();
    });
    child.on('error', reject);
    child.on('exit', () => after(times.drainMs, killTree));
    child.on('close', (code, signal) => {
      for (const reader of readers) reader.end();
      if (timedOut) {
        reject(new Error(`The action did not end within ${options.timeoutMs} ms: ${options.args.join(' ')}`));
        return;
      }
      resolve({
        exitCode: code ?? 128 + (SIGNAL_NUMBERS[signal ?? 'SIGKILL'] ?? 0),
        ...(signal ? { signal } : {}),
        cancelled,
        stdout: Buffer.concat(streams.stdout).toString('utf8'),
        stderr: Buffer.concat(streams.stderr).toString('utf8'),
        durationMs: performance.now() - started,
      });
    });
  }).finally(() => timers.forEach(clearTimeout));
}
