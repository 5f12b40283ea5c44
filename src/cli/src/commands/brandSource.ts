import { rename, rmdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type DriftReport, LiveryError, type Report, type StepKey } from '@livery/contracts';
import { loadBrand } from '@livery/engine';
import {
  type BuildOptions,
  fetchSource,
  type imageSteps,
  findSourceDrift,
  inFolder,
  parseSource,
  type PipelineSource,
  folderPictureCache,
  planSource,
  refuseExisting,
  refuseForeignReport,
  runPipeline,
  type Source,
  withWorkFolder,
  writeJson,
} from '@livery/pipeline';
import { showEvents, type Terminal } from '../terminal';

/** What every command that brands a source is given. */
export interface BrandSourceOptions {
  brand: string;
  profile?: string;
  /** Where the report goes, also that of a run that stops. */
  report?: string;
  signal?: AbortSignal;
}

/** Plans a branding; a repository is fetched into a temporary folder for it. */
export async function planBranding(
  text: string,
  options: BrandSourceOptions,
  terminal: Terminal,
): Promise<Report> {
  const brand = await loadBrand(options.brand);
  const pictures = folderPictureCache();
  const planTree = (tree: string, source: PipelineSource) =>
    planSource({ ...options, tree, source, brand, pictures });
  return (await withFetched(text, options.signal, terminal, planTree)).report;
}

/** Asks whether the profile still fits a source. */
export async function driftOf(
  text: string,
  options: Pick<BrandSourceOptions, 'profile' | 'signal'>,
  terminal: Terminal,
): Promise<DriftReport> {
  return withFetched(text, options.signal, terminal, (tree, source) =>
    findSourceDrift({ ...options, tree, source }),
  );
}

/** Looks at a source where it is, or fetches it into a temporary folder for that. */
async function withFetched<T>(
  text: string,
  signal: AbortSignal | undefined,
  terminal: Terminal,
  task: (tree: string, source: PipelineSource) => Promise<T>,
): Promise<T> {
  const source = parseSource(text);
  if (isPlainFolder(source)) {
    return task(source.location, source);
  }
  return withWorkFolder(os.tmpdir(), async folder => {
    terminal.progress('Fetching the source');
    const tree = path.join(folder, 'tree');
    const commit = await fetchSource(source, tree, signal);
    return task(tree, { ...source, ...(commit !== undefined && { commit }) });
  });
}

/** Brands a folder in place, or any source into a new folder. */
export async function applyBranding(
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
    return (await runSteps(source, ['apply_branding'], source.location, options, terminal)).report;
  }
  const target = path.resolve(out);
  await refuseExisting(target, `The folder ${out}`);
  const parent = path.dirname(target);
  return inFolder(parent, () =>
    // Beside the target, so that the last step is one rename on one file system.
    withWorkFolder(parent, async folder => {
      const result = await runSteps(source, ['clone_repo', 'apply_branding'], folder, options, terminal);
      await rmdir(target).catch(() => undefined); // an empty folder may stand there
      await rename(result.tree, target);
      return result.report;
    }),
  );
}

/** Brands any source into an archive. */
export async function zipBranding(
  text: string,
  options: BrandSourceOptions & { out: string },
  terminal: Terminal,
): Promise<Report> {
  const zipFile = path.resolve(options.out);
  await refuseExisting(zipFile, `The archive ${options.out}`);
  const source = parseSource(text);
  return inFolder(path.dirname(zipFile), () =>
    withWorkFolder(os.tmpdir(), async folder => {
      const steps: StepKey[] = ['clone_repo', 'apply_branding', 'create_zip'];
      return (await runSteps(source, steps, folder, { ...options, zipFile }, terminal)).report;
    }),
  );
}

/** Runs the steps of a pipeline, shows what they do, and writes the report; that of a run that stops, too. */
export async function runSteps(
  source: Source,
  steps: readonly StepKey[],
  workDirectory: string,
  options: BrandSourceOptions & {
    zipFile?: string;
    build?: BuildOptions;
    imageSteps?: typeof imageSteps;
    /** Gets what would be written as the report, as soon as there is an image. */
    onReport?: (report: Report) => void;
  },
  terminal: Terminal,
) {
  const { report: reportFile, onReport, ...rest } = options;
  if (reportFile !== undefined) {
    await refuseForeignReport(reportFile);
  }
  let planned: Report | undefined;
  try {
    const result = await runPipeline({
      ...rest,
      source,
      brand: await loadBrand(options.brand),
      steps,
      workDirectory,
      pictures: folderPictureCache(),
      onPlan: report => {
        planned = report;
      },
      onImage: image => {
        if (planned) {
          planned = { ...planned, images: [...(planned.images ?? []), image] };
          onReport?.(planned);
        }
      },
      emit: showEvents(terminal),
    });
    planned = result.report;
    return result;
  } finally {
    if (reportFile !== undefined && planned) {
      await writeJson(reportFile, planned);
    }
  }
}

function isPlainFolder(source: Source): boolean {
  return source.kind === 'folder' && source.ref === undefined;
}
