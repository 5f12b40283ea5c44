import { z } from 'zod';

/** Why a step or a run failed, for a person. */
export const RunFailure = z.object({ code: z.string(), message: z.string(), hint: z.string() });
export type RunFailure = z.infer<typeof RunFailure>;
