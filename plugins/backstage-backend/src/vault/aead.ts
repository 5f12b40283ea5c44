import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

/** The lengths of AES-256-GCM as NIST SP 800-38D recommends them. */
export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** What AES-256-GCM makes of a text. */
export interface Encrypted {
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** Encrypts with AES-256-GCM; a nonce must never be used twice with one key. */
export function encrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  context?: Uint8Array,
): Encrypted {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  if (context) {
    cipher.setAAD(context);
  }
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { ciphertext, tag: cipher.getAuthTag() };
}

/** @throws Error if key, nonce, ciphertext, tag and context are not those of one encryption */
export function decrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  { ciphertext, tag }: Encrypted,
  context?: Uint8Array,
): Buffer {
  // Node takes a shortened tag, which is easier to guess, unless the length is fixed:
  // https://nodejs.org/api/crypto.html#deciphersetauthtagbuffer-encoding
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(tag);
  if (context) {
    decipher.setAAD(context);
  }
  const begun = decipher.update(ciphertext);
  try {
    return Buffer.concat([begun, decipher.final()]);
  } finally {
    begun.fill(0);
  }
}

/** A key for one purpose, derived from another by HKDF-SHA256 (RFC 5869). */
export function deriveKey(key: Uint8Array, purpose: string, salt: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, `livery-vault/${purpose}/1`, KEY_BYTES));
}
