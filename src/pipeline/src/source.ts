import { existsSync } from 'node:fs';
import { GitRef, LiveryError } from '@livery/contracts';

/** Where an upstream comes from: a git repository, or a folder of this machine. */
export interface Source {
  readonly kind: 'git' | 'folder';
  /** A URL without user or password, an scp-like `user@host:path`, or a path. */
  readonly location: string;
  /** A branch, a tag or a commit. */
  readonly ref?: string;
}

const SCP_FORM = /^[\w.-]+@[A-Z0-9.-]+:[^:]/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads a source as people write it: a folder, or a git URL with an optional `#ref`.
 *
 * @throws LiveryError `source-invalid`
 */
export function parseSource(text: string): Source {
  const hash = text.lastIndexOf('#');
  // A folder may have a # in its name.
  const split = hash > 0 && !existsSync(text);
  const location = split ? text.slice(0, hash) : text;
  return createSource(location, split ? text.slice(hash + 1) : undefined);
}

/**
 * Checks a location and a ref. This is the only way to a {@link Source}.
 *
 * @throws LiveryError `source-invalid`
 */
export function createSource(location: string, ref?: string): Source {
  if (ref !== undefined && !GitRef.safeParse(ref).success) {
    throw invalid(
      `"${ref}" is not the name of a branch, a tag or a commit`,
      'Write it as in "git checkout", for example v0.6.5.',
    );
  }
  const isGit = /^[a-z][a-z0-9+.-]*:\/\//i.test(location) || SCP_FORM.test(location);
  if (isGit && !SCP_FORM.test(location)) {
    checkUrl(location);
  }
  if (location === '' || location.startsWith('-') || (!isGit && location.includes('::'))) {
    throw invalid(
      `"${location}" is neither a folder nor a git URL`,
      'Give a folder, or a URL such as https://github.com/open-webui/open-webui#v0.6.5.',
    );
  }
  return { kind: isGit ? 'git' : 'folder', location, ...(ref !== undefined && { ref }) };
}

function checkUrl(location: string): void {
  let url: URL;
  try {
    url = new URL(location);
  } catch (error) {
    throw invalid(
      'the git URL cannot be read',
      'Give a URL such as https://github.com/open-webui/open-webui.',
      error,
    );
  }
  const { protocol, hostname, password, username } = url;
  const allowed =
    protocol === 'https:' || protocol === 'ssh:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  if (!allowed) {
    throw invalid(
      `the git URL of ${hostname || 'nowhere'} uses ${protocol.slice(0, -1)}, which Livery does not fetch from`,
      'Use https or ssh.',
    );
  }
  // The URL itself is left out of the message: it holds the secret.
  if (password !== '' || (username !== '' && protocol !== 'ssh:')) {
    throw invalid(
      `the git URL of ${hostname} contains a user name or a password`,
      'Take it out: a secret in a URL ends up in logs and in the process list.',
    );
  }
}

function invalid(reason: string, hint: string, cause?: unknown): LiveryError {
  return new LiveryError('source-invalid', {
    message: `The source cannot be used: ${reason}.`,
    hint,
    cause,
  });
}
