import { z } from 'zod';
import { timestamp } from './fields';

/** What the last look at another host showed. */
export const RemoteVerification = z.object({
  state: z
    .enum(['pending', 'verified', 'failed'])
    .describe('pending: it was not looked at since its address or its credential changed'),
  message: z.string(),
  code: z.string().optional().describe('of a failure, the cause'),
  checkedAt: timestamp.optional(),
});
export type RemoteVerification = z.infer<typeof RemoteVerification>;
