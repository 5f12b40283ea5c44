import { type ImageOutput, LiveryError, type Report } from '@livery/contracts';
import { loadBrand } from '@livery/engine';
import { folderPictureCache, refuseForeignReport, runOverlay, writeJson } from '@livery/pipeline';
import type { Terminal } from '../terminal';

/** What `livery image` is given on the command line. */
export interface OverlayImageOptions {
  brand: string;
  to?: string[];
  platform?: string[];
  profile?: string;
  label?: string[];
  env?: string[];
  plainHttp?: string[];
  dryRun?: boolean;
  createRepository?: boolean;
  force?: boolean;
  report?: string;
  output?: string;
}

/**
 * Rebrands a published image.
 *
 * @returns the report, or nothing when every target had the image already; a target that failed is an error in it
 */
export async function overlayImage(
  base: string,
  options: OverlayImageOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<{ report: Report | undefined; image: ImageOutput }> {
  const to = options.dryRun ? [] : (options.to ?? []);
  if (to.length === 0 && !options.dryRun && options.output === undefined) {
    throw new LiveryError('usage-invalid', {
      message: 'Nobody said where the image shall go.',
      hint: 'Name a target with --to registry.example.org/team/app:tag or a file with --output, or say --dry-run to see what would change.',
    });
  }
  if (options.report !== undefined) {
    await refuseForeignReport(options.report);
  }
  const brand = await loadBrand(options.brand);
  terminal.progress(`Reading ${base}`);
  const run = await runOverlay({
    base,
    brand,
    to,
    ...(options.profile !== undefined && { profile: options.profile }),
    ...(options.platform && { platforms: options.platform }),
    ...(options.label && { labels: pairsOf('--label', options.label) }),
    ...(options.env && { environment: pairsOf('--env', options.env) }),
    ...(options.plainHttp && { plainHttp: options.plainHttp }),
    ...(options.force && { force: true }),
    ...(options.output !== undefined && !options.dryRun && { output: options.output }),
    pictures: folderPictureCache(),
    ...(options.createRepository && { createRepositories: true }),
    signal,
    log: message => terminal.progress(message),
  });
  if (options.report !== undefined && run.report) {
    await writeJson(options.report, run.report);
  }
  return run;
}

function pairsOf(option: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map(text => {
      const sign = text.indexOf('=');
      if (sign < 1) {
        throw new LiveryError('usage-invalid', {
          message: `${option} ${JSON.stringify(text)} has no name and value.`,
          hint: `Write it as ${option} NAME=VALUE.`,
        });
      }
      return [text.slice(0, sign), text.slice(sign + 1)];
    }),
  );
}
