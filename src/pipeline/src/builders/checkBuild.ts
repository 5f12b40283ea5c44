import { LiveryError } from '@livery/contracts';
import {
  formatReference,
  type ImageReference,
  parseReference,
  parseTarget,
  planTarget,
  type TagValues,
} from '@livery/images';

/** os/architecture, and /variant if there is one. https://github.com/opencontainers/image-spec/blob/main/image-index.md#platform-variants */
const PLATFORM = /^[a-z\d]+\/[a-z\d_]+(?:\/[a-z\d]+)?$/;
const ARGUMENT_NAME = /^[A-Z_]\w*$/i;
/** Names of arguments that hold secrets: whole words, so that USE_TIKTOKEN_ENCODING_NAME is none. */
const SECRET_NAME =
  /(?:^|_)(?:password|passwd|pwd|passphrase|secrets?|token|credentials?|pat)(?:_|$)|(?:^|_)(?:api|private|access|auth|ssh|secret)_?key(?:_|$)/i;
const LOGIN_IN_ADDRESS = /^[a-z][a-z\d+.-]*:\/\/[^/\s@:]*:[^/\s@]+@/i;

function unusable(message: string, hint: string): LiveryError {
  return new LiveryError('usage-invalid', { message, hint });
}

/**
 * Reads the references that an image is pushed to; each counts once.
 *
 * @throws LiveryError `reference-invalid`, `usage-invalid` when there is none
 */
export function checkReferences(texts: readonly string[]): ImageReference[] {
  const references = texts.map(text => {
    const reference = parseReference(text);
    if (reference.digest !== undefined) {
      throw new LiveryError('reference-invalid', {
        message: `${formatReference(reference)} cannot be pushed to: the digest of an image follows from its content.`,
        hint: 'Leave the digest out, and give a tag.',
      });
    }
    return reference;
  });
  if (references.length === 0) {
    throw unusable(
      'There is no name for the image.',
      'Give one with --to, such as --to ghcr.io/acme/chat:1.2.',
    );
  }
  return [...new Map(references.map(reference => [formatReference(reference), reference])).values()];
}

/** A text with tags that have to be made first: `ghcr.io/acme/chat:{version},latest`. */
const TEMPLATE = /[{,]/;

/** Names of an image, some of which are known only when its release is. */
export interface ImageNames {
  /** @throws LiveryError `reference-invalid` when a tag cannot be made of these values */
  render(values: TagValues): ImageReference[];
}

/**
 * Reads the names of an image: references, or targets whose tags are templates. All that can be checked is checked now.
 *
 * @throws LiveryError `reference-invalid`, `usage-invalid` when there is none
 */
export function checkNames(texts: readonly string[]): ImageNames {
  const names = texts.map(text =>
    TEMPLATE.test(text) ? { target: parseTarget(text) } : { reference: checkReferences([text]) },
  );
  if (names.length === 0) {
    checkReferences([]);
  }
  return {
    render: values =>
      checkReferences(
        names.flatMap(({ target, reference = [] }) =>
          target ? planTarget(target, values).references : reference.map(formatReference),
        ),
      ),
  };
}

/**
 * Checks platforms, each of which counts once.
 *
 * @throws LiveryError `usage-invalid`
 */
export function checkPlatforms(platforms: readonly string[], willPush: boolean): string[] {
  const wrong = platforms.find(platform => !PLATFORM.test(platform));
  if (wrong !== undefined) {
    throw unusable(`${JSON.stringify(wrong)} is not a platform.`, 'Write it as linux/amd64 or linux/arm64.');
  }
  const each = [...new Set(platforms)];
  if (each.length > 1 && !willPush) {
    throw unusable(
      `An image for ${each.join(' and ')} cannot be left in the store of an engine, which holds one platform of it.`,
      'Push it, or build for one platform at a time.',
    );
  }
  return each;
}

/**
 * Refuses build arguments that are secret, or look like it: they stand in the image and in the list of processes, for everybody to
 * read. The error never holds a value.
 *
 * @param kind - what errors call them; what else stands in an image is no place for a secret either
 * @throws LiveryError `usage-invalid`
 */
export function checkArguments(values: Readonly<Record<string, string>>, kind = 'build argument'): void {
  for (const [name, value] of Object.entries(values)) {
    if (!ARGUMENT_NAME.test(name)) {
      throw unusable(`${JSON.stringify(name)} is not the name of a ${kind}.`, 'Write it as NAME=VALUE.');
    }
    if (/[\0\r\n]/.test(value)) {
      throw unusable(`The ${kind} ${name} has more than one line.`, 'Give a value of one line.');
    }
    if (SECRET_NAME.test(name) || LOGIN_IN_ADDRESS.test(value)) {
      throw unusable(
        `The ${kind} ${name} looks like a secret, and every ${kind} can be read by everybody who has the image.`,
        kind === 'build argument'
          ? 'Secrets in builds are not supported: get what needs one before the build, into the source, or brand the published image with "livery image".'
          : 'Give it to the container where it is started.',
      );
    }
  }
}
