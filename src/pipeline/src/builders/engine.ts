import { readFile } from 'node:fs/promises';
import { Digest, LiveryError, messageOf } from '@livery/contracts';
import type { BuildRequest, BuildRun } from './Builder';
import { type ProgramResult, runProgram } from './runProgram';

/** How long an engine may take to say which version it is, in milliseconds. */
const ASK_TIMEOUT_MS = 20_000;

/** Asks an engine something; undefined when there is no such program. */
export async function ask(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<ProgramResult | undefined> {
  try {
    return await runProgram({
      what: `Looking for ${program}`,
      program,
      args,
      environment,
      signal,
      timeoutMs: ASK_TIMEOUT_MS,
    });
  } catch (error) {
    if (error instanceof LiveryError) {
      if (error.code === 'timed-out') {
        return { code: 1, output: '', tail: [`it does not answer within ${ASK_TIMEOUT_MS / 1000} s`] };
      }
      throw error;
    }
    // Not there, or not a program that this user may run
    return undefined;
  }
}

/** The version that an engine tells in JSON, or why it does not, as part of a sentence. */
export async function askVersion(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<{ readonly answer: unknown } | { readonly missing: string }> {
  const result = await ask(program, args, environment, signal);
  if (!result) {
    return { missing: 'not on the PATH' };
  }
  if (result.code !== 0) {
    return { missing: `it does not work: ${result.tail.at(-1) ?? `it ends with code ${result.code}`}` };
  }
  try {
    return { answer: JSON.parse(result.output) as unknown };
  } catch {
    return { missing: 'it does not say its version as JSON' };
  }
}

/** A run of an engine, as a part of a build or a push. */
export interface EngineRun extends BuildRun {
  /** How errors call it. */
  readonly what: string;
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Takes secrets out of a line. */
  readonly redact?: (line: string) => string;
}

/** Runs an engine, with what it prints in the log. */
export function runEngine(run: EngineRun, args: readonly string[]): Promise<ProgramResult> {
  const { what, program, environment, redact, log, signal, timeoutMs } = run;
  return runProgram({
    what,
    program,
    args,
    environment,
    onLine: log,
    signal,
    timeoutMs,
    ...(redact && { redact }),
  });
}

/** The options that all engines have in common. */
export function namedArguments({ dockerfile, arguments: values, labels }: BuildRequest): string[] {
  const pairs = (option: string, record: Readonly<Record<string, string>>) =>
    Object.entries(record)
      .sort()
      .flatMap(([name, value]) => [option, `${name}=${value}`]);
  return ['--file', dockerfile, ...pairs('--build-arg', values), ...pairs('--label', labels)];
}

/** The digest that an engine wrote into a file. */
export async function digestIn(file: string): Promise<Digest> {
  try {
    return Digest.parse((await readFile(file, 'utf8')).trim());
  } catch (error) {
    throw noDigest(messageOf(error), error);
  }
}

/** The error of an engine that did its work and does not say what came of it. */
export function noDigest(why: string, cause?: unknown): LiveryError {
  return new LiveryError('build-failed', {
    message: `The engine did not say the digest of the image: ${why}.`,
    hint: 'Use a newer version of it, or another engine with --builder.',
    cause,
  });
}

/** Whether a registry is on this machine, where plain HTTP is safe. */
export function isLoopback(registry: string): boolean {
  return /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(registry);
}
