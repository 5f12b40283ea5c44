import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Credential } from '@livery/backstage-plugin-livery-common';
import { messageOf } from '@livery/contracts';
import { VAULT_ACTOR } from '../vault/Vault';
import type { VaultAccess } from '../vault/VaultAccess';
import type { CredentialsStore } from './CredentialsStore';

/** So many days before its end people hear of it; of a credential that ends sooner, only by the closest one. */
const warnedDays = [1, 7, 30] as const;

/** What of Backstage's notifications is needed here. */
export type Notifier = Pick<NotificationService, 'send'>;

/** Looks after credentials that come to their end: warns of it, and deactivates them when it has come. */
export class CredentialCare {
  readonly #options: {
    store: CredentialsStore;
    vault: VaultAccess;
    notifications: Notifier;
    logger: LoggerService;
  };

  constructor(options: {
    store: CredentialsStore;
    vault: VaultAccess;
    notifications: Notifier;
    logger: LoggerService;
  }) {
    this.#options = options;
  }

  /** What is due now. Without a key there are no credentials to look after. */
  async run(now = new Date()): Promise<void> {
    if (!this.#options.vault.isConfigured) {
      return;
    }
    await this.warn(now);
    await this.deactivateExpired(VAULT_ACTOR, now);
  }

  /** Warns the owners of credentials that end soon, once for each of 30, 7 and 1 days before. */
  async warn(now = new Date()): Promise<void> {
    const { store } = this.#options;
    for (const days of warnedDays) {
      for (const credential of await store.listUnwarned(days, now)) {
        // Noted first: a warning that gets lost is better than one from each backend.
        if (await store.markWarned(credential.id, credential.expiresAt ?? '', days)) {
          await this.#notify(credential, {
            title: `The credential '${credential.name}' expires ${inDays(credential.daysUntilExpiry ?? 0)}`,
            description: `It stops working at ${credential.expiresAt}. Replace its secret and give it a later end.`,
            severity: days === 1 ? 'high' : 'normal',
          });
        }
      }
    }
  }

  /** @returns how many were deactivated */
  async deactivateExpired(actor: string, now = new Date()): Promise<number> {
    const { store } = this.#options;
    const vault = this.#options.vault.get();
    const expired = await store.deactivateExpired(now, actor, (transaction, { id }) =>
      vault.audit.append(transaction, {
        actor,
        action: 'deactivate',
        credentialId: id,
        purpose: 'expired',
        outcome: 'done',
      }),
    );
    for (const credential of expired) {
      await this.#notify(credential, {
        title: `The credential '${credential.name}' has expired`,
        description: 'It was deactivated. Replace its secret, give it a later end, and reactivate it.',
        severity: 'high',
      });
    }
    return expired.length;
  }

  /** Tells the owner of a credential that it does not open any more. */
  async tellUnreadable(credential: Credential): Promise<void> {
    await this.#notify(credential, {
      title: `The credential '${credential.name}' does not open any more`,
      description:
        'Its secret or the key of the vault is not what it was. Have the audit log of the vault looked at, then enter the secret again.',
      severity: 'high',
    });
  }

  async #notify(
    credential: Credential,
    text: { title: string; description: string; severity: 'normal' | 'high' },
  ): Promise<void> {
    const { notifications, logger } = this.#options;
    logger.warn(`${text.title}. ${text.description}`, { credentialId: credential.id });
    try {
      await notifications.send({
        recipients: { type: 'entity', entityRef: credential.owner },
        payload: { ...text, topic: 'livery-credentials', scope: `livery-credential-${credential.id}` },
      });
    } catch (error) {
      // A portal need not have notifications; the log has said it.
      logger.debug(`Could not notify ${credential.owner}: ${messageOf(error)}`);
    }
  }
}

function inDays(days: number): string {
  return days === 0 ? 'within a day' : `in ${days} ${days === 1 ? 'day' : 'days'}`;
}
