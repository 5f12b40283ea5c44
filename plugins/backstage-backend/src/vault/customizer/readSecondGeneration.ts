import { createDecipheriv, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type CustomizerFields, parseFields, unreadable } from './fields';

const deriveKey = promisify(pbkdf2);

/** Of PBKDF2-HMAC-SHA256, in both generations. */
const ITERATIONS = 100_000;

/** What the second generation means to use where `ENCRYPTION_SALT` is not set. Worth a second try. */
export const intendedSalt = 'open_webui_salt';

/** The settings `ENCRYPTION_MASTER_SECRET` and `ENCRYPTION_SALT`, both used as the text that they are. */
export interface SecondGenerationKey {
  readonly secret: string;
  readonly salt: string;
}

/**
 * Decrypts `credentials_credential.encrypted_data` of the second generation (Django): base64 of a Fernet token.
 * https://github.com/fernet/spec/blob/master/Spec.md
 *
 * @throws LiveryError `secret-unreadable` if none of the keys opens it, or it is no such token
 */
export async function readSecondGeneration(
  encryptedData: string,
  keys: readonly SecondGenerationKey[],
): Promise<CustomizerFields> {
  if (encryptedData === '') {
    throw unreadable('it is empty: its Customizer failed before it stored the secret');
  }
  const token = Buffer.from(Buffer.from(encryptedData, 'base64').toString('latin1'), 'base64url');
  const parts = splitToken(token);
  if (!parts) {
    throw unreadable('it is no Fernet token');
  }
  for (const { secret, salt } of keys) {
    const key = await deriveKey(secret, salt, ITERATIONS, 32, 'sha256');
    try {
      if (isAuthentic(key.subarray(0, 16), parts)) {
        return parseFields(decryptCbc(key.subarray(16), parts));
      }
    } catch (error) {
      throw unreadable(
        error instanceof z.ZodError ? 'what is in it is no object of texts' : 'its padding is wrong',
      );
    } finally {
      key.fill(0);
    }
  }
  throw unreadable(`none of ${keys.length} keys opens it`);
}

/**
 * The `encryption_key_id` that the second generation stores beside a credential. It stamps the current key each time
 * a row is saved, so that another one is a hint and no proof that a key does not fit.
 */
export async function secondGenerationKeyId(secret: string): Promise<string> {
  const key = await deriveKey(secret, 'key_id_salt', ITERATIONS, 32, 'sha256');
  // Python pads the URL alphabet, too.
  return key.subarray(0, 16).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** 1 byte version, 8 time, 16 initialisation vector, whole blocks of 16, 32 of the code. */
const [IV_AT, CIPHERTEXT_AT, CODE_BYTES] = [9, 25, 32];

interface TokenParts {
  readonly signed: Buffer;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly code: Buffer;
}

function splitToken(token: Buffer): TokenParts | undefined {
  const codeAt = token.length - CODE_BYTES;
  const ciphertextBytes = codeAt - CIPHERTEXT_AT;
  if (token[0] !== 0x80 || ciphertextBytes < 16 || ciphertextBytes % 16 !== 0) {
    return undefined;
  }
  return {
    signed: token.subarray(0, codeAt),
    iv: token.subarray(IV_AT, CIPHERTEXT_AT),
    ciphertext: token.subarray(CIPHERTEXT_AT, codeAt),
    code: token.subarray(codeAt),
  };
}

function isAuthentic(key: Buffer, { signed, code }: TokenParts): boolean {
  return timingSafeEqual(createHmac('sha256', key).update(signed).digest(), code);
}

function decryptCbc(key: Buffer, { iv, ciphertext }: TokenParts): Buffer {
  const decipher = createDecipheriv('aes-128-cbc', key, iv);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}
