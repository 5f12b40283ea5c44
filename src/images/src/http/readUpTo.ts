import { TooLong } from './failure';

/**
 * Reads a stream into memory, up to a limit.
 *
 * @throws TooLong as soon as there is more
 */
export async function readUpTo(stream: AsyncIterable<Uint8Array>, maximumBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    sizeBytes += chunk.length;
    if (sizeBytes > maximumBytes) {
      throw new TooLong(maximumBytes);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads the start of a stream, for what can do without the rest: a text that explains something. */
export async function readStart(stream: AsyncIterable<Uint8Array>, maximumBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes >= maximumBytes) {
        break;
      }
    }
  } catch {
    // What came before the connection broke has to do.
  }
  return Buffer.concat(chunks).subarray(0, maximumBytes);
}
