import { z } from 'zod';

/** A refusal as every route words it: https://www.rfc-editor.org/rfc/rfc9457 */
export const Problem = z.looseObject({
  type: z.string().describe('about:blank: the status says what kind of problem it is'),
  title: z.string().describe('the name of the status'),
  status: z.number().int(),
  detail: z.string().describe('what was tried, why it was refused, and what to do'),
  requestId: z.string().describe('what the log of the portal has the request under'),
  code: z.string().optional().describe('the cause, where it is one of the closed list of Livery'),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe('of a malformed request, each wrong field'),
});
export type Problem = z.infer<typeof Problem>;

/** The media type of {@link Problem}. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The header that carries the id of a request, in both directions. */
export const REQUEST_ID_HEADER = 'x-request-id';
