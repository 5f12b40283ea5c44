/**
 * Every way a Livery operation can refuse or fail, with the exit code of the command line.
 *
 * The list is closed: a new cause gets a new code, and a released code never changes its meaning.
 */
export const errorCodes = {
  // 2: the input was wrong; nothing was changed
  'usage-invalid': 2,
  'brand-not-found': 2,
  'brand-invalid': 2,
  'asset-missing': 2,
  'asset-invalid': 2,
  'profile-not-found': 2,
  'profile-invalid': 2,
  'source-not-found': 2,
  'source-invalid': 2,
  'source-unrecognised': 2,
  'ref-not-found': 2,
  'already-branded': 2,
  'tree-busy': 2,
  'brand-differs': 2,
  'apply-interrupted': 2,
  'not-branded': 2,
  'record-invalid': 2,
  'output-exists': 2,
  'output-unwritable': 2,
  'path-unsafe': 2,
  'run-invalid': 2,
  'reference-invalid': 2,
  'image-not-found': 2,
  'image-invalid': 2,
  'credentials-invalid': 2,
  'builder-not-found': 2,
  'vault-key-invalid': 2,
  'vault-key-unknown': 2,
  'host-refused': 2,
  // 3: the upstream no longer is what a rule or the profile expects
  'rule-unmatched': 3,
  drifted: 3,
  // 4: the licence forbids it, or nobody said on which ground it is allowed
  'licence-unknown': 4,
  'licence-ground-missing': 4,
  'licence-ground-expired': 4,
  // 5: network, git or registry
  'clone-failed': 5,
  'repository-denied': 5,
  'repository-not-found': 5,
  'repository-unreachable': 5,
  'host-key-unknown': 5,
  'backend-unreachable': 5,
  'backend-refused': 5,
  'registry-unreachable': 5,
  'registry-denied': 5,
  'registry-limited': 5,
  'registry-refused': 5,
  'registry-failed': 5,
  'push-failed': 5,
  'registry-unsafe': 5,
  'digest-mismatch': 5,
  'identity-unavailable': 5,
  'attestation-failed': 5,
  'github-refused': 5,
  // 6: the result would not be what was planned
  'edit-unprovable': 6,
  'tree-changed': 6,
  'verification-failed': 6,
  'attestation-invalid': 6,
  'secret-unreadable': 6,
  // 1: neither the user's fault nor the world's
  'build-failed': 1,
  'timed-out': 1,
  cancelled: 1,
  internal: 1,
} as const;

/** One of the closed list of causes. */
export type ErrorCode = keyof typeof errorCodes;

/** What a {@link LiveryError} is made of. */
export interface LiveryErrorOptions {
  /** What was tried, on what, and why it failed: one or two full sentences. */
  message: string;
  /** The next step, as an instruction. */
  hint: string;
  /** The error below this one. */
  cause?: unknown;
}

/** An error that says what happened, where, why, and what to do next. */
export class LiveryError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, options: LiveryErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LiveryError';
    this.code = code;
    this.hint = options.hint;
  }

  /** The exit code of a process that ends with this error. */
  get exitCode(): number {
    return errorCodes[this.code];
  }

  /** The one paragraph a person reads. */
  toParagraph(): string {
    return `${this.message} ${this.hint}`;
  }
}

/** The error of work that somebody cancelled. */
export function cancelled(what: string, cause?: unknown): LiveryError {
  return new LiveryError('cancelled', {
    message: `${what} was cancelled.`,
    hint: 'Start it again when you want it.',
    cause,
  });
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Wraps anything that is not yet a {@link LiveryError} as an `internal` one. */
export function toLiveryError(error: unknown): LiveryError {
  if (error instanceof LiveryError) {
    return error;
  }
  return new LiveryError('internal', {
    message: `Livery stopped on an unexpected error: ${messageOf(error)}.`,
    hint: 'Please report it with the command that led here.',
    cause: error,
  });
}
