import type { Credential } from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../service/authorize';
import type { LendRequest } from '../service/credentials/CredentialLender';
import type { LentCredential } from '../service/credentials/LentCredential';

/** Where repositories and registries get what opens them. They keep the id of a credential, and nothing of what is in it. */
export interface CredentialSource {
  /**
   * Says what a credential is, to somebody who may have it used.
   *
   * @throws NotFoundError, NotAllowedError
   */
  describe(id: string, options: ServiceOptions): Promise<Pick<Credential, 'id' | 'name' | 'type' | 'host'>>;
  /**
   * Lends the secret of a credential for one use on one host, which is in the audit log then.
   *
   * @throws NotFoundError, ConflictError, NotAllowedError, InputError
   */
  lend(request: LendRequest): Promise<LentCredential>;
}
