import type { WrappingKey } from '@livery/backstage-plugin-livery-node';
import fc from 'fast-check';
import { encodeFields } from './encodeFields';
import { open, rewrap, seal, type SealedSecret } from './envelope';
import type { SecretBinding } from './SecretBinding';
import { newKeySecret, ringOf } from '../testing/testKeys';

const binding: SecretBinding = {
  table: 'credentials',
  id: '5f0c1a52-2f0b-4b8e-9f39-0d0b8f6f2b11',
  owner: 'user:default/ada',
  kind: 'registry_docker_hub',
  host: 'docker.io',
  version: 3,
};
const plaintext = Buffer.from('{"password":"hunter2"}');

describe('A sealed secret', () => {
  it('opens with its key and its binding, whatever it is', async () => {
    const { active } = await ringOf(['a', newKeySecret()]);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.string(), async (bytes, host) => {
        const own = { ...binding, host };
        const sealed = await seal(active, bytes, own);
        expect(await open(active, sealed, own)).toEqual(Buffer.from(bytes));
        expect(sealed.ciphertext.length).toBe(bytes.length);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['another table', { table: 'registries' }],
    ['another row', { id: '00000000-0000-4000-8000-000000000000' }],
    ['another owner', { owner: 'user:default/mallory' }],
    ['another type', { kind: 'registry_generic' }],
    ['another host', { host: 'evil.example' }],
    ['no host', { host: undefined }],
    ['an earlier version', { version: 2 }],
  ])('S15: that is moved to %s does not open and is not wrapped anew', async (_name, change) => {
    const { active } = await ringOf(['a', newKeySecret()]);
    const sealed = await seal(active, plaintext, binding);
    const moved = { ...binding, ...change };
    await expect(open(active, sealed, moved)).rejects.toMatchObject({ code: 'secret-unreadable' });
    await expect(rewrap(active, active, sealed, moved)).rejects.toMatchObject({ code: 'secret-unreadable' });
  });

  it('of which one bit of one field is flipped does not open', async () => {
    const { active } = await ringOf(['a', newKeySecret()]);
    const sealed = await seal(active, plaintext, binding);
    const fields = ['wrappedKey', 'nonce', 'ciphertext', 'tag', 'commitment'] as const;
    for (const field of fields) {
      for (let index = 0; index < sealed[field].length; index++) {
        const bytes = Buffer.from(sealed[field]);
        bytes[index] = (bytes[index] ?? 0) ^ (1 << (index % 8));
        const changed: SealedSecret = { ...sealed, [field]: bytes };
        await expect(open(active, changed, binding)).rejects.toMatchObject({ code: 'secret-unreadable' });
      }
      const cut: SealedSecret = { ...sealed, [field]: sealed[field].subarray(1) };
      await expect(open(active, cut, binding)).rejects.toMatchObject({ code: 'secret-unreadable' });
    }
  });

  it.each([
    ['another algorithm', { algorithm: 'A128CBC' }],
    ['another binding', { bindingFormat: 0 }],
    ['another key', { keyId: 'b' }],
  ])('that says it is of %s does not open', async (_name, change) => {
    const ring = await ringOf(['a', newKeySecret()], ['b', newKeySecret()]);
    const sealed = { ...(await seal(ring.active, plaintext, binding)), ...change };
    for (const id of ring.ids) {
      const error: Error = await open(ring.get(id), sealed, binding).catch(thrown => thrown);
      expect(error).toMatchObject({ code: 'secret-unreadable' });
      expect(JSON.stringify([error.message, error.cause, String(error.stack)])).not.toContain('hunter2');
    }
  });

  it('that is anything at all never gives more than that it cannot be read', async () => {
    const { active } = await ringOf(['a', newKeySecret()]);
    const bytes = fc.uint8Array({ maxLength: 100 }).map(Buffer.from);
    const fields = { wrappedKey: bytes, nonce: bytes, ciphertext: bytes, tag: bytes, commitment: bytes };
    const sealed = await seal(active, plaintext, binding);
    await fc.assert(
      fc.asyncProperty(fc.record(fields, { requiredKeys: [] }), async change => {
        fc.pre(Object.keys(change).length > 0);
        await expect(open(active, { ...sealed, ...change }, binding)).rejects.toMatchObject({
          code: 'secret-unreadable',
        });
      }),
    );
  });

  it('never uses a nonce, a data key or a wrapping twice', async () => {
    const { active } = await ringOf(['a', newKeySecret()]);
    const seen = new Set<string>();
    for (let count = 0; count < 2000; count++) {
      const sealed = await seal(active, plaintext, binding);
      seen.add(sealed.nonce.toString('hex'));
      seen.add(sealed.wrappedKey.subarray(0, 32).toString('hex'));
      seen.add(sealed.ciphertext.toString('hex'));
    }
    expect(seen.size).toBe(6000);
  });

  it('binds its data key as well, and that to the key which wraps it', async () => {
    const contexts = new Set<string>();
    const recording = (id: string): WrappingKey => ({
      id,
      async wrap(dataKey, context) {
        contexts.add(Buffer.from(context).toString('hex'));
        return Buffer.from(dataKey);
      },
      unwrap: async wrapped => Buffer.from(wrapped),
    });
    await seal(recording('a'), plaintext, binding);
    await seal(recording('b'), plaintext, binding);
    await seal(recording('a'), plaintext, { ...binding, host: 'evil.example' });
    expect(contexts.size).toBe(3);
  });

  it('gets another key without being decrypted, and then opens with that one alone', async () => {
    const ring = await ringOf(['new', newKeySecret()], ['old', newKeySecret()]);
    const sealed = await seal(ring.get('old'), plaintext, binding);
    const wrapped = await rewrap(ring.get('old'), ring.active, sealed, binding);
    expect(wrapped).toEqual({ ...sealed, keyId: 'new', wrappedKey: expect.any(Buffer) });
    expect(await open(ring.active, wrapped, binding)).toEqual(plaintext);
    await expect(open(ring.get('old'), wrapped, binding)).rejects.toMatchObject({
      code: 'secret-unreadable',
    });
  });
});

describe('encodeFields', () => {
  it('gives different lists different bytes', () => {
    const field = fc.option(fc.string({ maxLength: 4 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(field, { maxLength: 4 }), fc.array(field, { maxLength: 4 }), (one, other) => {
        const isSame =
          one.length === other.length &&
          one.every((text, index) => {
            const second = other[index];
            return text === undefined || second === undefined
              ? text === second
              : Buffer.from(text).equals(Buffer.from(second));
          });
        expect(encodeFields(one).equals(encodeFields(other))).toBe(isSame);
      }),
    );
  });
});
