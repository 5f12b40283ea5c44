import { z } from 'zod';
import { TokenKind } from './brand';
import { Place } from './report';

const place = Place.omit({ file: true }).shape;

/** One place of a tried text that a rule, or the name of the brand, changes. */
export const TrialMatch = z.strictObject({
  ...place,
  kind: TokenKind,
  rule: z
    .string()
    .optional()
    .describe('id of the rule; left out for a translation that is written as a whole'),
  before: z.string().describe('as it stands in the text'),
  after: z.string().describe('as it stands in the result, escaped for its place'),
  overridden: z.string().optional().describe('protected pattern that an unsafe rule went over'),
});
export type TrialMatch = z.infer<typeof TrialMatch>;

/** What the rules of a brand make of a text that stands in no source: nothing is read or written for it. */
export const Trial = z
  .strictObject({
    result: z.string().describe('the text that comes out'),
    matches: z.array(TrialMatch).describe('in the order of the text'),
    refused: z
      .array(
        z.strictObject({
          pattern: z.string().describe('protected pattern of the profile'),
          reason: z.string().describe('what would break'),
          matches: z.number().int().min(1).describe('how many were left alone because of it'),
        }),
      )
      .describe('matches in text that the profile protects'),
    unwritable: z
      .array(
        z.strictObject({
          ...place,
          kind: z.string().describe('what stands there, for example a string'),
          text: z.string().describe('what a rule would put there'),
        }),
      )
      .describe('places that cannot hold what a rule puts there'),
    leftAlone: z.string().optional().describe('why nothing was looked for in the text, as a sentence'),
  })
  .describe('What the rules of a brand make of a text');
export type Trial = z.infer<typeof Trial>;
