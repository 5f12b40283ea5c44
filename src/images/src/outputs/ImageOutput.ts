import { LiveryError } from '@livery/contracts';
import type { ImageSource } from './ImageSource';
import { refuseExisting } from './writeAside';
import { type DockerArchiveOptions, writeDockerArchive } from './writeDockerArchive';
import { writeLayout, type WrittenImage } from './writeLayout';

/** Where an image goes when it does not go to a registry. */
export type ImageOutput =
  /** A folder as an OCI layout. */
  | { readonly kind: 'oci'; readonly folder: string }
  /** An archive for `docker load`. */
  | { readonly kind: 'docker'; readonly file: string };

function invalid(text: string, why: string, hint: string): LiveryError {
  return new LiveryError('usage-invalid', {
    message: `The output ${JSON.stringify(text)} cannot be used: ${why}.`,
    hint,
  });
}

/**
 * Reads `oci:DIR` or `docker:FILE.tar`.
 *
 * @throws LiveryError `usage-invalid`
 */
export function parseImageOutput(text: string): ImageOutput {
  const colon = text.indexOf(':');
  const kind = text.slice(0, Math.max(0, colon));
  const place = text.slice(colon + 1);
  if (kind !== 'oci' && kind !== 'docker') {
    throw invalid(
      text,
      'it does not say what to write',
      'Write oci:FOLDER for an OCI layout, or docker:FILE.tar for an archive that "docker load" reads.',
    );
  }
  if (place.trim() === '' || place.includes('\0')) {
    throw invalid(
      text,
      'it does not say where to',
      `Write ${kind}:${kind === 'oci' ? 'FOLDER' : 'FILE.tar'}.`,
    );
  }
  if (kind === 'oci') {
    return { kind, folder: place };
  }
  if (/[/\\]$/.test(place) || /\.(?:t?gz|zip|zst|xz|bz2)$/i.test(place)) {
    throw invalid(
      text,
      'the archive is a plain .tar file',
      'Give it such a name; its layers are packed already.',
    );
  }
  return { kind, file: place };
}

/**
 * Refuses an output that is there already, before there is anything to write.
 *
 * @throws LiveryError `output-exists`
 */
export function refuseExistingOutput(output: ImageOutput): Promise<void> {
  return output.kind === 'oci'
    ? refuseExisting(output.folder, 'folder')
    : refuseExisting(output.file, 'file');
}

/**
 * Writes an image to an output.
 *
 * @throws LiveryError, see {@link writeLayout} and {@link writeDockerArchive}
 */
export function writeImage(
  source: ImageSource,
  output: ImageOutput,
  options: DockerArchiveOptions = {},
): Promise<WrittenImage> {
  return output.kind === 'oci'
    ? writeLayout(source, output.folder, options)
    : writeDockerArchive(source, output.file, options);
}
