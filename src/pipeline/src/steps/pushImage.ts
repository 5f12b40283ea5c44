import { cancelled, type ImageOutput, type ImageTarget, LiveryError, toLiveryError } from '@livery/contracts';
import { formatReference, type ImageReference } from '@livery/images';
import { type PushedImage, readPushed } from '../builders/readPushed';
import type { Log } from './applyBranding';
import { type PreparedBuild, secondsSince, type StartedImage } from './buildImage';

/** What came of the pushes of one image. */
export interface PushResult {
  /** Left out when it got nowhere. */
  readonly output?: ImageOutput;
  /** Left out when it got everywhere. */
  readonly failure?: LiveryError;
}

/**
 * Pushes an image to every target, one after the other: what fails does so for itself.
 *
 * The error is handed back and not thrown, because there is something to say of the targets that went well.
 */
export async function pushImage(
  build: PreparedBuild,
  { image, references, startedMs }: StartedImage,
  { log, signal }: { log: Log; signal?: AbortSignal | undefined },
): Promise<PushResult> {
  const { builder, timeoutMs, credentials } = build;
  const targets: ImageTarget[] = [];
  const failures: LiveryError[] = [];
  let pushed: PushedImage | undefined;
  for (const reference of references) {
    const name = formatReference(reference);
    try {
      if (signal?.aborted) {
        throw cancelled(`The push of ${name}`, signal.reason);
      }
      const login = await credentials.find(reference.registry, reference.repository);
      const run = { log: (line: string) => log('info', line), signal, timeoutMs };
      const digest = await image.push({ ...run, reference, login });
      pushed ??= await readPushed(reference, digest, login, signal).catch((error: unknown) => {
        log('warn', `${name} was pushed, but could not be read back: ${toLiveryError(error).message}`);
        return undefined;
      });
      targets.push({ reference: name, digest });
      log('info', `Pushed ${name}@${digest}.`);
    } catch (thrown) {
      const error = toLiveryError(thrown);
      failures.push(error);
      targets.push({
        reference: name,
        error: { code: error.code, message: error.message, hint: error.hint },
      });
      log('warn', error.message);
    }
  }
  const first = targets.find(({ digest }) => digest !== undefined);
  const output: ImageOutput | undefined = first?.digest
    ? {
        reference: first.reference,
        digest: first.digest,
        sizeBytes: pushed?.sizeBytes ?? (await image.stored())?.sizeBytes ?? 0,
        perPlatform: pushed?.perPlatform ?? [],
        targets,
        builder: { name: builder.name, version: builder.version },
        seconds: secondsSince(startedMs),
      }
    : undefined;
  const failure = failureOf(failures, targets, references);
  return { ...(output && { output }), ...(failure && { failure }) };
}

/** One error for all targets that failed; it names those that did not. */
function failureOf(
  failures: readonly LiveryError[],
  targets: readonly ImageTarget[],
  references: readonly ImageReference[],
): LiveryError | undefined {
  const [first] = failures;
  if (!first || references.length === 1) {
    return first;
  }
  const done = targets.filter(({ digest }) => digest !== undefined).map(({ reference }) => reference);
  const rest = done.length > 0 ? `The image is at ${done.join(', ')}.` : 'The image is nowhere.';
  // Whoever cancels wants to read that, whatever else went wrong.
  const { code, hint } = failures.find(({ code: each }) => each === 'cancelled') ?? first;
  return new LiveryError(code, {
    message: `${failures.length} of ${references.length} targets failed. ${failures.map(({ message }) => message).join(' ')} ${rest}`,
    hint,
    cause: first,
  });
}
