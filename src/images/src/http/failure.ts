import type { IncomingHttpHeaders } from 'node:http';
import { type ErrorCode, LiveryError, messageOf } from '@livery/contracts';
import { AddressRefused } from './addresses';
import { describeSeconds } from './retryAfter';

/** Why a request got no answer that can be used. */
export interface Failure {
  readonly code: ErrorCode;
  /** What happened, as the end of a sentence. */
  readonly reason: string;
  /** The next step, as an instruction. */
  readonly hint: string;
  /** Whether another try can help. */
  readonly retry: boolean;
  /** The shortest wait before it that the host asks for, in milliseconds. */
  readonly waitMs?: number;
  /** The answer, if there was one. */
  readonly answer?: { readonly status: number; readonly headers: IncomingHttpHeaders; readonly url: URL };
  readonly cause?: unknown;
}

/** The error of a failure, after so many tries. `purpose` is what was tried, as the start of a sentence. */
export function errorOf(purpose: string, failure: Failure, tries: number): LiveryError {
  return new LiveryError(failure.code, {
    message: `${purpose} failed${tries > 1 ? ` in ${tries} tries` : ''}: ${failure.reason}.`,
    hint: failure.hint,
    cause: failure.cause,
  });
}

/** Nothing moved on a connection for too long. */
export class Stalled extends Error {
  constructor(afterMs: number) {
    super(`nothing moved for ${describeSeconds(afterMs / 1000)}`);
    this.name = 'Stalled';
  }
}

/** An answer was longer than it may be. */
export class TooLong extends Error {
  constructor(maximumBytes: number) {
    super(`the answer is longer than ${maximumBytes / 1024} KiB`);
    this.name = 'TooLong';
  }
}

/** A kind of broken connection: how it shows, what it means, what to do. */
interface ConnectionFault {
  readonly codes: RegExp;
  readonly reason: string;
  readonly hint: string;
  readonly retry: boolean;
}

const NETWORK = 'Check the network between here and there, and try again.';

const connectionFaults: readonly ConnectionFault[] = [
  {
    codes: /^ENOTFOUND$/,
    reason: 'there is no host of that name',
    hint: 'Check the name of the registry, and whether this machine finds names at all.',
    retry: false,
  },
  {
    codes: /^EAI_/,
    reason: 'the name of the host could not be looked up',
    hint: 'Check whether this machine finds names, and try again.',
    retry: true,
  },
  {
    codes: /^ECONNREFUSED$/,
    reason: 'nothing answers on that port',
    hint: 'Check the port, and that the registry runs.',
    retry: true,
  },
  {
    codes: /^(?:EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN)$/,
    reason: 'the network does not lead there',
    hint: NETWORK,
    retry: true,
  },
  {
    codes: /^(?:ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE|HPE_INVALID_EOF_STATE)$/,
    reason: 'the connection was cut',
    hint: NETWORK,
    retry: true,
  },
  { codes: /^ETIMEDOUT$/, reason: 'it could not be connected to in time', hint: NETWORK, retry: true },
  {
    codes: /^HPE_HEADER_OVERFLOW$/,
    reason: 'it answered with headers that are too long',
    hint: 'Check that this is a registry.',
    retry: false,
  },
  {
    codes: /^HPE_/,
    reason: 'what it answered is not HTTP',
    hint: 'Check the port and whether the registry speaks HTTP or HTTPS there.',
    retry: false,
  },
  {
    codes: /^(?:EPROTO|ERR_SSL_\w+)$/,
    reason: 'it does not speak HTTPS as it should',
    hint: 'If the registry speaks plain HTTP, and only then, allow that for this host.',
    retry: false,
  },
  {
    codes: /CERT|^UNABLE_TO_|SELF_SIGNED|^ERR_TLS_/,
    reason: 'its certificate is not one that this machine trusts',
    hint: 'Give the certificate of the authority that signed it, for instance with NODE_EXTRA_CA_CERTS.',
    retry: false,
  },
];

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Whether a connection that was kept open had been closed by the other side in the meantime. */
export function isCut(error: unknown): boolean {
  return /^(?:ECONNRESET|EPIPE)$/.test(codeOf(error));
}

/** The failure of a request whose connection broke, or was never made. `to` is the host. */
export function connectionFailure(to: string, error: unknown): Failure {
  if (error instanceof AddressRefused) {
    return {
      code: 'registry-unsafe',
      reason: `it would lead to ${error.address === error.host ? error.address : `${error.host}, which is ${error.address}`}, an address that a registry may not send us to`,
      hint: 'Nothing was sent there. If the address is right, name it as the registry itself.',
      retry: false,
      cause: error,
    };
  }
  if (error instanceof Stalled) {
    return {
      code: 'registry-unreachable',
      reason: `${error.message} on the connection to ${to}`,
      hint: NETWORK,
      retry: true,
      cause: error,
    };
  }
  if (error instanceof TooLong) {
    return {
      code: 'registry-failed',
      reason: `${error.message}, which ${to} should not send`,
      hint: 'Check that this is a registry.',
      retry: false,
      cause: error,
    };
  }
  const code = codeOf(error);
  const fault = connectionFaults.find(({ codes }) => codes.test(code));
  if (!fault) {
    return {
      code: 'registry-unreachable',
      reason: `${to}: ${messageOf(error)}`,
      hint: NETWORK,
      retry: false,
      cause: error,
    };
  }
  return {
    code: /^HPE_/.test(code) ? 'registry-failed' : 'registry-unreachable',
    reason: `${to}: ${fault.reason} (${code})`,
    hint: fault.hint,
    retry: fault.retry,
    cause: error,
  };
}
