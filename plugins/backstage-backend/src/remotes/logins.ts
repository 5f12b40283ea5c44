import { LiveryError } from '@livery/contracts';
import type { CredentialType, RegistryType, RepositoryType } from '@livery/backstage-plugin-livery-common';
import type { LentCredential } from '../service/credentials/LentCredential';
import type { RepositoryKeys } from './GitRemotes';
import type { RegistryLogin } from './RegistryRemotes';
import { tokenUserOf } from './tokenUsers';

/** The type of the credentials that open a repository. */
export const credentialTypeOfRepository: Readonly<Record<RepositoryType, CredentialType>> = {
  https: 'git_https',
  ssh: 'git_ssh',
};

/** The type of the credentials that open a registry. */
export const credentialTypeOfRegistry: Readonly<Record<RegistryType, CredentialType>> = {
  docker_hub: 'registry_docker_hub',
  aws_ecr: 'registry_aws_ecr',
  quay_io: 'registry_quay_io',
  github_registry: 'registry_generic',
  gitlab_registry: 'registry_generic',
  azure_registry: 'registry_generic',
  google_registry: 'registry_generic',
  harbor: 'registry_generic',
  generic: 'registry_generic',
};

/** What a lent credential is to a repository. */
export function repositoryKeysOf(lent: LentCredential, host: string): RepositoryKeys {
  switch (lent.type) {
    case 'git_https': {
      const { username = tokenUserOf(host), password } = lent;
      return { login: { kind: 'password', username, password } };
    }
    case 'git_ssh': {
      const { privateKey, passphrase, knownHosts } = lent;
      return {
        login: { kind: 'ssh-key', privateKey, ...(passphrase && { passphrase }) },
        ...(knownHosts !== undefined && { knownHosts }),
      };
    }
    default:
      throw cannotOpen(lent, 'git repositories');
  }
}

/** What a lent credential is to a registry. */
export function registryLoginOf(lent: LentCredential): RegistryLogin {
  switch (lent.type) {
    case 'registry_docker_hub':
    case 'registry_quay_io':
    case 'registry_generic': {
      const { username, password } = lent;
      return { kind: 'password', username, password };
    }
    case 'registry_aws_ecr': {
      const { accessKeyId, secretAccessKey, sessionToken, name } = lent;
      const from = `the credential "${name}"`;
      return {
        kind: 'aws',
        credentials: { accessKeyId, secretAccessKey, from, ...(sessionToken && { sessionToken }) },
      };
    }
    default:
      throw cannotOpen(lent, 'container registries');
  }
}

function cannotOpen({ name, type }: LentCredential, what: string): LiveryError {
  return new LiveryError('credentials-invalid', {
    message: `The credential "${name}" is of the type ${type}, which does not open ${what}.`,
    hint: 'Choose another one.',
  });
}
