import { z } from 'zod';

/** The SHA-256 of some bytes. */
export const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 hexadecimal digits');
export type Digest = z.infer<typeof Digest>;
