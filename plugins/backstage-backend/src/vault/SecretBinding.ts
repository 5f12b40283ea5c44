import { encodeFields } from './encodeFields';

/**
 * What a sealed secret belongs to. It is authenticated with the ciphertext, so that a secret opens only where it was
 * put: one that somebody moves to another row, or whose host is edited, does not.
 */
export interface SecretBinding {
  /** The table of the record that the secret belongs to. */
  readonly table: string;
  /** The id of that record. */
  readonly id: string;
  /** Who owns the record, as an entity reference. */
  readonly owner: string;
  /** What kind of secret it is, such as `git_https`. */
  readonly kind: string;
  /** The only host that it may be sent to; without it, it is for none in particular. */
  readonly host?: string;
  /** Grows with each replacement, so that an older ciphertext cannot be put back. */
  readonly version: number;
}

/** Changes with the list of authenticated fields below. */
export const BINDING_FORMAT = 1;

/** The bytes that are authenticated with the ciphertext of a secret. */
export function bytesOfBinding(binding: SecretBinding): Buffer {
  const { table, id, owner, kind, host, version } = binding;
  return encodeFields([
    'livery-vault',
    String(BINDING_FORMAT),
    table,
    id,
    owner,
    kind,
    host,
    String(version),
  ]);
}
