import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSecret } from './checkSecret';

describe('checkSecret', () => {
  it('CR1: takes an SSH key that its passphrase opens, and refuses others', () => {
    const folder = mkdtempSync(join(tmpdir(), 'livery-ssh-'));
    const keyOf = (name: string, ...options: string[]) => {
      execFileSync('ssh-keygen', ['-q', '-f', join(folder, name), ...options]);
      return readFileSync(join(folder, name), 'utf8');
    };
    try {
      const check = (privateKey: string, passphrase?: string) => () =>
        checkSecret({ type: 'git_ssh', host: 'git.example.org', secret: { privateKey, passphrase } });
      const plain = keyOf('plain', '-t', 'ed25519', '-N', '');
      const locked = keyOf('locked', '-t', 'ed25519', '-N', 'open sesame');
      const rsa = keyOf('rsa', '-t', 'rsa', '-b', '1024', '-m', 'PKCS8', '-N', '');
      const ecdsa = keyOf('ecdsa', '-t', 'ecdsa', '-m', 'PEM', '-N', 'open sesame');
      expect(check(plain)).not.toThrow();
      expect(check(locked, 'open sesame')).not.toThrow();
      expect(check(rsa)).not.toThrow();
      expect(check(ecdsa, 'open sesame')).not.toThrow();
      expect(check(locked)).toThrow('has a passphrase. Give it with the key.');
      expect(check(locked, 'wrong')).toThrow('cannot be opened with this passphrase');
      // The same key, but its passphrase is to be hashed four thousand million times.
      const bytes = Buffer.from(locked.replace(/-----[^-]+-----/g, ''), 'base64');
      bytes.writeUInt32BE(0xffffffff, bytes.indexOf('bcrypt') + 'bcrypt'.length + 4 + 4 + 16);
      const costly = `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
      expect(check(costly, 'open sesame')).toThrow('would take too long to check');
      for (const hidden of [
        costly.replace('\n', '\na: b\n'),
        costly.replaceAll('-----', '--- '),
        `-----BEGIN X\n${costly}`,
      ]) {
        expect(check(hidden, 'open sesame')).toThrow(
          'cannot be opened with this passphrase, or it is damaged',
        );
      }
      const encrypted = rsa.replaceAll('PRIVATE KEY', 'ENCRYPTED PRIVATE KEY');
      expect(check(encrypted, 'open sesame')).toThrow('would take too long to check');
      const words = plain.replace(/\n[^-]+/, '\nhunter2 hunter2\n');
      const cut = plain.split('\n').toSpliced(2, 1).join('\n');
      for (const key of [words, cut]) {
        expect(check(key)).toThrow('cannot be read');
        expect(check(key)).not.toThrow('hunter2');
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
