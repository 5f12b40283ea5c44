import type { KeyProvider, KeyProvidersExtensionPoint } from '@livery/backstage-plugin-livery-node';

/** What modules add to the vault. */
export class KeyProviders implements KeyProvidersExtensionPoint {
  readonly #providers = new Map<string, KeyProvider>();

  addKeyProvider(provider: KeyProvider): void {
    if (provider.id === 'local' || this.#providers.has(provider.id)) {
      throw new Error(
        `There already is a provider of keys named '${provider.id}'. Each needs a name of its own.`,
      );
    }
    this.#providers.set(provider.id, provider);
  }

  get all(): readonly KeyProvider[] {
    return [...this.#providers.values()];
  }
}
