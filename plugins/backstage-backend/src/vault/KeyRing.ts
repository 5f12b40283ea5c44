import { randomBytes, timingSafeEqual } from 'node:crypto';
import { LiveryError } from '@livery/contracts';
import { KEY_BYTES } from './aead';
import type { KeyProvider, WrappingKey } from '@livery/backstage-plugin-livery-node';

/** One entry of `livery.vault.keys`: an id, a provider, and what the provider asks for. */
export interface KeyEntry {
  readonly id: string;
  readonly provider: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The keys of the vault: the first one seals, all of them open. */
export class KeyRing {
  /** The key that new secrets are sealed with. */
  readonly active: WrappingKey;
  readonly #keys: ReadonlyMap<string, WrappingKey>;

  /**
   * Makes the keys, and proves of each that it opens what it wraps.
   *
   * @throws LiveryError `vault-key-invalid`
   */
  static async create(
    entries: readonly [KeyEntry, ...KeyEntry[]],
    providers: readonly KeyProvider[],
  ): Promise<KeyRing> {
    const [first, ...others] = entries;
    const active = await createKey(first, providers);
    const keys = new Map([[active.id, active]]);
    for (const entry of others) {
      keys.set(entry.id, await createKey(entry, providers));
    }
    return new KeyRing(active, keys);
  }

  private constructor(active: WrappingKey, keys: ReadonlyMap<string, WrappingKey>) {
    this.active = active;
    this.#keys = keys;
  }

  /** The ids of all keys, the active one first. */
  get ids(): readonly string[] {
    return [...this.#keys.keys()];
  }

  /** @throws LiveryError `vault-key-unknown` */
  get(id: string): WrappingKey {
    const key = this.#keys.get(id);
    if (!key) {
      throw new LiveryError('vault-key-unknown', {
        message: `A secret is sealed with the key '${id}', which livery.vault.keys does not have; it has ${this.ids.map(known => `'${known}'`).join(', ')}.`,
        hint: `Add the key '${id}' to livery.vault.keys, behind the first one, and start the backend again.`,
      });
    }
    return key;
  }
}

async function createKey(entry: KeyEntry, providers: readonly KeyProvider[]): Promise<WrappingKey> {
  const provider = providers.find(({ id }) => id === entry.provider);
  if (!provider) {
    throw new LiveryError('vault-key-invalid', {
      message: `The key '${entry.id}' of livery.vault.keys is of the provider '${entry.provider}', and there is none of that name.`,
      hint: `Install the module of that provider, or name one of these: ${providers.map(({ id }) => id).join(', ')}.`,
    });
  }
  const key = await provider.createKey(entry.id, entry.options);
  await prove(key);
  return key;
}

/** A key that cannot open what it wraps would lose every secret that it is given. */
async function prove(key: WrappingKey): Promise<void> {
  const probe = randomBytes(KEY_BYTES);
  const context = Buffer.from('livery-vault self-test');
  const opened = await key.unwrap(await key.wrap(probe, context), context);
  if (opened.length !== probe.length || !timingSafeEqual(opened, probe)) {
    throw new LiveryError('vault-key-invalid', {
      message: `The key '${key.id}' of livery.vault.keys cannot be used: it does not open what it wraps.`,
      hint: 'Report this to the makers of its provider; use another key until then.',
    });
  }
}
