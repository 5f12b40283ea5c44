import { existsSync } from 'node:fs';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { parseReference } from '@livery/images';
import type { Inputs } from '../inputs/Inputs';

/** What a step is to do. */
export type Work =
  /** Brand a source, and perhaps pack it. */
  | { readonly kind: 'brand' }
  /** Brand a source, build its image, push it. */
  | { readonly kind: 'build' }
  /** Brand a published image by one layer, push it. */
  | { readonly kind: 'overlay'; readonly base: string };

/** What an image can be told from a path by: a host, a tag or a digest. */
const HOST = /^(?:[a-z\d-]+(?:\.[a-z\d-]+)+(?::\d+)?|[a-z\d.-]+:\d+|localhost)\//i;
const TAG_OR_DIGEST = /:[\w.-]+$|@sha256:[\da-f]{64}$/;

/**
 * Decides what the inputs ask for.
 *
 * @throws LiveryError `usage-invalid`, `reference-invalid`
 */
export function workOf(inputs: Inputs, workspace: string): Work {
  const { source, mode, targets } = inputs;
  if (source !== undefined && (mode === 'overlay' || (mode === 'auto' && namesImage(source, workspace)))) {
    checkOverlay(inputs);
    const base = source.replace(/^docker:\/\//, '');
    parseReference(base);
    return { kind: 'overlay', base };
  }
  if (inputs['verify-upstream'] !== undefined) {
    throw new LiveryError('usage-invalid', {
      message: 'The input verify-upstream is for an image that is branded, and the source here is none.',
      hint: 'Leave it out: what a git URL leads to is fixed by naming its commit.',
    });
  }
  if (targets.length > 0) {
    return { kind: 'build' };
  }
  checkBrand(inputs);
  return { kind: 'brand' };
}

/** What says something of an image, and nothing of a source. */
function checkBrand(inputs: Inputs): void {
  const { platforms, builder, dockerfile } = inputs;
  const given = {
    platforms: platforms.length > 0,
    builder: builder !== undefined,
    dockerfile: dockerfile !== undefined,
    ...Object.fromEntries(
      (['build-args', 'configuration', 'labels'] as const).map(name => [
        name,
        Object.keys(inputs[name]).length > 0,
      ]),
    ),
  };
  const useless = Object.entries({ ...given, attest: inputs.attest.length > 0 }).find(
    ([, isGiven]) => isGiven,
  )?.[0];
  if (useless !== undefined) {
    throw new LiveryError('usage-invalid', {
      message: `The input ${useless} is for an image, and none is made here: there are no targets.`,
      hint: `Name with "targets" where the image shall go, or leave ${useless} out.`,
    });
  }
}

/** Whether a source is an image: it reads as one, says so by host, tag or digest, and is no folder. */
export function namesImage(source: string, workspace: string): boolean {
  if (source.startsWith('docker://')) {
    return true;
  }
  if (existsSync(path.resolve(workspace, source)) || !(HOST.test(source) || TAG_OR_DIGEST.test(source))) {
    return false;
  }
  try {
    parseReference(source);
    return true;
  } catch {
    return false;
  }
}

function checkOverlay(inputs: Inputs): void {
  const useless = (['zip', 'dockerfile', 'builder'] as const).filter(name => inputs[name] !== undefined);
  const [first = Object.keys(inputs['build-args']).length > 0 ? 'build-args' : undefined] = useless;
  if (first !== undefined) {
    throw new LiveryError('usage-invalid', {
      message: `The input ${first} is for a source, and ${inputs.source ?? ''} is an image, which is branded without building it.`,
      hint: `Leave ${first} out, or give the source of the app.`,
    });
  }
  if (inputs.targets.length === 0 && !inputs['dry-run']) {
    throw new LiveryError('usage-invalid', {
      message: `The image ${inputs.source ?? ''} is to be branded, and nobody said where the result shall go.`,
      hint: 'Name it with "targets", or say "dry-run: true" to see what would change.',
    });
  }
}
