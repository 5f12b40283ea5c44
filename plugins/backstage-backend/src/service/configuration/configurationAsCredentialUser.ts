import type { CredentialUser } from '../credentials/CredentialUses';
import type { ConfigurationStore } from './ConfigurationStore';

/** Says which settings stop working without a credential. */
export function configurationAsCredentialUser(
  store: Pick<ConfigurationStore, 'listByCredential'>,
): CredentialUser {
  return {
    async usesOf(credentialId) {
      const entries = await store.listByCredential(credentialId);
      return entries.map(({ id, key }) => ({ kind: 'configuration', id, name: key }));
    },
  };
}
