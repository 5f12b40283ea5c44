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

function checkPrivateKey({ privateKey, passphrase }: { privateKey: string; passphrase?: string }): void {
  try {
    parsePrivateKey(privateKey, 'auto', { passphrase });
  } catch (error) {
    throw new InputError(whatIsWrong(error, passphrase !== undefined));
  }
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
