import { LiveryError, type Report } from '@livery/contracts';
import {
  assertExpectations,
  checkBrand,
  assertNoDrift,
  assertVerified,
  loadBrand,
  revertTree,
  verifyTree,
} from '@livery/engine';
import { findProfiles } from '@livery/pipeline';
import { Command, InvalidArgumentError, Option } from 'commander';
import { version } from '../package.json';
import { addDocumentCommands } from './brandCommands';
import { addOverlayCommand } from './overlayCommand';
import { applyBranding, driftOf, planBranding, zipBranding } from './commands/brandSource';
import { initBrand, type InitBrandOptions } from './commands/initBrand';
import { addImageCommands } from './imageCommands';
import { driftText, filesText, reportText } from './reportText';
import type { Terminal } from './terminal';

interface SourceOptions {
  brand: string;
  profile?: string;
  json?: boolean;
  report?: string;
}

const EXIT_CODES = `
Exit codes: 0 done, 1 unexpected, 2 bad input, 3 drift, 4 licence, 5 network or registry, 6 verification failed`;

const SOURCE_HELP = 'a checkout of the app, or a git URL with an optional #branch, #tag or #commit';

/** The command `livery`, with all that it can do. */
export function createProgram(terminal: Terminal, signal: AbortSignal): Command {
  const program = new Command('livery')
    .description("Gives a self-hosted app a company's own brand, and keeps it branded through every release.")
    .version(version)
    .addHelpText('after', EXIT_CODES);

  withSource(program.command('plan'))
    .description('say what would change; writes nothing')
    .option('--files', 'list every file with its first change')
    .addHelpText(
      'after',
      `\nExample: livery plan https://git.example.org/team/app#v1.2.3 --brand ./brand${EXIT_CODES}`,
    )
    .action(async (source: string, options: SourceOptions & { files?: boolean }) => {
      const report = await planBranding(source, { ...options, signal }, terminal);
      show(terminal, report, options.json, options.files);
      assertExpectations(report);
      if (!options.json) {
        terminal.line('\nNothing was written. "livery apply" does it.');
      }
    });

  withSource(program.command('apply'))
    .description('brand a folder in place, or any source into a new folder')
    .option('--out <folder>', 'where the branded source goes; without it a folder is branded in place')
    .option('--report <file>', 'write the report there')
    .addHelpText('after', `\nExample: livery apply ./app --brand ./brand --out ./branded${EXIT_CODES}`)
    .action(async (source: string, options: SourceOptions & { out?: string }) => {
      const report = await applyBranding(source, { ...options, signal }, terminal);
      finish(terminal, report, options);
    });

  withSource(program.command('zip'))
    .description('brand any source into a zip archive')
    .requiredOption('--out <file>', 'the archive to write')
    .option('--report <file>', 'write the report there')
    .addHelpText('after', `\nExample: livery zip ./app --brand ./brand --out branded.zip${EXIT_CODES}`)
    .action(async (source: string, options: SourceOptions & { out: string }) => {
      const report = await zipBranding(source, { ...options, signal }, terminal);
      finish(terminal, report, options);
    });

  program
    .command('drift')
    .description('say whether the profile still fits a release of the app; writes nothing')
    .argument('<source>', SOURCE_HELP)
    .option('--profile <profile>', 'a profile that comes with Livery, or a folder')
    .option('--json', 'print the drift as one JSON document')
    .addHelpText('after', EXIT_CODES)
    .action(async (source: string, options: Pick<SourceOptions, 'profile' | 'json'>) => {
      const drift = await driftOf(source, { ...options, signal }, terminal);
      terminal.document(options.json ? JSON.stringify(drift, undefined, 2) : driftText(drift));
      assertNoDrift(drift);
    });

  program
    .command('verify')
    .description('prove that a branded folder is what upstream, profile and brand give; writes nothing')
    .argument('<tree>', 'a folder that Livery branded')
    .requiredOption('--brand <folder>', 'the brand it was branded with')
    .option('--profile <profile>', 'a profile that comes with Livery, or a folder')
    .option('--json', 'print the verification as one JSON document')
    .action(async (tree: string, options: SourceOptions) => {
      const verification = await verifyTree({
        location: tree,
        profiles: findProfiles(options.profile),
        brand: await loadBrand(options.brand),
        today: new Date().toISOString().slice(0, 10),
        signal,
      });
      if (options.json) {
        terminal.document(JSON.stringify(verification, undefined, 2));
      }
      assertVerified(verification, tree);
      terminal.line(
        `${tree} is right: all ${verification.verifiedFiles} branded files are what ${verification.brand} makes of ${verification.version ?? 'the upstream'}.`,
      );
    });

  program
    .command('revert')
    .description('take a branding back: the exact inverse of apply')
    .argument('<tree>', 'a folder that Livery branded')
    .option('--brand <folder>', 'the brand it was branded with; another one is refused')
    .option('--json', 'print one JSON document')
    .action(async (tree: string, options: { brand?: string; json?: boolean }) => {
      const brand = options.brand === undefined ? undefined : await loadBrand(options.brand);
      const revertedFiles = revertTree(tree, brand);
      if (options.json) {
        terminal.document(JSON.stringify({ revertedFiles }));
      } else {
        terminal.line(`Took the branding of ${tree} back: ${revertedFiles} files are as they were.`);
      }
    });

  addImageCommands(program, terminal, signal);
  const brand = program.command('brand').description('make, check, try, import and export brand folders');
  addBrandCommands(brand, terminal);
  addDocumentCommands(brand, terminal);

  addOverlayCommand(program, terminal, signal, EXIT_CODES);
  return program;
}

function addBrandCommands(brand: Command, terminal: Terminal): void {
  brand
    .command('init')
    .description('make a brand folder')
    .argument('<folder>', 'a folder that does not exist yet')
    .requiredOption('--name <name>', 'what people read where the app said its own name')
    .option('--short-name <name>', 'for places with little room')
    .option('--logo <file>', 'a square PNG of 1024×1024, or an SVG')
    .addOption(
      new Option('--licence <basis>', 'ground on which the licence allows the rebrand').choices([
        'max-50-users',
        'written-permission',
        'enterprise-license',
      ]),
    )
    .option('--reference <text>', 'ticket, contract or letter of the ground')
    .option('--acknowledged-by <who>', 'who answers for the ground')
    .option('--review-by <date>', 'when the ground is reviewed, YYYY-MM-DD (default: in a year)')
    .option('--users <count>', 'end users in any rolling 30 days, for max-50-users', parseCount)
    .action(async (folder: string, options: InitBrandOptions) => {
      const file = await initBrand(folder, options);
      terminal.line(`Made ${file}. Next: livery plan SOURCE --brand ${folder}`);
    });

  brand
    .command('check')
    .description('say whether a brand folder is right')
    .argument('<folder>', 'a brand folder')
    .option('--json', 'print one JSON document')
    .action(async (folder: string, options: { json?: boolean }) => {
      const loaded = await loadBrand(folder);
      checkBrand(loaded, findProfiles());
      if (options.json) {
        terminal.document(JSON.stringify({ brand: loaded.brand, digest: loaded.digest }, undefined, 2));
      } else {
        const { name, rules } = loaded.brand;
        terminal.line(
          `${folder} is right: ${name}, ${loaded.assets.size} assets, ${rules.length} rules, ${loaded.digest}.`,
        );
      }
    });
}

function withSource(command: Command): Command {
  return command
    .argument('<source>', SOURCE_HELP)
    .requiredOption('--brand <folder>', 'a brand folder')
    .option(
      '--profile <profile>',
      'a profile that comes with Livery, or a folder (default: found by looking at the source)',
    )
    .option('--json', 'print the report as one JSON document');
}

function finish(terminal: Terminal, report: Report, options: SourceOptions & { out?: string }): void {
  if (options.json) {
    show(terminal, report, true);
  } else {
    const where = options.out ?? 'the folder itself; "livery revert" takes it back';
    terminal.line(`Done: ${where}`);
  }
}

function show(terminal: Terminal, report: Report, json?: boolean, files?: boolean): void {
  const text = files ? `${reportText(report)}\n\n${filesText(report)}` : reportText(report);
  terminal.document(json ? JSON.stringify(report, undefined, 2) : text);
}

function parseCount(text: string): number {
  if (!/^\d{1,6}$/.test(text)) {
    throw new InvalidArgumentError('must be a number.');
  }
  return Number(text);
}

/** Makes a usage error of commander one of ours; undefined when it only ended to show help or the version. */
export function toUsageError(error: {
  code: string;
  exitCode: number;
  message: string;
}): LiveryError | undefined {
  if (error.exitCode === 0) {
    return undefined;
  }
  const message =
    error.code === 'commander.help'
      ? 'A command is missing'
      : error.message
          .replace(/^error: /, '')
          .replace(/\n/g, ' ')
          .replace(/\.$/, '');
  return new LiveryError('usage-invalid', {
    message: `${message}.`,
    hint: 'Add --help for the commands and options.',
  });
}
