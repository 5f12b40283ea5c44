import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { LiveryError, messageOf } from '@livery/contracts';
import { z } from 'zod';
import { decrypt, deriveKey, encrypt, KEY_BYTES, NONCE_BYTES, TAG_BYTES } from './aead';
import type { KeyProvider, WrappingKey } from '@livery/backstage-plugin-livery-node';

/** Each wrapping derives a key of its own from so many random bytes: no nonce is ever used twice with one key. */
const SALT_BYTES = 32;

const LocalKeyOptions = z
  .strictObject({ secret: z.string().optional(), file: z.string().min(1).optional() })
  .refine(({ secret, file }) => (secret === undefined) !== (file === undefined));

/** Keys that the configuration holds, or a file that it names: 32 random bytes in base64. */
export const localKeyProvider: KeyProvider = {
  id: 'local',
  async createKey(id, options) {
    const parsed = LocalKeyOptions.safeParse(options);
    if (!parsed.success) {
      throw keyInvalid(id, 'it needs either a `secret` or a `file`, and nothing else');
    }
    const { secret, file } = parsed.data;
    return new LocalKey(id, parseKey(id, secret ?? (await readKeyFile(id, file ?? ''))));
  },
};

/** A key in the memory of the process. */
class LocalKey implements WrappingKey {
  readonly id: string;
  readonly #key: Buffer;

  constructor(id: string, key: Buffer) {
    this.id = id;
    this.#key = key;
  }

  async wrap(dataKey: Uint8Array, context: Uint8Array): Promise<Buffer> {
    const salt = randomBytes(SALT_BYTES);
    const nonce = randomBytes(NONCE_BYTES);
    const key = deriveKey(this.#key, 'local/wrap', salt);
    const { ciphertext, tag } = encrypt(key, nonce, dataKey, context);
    key.fill(0);
    return Buffer.concat([salt, nonce, tag, ciphertext]);
  }

  async unwrap(wrapped: Uint8Array, context: Uint8Array): Promise<Buffer> {
    const bytes = Buffer.from(wrapped);
    const [nonceAt, tagAt] = [SALT_BYTES, SALT_BYTES + NONCE_BYTES];
    const ciphertextAt = tagAt + TAG_BYTES;
    const key = deriveKey(this.#key, 'local/wrap', bytes.subarray(0, nonceAt));
    try {
      const encrypted = {
        tag: bytes.subarray(tagAt, ciphertextAt),
        ciphertext: bytes.subarray(ciphertextAt),
      };
      return decrypt(key, bytes.subarray(nonceAt, tagAt), encrypted, context);
    } catch {
      // What OpenSSL says about it tells nothing more.
      throw new LiveryError('secret-unreadable', {
        message: `A data key does not open with the key '${this.id}': one of the two is not the one it was, or the record was changed.`,
        hint: 'Compare the key in livery.vault.keys with its copy; restore the record from a backup if the key is right.',
      });
    } finally {
      key.fill(0);
    }
  }
}

async function readKeyFile(id: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw keyInvalid(id, `its file cannot be read: ${messageOf(error)}`);
  }
}

function parseKey(id: string, text: string): Buffer {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, 'base64');
  // Node's decoder passes over what is not base64.
  if (key.length !== KEY_BYTES || key.toString('base64') !== trimmed) {
    throw keyInvalid(id, 'it is not 32 bytes in base64');
  }
  if (new Set(key).size === 1) {
    throw keyInvalid(id, 'all of its bytes are the same');
  }
  return key;
}

function keyInvalid(id: string, why: string): LiveryError {
  return new LiveryError('vault-key-invalid', {
    message: `The key '${id}' of livery.vault.keys cannot be used: ${why}.`,
    hint: 'Make a key with `openssl rand -base64 32`, and name it as `secret` or in a `file`.',
  });
}
