import { readFileSync } from 'node:fs';
import type {
  AuthService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { messageOf } from '@livery/contracts';
import type { Knex } from 'knex';
import type { LiveryConfig } from '../config';
import type { CredentialSource } from '../remotes/CredentialSource';
import { GitCredentialVerifier } from '../remotes/GitCredentialVerifier';
import { DefaultGitRemotes, type GitRemotes } from '../remotes/GitRemotes';
import { HostRules } from '../remotes/HostRules';
import { PendingVerifications } from '../remotes/PendingVerifications';
import { RegistryCredentialVerifier } from '../remotes/RegistryCredentialVerifier';
import { DefaultRegistryRemotes, type RegistryRemotes } from '../remotes/RegistryRemotes';
import type { CredentialUser } from './credentials/CredentialUses';
import { WebCredentialVerifier } from './credentials/WebCredentialVerifier';
import { RecordGate } from './records/RecordGate';
import { AuthorizedContainerRegistriesService } from './registries/AuthorizedContainerRegistriesService';
import { DatabaseContainerRegistriesStore } from './registries/DatabaseContainerRegistriesStore';
import { DefaultContainerRegistriesService } from './registries/DefaultContainerRegistriesService';
import { containerRegistryResourceRef, containerRegistryResourceType } from './registries/resource';
import { AuthorizedGitRepositoriesService } from './repositories/AuthorizedGitRepositoriesService';
import { DatabaseGitRepositoriesStore } from './repositories/DatabaseGitRepositoriesStore';
import { DatabaseHostKeysStore } from './repositories/DatabaseHostKeysStore';
import { DefaultGitRepositoriesService } from './repositories/DefaultGitRepositoriesService';
import { gitRepositoryResourceRef, gitRepositoryResourceType } from './repositories/resource';

/** What looks at other hosts, before there are credentials to do it with. */
export interface Remotes {
  git: GitRemotes;
  registries: RegistryRemotes;
  webVerifier: WebCredentialVerifier;
  repositoriesStore: DatabaseGitRepositoriesStore;
  registriesStore: DatabaseContainerRegistriesStore;
  hostKeysStore: DatabaseHostKeysStore;
}

/** Puts together what looks at other hosts, by the rules of the configuration. */
export function createRemotes({ client, config }: { client: Knex; config: LiveryConfig }): Remotes {
  const { remotes, allowedHosts, upstreams } = config;
  const { timeoutSeconds, privateHosts, certificateAuthorities: file } = remotes;
  const certificateAuthorities = file === undefined ? undefined : readAuthorities(file);
  const shared = {
    rules: new HostRules({ privateHosts }),
    timeoutSeconds,
    ...(certificateAuthorities !== undefined && { certificateAuthorities }),
  };
  const { registryHosts, plainHttpHosts, awsEndpoint } = remotes;
  return {
    git: new DefaultGitRemotes({
      ...shared,
      allowedHosts: [
        ...allowedHosts,
        ...upstreams.flatMap(({ url }) => (url === undefined ? [] : [new URL(url).host])),
      ],
    }),
    registries: new DefaultRegistryRemotes({
      ...shared,
      plainHttpHosts,
      ...(registryHosts && { registryHosts }),
      ...(awsEndpoint !== undefined && { awsEndpoint }),
    }),
    webVerifier: new WebCredentialVerifier(shared),
    repositoriesStore: new DatabaseGitRepositoriesStore({ client }),
    registriesStore: new DatabaseContainerRegistriesStore({ client }),
    hostKeysStore: new DatabaseHostKeysStore({ client }),
  };
}

function readAuthorities(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(
      `livery.remotes.certificateAuthorities: ${file} cannot be read (${messageOf(error)}). ` +
        'Correct app-config.yaml and start the backend again.',
    );
  }
}

/** Who tries credentials on their hosts. */
export function credentialVerifiersOf({ git, registries, webVerifier, hostKeysStore }: Remotes) {
  return [
    new GitCredentialVerifier({ remotes: git, hostKeys: hostKeysStore }),
    new RegistryCredentialVerifier({ remotes: registries }),
    webVerifier,
  ];
}

/** What stops working without a credential. */
export function credentialUsersOf({ repositoriesStore, registriesStore }: Remotes): CredentialUser[] {
  const usesIn = (
    kind: string,
    store: { listByCredential(id: string): Promise<readonly { id: string; name: string }[]> },
  ): CredentialUser => ({
    async usesOf(credentialId) {
      const records = await store.listByCredential(credentialId);
      return records.map(({ id, name }) => ({ kind, id, name }));
    },
  });
  return [usesIn('git-repository', repositoriesStore), usesIn('container-registry', registriesStore)];
}

/** Puts git repositories and container registries together: what a route calls asks for permission first. */
export function createRemoteServices(options: {
  remotes: Remotes;
  credentialSource: CredentialSource;
  auth: AuthService;
  logger: LoggerService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
}) {
  const { remotes, credentialSource: credentials, auth, logger, permissions, permissionsRegistry } = options;
  const { repositoriesStore, registriesStore } = remotes;
  permissionsRegistry.addResourceType(gitRepositoryResourceType(repositoriesStore));
  permissionsRegistry.addResourceType(containerRegistryResourceType(registriesStore));
  const gateOf = (resourceRef: typeof gitRepositoryResourceRef | typeof containerRegistryResourceRef) =>
    new RecordGate({ permissions, permissionsRegistry, resourceRef });

  const gitRepositories = new DefaultGitRepositoriesService({
    store: repositoriesStore,
    hostKeys: remotes.hostKeysStore,
    remotes: remotes.git,
    credentials,
  });
  const containerRegistries = new DefaultContainerRegistriesService({
    store: registriesStore,
    remotes: remotes.registries,
    credentials,
  });
  return {
    gitRepositories: new AuthorizedGitRepositoriesService({
      inner: gitRepositories,
      permissions,
      gate: gateOf(gitRepositoryResourceRef),
    }),
    containerRegistries: new AuthorizedContainerRegistriesService({
      inner: containerRegistries,
      permissions,
      gate: gateOf(containerRegistryResourceRef),
    }),
    pendingVerifications: new PendingVerifications({
      records: [
        {
          kind: 'git repository',
          listPending: limit => repositoriesStore.listPending(limit),
          verify: (id, caller) => gitRepositories.verify(id, caller),
        },
        {
          kind: 'container registry',
          listPending: limit => registriesStore.listPending(limit),
          verify: (id, caller) => containerRegistries.verify(id, caller),
        },
      ],
      auth,
      logger,
    }),
  };
}
