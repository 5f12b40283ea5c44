import {
  awsCredentialsFromEnvironment,
  type CredentialSource,
  dockerLogins,
  ecrLogins,
  firstOf,
  fixedAwsCredentials,
  Secret,
} from '@livery/images';
import type { Workflow } from '../guard/Workflow';
import { type IdTokens, type KnownSecrets, parseLogins, registryLogins } from '../identity';
import type { Inputs } from '../inputs/Inputs';

/** What the logins of a step are made of. */
export interface CredentialsOptions {
  readonly inputs: Pick<Inputs, 'logins' | 'github-token'>;
  readonly workflow: Workflow;
  readonly idTokens: IdTokens;
  readonly secrets: KnownSecrets;
  /** Logins that a portal lends. */
  readonly leases?: CredentialSource;
  readonly signal: AbortSignal;
}

/**
 * Who may pull and push: what the step was given, what a portal lends, what earlier steps logged in to or took as a role of AWS, and
 * at last the token of the job. Nothing of it is written anywhere.
 *
 * @throws LiveryError `usage-invalid`, `credentials-invalid`
 */
export function credentialsOf(options: CredentialsOptions): CredentialSource {
  const { inputs, workflow, idTokens, secrets, leases, signal } = options;
  const common = { idTokens, secrets, signal };
  const token = inputs['github-token'];
  const aws = awsCredentialsFromEnvironment();
  const github = { actor: workflow.actor || 'x-access-token', serverUrl: workflow.serverUrl };
  return firstOf(
    registryLogins({ ...common, logins: parseLogins(inputs.logins) }),
    ...(leases ? [leases] : []),
    dockerLogins(),
    ...(aws ? [ecrLogins(() => ({ credentials: fixedAwsCredentials(aws) }))] : []),
    ...(token === undefined
      ? []
      : [registryLogins({ ...common, logins: [], github: { ...github, token: new Secret(token) } })]),
  );
}
