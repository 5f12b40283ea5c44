import type { ImageOutput, Report } from '@livery/contracts';
import { BUILD_TIMEOUT_MS, type BuilderName, builderNames } from '@livery/pipeline';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { buildSource } from './commands/buildSource';
import { jsonText, type Terminal } from './terminal';

interface BuildCommandOptions {
  brand: string;
  profile?: string;
  to: string[];
  builder?: BuilderName;
  platform: string[];
  buildArg: Record<string, string>;
  dockerfile?: string;
  push: boolean;
  timeout: number;
  report?: string;
  json?: boolean;
}

const BUILD_HELP = `
The engine is the first of docker buildx, docker, podman and buildah that is there. Whoever pushes is who is logged in with
"docker login" or "podman login". Every --to has a result of its own: one that fails does not stop the others.

Examples:
  livery build https://git.example.org/team/app#v1.2.3 --brand ./brand --to ghcr.io/acme/chat:1.2.3
  livery build ./app --brand ./brand --to ghcr.io/acme/chat:1 --platform linux/amd64 --platform linux/arm64
  livery build ./app --brand ./brand --to acme/chat:try --no-push --builder podman --build-arg USE_SLIM=true

Build arguments can be read by everybody who has the image, so secrets are refused.
Without an engine: "livery image" brands the published image.

Exit codes: 0 done, 1 unexpected, or the build failed, 2 bad input, 3 drift, 4 licence, 5 network or registry, 6 verification failed`;

/** Adds the commands that make images. */
export function addImageCommands(program: Command, terminal: Terminal, signal: AbortSignal): void {
  program
    .command('build')
    .description('brand any source, build its Dockerfile with a container engine, and push the image')
    .argument('<source>', 'a checkout of the app, or a git URL with an optional #branch, #tag or #commit')
    .requiredOption('--brand <folder>', 'a brand folder')
    .requiredOption('--to <reference>', 'where the image goes; may be given several times', collect)
    .option(
      '--profile <profile>',
      'a profile that comes with Livery, or a folder (default: found by looking at the source)',
    )
    .addOption(new Option('--builder <engine>', 'the engine to build with').choices(builderNames))
    .option('--platform <platform>', 'such as linux/arm64; may be given several times', collectList, [])
    .option('--build-arg <name=value>', 'may be given several times', collectArgument, {})
    .option('--dockerfile <path>', 'from the root of the source (default: what the profile says)')
    .option('--no-push', 'leave the image in the store of the engine')
    .addOption(
      new Option('--timeout <duration>', 'when a build is stopped, and then each push, such as 90s or 45m')
        .argParser(parseDuration)
        .default(BUILD_TIMEOUT_MS, '2h'),
    )
    .option('--report <file>', 'write the report there')
    .option('--json', 'print the report as one JSON document')
    .addHelpText('after', BUILD_HELP)
    .action((source: string, options: BuildCommandOptions) => build(source, options, terminal, signal));
}

async function build(
  source: string,
  options: BuildCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { to, builder, platform, buildArg, dockerfile, timeout, json, ...rest } = options;
  let report: Report | undefined;
  const onReport = (known: Report) => {
    report = known;
  };
  try {
    report = await buildSource(
      source,
      {
        ...rest,
        build: {
          to,
          platforms: platform,
          arguments: buildArg,
          timeoutMs: timeout,
          ...(builder && { builder }),
          ...(dockerfile !== undefined && { dockerfile }),
        },
        onReport,
        signal,
      },
      terminal,
    );
  } finally {
    // Also when some targets failed: the others have an image now.
    if (report?.images) {
      terminal.document(json ? jsonText(report) : imagesText(report.images));
    }
  }
}

/** One line for each place an image is at now. */
function imagesText(images: readonly ImageOutput[]): string {
  return images
    .flatMap(({ reference, digest, targets }) => (targets.length > 0 ? targets : [{ reference, digest }]))
    .flatMap(({ reference, digest }) => (digest === undefined ? [] : [`${reference}@${digest}`]))
    .join('\n');
}

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

/** Also with commas, as docker takes them. */
function collectList(value: string, previous: string[]): string[] {
  return [...previous, ...value.split(',').filter(part => part !== '')];
}

function collectArgument(value: string, previous: Record<string, string>): Record<string, string> {
  const equals = value.indexOf('=');
  if (equals < 1) {
    // docker would take the value from the environment, where secrets are.
    throw new InvalidArgumentError('must be NAME=VALUE.');
  }
  return { ...previous, [value.slice(0, equals)]: value.slice(equals + 1) };
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

function parseDuration(text: string): number {
  const [, number, unit = ''] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? Number.NaN);
  // Timers take no more: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
  if (!(milliseconds > 0 && milliseconds < 2 ** 31)) {
    throw new InvalidArgumentError('must be a number with s, m or h behind it, such as 90s, 45m or 2h.');
  }
  return milliseconds;
}
