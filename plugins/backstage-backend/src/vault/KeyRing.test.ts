import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { KeyProvider } from '@livery/backstage-plugin-livery-node';
import { KeyRing } from './KeyRing';
import { localKeyProvider } from './LocalKeyProvider';
import { newKeySecret, ringOf } from '../testing/testKeys';

describe('The keys of the vault', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'livery-keys-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are read from the configuration and from files; the first one is active, and an unknown one is named', async () => {
    const secret = newKeySecret();
    const file = join(folder, 'key');
    await writeFile(file, `${secret}\n`);
    const ring = await KeyRing.create(
      [
        { id: 'file', provider: 'local', options: { file } },
        { id: 'config', provider: 'local', options: { secret } },
      ],
      [localKeyProvider],
    );
    expect(ring.ids).toEqual(['file', 'config']);
    expect(ring.active.id).toBe('file');
    // The same key from both places
    const context = Buffer.from('context');
    const wrapped = await ring.active.wrap(Buffer.from('data key'), context);
    expect(await ring.get('config').unwrap(wrapped, context)).toEqual(Buffer.from('data key'));
    await expect(ring.active.unwrap(wrapped, Buffer.from('other'))).rejects.toMatchObject({
      code: 'secret-unreadable',
    });

    expect(() => ring.get('gone')).toThrow("sealed with the key 'gone'");
    expect(() => ring.get('gone')).toThrow("it has 'file', 'config'");
    expect(inspect(ring, { depth: 9, showHidden: true })).not.toContain(secret.slice(0, 20));
  });

  it.each([
    ['nothing', {}, 'either a `secret` or a `file`'],
    ['both', { secret: 'a', file: 'b' }, 'either a `secret` or a `file`'],
    ['another setting', { secret: newKeySecret(), cipher: 'none' }, 'and nothing else'],
    ['a short key', { secret: Buffer.alloc(16, 1).toString('base64') }, 'not 32 bytes in base64'],
    ['a long key', { secret: Buffer.alloc(33, 1).toString('base64') }, 'not 32 bytes in base64'],
    ['hexadecimal digits', { secret: 'ab'.repeat(32) }, 'not 32 bytes in base64'],
    ['a password', { secret: 'correct horse battery staple' }, 'not 32 bytes in base64'],
    ['32 times the same byte', { secret: Buffer.alloc(32, 9).toString('base64') }, 'the same'],
    ['a file that is not there', { file: '/nowhere/key' }, 'its file cannot be read'],
  ])('cannot be made of %s', async (_name, options, why) => {
    const error = await KeyRing.create(
      [{ id: 'main', provider: 'local', options }],
      [localKeyProvider],
    ).catch(thrown => thrown);
    expect(error).toMatchObject({ code: 'vault-key-invalid' });
    expect(error.message).toContain("The key 'main' of livery.vault.keys cannot be used");
    expect(error.message).toContain(why);
    expect(error.hint).toContain('openssl rand -base64 32');
  });

  it('come from providers that are there and that open what they wrap', async () => {
    await expect(
      KeyRing.create([{ id: 'main', provider: 'cloud', options: {} }], [localKeyProvider]),
    ).rejects.toThrow("of the provider 'cloud', and there is none of that name");

    const forgetful: KeyProvider = {
      id: 'forgetful',
      createKey: async id => ({
        id,
        wrap: async () => Buffer.from('wrapped'),
        unwrap: async () => Buffer.alloc(32),
      }),
    };
    await expect(
      KeyRing.create([{ id: 'main', provider: 'forgetful', options: {} }], [forgetful]),
    ).rejects.toThrow('it does not open what it wraps');
    const ring = await ringOf(['a', newKeySecret()]);
    expect(ring.get('a')).toBe(ring.active);
  });
});
