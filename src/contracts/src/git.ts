import { z } from 'zod';

/**
 * A branch, a tag or a commit, by the rules of https://git-scm.com/docs/git-check-ref-format; and no leading dash, which git
 * would take for an option.
 */
export const GitRef = z
  .string()
  .max(200)
  .regex(
    /^[^\s~^:?*[\\\u0000-\u001f\u007f-][^\s~^:?*[\\\u0000-\u001f\u007f]*$/,
    'must be the name of a branch, a tag or a commit',
  )
  .refine(
    ref => !/\.\.|@\{|\/\/|\.$|\/$|\.lock$|^\/|^@$|\/\.|^\./.test(ref),
    'must be the name of a branch, a tag or a commit',
  );
export type GitRef = z.infer<typeof GitRef>;
