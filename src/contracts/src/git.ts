import { z } from 'zod';

/**
 * The address of a repository over https, in the one form that every reader of URLs reads alike: no user, no password, and none
 * of the characters (backslash, blank, `@`) of which git makes another host than a browser does.
 */
export const HttpsRepositoryUrl = z
  .string()
  .max(500)
  .regex(
    /^https:\/\/[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d{1,5})?\/[\w.~%+/-]+$/i,
    'must be an https address such as https://git.example.org/team/app.git, without user name and password',
  );
export type HttpsRepositoryUrl = z.infer<typeof HttpsRepositoryUrl>;

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
