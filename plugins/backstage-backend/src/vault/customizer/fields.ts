import { LiveryError } from '@livery/contracts';
import { z } from 'zod';

/** The fields of a credential as the Customizer kept them; their names differ between its generations. */
export const CustomizerFields = z.record(z.string(), z.unknown());
export type CustomizerFields = z.infer<typeof CustomizerFields>;

/** @throws z.ZodError if the bytes are no JSON object */
export function parseFields(plaintext: Buffer): CustomizerFields {
  try {
    return z
      .string()
      .transform((text, context) => {
        try {
          return JSON.parse(text) as unknown;
        } catch {
          context.addIssue('must be JSON');
          return z.NEVER;
        }
      })
      .pipe(CustomizerFields)
      .parse(plaintext.toString('utf8'));
  } finally {
    plaintext.fill(0);
  }
}

/** The error of a stored credential that does not open; it never holds what was in it. */
export function unreadable(why: string): LiveryError {
  return new LiveryError('secret-unreadable', {
    message: `The stored credential of the Customizer cannot be read: ${why}.`,
    hint: 'Give every master key that this Customizer ever had, or enter the credential anew.',
  });
}
