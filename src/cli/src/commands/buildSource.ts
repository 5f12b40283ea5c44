import os from 'node:os';
import type { Report } from '@livery/contracts';
import { type BuildOptions, imageSteps, parseSource, withWorkFolder } from '@livery/pipeline';
import type { Terminal } from '../terminal';
import { type BrandSourceOptions, runSteps } from './brandSource';

/** What `livery build` is given. */
export interface BuildSourceOptions extends BrandSourceOptions {
  build: BuildOptions;
  push: boolean;
  /** Gets the report also when some target failed. */
  onReport: (report: Report) => void;
}

/**
 * Brands any source, builds its Dockerfile and pushes the image.
 *
 * @throws LiveryError
 */
export async function buildSource(
  text: string,
  options: BuildSourceOptions,
  terminal: Terminal,
): Promise<Report> {
  const source = parseSource(text);
  return withWorkFolder(os.tmpdir(), async folder => {
    const { push, ...rest } = options;
    const steps = [
      'clone_repo',
      'apply_branding',
      'build_image',
      ...(push ? ['push_registry' as const] : []),
    ] as const;
    return (await runSteps(source, steps, folder, { ...rest, imageSteps }, terminal)).report;
  });
}
