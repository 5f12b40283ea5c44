import { InputError } from '@backstage/errors';
import type { RevisionMatch } from '@livery/backstage-plugin-livery-common';
import type { Request } from 'express';
import { PreconditionRequiredError } from '../errors';

/** Reads which revision of a record a request means to change. */
export function readRevision(request: Request): RevisionMatch {
  const tag = request.header('if-match');
  if (tag === undefined) {
    throw new PreconditionRequiredError(
      'Say which revision you want to change: send the ETag of the record as If-Match. * overwrites whatever is there.',
    );
  }
  if (tag.trim() === '*') {
    return 'any';
  }
  // A proxy that compresses an answer makes its ETag a weak one: https://nginx.org/en/docs/http/ngx_http_gzip_module.html
  const digits = /^(?:W\/)?"([1-9]\d{0,9})"$/.exec(tag.trim())?.[1];
  if (digits === undefined) {
    throw new InputError(`The header If-Match is ${JSON.stringify(tag)}, and that is no ETag of a record.`);
  }
  return Number(digits);
}
