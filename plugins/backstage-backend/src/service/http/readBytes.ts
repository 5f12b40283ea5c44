import type { Request } from 'express';
import { ContentTooLargeError } from '../errors';

/** Reads a body whole, up to a size. What is announced as larger is not read at all. */
export async function readBytes(request: Request, maximumBytes: number): Promise<Buffer> {
  const tooLarge = () =>
    new ContentTooLargeError(`File too large. Maximum allowed: ${maximumBytes} bytes. Use a smaller one.`);
  try {
    if (Number(request.header('content-length') ?? 0) > maximumBytes) {
      throw tooLarge();
    }
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > maximumBytes) {
        throw tooLarge();
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    // Whoever still sends reads the answer only when somebody takes the rest.
    request.resume();
  }
}
