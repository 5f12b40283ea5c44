import { randomUUID } from 'node:crypto';
import { ConflictError, InputError } from '@backstage/errors';
import {
  type Credential,
  type CredentialInUse,
  type CredentialQuery,
  type CredentialSecret,
  type CredentialTrial,
  type CredentialTypeInfo,
  credentialTypeInfos,
  type CredentialUpdate,
  type CredentialUse,
  type CredentialVerification,
  type NewCredential,
  type Page,
  type RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import { nameOfPrincipal, type ServiceOptions } from '../authorize';
import { PreconditionFailedError, TooManyRequestsError } from '../errors';
import type { StoredSecret } from '../vault/DatabaseSecretsStore';
import type { VaultAccess } from '../vault/VaultAccess';
import { checkSecret } from './checkSecret';
import type { CredentialCare } from './CredentialCare';
import { bindingOf, type CredentialLender } from './CredentialLender';
import type { CredentialsService, ListOptions } from './CredentialsService';
import type { Alongside, CredentialsStore, SecretFacts } from './CredentialsStore';
import type { CredentialUses } from './CredentialUses';
import type { CredentialVerifiers } from './CredentialVerifier';

/** What the service is made from. */
export interface DefaultCredentialsServiceOptions {
  store: CredentialsStore;
  vault: VaultAccess;
  lender: CredentialLender;
  verifiers: CredentialVerifiers;
  uses: CredentialUses;
  care: CredentialCare;
  /** How long a host has peace between two trials of a credential. Default: 5 s. */
  betweenTrialsMs?: number;
}

/** Hosts lock out who tries too often. */
const betweenTrialsMs = 5000;

/** Credentials, without permissions. */
export class DefaultCredentialsService implements CredentialsService {
  readonly #options: DefaultCredentialsServiceOptions;

  constructor(options: DefaultCredentialsServiceOptions) {
    this.#options = options;
  }

  async listTypes(): Promise<Page<CredentialTypeInfo>> {
    return { items: [...credentialTypeInfos], total: credentialTypeInfos.length };
  }

  async list(query: CredentialQuery, options: ListOptions): Promise<Page<Credential>> {
    this.#options.vault.get();
    return this.#options.store.list(query, options.filter ?? 'everything');
  }

  async get(id: string): Promise<Credential> {
    this.#options.vault.get();
    return this.#options.store.get(id);
  }

  async listUses(id: string): Promise<Page<CredentialUse>> {
    await this.get(id);
    const items = await this.#options.uses.of(id);
    return { items, total: items.length };
  }

  async create(credential: NewCredential, options: ServiceOptions): Promise<Credential> {
    const { name, description, type, host, tags, metadata, expiresAt } = credential;
    const createdBy = nameOfPrincipal(options.credentials);
    const { owner = createdBy } = credential;
    const id = randomUUID();
    requireFuture(expiresAt);
    checkSecret(credential);
    const { stored, facts } = await this.#seal(
      { id, owner, type, host, secretVersion: 1 },
      credential.secret,
    );
    return this.#options.store.create(
      { id, name, description, type, secret: facts, metadata, owner, tags, expiresAt, createdBy },
      this.#alongside(
        { action: 'create', purpose: `a credential for ${host ?? 'no host'}` },
        createdBy,
        stored,
      ),
    );
  }

  async update(
    id: string,
    revision: RevisionMatch,
    change: CredentialUpdate,
    options: ServiceOptions,
  ): Promise<Credential> {
    const { store } = this.#options;
    const actor = nameOfPrincipal(options.credentials);
    requireFuture(change.expiresAt ?? undefined);
    const current = await this.get(id);
    const changed = Object.keys(change).join(', ');
    const record = { action: 'update', purpose: `change of ${changed || 'nothing'}` };
    const { owner = current.owner, ...others } = change;
    if (owner === current.owner) {
      return store.update(id, revision, others, actor, this.#alongside(record, actor));
    }
    // The owner is a part of what the secret is bound to.
    const match = matchOf(current, revision);
    const { stored, facts } = await this.#bindToOwner(current, owner);
    return store.update(
      id,
      match,
      { ...others, owner, secret: { ...facts, isNew: false } },
      actor,
      this.#alongside(record, actor, stored),
    );
  }

  async replaceSecret(
    id: string,
    revision: RevisionMatch,
    replacement: CredentialSecret,
    options: ServiceOptions,
  ): Promise<Credential> {
    const { store } = this.#options;
    const actor = nameOfPrincipal(options.credentials);
    const current = await this.get(id);
    const { type, host, secret } = replacement;
    if (type !== current.type) {
      throw new InputError(
        `The credential ${id} is of the type ${current.type}, and the new secret of the type ${type}. ` +
          'Create another credential for it.',
      );
    }
    checkSecret(replacement);
    const match = matchOf(current, revision);
    const { stored, facts } = await this.#seal(
      { id, owner: current.owner, type, host, secretVersion: current.secretVersion + 1 },
      secret,
    );
    return store.update(
      id,
      match,
      { secret: { ...facts, isNew: true } },
      actor,
      this.#alongside({ action: 'replace', purpose: `a new secret for ${host ?? 'no host'}` }, actor, stored),
    );
  }

  async verify(id: string, trial: CredentialTrial, options: ServiceOptions): Promise<CredentialVerification> {
    const { store, lender, verifiers } = this.#options;
    const { host, secretVersion, verification: last } = await this.get(id);
    this.#requirePause(id, last);
    const actor = nameOfPrincipal(options.credentials);
    const lent = await lender.lend({ id, host, actor, purpose: 'verify' });
    const verification = await verifiers.verify(lent, trial.target);
    await store.setVerification(id, secretVersion, verification);
    return verification;
  }

  async deactivate(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<CredentialInUse> {
    const credential = await this.#setActive(id, revision, false, options);
    return { credential, uses: await this.#options.uses.of(id) };
  }

  reactivate(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<Credential> {
    return this.#setActive(id, revision, true, options);
  }

  async delete(
    id: string,
    revision: RevisionMatch,
    request: { evenIfUsed?: boolean },
    options: ServiceOptions,
  ): Promise<void> {
    const { store, uses, vault } = this.#options;
    const credential = await this.get(id);
    const usedBy = request.evenIfUsed ? [] : await uses.of(id);
    if (usedBy.length > 0) {
      const names = usedBy.map(use => `${use.kind} '${use.name}'`).join(', ');
      throw new ConflictError(
        `The credential '${credential.name}' is used by ${names}. Give these another one first, or delete it with evenIfUsed.`,
      );
    }
    const actor = nameOfPrincipal(options.credentials);
    const record = this.#alongside(
      { action: 'delete', purpose: `the credential '${credential.name}'` },
      actor,
    );
    await store.delete(id, revision, async (transaction, target) => {
      await vault.get().secrets.remove(transaction, bindingOf(credential));
      await record(transaction, target);
    });
  }

  async cleanUpExpired(options: ServiceOptions): Promise<{ count: number }> {
    return { count: await this.#options.care.deactivateExpired(nameOfPrincipal(options.credentials)) };
  }

  #requirePause(id: string, { checkedAt }: CredentialVerification): void {
    const sinceMs = checkedAt === undefined ? Infinity : Date.now() - Date.parse(checkedAt);
    const leftMs = (this.#options.betweenTrialsMs ?? betweenTrialsMs) - sinceMs;
    if (leftMs > 0) {
      const seconds = Math.ceil(leftMs / 1000);
      throw new TooManyRequestsError(
        `The credential ${id} has just been tried, with what it shows. Try it again in ${seconds} s.`,
        seconds,
      );
    }
  }

  async #setActive(
    id: string,
    revision: RevisionMatch,
    isActive: boolean,
    options: ServiceOptions,
  ): Promise<Credential> {
    const actor = nameOfPrincipal(options.credentials);
    const action = isActive ? 'reactivate' : 'deactivate';
    const alongside = this.#alongside({ action, purpose: 'asked for' }, actor);
    return this.#options.store.update(id, revision, { isActive }, actor, alongside);
  }

  async #seal(
    credential: Parameters<typeof bindingOf>[0],
    secret: object,
  ): Promise<{ stored: StoredSecret; facts: SecretFacts }> {
    return this.#sealBytes(credential, Buffer.from(JSON.stringify(secret)));
  }

  async #bindToOwner(
    current: Credential,
    owner: string,
  ): Promise<{ stored: StoredSecret; facts: SecretFacts }> {
    const { vault, store } = this.#options;
    const opened = await vault
      .get()
      .open(bindingOf(current))
      .catch(async (error: unknown) => {
        // It does not open if somebody replaced it a moment ago: then that is what the caller has to know.
        matchOf(await store.get(current.id), current.revision);
        throw error;
      });
    return this.#sealBytes({ ...current, owner, secretVersion: current.secretVersion + 1 }, opened);
  }

  /** Seals a secret and overwrites the plain one. */
  async #sealBytes(
    credential: Parameters<typeof bindingOf>[0],
    plaintext: Buffer,
  ): Promise<{ stored: StoredSecret; facts: SecretFacts }> {
    const vault = this.#options.vault.get();
    const { host, secretVersion: version } = credential;
    try {
      const stored = await vault.seal(plaintext, bindingOf(credential));
      return { stored, facts: { host, version, fingerprint: vault.fingerprint(plaintext) } };
    } finally {
      plaintext.fill(0);
    }
  }

  /** What is written in the same transaction as the record: the secret, if there is one, and then the audit log. */
  #alongside(record: { action: string; purpose: string }, actor: string, stored?: StoredSecret): Alongside {
    const vault = this.#options.vault.get();
    return async (transaction, { id }) => {
      if (stored) {
        await vault.secrets.put(transaction, stored);
      }
      await vault.audit.append(transaction, { ...record, actor, credentialId: id, outcome: 'done' });
    };
  }
}

/**
 * The revision that was read, for a change whose secret is bound to what was read: it is made to that one or not at all, also
 * where the caller would overwrite anything.
 */
function matchOf(current: Credential, revision: RevisionMatch): number {
  if (revision !== 'any' && revision !== current.revision) {
    throw new PreconditionFailedError(
      `The credential ${current.id} is at revision ${current.revision}, and the change is meant for ${revision}. ` +
        'Load it again and repeat the change.',
    );
  }
  return current.revision;
}

function requireFuture(expiresAt: string | undefined): void {
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) {
    throw new InputError(`The end of a credential must be in the future, and ${expiresAt} is not.`);
  }
}
