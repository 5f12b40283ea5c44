import { ServiceUnavailableError } from '@backstage/errors';
import type { Vault } from './Vault';

/** What to do about a portal whose vault has no key. */
const advice =
  'Whoever runs this portal: make a key with `openssl rand -base64 32`, name it in livery.vault.keys of app-config.yaml, ' +
  'and start the backend again.';

/** The vault, for who needs it now; a portal without a key starts, and has none. */
export class VaultAccess {
  readonly #vault: Vault | undefined;
  /** What to do about a vault without a key; undefined if it has one. */
  readonly hint: string | undefined;

  /** @param options.needed - of a vault without a key: the ids of the keys that the secrets in the database need */
  constructor(options: { vault: Vault } | { needed: readonly string[] }) {
    this.#vault = 'vault' in options ? options.vault : undefined;
    this.hint = 'vault' in options ? undefined : hintFor(options.needed);
  }

  get isConfigured(): boolean {
    return this.#vault !== undefined;
  }

  /** @throws ServiceUnavailableError if no key is configured */
  get(): Vault {
    if (!this.#vault) {
      throw new ServiceUnavailableError(`Credentials cannot be used: the vault has no key. ${this.hint}`);
    }
    return this.#vault;
  }
}

function hintFor(needed: readonly string[]): string {
  if (needed.length === 0) {
    return advice;
  }
  const names = needed.map(id => `'${id}'`).join(', ');
  return `There are secrets that need the keys it had: ${names}. Whoever runs this portal: put them back into livery.vault.keys of app-config.yaml, and start the backend again.`;
}
