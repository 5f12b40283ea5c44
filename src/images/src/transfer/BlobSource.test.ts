import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { contentDigestOf } from '../digest';
import { type BlobSource, blobOf, VerifiedSource } from './BlobSource';

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The same bytes in pieces of some sizes. */
function inPieces(bytes: Buffer, pieces: number): BlobSource {
  return {
    ...blobOf(bytes),
    async *open(offset) {
      for (let start = offset; start < bytes.length; start += pieces) {
        yield bytes.subarray(start, start + pieces);
      }
    },
  };
}

describe('A source that is verified', () => {
  it('gives the same bytes in whatever parts it is read, and again after a cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
        async (content, pieces, steps) => {
          const bytes = Buffer.from(content);
          const source = new VerifiedSource('It', inPieces(bytes, pieces));
          const parts: Buffer[] = [];
          let start = 0;
          for (let step = 0; start < bytes.length; step += 1) {
            const end = Math.min(bytes.length, start + (steps[step % steps.length] ?? 1));
            // Read, lost, and read again.
            await collect(source.read(start, end));
            parts.push(await collect(source.read(start, end)));
            start = end;
          }
          expect(Buffer.concat(parts)).toEqual(bytes);
          expect(await collect(source.read(0))).toEqual(bytes);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps its last piece back until it is known to be right', async () => {
    const bytes = randomBytes(100);
    const wrong = { ...inPieces(bytes, 10), digest: contentDigestOf(randomBytes(1)) };
    const read: Uint8Array[] = [];
    const reading = (async () => {
      for await (const chunk of new VerifiedSource('It', wrong).read(0)) {
        read.push(chunk);
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(read).toHaveLength(9);
  });

  it('can be empty, and of SHA-512', async () => {
    await expect(collect(new VerifiedSource('It', blobOf(Buffer.alloc(0))).read(0))).resolves.toHaveLength(0);
    const notEmpty = { ...blobOf(Buffer.alloc(0)), digest: contentDigestOf(Buffer.from('x')) };
    await expect(collect(new VerifiedSource('It', notEmpty).read(0))).rejects.toMatchObject({
      code: 'digest-mismatch',
    });
    const bytes = randomBytes(50);
    const long = { ...blobOf(bytes), digest: `sha512:${createHash('sha512').update(bytes).digest('hex')}` };
    await expect(collect(new VerifiedSource('It', long).read(0))).resolves.toEqual(bytes);
  });
});
