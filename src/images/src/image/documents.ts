import { z } from 'zod';
import { ContentDigest } from '../digest';

// All of these are open: what we do not know has to be carried on as it is. No number is asked to be right that nobody uses.

const annotations = z.record(z.string(), z.string());

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md */
export const Platform = z.looseObject({
  architecture: z.string(),
  os: z.string(),
  'os.version': z.string().optional(),
  variant: z.string().optional(),
});
export type Platform = z.infer<typeof Platform>;

/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export const Descriptor = z.looseObject({
  mediaType: z.string(),
  digest: ContentDigest,
  size: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).describe('bytes'),
  urls: z.array(z.string()).optional(),
  annotations: annotations.optional(),
  artifactType: z.string().optional(),
  platform: Platform.optional(),
});
export type Descriptor = z.infer<typeof Descriptor>;

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md */
export const ImageManifest = z.looseObject({
  schemaVersion: z.literal(2),
  // The specification of OCI asks for it, and builders leave it out: the header has it.
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  config: Descriptor,
  layers: z.array(Descriptor),
  subject: Descriptor.optional(),
  annotations: annotations.optional(),
});
export type ImageManifest = z.infer<typeof ImageManifest>;

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md */
export const ImageIndex = z.looseObject({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  manifests: z.array(Descriptor),
  subject: Descriptor.optional(),
  annotations: annotations.optional(),
});
export type ImageIndex = z.infer<typeof ImageIndex>;

/** https://github.com/opencontainers/image-spec/blob/main/config.md */
export const ImageConfig = z.looseObject({
  architecture: z.string(),
  os: z.string(),
  created: z.string().optional(),
  config: z
    .looseObject({
      User: z.string().optional(),
      Env: z.array(z.string()).nullish(),
      WorkingDir: z.string().optional(),
      Labels: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
  rootfs: z.looseObject({ type: z.literal('layers'), diff_ids: z.array(ContentDigest) }),
  history: z
    .array(
      z.looseObject({
        created: z.string().optional(),
        created_by: z.string().optional(),
        comment: z.string().optional(),
        empty_layer: z.boolean().optional(),
      }),
    )
    .nullish(),
});
export type ImageConfig = z.infer<typeof ImageConfig>;
