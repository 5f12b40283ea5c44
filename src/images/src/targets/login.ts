import { LiveryError } from '@livery/contracts';
import type { Credentials } from '../auth/Credentials';
import type { Secret } from '../auth/Secret';
import { rulesOf } from './rules';
import type { Target } from './Target';

type LoginPlace = Pick<Target, 'kind' | 'registry'>;

function invalid({ kind, registry }: LoginPlace, why: string, hint: string): LiveryError {
  const { documentation } = rulesOf(kind).login;
  return new LiveryError('credentials-invalid', {
    message: `The login for ${registry} cannot be used: ${why}.`,
    hint: `${hint} See ${documentation}.`,
  });
}

/**
 * A login of a token, with the user name that the registry wants with it.
 *
 * @param username - whose token it is, where that is known
 * @throws LiveryError `credentials-invalid`
 */
export function tokenLogin(place: LoginPlace, token: Secret, username?: string): Credentials {
  const { title, login } = rulesOf(place.kind);
  const user = username ?? login.tokenUser;
  if (user === undefined) {
    throw invalid(place, `${title} wants a user name with a token`, login.advice);
  }
  const credentials = { kind: 'password', username: user, password: token } as const;
  checkLogin(place, credentials);
  return credentials;
}

/**
 * Looks at a login before it is sent.
 *
 * @throws LiveryError `credentials-invalid` for one that the registry is known to refuse
 */
export function checkLogin(place: LoginPlace, credentials: Credentials): void {
  if (credentials.kind !== 'password') {
    return;
  }
  const { login } = rulesOf(place.kind);
  if (credentials.username === '' || credentials.password.reveal() === '') {
    throw invalid(
      place,
      `its ${credentials.username === '' ? 'user name' : 'password'} is empty`,
      login.advice,
    );
  }
  const problem = login.check?.(credentials);
  if (problem) {
    throw invalid(place, problem.why, problem.hint);
  }
}

/** The command with which a person logs in, without a secret. */
export function loginCommand({ kind, registry }: LoginPlace): string {
  return rulesOf(kind).login.command(registry);
}
