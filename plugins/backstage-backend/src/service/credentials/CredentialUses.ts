import type { CredentialUse } from '@livery/backstage-plugin-livery-common';

/** A kind of records that refer to credentials, such as git repositories. */
export interface CredentialUser {
  /** The records that stop working without a credential. */
  usesOf(credentialId: string): Promise<CredentialUse[]>;
}

/** Everything that refers to credentials. */
export class CredentialUses {
  readonly #users: readonly CredentialUser[];

  constructor(users: readonly CredentialUser[]) {
    this.#users = users;
  }

  async of(credentialId: string): Promise<CredentialUse[]> {
    const uses = await Promise.all(this.#users.map(user => user.usesOf(credentialId)));
    return uses.flat();
  }
}
