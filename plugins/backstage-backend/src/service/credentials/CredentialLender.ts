import type { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import type { Credential, CredentialType } from '@livery/backstage-plugin-livery-common';
import { LiveryError, messageOf } from '@livery/contracts';
import type { Knex } from 'knex';
import type { SecretBinding } from '../../vault/SecretBinding';
import { audited } from '../http/audited';
import type { VaultAccess } from '../vault/VaultAccess';
import type { CredentialCare } from './CredentialCare';
import type { CredentialsStore } from './CredentialsStore';
import { isForHost } from './hosts';
import { type LentCredential, toLentCredential } from './LentCredential';

/** What a credential is needed for. */
export interface LendRequest {
  /** The id of the credential. */
  readonly id: string;
  /** Where it is about to be sent, with a port where it is not the usual one. Absent only to try what has no host. */
  readonly host?: string;
  /** The types that can be used for it; any, if left out. */
  readonly types?: readonly CredentialType[];
  /** Who wants it, as an entity reference or the subject of a service. */
  readonly actor: string;
  /** Why, in words, for the audit log: `verify`, `run 5f0c1a52`. */
  readonly purpose: string;
}

/** How often a secret is looked for that others replace meanwhile. */
const attempts = 5;

/** The table that credentials are bound to. */
export const CREDENTIALS_TABLE = 'credentials';

/** What the secret of a credential is bound to. */
export function bindingOf(
  credential: Pick<Credential, 'id' | 'owner' | 'type' | 'host' | 'secretVersion'>,
): SecretBinding {
  const { id, owner, type, host, secretVersion } = credential;
  return { table: CREDENTIALS_TABLE, id, owner, kind: type, host, version: secretVersion };
}

/** What the lender is made from. */
export interface CredentialLenderOptions {
  store: CredentialsStore;
  vault: VaultAccess;
  client: Knex;
  /** Of Backstage: what else watches over the portal hears of each loan, too. */
  auditor: AuditorService;
  logger: LoggerService;
  /** Tells its owner of a credential that does not open. */
  care: Pick<CredentialCare, 'tellUnreadable'>;
}

/**
 * Lends the secrets of credentials to the code that needs them now. There is no other way to get at one.
 *
 * Each loan and each refusal is in the audit log before anything is handed out: no record, no secret.
 */
export class CredentialLender {
  readonly #options: CredentialLenderOptions;

  constructor(options: CredentialLenderOptions) {
    this.#options = options;
  }

  /**
   * @throws NotFoundError for an unknown credential
   * @throws ConflictError for one that is deactivated or has expired
   * @throws NotAllowedError for another host than its own
   * @throws InputError for a type that cannot be used for it
   * @throws LiveryError `secret-unreadable`, `vault-key-unknown`
   */
  lend(request: LendRequest): Promise<LentCredential> {
    const { id: credentialId, host, actor, purpose } = request;
    return audited(
      this.#options.auditor,
      {
        eventId: 'credential-open',
        severityLevel: 'medium',
        meta: { credentialId, host: host ?? 'none', actor, purpose },
      },
      () => this.#lend(request),
    );
  }

  async #lend(request: LendRequest): Promise<LentCredential> {
    const { vault, store, client } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const credential = await store.get(request.id);
      try {
        return await this.#lendAsItIs(credential, request);
      } catch (error) {
        if (attempt < attempts && (await this.#wasReplaced(credential))) {
          continue;
        }
        const { audit } = vault.get();
        await client.transaction(transaction =>
          audit.append(transaction, recordOf(request, 'refused', messageOf(error))),
        );
        await this.#tellIfUnreadable(credential, error);
        throw error;
      }
    }
  }

  async #lendAsItIs(credential: Credential, request: LendRequest): Promise<LentCredential> {
    const { store } = this.#options;
    const vault = this.#options.vault.get();
    requireUsable(credential, request);
    const lent = toLentCredential(credential, await vault.open(bindingOf(credential)));
    await store.markUsed(credential.id, credential.secretVersion, new Date(), transaction =>
      vault.audit.append(transaction, recordOf(request, 'done')),
    );
    return lent;
  }

  /** Whether somebody put another secret in its place between two looks at the database. */
  async #wasReplaced({ id, secretVersion }: Credential): Promise<boolean> {
    const now = await this.#options.store.get(id);
    return now.secretVersion !== secretVersion;
  }

  async #tellIfUnreadable(credential: Credential, error: unknown): Promise<void> {
    if (error instanceof LiveryError) {
      // Not something that a caller did: a key is gone, or somebody was in the database.
      this.#options.logger.error(`Could not open the credential ${credential.id}: ${error.toParagraph()}`);
      await this.#options.care.tellUnreadable(credential);
    }
  }
}

function requireUsable(credential: Credential, request: LendRequest): void {
  const { id, name, type, isActive, hasExpired, expiresAt, host } = credential;
  const what = `The credential '${name}' (${id})`;
  if (!isActive) {
    throw new ConflictError(`${what} is deactivated. Reactivate it, or use another one.`);
  }
  if (hasExpired) {
    throw new ConflictError(`${what} expired at ${expiresAt}. Replace its secret and give it a later end.`);
  }
  if (request.types && !request.types.includes(type)) {
    throw new InputError(
      `${what} is of the type ${type}, which cannot be used here. Use one of the type ${request.types.join(' or ')}.`,
    );
  }
  if (host !== undefined && (request.host === undefined || !isForHost(credential, request.host))) {
    throw new NotAllowedError(
      `${what} is for ${host} and must not be sent to ${request.host ?? 'another host'}. ` +
        'Use a credential of that host, or replace the secret of this one together with its host.',
    );
  }
}

function recordOf(request: LendRequest, outcome: 'done' | 'refused', detail?: string) {
  return {
    actor: request.actor,
    action: 'open',
    credentialId: request.id,
    purpose: request.purpose,
    outcome,
    detail: detail ?? (request.host === undefined ? undefined : `for ${request.host}`),
  };
}
