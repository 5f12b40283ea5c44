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
  // https:/x and https:x are URLs to some readers: they are not taken for folders here.
  const isGit =
    /^[a-z][a-z\d+.-]*:\/\/|^(?:https?|ssh|git|file|ftp):/i.test(location) || SCP_FORM.test(location);
  if (isGit && !SCP_FORM.test(location)) {
    checkUrl(location);
  }
  if (location === '' || location.startsWith('-') || (!isGit && location.includes('::'))) {
    throw invalid(
      `"${location}" is neither a folder nor a git URL`,
      'Give a folder, or a URL such as https://git.example.org/team/app#v1.2.3.',
    );
  }
  return { kind: isGit ? 'git' : 'folder', location, ...(ref !== undefined && { ref }) };
}

/** Host and path as every reader of URLs reads them; what differs between them (backslash, blank) is refused. */
const PLAIN_URL =
  /^(https?|ssh):\/\/(?:([\w.~%!$&'()*+,;=:-]*)@)?([a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])(?::\d{1,5})?\/[\w.~%+/-]+$/i;

function checkUrl(location: string): void {
  const [, scheme = '', user, host = ''] = PLAIN_URL.exec(location) ?? [];
  if (
    location.includes('@') &&
    (scheme.toLowerCase() !== 'ssh' || user === undefined || user.includes(':'))
  ) {
    // The URL itself is left out of the message: it may hold a secret.
    throw invalid(
      'the git URL contains a user name or a password',
      'Take it out: a secret in a URL ends up in logs and in the process list.',
    );
  }
  const allowed = /^(?:https|ssh)$/.test(scheme) || (scheme === 'http' && LOOPBACK.test(host));
  if (!allowed) {
    throw invalid(
      scheme === ''
        ? 'the git URL cannot be read'
        : `the git URL of ${host} uses ${scheme}, which Livery does not fetch from`,
      'Give an https or ssh URL such as https://git.example.org/team/app.',
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
