import { z } from 'zod';
import { Digest } from './digest';
import { RunFailure } from './failure';

const count = z.number().int().nonnegative();

/** A place an image was to go to, and whether it got there. */
export const ImageTarget = z.strictObject({
  reference: z.string().describe('registry, repository and tag'),
  digest: Digest.optional().describe(
    'of the manifest or index that the reference names now; left out if it failed',
  ),
  error: RunFailure.optional().describe('why nothing is there; left out if it went well'),
});
export type ImageTarget = z.infer<typeof ImageTarget>;

/** An image that a run made, and where it went. */
export const ImageOutput = z
  .strictObject({
    reference: z
      .string()
      .describe('the first target that it got to; in the store of an engine, the name it has there'),
    digest: Digest.describe('of the manifest or index; in the store of an engine, the id it has there'),
    sizeBytes: count.describe('what somebody has to fetch: config and layers of all platforms'),
    perPlatform: z
      .array(
        z.strictObject({
          platform: z.string().describe('os/architecture, and /variant if there is one'),
          digest: Digest,
        }),
      )
      .describe('the manifest of each platform; empty if nobody could say'),
    targets: z.array(ImageTarget).describe('in the order they were asked for; empty if nothing was pushed'),
    builder: z
      .strictObject({ name: z.string(), version: z.string() })
      .optional()
      .describe('the container engine that built it; left out if there was none'),
    bytesUp: count.optional().describe('bytes that were sent; left out if an engine sent them'),
    bytesMounted: count
      .optional()
      .describe('bytes that registries took over from another repository of theirs'),
    requests: count.optional().describe('requests to registries; left out if an engine made them'),
    seconds: z.number().nonnegative().describe('from the start of the build to the last target'),
  })
  .describe('An image that a run made, and where it went');
export type ImageOutput = z.infer<typeof ImageOutput>;
