import { InputError } from '@backstage/errors';
import type { CredentialSecret } from '@livery/backstage-plugin-livery-common';
import { parsePrivateKey } from 'sshpk';

/**
 * Looks at what only a program can see in a secret, before it is kept: that a private key is one, and that its passphrase
 * opens it.
 *
 * @throws InputError
 */
export function checkSecret(secret: CredentialSecret): void {
  if (secret.type === 'git_ssh') {
    checkPrivateKey(secret.secret);
  }
}

/** How often a passphrase may be hashed: ssh-keygen does it 16 or 24 times, careful people ask it for 100. */
const MAXIMUM_ROUNDS = 200;

function checkPrivateKey({ privateKey, passphrase }: { privateKey: string; passphrase?: string }): void {
  try {
    refuseCostly(privateKey);
    parsePrivateKey(privateKey, 'auto', { passphrase });
  } catch (error) {
    if (error instanceof InputError) {
      throw error;
    }
    throw new InputError(whatIsWrong(error, passphrase !== undefined));
  }
}

/** The file that ssh-keygen writes, and nothing beside it: the parser is less strict, and what it would skip could hide the costs. */
const OPENSSH_FILE =
  /^-----BEGIN OPENSSH PRIVATE KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END OPENSSH PRIVATE KEY-----$/;

/**
 * A key says by itself how long its passphrase is to be hashed, and the parser would do it for days without a pause.
 * https://cvsweb.openbsd.org/src/usr.bin/ssh/PROTOCOL.key
 */
function refuseCostly(privateKey: string): void {
  const isOpenSsh = /BEGIN\s+OPENSSH/i.test(privateKey);
  if (/BEGIN\s+ENCRYPTED/i.test(privateKey) || (isOpenSsh && roundsOf(privateKey) > MAXIMUM_ROUNDS)) {
    throw new InputError(
      'The passphrase of this key would take too long to check. Save the key again with `ssh-keygen -p -a 100 -f FILE`, and paste that.',
    );
  }
}

/**
 * The rounds of bcrypt that a key of OpenSSH names; 0 for one without a passphrase.
 *
 * @throws RangeError, Error for what is no such key
 */
function roundsOf(privateKey: string): number {
  const [, content] = OPENSSH_FILE.exec(privateKey.trim()) ?? [];
  const bytes = Buffer.from(content ?? '', 'base64');
  const magic = 'openssh-key-v1\0';
  if (bytes.toString('latin1', 0, magic.length) !== magic) {
    throw new Error('It is not what its first line says.');
  }
  let position = magic.length;
  const next = () => {
    const start = position + 4;
    position = start + bytes.readUInt32BE(position);
    return bytes.subarray(start, position);
  };
  next(); // the cipher
  if (next().toString('latin1') !== 'bcrypt') {
    return 0;
  }
  const options = next();
  return options.readUInt32BE(4 + options.readUInt32BE(0));
}

/** The parser's own words can repeat parts of the key. */
function whatIsWrong(error: unknown, hasPassphrase: boolean): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'KeyEncryptedError') {
    return 'The private key has a passphrase. Give it with the key.';
  }
  if (hasPassphrase) {
    return 'The private key cannot be opened with this passphrase, or it is damaged. Check both.';
  }
  return 'The private key cannot be read: it is damaged or of a kind that SSH does not use. Paste the whole file that ssh-keygen wrote.';
}
