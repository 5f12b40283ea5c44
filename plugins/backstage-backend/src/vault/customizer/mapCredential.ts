import { type CredentialType, secretSchemas } from '@livery/backstage-plugin-livery-common';
import { describeIssues } from '../../describeIssues';
import { type CustomizerFields, unreadable } from './fields';

/** What became of a credential of the Customizer. */
export interface MappedCredential {
  readonly type: CredentialType;
  readonly secret: unknown;
  /** Where the Customizer said that it is for; it seldom did. */
  readonly host?: string;
}

interface Mapping {
  readonly type: CredentialType;
  /** Our field → theirs. */
  readonly fields: Readonly<Record<string, string>>;
  /** Their field with the address of a host. */
  readonly host?: string;
}

const userAndPassword = { username: 'username', password: 'password' };

/** The types of both generations: names and fields differ, the meaning does not. */
const mappings: Readonly<Record<string, Mapping>> = {
  // The first generation
  git_ssh: {
    type: 'git_ssh',
    fields: { privateKey: 'private_key', passphrase: 'passphrase', knownHosts: 'known_hosts' },
  },
  git_https: { type: 'git_https', fields: { username: 'username', password: 'password_or_token' } },
  registry_docker_hub: {
    type: 'registry_docker_hub',
    fields: { username: 'username', password: 'access_token' },
  },
  registry_aws_ecr: {
    type: 'registry_aws_ecr',
    fields: {
      accessKeyId: 'aws_access_key_id',
      secretAccessKey: 'aws_secret_access_key',
      sessionToken: 'aws_session_token',
      region: 'region',
    },
  },
  registry_quay_io: { type: 'registry_quay_io', fields: userAndPassword },
  registry_generic: {
    type: 'registry_generic',
    fields: { username: 'username', password: 'password_or_token' },
    host: 'registry_url',
  },
  // The second generation
  git_ssh_key: { type: 'git_ssh', fields: { privateKey: 'private_key' } },
  git_https_token: { type: 'git_https', fields: { password: 'token' } },
  git_username_password: { type: 'git_https', fields: userAndPassword },
  docker_hub: { type: 'registry_docker_hub', fields: userAndPassword },
  aws_ecr: {
    type: 'registry_aws_ecr',
    fields: { accessKeyId: 'access_key_id', secretAccessKey: 'secret_access_key' },
  },
  quay_io: { type: 'registry_quay_io', fields: userAndPassword },
  generic_registry: { type: 'registry_generic', fields: userAndPassword },
  api_key: { type: 'api_key', fields: { apiKey: 'api_key' } },
  oauth_token: { type: 'oauth_token', fields: { accessToken: 'access_token' } },
};

/** The types that the Customizer had, in both generations. */
export const customizerTypes: readonly string[] = [...Object.keys(mappings), 'custom'];

/**
 * Turns the decrypted fields of a credential of the Customizer into ours.
 *
 * @param options.isForRegistry - for a user with a password, which the second generation used for git and for the
 * registries of GitHub, GitLab, Azure and Google
 * @throws LiveryError `secret-unreadable` if the type is unknown or a field is missing or wrong
 */
export function mapCredential(
  customizerType: string,
  fields: CustomizerFields,
  options: { isForRegistry?: boolean } = {},
): MappedCredential {
  if (customizerType === 'custom') {
    return checked('custom', { fields: Object.fromEntries(Object.entries(fields).map(asText)) });
  }
  const mapping = mappings[customizerType];
  if (!mapping) {
    throw unreadable(`there is no type '${customizerType}'`);
  }
  const secret = Object.fromEntries(
    Object.entries(mapping.fields)
      .map(([ours, theirs]) => [ours, fields[theirs]])
      // Both generations keep what nobody filled in as an empty text or null.
      .filter(([, value]) => value !== undefined && value !== null && value !== ''),
  ) as Record<string, unknown>;
  const isRegistryLogin = customizerType === 'git_username_password' && options.isForRegistry === true;
  const mapped = checked(isRegistryLogin ? 'registry_generic' : mapping.type, secret);
  const host = mapping.host && hostOf(fields[mapping.host]);
  return host ? { ...mapped, host } : mapped;
}

function checked(type: CredentialType, secret: unknown): MappedCredential {
  const parsed = secretSchemas[type].safeParse(secret);
  if (!parsed.success) {
    // The issues name fields and never repeat values.
    throw unreadable(describeIssues(parsed.error));
  }
  return { type, secret: parsed.data };
}

function asText([name, value]: [string, unknown]): [string, string] {
  return [name, typeof value === 'string' ? value : JSON.stringify(value)];
}

function hostOf(address: unknown): string | undefined {
  if (typeof address !== 'string' || address === '') {
    return undefined;
  }
  const url = /^https?:\/\//.test(address) ? address : `https://${address}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}
