import { createHmac } from 'node:crypto';

/**
 * Tells secrets apart without telling anything about them: two credentials with the same fingerprint hold the same
 * secret. It is keyed, so that nobody can try out guesses against it.
 *
 * @param key - 32 bytes
 * @returns 16 hexadecimal digits
 */
export function fingerprintOf(key: Uint8Array, plaintext: Uint8Array): string {
  return createHmac('sha256', key).update(plaintext).digest('hex').slice(0, 16);
}
