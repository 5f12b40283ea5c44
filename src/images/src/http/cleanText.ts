import { z } from 'zod';
import type { Redactor } from '../auth/Secret';
import { parseJson } from '../json';

/** What is shown of somebody else's text, in characters. */
const MAXIMUM_SHOWN = 300;

/** Foreign text as one short line: no control characters, no markup, no secrets. */
export function cleanText(text: string, redactor: Redactor): string {
  const line = redactor
    // Before it is cut: half a secret would not be found.
    .clean(text)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
  return line.length > MAXIMUM_SHOWN ? `${line.slice(0, MAXIMUM_SHOWN)}…` : line;
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
const RegistryErrors = z.object({
  errors: z.array(z.object({ code: z.coerce.string().optional(), message: z.string().nullish() })).min(1),
});

/** What token servers answer: RFC 6749, and what Docker's and GitLab's do. */
const TokenError = z.object({
  error: z.string().optional(),
  error_description: z.string().optional(),
  details: z.string().optional(),
  message: z.string().optional(),
});

/** The gist of the body of an error, whatever its form; empty if there is none. */
export function gistOf(body: string, redactor: Redactor): string {
  const document = parseJson(body);
  const registry = RegistryErrors.safeParse(document);
  if (registry.success) {
    const [first] = registry.data.errors;
    return cleanText([first?.code, first?.message].filter(Boolean).join(': '), redactor);
  }
  const token = TokenError.safeParse(document);
  if (token.success) {
    const { error, error_description: description, details, message } = token.data;
    return cleanText([error, description ?? details ?? message].filter(Boolean).join(': '), redactor);
  }
  return cleanText(body, redactor);
}
