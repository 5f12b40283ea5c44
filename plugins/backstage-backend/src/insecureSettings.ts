import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** What a portal is for: production refuses settings that are not safe, staging names them, development takes them. */
export type Environment = 'development' | 'staging' | 'production';

interface Finding {
  /** The setting, by its path. */
  setting: string;
  /** What it leads to, and what to do. */
  reason: string;
}

const isLocal = (url: string) => /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/.test(url);

/** One question about the configuration each; an answer is what is wrong. */
const questions: readonly ((config: Config) => Finding | undefined)[] = [
  config =>
    config.getOptionalBoolean('permission.enabled') === true
      ? undefined
      : {
          setting: 'permission.enabled',
          reason: 'is not true: whoever is signed in may do everything. Set it, and add a policy.',
        },
  config =>
    config.getOptionalBoolean('auth.providers.guest.dangerouslyAllowOutsideDevelopment') === true
      ? {
          setting: 'auth.providers.guest',
          reason: 'lets everybody in without a login. Take it out, and set up a provider of your own.',
        }
      : undefined,
  config =>
    config.getOptionalBoolean('backend.auth.dangerouslyDisableDefaultAuthPolicy') === true
      ? {
          setting: 'backend.auth.dangerouslyDisableDefaultAuthPolicy',
          reason: 'opens every route to everybody. Take it out.',
        }
      : undefined,
  config =>
    config.getOptional('backend.database.connection') === ':memory:'
      ? {
          setting: 'backend.database.connection',
          reason: 'is :memory:, and everything is gone after a restart. Use PostgreSQL.',
        }
      : undefined,
  config => {
    const url = config.getOptionalString('backend.baseUrl') ?? '';
    return url.startsWith('http:') && !isLocal(url)
      ? {
          setting: 'backend.baseUrl',
          reason: 'is not https: tokens travel in the clear. Put TLS in front of the portal.',
        }
      : undefined;
  },
  config => {
    const origin = config.getOptional('backend.cors.origin');
    return (origin === '*' || origin === true) &&
      config.getOptionalBoolean('backend.cors.credentials') === true
      ? {
          setting: 'backend.cors',
          reason: 'lets pages of every site act for whoever is signed in. Name the sites in origin.',
        }
      : undefined;
  },
  config =>
    // An empty list restricts nothing, and the older kinds of tokens can do just as much.
    [...externalAccessOf(config), ...(config.getOptionalConfigArray('backend.auth.keys') ?? [])].some(
      entry => (entry.getOptionalConfigArray('accessRestrictions') ?? []).length === 0,
    )
      ? {
          setting: 'backend.auth.externalAccess',
          reason:
            'has an entry without accessRestrictions (backend.auth.keys never has): its tokens may do everything in every plugin. Add them.',
        }
      : undefined,
];

/** The settings of a portal that are not safe outside of a machine of one's own. */
export function findInsecureSettings(config: Config): Finding[] {
  return questions.flatMap(ask => ask(config) ?? []);
}

/**
 * Refuses a configuration that is not safe where the portal is for.
 *
 * @returns what a portal of this kind takes, and should not
 * @throws InputError
 */
export function checkSettings(config: Config, environment: Environment): string[] {
  refuseGithubKeys(config);
  const found = findInsecureSettings(config).map(({ setting, reason }) => `${setting} ${reason}`);
  if (environment === 'production' && found.length > 0) {
    throw new InputError(
      `A portal for production does not start with these settings: ${found.join(' ')} ` +
        'A portal for trials says so: livery.environment is development or staging there.',
    );
  }
  return environment === 'development' ? [] : found;
}

/**
 * GitHub signs tokens for every repository there is, with any audience that a workflow asks for, and Backstage compares neither the
 * repository nor the subject: https://docs.github.com/actions/concepts/security/openid-connect
 */
function refuseGithubKeys(config: Config): void {
  for (const entry of externalAccessOf(config)) {
    const addresses = ['options.url', 'options.issuer'].flatMap(key => entry.getOptional<unknown>(key) ?? []);
    if (
      entry.getOptionalString('type') === 'jwks' &&
      addresses.flat().some(address => String(address).includes('token.actions.githubusercontent.com'))
    ) {
      throw new InputError(
        'backend.auth.externalAccess trusts the keys of GitHub Actions by type jwks: every repository on GitHub could ' +
          'call this portal. Take the entry out.',
      );
    }
  }
}

function externalAccessOf(config: Config): Config[] {
  return config.getOptionalConfigArray('backend.auth.externalAccess') ?? [];
}
