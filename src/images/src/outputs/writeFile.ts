import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a new file as its bytes come. The file is closed when this is done, also after a failure: otherwise it could come into
 * being while its folder is removed.
 */
export async function writeFile(
  file: string,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const stream = createWriteStream(file, { flags: 'wx' });
  const closed = once(stream, 'close');
  closed.catch(() => undefined); // why, is said by the pipeline
  try {
    await pipeline(content, stream, { ...(signal && { signal }) });
  } finally {
    await closed.catch(() => undefined);
  }
}
