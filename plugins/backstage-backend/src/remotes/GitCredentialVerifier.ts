import { parseRepositoryUrl } from '@livery/backstage-plugin-livery-common';
import { LiveryError } from '@livery/contracts';
import type { CredentialVerifier, Finding, Trial } from '../service/credentials/CredentialVerifier';
import type { LentCredential } from '../service/credentials/LentCredential';
import type { HostKeysStore } from '../service/repositories/GitRepositoriesStore';
import type { GitRemotes } from './GitRemotes';
import { credentialTypeOfRepository, repositoryKeysOf } from './logins';
import { wellKnownHostKeys } from './wellKnownHostKeys';

/** The errors that say something about a credential; all others are about the way to its host. */
const saysInvalid: ReadonlySet<string> = new Set([
  'repository-denied',
  'registry-denied',
  'credentials-invalid',
]);

/** What a trial that failed says about a credential. */
export function findingOf(error: unknown): Finding {
  if (!(error instanceof LiveryError)) {
    throw error;
  }
  return { state: saysInvalid.has(error.code) ? 'invalid' : 'unknown', message: error.toParagraph() };
}

/** Tries credentials for git on a repository, whose branches it lists. */
export class GitCredentialVerifier implements CredentialVerifier {
  readonly types = ['git_https', 'git_ssh'] as const;
  readonly #remotes: GitRemotes;
  readonly #hostKeys: Pick<HostKeysStore, 'list'>;

  constructor(options: { remotes: GitRemotes; hostKeys: Pick<HostKeysStore, 'list'> }) {
    this.#remotes = options.remotes;
    this.#hostKeys = options.hostKeys;
  }

  async verify(credential: LentCredential, { target, signal }: Trial): Promise<Finding> {
    const { type, host = '' } = credential;
    if (target === undefined) {
      return unknown(
        `Name a repository on ${host} that it should open: git hosts have nothing else to try it on.`,
      );
    }
    const { address, problem } = parseRepositoryUrl(target);
    if (!address) {
      return unknown(`${problem}.`);
    }
    if (credentialTypeOfRepository[address.type] !== type || address.host !== host) {
      return unknown(
        `It is for ${type === 'git_ssh' ? 'SSH' : 'HTTPS'} on ${host}, and was not sent to ${address.url}.`,
      );
    }
    try {
      const approved = address.type === 'ssh' ? await this.#hostKeys.list(host) : [];
      const hostKeys = approved.length > 0 ? approved : wellKnownHostKeys(host);
      const keys = { hostKeys, ...repositoryKeysOf(credential, host) };
      const refs = await this.#remotes.listRefs(address, keys, signal);
      return address.type === 'https' && !refs.askedForLogin
        ? unknown(
            `${address.url} is open to everybody, so that the credential was not asked for. Name a private one.`,
          )
        : { state: 'valid', message: `It opens ${address.url}, which has ${refs.branches.length} branches.` };
    } catch (error) {
      return findingOf(error);
    }
  }
}

function unknown(message: string): Finding {
  return { state: 'unknown', message };
}
