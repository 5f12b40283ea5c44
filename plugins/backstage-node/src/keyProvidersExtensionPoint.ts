import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { KeyProvider } from './KeyProvider';

/** Where modules add kinds of keys to the vault. */
export interface KeyProvidersExtensionPoint {
  /** @throws Error if there already is a provider with this id */
  addKeyProvider(provider: KeyProvider): void;
}

/** Where modules add kinds of keys to the vault of the `livery` plugin. */
export const keyProvidersExtensionPoint = createExtensionPoint<KeyProvidersExtensionPoint>({
  id: 'livery.key-providers',
});
