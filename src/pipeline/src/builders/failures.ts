import { LiveryError } from '@livery/contracts';
import { formatReference, type FoundCredentials, type ImageReference } from '@livery/images';
import type { Builder } from './Builder';
import type { ProgramResult } from './runProgram';

/** How engines mark what went wrong. */
const MARKED = /^(?:ERROR|Error|error|fatal|time=\S+ level=(?:fatal|error))\b|\bERROR:/;
/** How much of an engine's own words an error quotes, in characters. */
const MAXIMUM_QUOTED = 600;

/** What an engine said of its failure: its last error, or its last line. */
function reasonOf({ tail, code }: ProgramResult): string {
  const line = tail.filter(text => MARKED.test(text)).at(-1) ?? tail.at(-1) ?? `it ended with code ${code}`;
  const reason = line
    .replace(/^time=\S+ level=\w+ msg="(.*)"$/, '$1')
    .replace(/^(?:ERROR|Error|error|fatal):\s*/, '')
    .replace(/\.$/, '');
  return reason.length > MAXIMUM_QUOTED ? `${reason.slice(0, MAXIMUM_QUOTED)}…` : reason;
}

/** 137 is what is left of a process that the kernel killed for its memory. */
const OUT_OF_MEMORY = /heap out of memory|JavaScript heap|cannot allocate memory|(?:code|status):? 137\b/i;

/** The error of a build that failed, in the engine's own words. */
export function buildFailure(
  { name, version }: Pick<Builder, 'name' | 'version'>,
  result: ProgramResult,
): LiveryError {
  const isMemory = result.tail.some(line => OUT_OF_MEMORY.test(line));
  return new LiveryError('build-failed', {
    message: `${name} ${version} could not build the image: ${reasonOf(result)}.`,
    hint: isMemory
      ? 'The build ran out of memory: use a machine with more of it, or brand the published image, which builds nothing, with "livery image".'
      : 'The lines above are those of the engine. If the same source builds without Livery, please report it.',
  });
}

/** How registries and engines say it. Only for the kind of the error: what happened is in their own words. */
const DENIED =
  /unauthorized|authentication required|access (?:is|was|to the resource is) denied|denied:|forbidden|no basic auth|invalid username\/password|insufficient_scope|\b40[13]\b/i;
const UNREACHABLE =
  /connection refused|no such host|i\/o timeout|TLS handshake|x509|certificate|network is unreachable|server gave HTTP response|deadline exceeded|\bEOF$/i;

/** The error of a push that failed. */
export function pushFailure(
  { name }: Pick<Builder, 'name'>,
  reference: ImageReference,
  login: FoundCredentials | undefined,
  result: ProgramResult,
): LiveryError {
  const reason = reasonOf(result);
  const message = `${name} could not push ${formatReference(reference)}: ${reason}.`;
  if (DENIED.test(reason)) {
    const who = login ? login.identity : `nobody: no login for ${reference.registry} was found`;
    return new LiveryError('registry-denied', {
      message: `${message} It came as ${who}.`,
      hint: `Log in to ${reference.registry} with "docker login" or "podman login", as somebody who may write to ${reference.repository}.`,
    });
  }
  if (UNREACHABLE.test(reason)) {
    return new LiveryError('registry-unreachable', {
      message,
      hint: `Check the name ${reference.registry}, the network and the certificate of the registry.`,
    });
  }
  return new LiveryError('registry-failed', {
    message,
    hint: 'Try again; if it stays like this, ask those who run the registry.',
  });
}
