import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { LiveryError } from '@livery/contracts';
import { decrypt, deriveKey, encrypt, KEY_BYTES, NONCE_BYTES } from './aead';
import { encodeFields } from './encodeFields';
import type { WrappingKey } from '@livery/backstage-plugin-livery-node';
import { BINDING_FORMAT, bytesOfBinding, type SecretBinding } from './SecretBinding';

/** The one way in which secrets are encrypted so far. */
const ALGORITHM = 'A256GCM';

/** A secret as it is stored: nothing of it can be read without the key of `keyId`. */
export interface SealedSecret {
  readonly algorithm: string;
  /** Which fields of the binding are authenticated. */
  readonly bindingFormat: number;
  /** The key that wraps the data key. */
  readonly keyId: string;
  readonly wrappedKey: Buffer;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
  /**
   * A message authentication code over all but the wrapping. GCM alone does not commit to a key: a ciphertext can be
   * made that opens with two, https://eprint.iacr.org/2020/1456
   */
  readonly commitment: Buffer;
}

/** Encrypts a secret under a data key of its own, and wraps that with the key. */
export async function seal(
  key: WrappingKey,
  plaintext: Uint8Array,
  binding: SecretBinding,
): Promise<SealedSecret> {
  const dataKey = randomBytes(KEY_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const encryptionKey = deriveKey(dataKey, 'encrypt');
  try {
    const encrypted = encrypt(encryptionKey, nonce, plaintext, bytesOfBinding(binding));
    const body = { algorithm: ALGORITHM, bindingFormat: BINDING_FORMAT, nonce, ...encrypted };
    return {
      ...body,
      keyId: key.id,
      wrappedKey: await key.wrap(dataKey, wrappingContext(binding, key.id)),
      commitment: commitmentOf(dataKey, body, binding),
    };
  } finally {
    dataKey.fill(0);
    encryptionKey.fill(0);
  }
}

/**
 * Decrypts a secret. Whoever gets it overwrites it after use.
 *
 * @param key - the one that `sealed.keyId` names
 * @throws LiveryError `secret-unreadable` if anything of it, or of the binding, is not what was sealed
 */
export async function open(key: WrappingKey, sealed: SealedSecret, binding: SecretBinding): Promise<Buffer> {
  const dataKey = await openDataKey(key, sealed, binding);
  const encryptionKey = deriveKey(dataKey, 'encrypt');
  try {
    return decrypt(encryptionKey, sealed.nonce, sealed, bytesOfBinding(binding));
  } catch {
    throw unreadable(binding, 'its ciphertext is not the one that was sealed');
  } finally {
    dataKey.fill(0);
    encryptionKey.fill(0);
  }
}

/**
 * Wraps the data key of a secret with another key. The secret itself is not decrypted.
 *
 * @throws LiveryError `secret-unreadable`
 */
export async function rewrap(
  from: WrappingKey,
  to: WrappingKey,
  sealed: SealedSecret,
  binding: SecretBinding,
): Promise<SealedSecret> {
  const dataKey = await openDataKey(from, sealed, binding);
  try {
    const wrappedKey = await to.wrap(dataKey, wrappingContext(binding, to.id));
    return { ...sealed, keyId: to.id, wrappedKey };
  } finally {
    dataKey.fill(0);
  }
}

async function openDataKey(key: WrappingKey, sealed: SealedSecret, binding: SecretBinding): Promise<Buffer> {
  if (sealed.algorithm !== ALGORITHM || sealed.bindingFormat !== BINDING_FORMAT) {
    throw unreadable(
      binding,
      `it says that it is sealed in the way ${sealed.algorithm} ${sealed.bindingFormat}, which this version does not know`,
    );
  }
  if (sealed.keyId !== key.id) {
    throw unreadable(binding, `it is sealed with the key '${sealed.keyId}' and not with '${key.id}'`);
  }
  const dataKey = await key.unwrap(sealed.wrappedKey, wrappingContext(binding, key.id));
  const expected = commitmentOf(dataKey, sealed, binding);
  if (expected.length !== sealed.commitment.length || !timingSafeEqual(expected, sealed.commitment)) {
    dataKey.fill(0);
    throw unreadable(binding, 'it was changed after it was sealed');
  }
  return dataKey;
}

/** The key id is authenticated here alone: otherwise another key would need the secret to be encrypted anew. */
function wrappingContext(binding: SecretBinding, keyId: string): Buffer {
  return encodeFields([bytesOfBinding(binding), keyId]);
}

function commitmentOf(
  dataKey: Buffer,
  body: Pick<SealedSecret, 'algorithm' | 'bindingFormat' | 'nonce' | 'ciphertext' | 'tag'>,
  binding: SecretBinding,
): Buffer {
  const key = deriveKey(dataKey, 'commit');
  const header = [body.algorithm, String(body.bindingFormat), body.nonce, body.ciphertext, body.tag];
  const commitment = createHmac('sha256', key)
    .update(encodeFields([bytesOfBinding(binding), ...header]))
    .digest();
  key.fill(0);
  return commitment;
}

function unreadable(binding: SecretBinding, why: string): LiveryError {
  return new LiveryError('secret-unreadable', {
    message: `The secret of ${binding.table} ${binding.id} does not open: ${why}.`,
    hint: 'Enter the secret again, or restore the record from a backup; the audit log of the vault tells what was done with it.',
  });
}
