import { LiveryError } from '@livery/contracts';
import { ContentDigest } from '../digest';

/** The registry of a reference that names none. */
export const DOCKER_HUB = 'docker.io';

/** Where an image is. */
export interface ImageReference {
  /** The host as people write it, in lower case, with its port: `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly registry: string;
  /** `library/nginx`, `acme/app` */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: ContentDigest;
}

/** The longest host and repository together, in characters. */
const MAXIMUM_NAME_LENGTH = 255;

// The grammar: https://github.com/distribution/reference/blob/main/reference.go
const host =
  /^(?:(?:[a-z\d]|[a-z\d][a-z\d-]{0,61}[a-z\d])(?:\.(?:[a-z\d]|[a-z\d][a-z\d-]{0,61}[a-z\d]))*|\[[a-f\d:.]+\])(?::\d{1,5})?$/i;
const pathComponent = /^[a-z\d]+(?:(?:[._]|__|-+)[a-z\d]+)*$/;
const tagName = /^\w[\w.-]{0,127}$/;

function invalid(text: string, why: string, hint: string): LiveryError {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return new LiveryError('reference-invalid', {
    message: `${JSON.stringify(shown)} does not name an image: ${why}.`,
    hint,
  });
}

/** The host, and what follows it. The first part of a name is a host if it looks like one, as docker reads it. */
function splitHost(name: string): [registry: string, repository: string] {
  const slash = name.indexOf('/');
  const first = name.slice(0, slash);
  const isHost = slash > 0 && (/[.:]/.test(first) || first.toLowerCase() === 'localhost');
  const [registry, repository] = isHost ? [first.toLowerCase(), name.slice(slash + 1)] : [DOCKER_HUB, name];
  // The names of Docker Hub's servers, all the same to docker: https://github.com/distribution/reference/blob/main/normalize.go
  const isHub =
    registry === DOCKER_HUB || registry === 'index.docker.io' || registry === 'registry-1.docker.io';
  if (!isHub) {
    return [registry, repository];
  }
  // What Docker keeps itself is in library/: https://docs.docker.com/docker-hub/image-library/trusted-content/
  return [DOCKER_HUB, repository.includes('/') ? repository : `library/${repository}`];
}

function checkRepository(text: string, repository: string): void {
  if (/[A-Z]/.test(repository)) {
    throw invalid(
      text,
      `the repository ${repository} has capital letters, which registries refuse`,
      `Write ${repository.toLowerCase()}; only a tag may have capital letters.`,
    );
  }
  const wrong = repository.split('/').find(component => !pathComponent.test(component));
  if (wrong !== undefined) {
    throw invalid(
      text,
      wrong === ''
        ? 'a part of its path is empty'
        : `${JSON.stringify(wrong)} cannot be a part of a repository's path`,
      'Each part has lower-case letters and digits, with single dots, one or two underscores, or dashes between them.',
    );
  }
}

/**
 * Reads a reference as docker does: `nginx`, `acme/app:1.2`, `ghcr.io/acme/app@sha256:…`, or tag and digest together. Without
 * both, the tag is `latest`.
 *
 * @throws LiveryError `reference-invalid`
 */
export function parseReference(text: string): ImageReference {
  const scheme = /^[a-z][a-z\d+.-]*:\/\//i.exec(text)?.[0];
  if (scheme !== undefined) {
    // An address can hold a password, so what was typed stays out of the message.
    const shown = text.includes('@') ? 'The address' : JSON.stringify(text);
    throw new LiveryError('reference-invalid', {
      message: `${shown} does not name an image: it is an address.`,
      hint: `Leave out "${scheme}", and a user name if there is one.`,
    });
  }
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest?.includes('/')) {
    // What was typed stays out of the message: it may be a password.
    throw new LiveryError('reference-invalid', {
      message: 'An image reference was refused: it has an "@" before its host, as if it held a user name.',
      hint: 'Leave out what stands before the "@", and log in with "docker login" or "podman login".',
    });
  }
  const beforeDigest = at < 0 ? text : text.slice(0, at);
  const colon = beforeDigest.lastIndexOf(':');
  const hasTag = colon > beforeDigest.lastIndexOf('/');
  const tag = hasTag ? beforeDigest.slice(colon + 1) : undefined;
  const name = hasTag ? beforeDigest.slice(0, colon) : beforeDigest;

  if (digest !== undefined && !ContentDigest.safeParse(digest).success) {
    throw invalid(
      text,
      `${JSON.stringify(digest)} is not a digest`,
      'A digest is sha256: and 64 hexadecimal digits in lower case, as "docker images --digests" shows it.',
    );
  }
  if (tag !== undefined && !tagName.test(tag)) {
    throw invalid(
      text,
      `${JSON.stringify(tag)} cannot be a tag`,
      'A tag has up to 128 letters, digits, underscores, dots and dashes, and does not start with a dot or a dash.',
    );
  }
  if (name === '' || /[\s\u0000-\u001f\u007f]/.test(name)) {
    throw invalid(
      text,
      name === '' ? 'its name is empty' : 'it holds a blank or a control character',
      'Write it as registry/repository:tag, such as ghcr.io/acme/app:1.2.',
    );
  }
  const [registry, repository] = splitHost(name);
  if (!isRegistry(registry)) {
    throw invalid(
      text,
      `${JSON.stringify(registry)} cannot be the host of a registry`,
      'A host is a name or an address, with a port behind a colon if it needs one, such as registry.example.org:5000.',
    );
  }
  checkRepository(text, repository);
  if (registry.length + repository.length > MAXIMUM_NAME_LENGTH) {
    throw invalid(
      text,
      `its name has ${registry.length + repository.length} characters`,
      `Registries take at most ${MAXIMUM_NAME_LENGTH}.`,
    );
  }
  return {
    registry,
    repository,
    ...(digest !== undefined && { digest }),
    ...(tag !== undefined ? { tag } : digest === undefined && { tag: 'latest' }),
  };
}

/** Whether some text can be the host of a registry, with a port if need be. */
export function isRegistry(text: string): boolean {
  const port = /:(\d+)$/.exec(text)?.[1];
  return host.test(text) && (port === undefined || (Number(port) > 0 && Number(port) < 65_536));
}

/** The full form of a reference, with registry; it reads back as the same. */
export function formatReference(reference: ImageReference): string {
  const { registry, repository, tag, digest } = reference;
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/**
 * Whether some text can be a tag, for those who make tags of templates.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export function isTag(text: string): boolean {
  return tagName.test(text);
}

/** Whether some text can be a repository. */
export function isRepository(text: string): boolean {
  return (
    text.length <= MAXIMUM_NAME_LENGTH && text.split('/').every(component => pathComponent.test(component))
  );
}

/** The host that answers for a registry: Docker Hub's name is not its server's. */
export function apiHostOf(registry: string): string {
  return registry === DOCKER_HUB ? 'registry-1.docker.io' : registry;
}
