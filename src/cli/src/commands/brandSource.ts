import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LiveryError, messageOf, type Report, type StepKey } from '@livery/contracts';
import { loadBrand, openUpstream, plan } from '@livery/engine';
import { fetchSource, findProfiles, parseSource, runPipeline, type Source } from '@livery/pipeline';
import { showEvents, type Terminal } from '../terminal';
import { withWorkFolder } from '../workFolder';

/** What every command that brands a source is given. */
export interface BrandSourceOptions {
  brand: string;
  profile?: string;
  signal?: AbortSignal;
}

/** Plans a branding; a repository is fetched into a temporary folder for it. */
export async function planSource(
  text: string,
  options: BrandSourceOptions,
  terminal: Terminal,
): Promise<Report> {
  const brand = await loadBrand(options.brand);
  const source = parseSource(text);
  const profiles = findProfiles(options.profile);
  const planTree = async (tree: string, commit?: string) => {
    const { report } = await plan({
      tree: openUpstream(tree),
      upstream: {
        source: source.location,
        ...(source.ref !== undefined && { ref: source.ref }),
        ...(commit !== undefined && { commit }),
      },
      profiles,
      brand,
      today: new Date().toISOString().slice(0, 10),
      ...(options.signal && { signal: options.signal }),
    });
    return report;
  };

  if (isPlainFolder(source)) {
    return planTree(source.location);
  }
  return withWorkFolder(os.tmpdir(), async folder => {
    terminal.progress('Fetching the source');
    const tree = path.join(folder, 'tree');
    return planTree(tree, await fetchSource(source, tree, options.signal));
  });
}

/** Brands a folder in place, or any source into a new folder. */
export async function applySource(
  text: string,
  options: BrandSourceOptions & { out?: string },
  terminal: Terminal,
): Promise<Report> {
  const source = parseSource(text);
  const { out } = options;
  if (out === undefined) {
    if (!isPlainFolder(source)) {
      throw new LiveryError('usage-invalid', {
        message: `${text} is a repository, so there is no folder to brand in place.`,
        hint: 'Say with --out where the branded source shall go.',
      });
    }
    const result = await run(source, ['apply_branding'], source.location, options, terminal);
    return result.report;
  }

  const target = path.resolve(out);
  refuseExisting(target);
  const parent = path.dirname(target);
  return inFolder(parent, () =>
    // Beside the target, so that the last step is one rename on one file system.
    withWorkFolder(parent, async folder => {
      const result = await run(source, ['clone_repo', 'apply_branding'], folder, options, terminal);
      if (existsSync(target)) {
        await rmdir(target);
      }
      await rename(result.tree, target);
      return result.report;
    }),
  );
}

/** Brands any source into an archive. */
export async function zipSource(
  text: string,
  options: BrandSourceOptions & { out: string },
  terminal: Terminal,
): Promise<Report> {
  const zipFile = path.resolve(options.out);
  if (existsSync(zipFile)) {
    throw new LiveryError('output-exists', {
      message: `The archive ${options.out} exists already, and Livery does not overwrite it.`,
      hint: 'Remove it, or choose another name.',
    });
  }
  const source = parseSource(text);
  return inFolder(path.dirname(zipFile), () =>
    withWorkFolder(os.tmpdir(), async folder => {
      const steps: StepKey[] = ['clone_repo', 'apply_branding', 'create_zip'];
      const result = await run(source, steps, folder, { ...options, zipFile }, terminal);
      return result.report;
    }),
  );
}

/** Writes a report aside and moves it into place. */
export async function writeReport(file: string, report: Report): Promise<void> {
  const temporary = `${file}.part`;
  try {
    await writeFile(temporary, `${JSON.stringify(report, undefined, 2)}\n`);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new LiveryError('output-unwritable', {
      message: `The report ${file} could not be written: ${messageOf(error)}.`,
      hint: 'The branding itself is done. Check the folder of the report.',
      cause: error,
    });
  }
}

async function run(
  source: Source,
  steps: StepKey[],
  workDirectory: string,
  options: BrandSourceOptions & { zipFile?: string },
  terminal: Terminal,
) {
  const brand = await loadBrand(options.brand);
  const { location, ref } = source;
  return runPipeline({
    source: { location, ...(ref !== undefined && { ref }) },
    brand,
    steps,
    workDirectory,
    ...(options.profile !== undefined && { profile: options.profile }),
    ...(options.zipFile !== undefined && { zipFile: options.zipFile }),
    ...(options.signal && { signal: options.signal }),
    emit: showEvents(terminal),
  });
}

function isPlainFolder(source: Source): boolean {
  return source.kind === 'folder' && source.ref === undefined;
}

function refuseExisting(target: string): void {
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new LiveryError('output-exists', {
      message: `The folder ${target} exists and is not empty; Livery does not write into other people's files.`,
      hint: 'Remove it, or choose another name for --out.',
    });
  }
}

/** Makes a folder for a task; when the task fails, what was made for it goes again. */
async function inFolder<T>(folder: string, task: () => Promise<T>): Promise<T> {
  let created: string | undefined;
  try {
    created = await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new LiveryError('output-unwritable', {
      message: `The folder ${folder} could not be made: ${messageOf(error)}.`,
      hint: 'Choose a place that you may write to.',
      cause: error,
    });
  }
  try {
    return await task();
  } catch (error) {
    if (created !== undefined) {
      await rm(created, { recursive: true, force: true });
    }
    throw error;
  }
}
