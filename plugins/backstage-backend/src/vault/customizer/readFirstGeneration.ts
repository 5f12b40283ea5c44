import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { decrypt } from '../aead';
import { decodePythonBase64 } from './pythonBase64';
import { type CustomizerFields, parseFields, unreadable } from './fields';

const deriveKey = promisify(pbkdf2);

/** Of PBKDF2-HMAC-SHA256, in both generations. */
const ITERATIONS = 100_000;

const base64 = (bytes?: number) =>
  z
    .base64()
    .transform(text => Buffer.from(text, 'base64'))
    .refine(decoded => bytes === undefined || decoded.length === bytes, `must be ${bytes} bytes`);

/** The column `encrypted_data`, as JSON. Its `key_id` is random and tells nothing about the key. */
const StoredCredential = z.object({
  ciphertext: base64(),
  nonce: base64(12),
  tag: base64(16),
  salt: base64(32),
  version: z.literal('1'),
});

/**
 * The key of a Customizer (FastAPI) in development with an empty `SECURITY__ENCRYPTION_KEY`: it then takes the secret
 * of its tokens, whose default this is. Worth a last try.
 */
export const developmentMasterKey = 'dev-secret-key-not-for-production';

/**
 * Decrypts `credentials.encrypted_data` of the first generation (FastAPI): AES-256-GCM under a key that
 * PBKDF2-HMAC-SHA256 makes of the master key and the record's own salt.
 *
 * @param masterKeys - the values of `CREDENTIAL_MASTER_KEY` and its fallbacks; each is tried, since a record does not
 * say which one it was made with
 * @throws LiveryError `secret-unreadable` if none of them opens it, or it is no such record
 */
export async function readFirstGeneration(
  encryptedData: string,
  masterKeys: readonly string[],
): Promise<CustomizerFields> {
  const stored = StoredCredential.safeParse(parseJson(encryptedData));
  if (!stored.success) {
    throw unreadable('it is not a record of the version 1');
  }
  const { ciphertext, nonce, tag, salt } = stored.data;
  for (const masterKey of masterKeys) {
    const password = decodePythonBase64(masterKey);
    if (!password) {
      continue;
    }
    const key = await deriveKey(password, salt, ITERATIONS, 32, 'sha256');
    try {
      return parseFields(decrypt(key, nonce, { ciphertext, tag }));
    } catch (error) {
      if (error instanceof z.ZodError) {
        throw unreadable('what is in it is no object of texts');
      }
      // The tag does not fit: another key may.
    } finally {
      key.fill(0);
    }
  }
  throw unreadable(`none of ${masterKeys.length} master keys opens it`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
