import { CustomErrorBase, InputError } from '@backstage/errors';

/** One wrong field of a request. */
export interface FieldIssue {
  path: string;
  message: string;
}

/** A request whose fields are wrong, with each of them. */
export class MalformedRequestError extends InputError {
  readonly issues: readonly FieldIssue[];

  constructor(message: string, issues: readonly FieldIssue[]) {
    super(message);
    this.issues = issues;
  }
}

/** The record is no longer the one that the caller wanted to change: 412. */
export class PreconditionFailedError extends CustomErrorBase {
  override name = 'PreconditionFailedError' as const;
}

/** The caller did not say which revision it wants to change: 428. */
export class PreconditionRequiredError extends CustomErrorBase {
  override name = 'PreconditionRequiredError' as const;
}

/** The body of a request is larger than it may be: 413. */
export class ContentTooLargeError extends CustomErrorBase {
  override name = 'ContentTooLargeError' as const;
}

/** The caller asked for too much in a short time: 429. */
export class TooManyRequestsError extends CustomErrorBase {
  override name = 'TooManyRequestsError' as const;
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
