import * as core from '@actions/core';
import { LiveryError, messageOf } from '@livery/contracts';
import { Secret } from '@livery/images';
import { z } from 'zod';
import type { KnownSecrets } from './KnownSecrets';

/**
 * Gives a token that says which workflow this is, for one audience. Asked for when it is needed, since it lives for minutes.
 *
 * @throws LiveryError `credentials-invalid` where the workflow may have none; `identity-unavailable`
 */
export type IdTokens = (audience: string) => Promise<Secret>;

/** The tokens of GitHub: https://docs.github.com/en/actions/concepts/security/openid-connect */
export function githubIdTokens(
  secrets: KnownSecrets,
  environment: NodeJS.ProcessEnv = process.env,
): IdTokens {
  return async audience => {
    if (!environment.ACTIONS_ID_TOKEN_REQUEST_URL || !environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN) {
      throw new LiveryError('credentials-invalid', {
        message: `GitHub gives this job no token of its identity, which ${audience} wants to see.`,
        hint: 'Add "id-token: write" to the permissions of the job. Pull requests from forks never get one.',
      });
    }
    try {
      return secrets.keep(new Secret(await core.getIDToken(audience)));
    } catch (error) {
      const reason = secrets.clean(messageOf(error)).replace(/\s+/g, ' ').slice(0, 300);
      throw new LiveryError('identity-unavailable', {
        message: `GitHub did not give a token of the identity of this job for ${audience}: ${reason}`,
        hint: 'Run the job again; if it stays like this, look at https://www.githubstatus.com.',
        cause: error,
      });
    }
  };
}

/** What GitHub says of a workflow run: https://docs.github.com/en/actions/reference/security/oidc#oidc-token-claims */
export const WorkflowClaims = z.object({
  iss: z.url(),
  ref: z.string(),
  sha: z.string(),
  repository: z.string(),
  event_name: z.string(),
  workflow_ref: z.string(),
  job_workflow_ref: z.string(),
  repository_id: z.string(),
  repository_owner_id: z.string(),
  /** `public`, `private` or `internal`; an older Enterprise Server does not say it. */
  repository_visibility: z.string().optional(),
  runner_environment: z.string(),
  run_id: z.string(),
  run_attempt: z.string(),
});
export type WorkflowClaims = z.infer<typeof WorkflowClaims>;

/**
 * What a token says, without a look at its signature: that is for those whom it is shown to.
 *
 * @returns undefined for what is no such token
 */
export function claimsOf<T extends z.ZodType>(token: Secret, schema: T): z.output<T> | undefined {
  const [, payload = ''] = token.reveal().split('.');
  try {
    return schema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
