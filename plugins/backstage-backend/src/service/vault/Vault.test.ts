import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { connectDatabase } from '../../database';
import type { KeyProvider } from '@livery/backstage-plugin-livery-node';
import { KeyRing } from '../../vault/KeyRing';
import type { SecretBinding } from '../../vault/SecretBinding';
import { newKeySecret, ringOf } from '../../testing/testKeys';
import { KeyRotation } from './KeyRotation';
import { openVault } from './openVault';
import { CHECKS_TABLE, Vault } from './Vault';

jest.setTimeout(60_000);

const logger = mockServices.logger.mock();
const [oldKey, newKey] = [['old', newKeySecret()] as const, ['new', newKeySecret()] as const];

function bindingFor(id: string, change: Partial<SecretBinding> = {}): SecretBinding {
  return {
    table: 'credentials',
    id,
    owner: 'user:default/ada',
    kind: 'git_https',
    host: 'git.example.org',
    version: 1,
    ...change,
  };
}

async function put(vault: Vault, client: Knex, text: string, binding = bindingFor(randomUUID())) {
  const stored = await vault.seal(Buffer.from(text), binding);
  await client.transaction(transaction => vault.secrets.put(transaction, stored));
  return binding;
}

const textOf = async (vault: Vault, binding: SecretBinding) => (await vault.open(binding)).toString();

describe('The vault', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function connect() {
      const knex = await databases.init(databaseId);
      return connectDatabase(mockServices.database({ knex }));
    }

    const openWith = async (client: Knex, ...keys: Parameters<typeof ringOf>) =>
      Vault.create({ client, keys: await ringOf(...keys) });

    it('gives back what was put into it, and nothing where a row was moved or edited', async () => {
      const client = await connect();
      const vault = await openWith(client, oldKey);
      const [hub, other] = [await put(vault, client, 'for hub'), await put(vault, client, 'for other')];
      expect(await textOf(vault, hub)).toBe('for hub');
      expect(vault.fingerprint(Buffer.from('for hub'))).toBe(vault.fingerprint(Buffer.from('for hub')));
      expect(vault.fingerprint(Buffer.from('for hub'))).not.toBe(vault.fingerprint(Buffer.from('for other')));

      // Whoever writes to the database puts the envelope of one record into the row of another.
      const envelope = ['key_id', 'wrapped_key', 'nonce', 'ciphertext', 'tag', 'commitment'];
      const [stolen] = await client('vault_secrets').where({ record_id: hub.id }).select(envelope);
      await client('vault_secrets').where({ record_id: other.id }).update(stolen);
      await expect(vault.open(other)).rejects.toMatchObject({ code: 'secret-unreadable' });
      await expect(vault.open({ ...hub, host: 'evil.example' })).rejects.toMatchObject({
        code: 'secret-unreadable',
      });
      await expect(vault.open(bindingFor(randomUUID()))).rejects.toThrow('The vault has no secret');
      // The row says what the thief wants, too: that changes nothing.
      await client('vault_secrets').where({ record_id: hub.id }).update({ host: 'evil.example' });
      await expect(vault.open({ ...hub, host: 'evil.example' })).rejects.toMatchObject({
        code: 'secret-unreadable',
      });
      expect(await textOf(vault, hub)).toBe('for hub');
    });

    it('opens with all keys that its secrets need, each the one it was, and not otherwise', async () => {
      const client = await connect();
      const first = await openWith(client, oldKey);
      const secret = await put(first, client, 'value');
      const fingerprint = first.fingerprint(Buffer.from('value'));

      await expect(openWith(client, newKey)).rejects.toMatchObject({
        code: 'vault-key-unknown',
        message: expect.stringContaining("3 secrets of the vault are sealed with the key 'old'"),
      });
      await expect(openWith(client, ['old', newKeySecret()])).rejects.toMatchObject({
        code: 'vault-key-invalid',
        message: expect.stringContaining(
          "The key 'old' of livery.vault.keys is not the key that had this name",
        ),
      });
      // A portal without any key starts, and says which ones are missing.
      const closed = await openVault({ client, keys: [], providers: [], logger });
      expect(() => closed.get()).toThrow("There are secrets that need the keys it had: 'old'.");
      expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining("'old'"));

      const second = await openWith(client, newKey, oldKey);
      expect(await textOf(second, secret)).toBe('value');
      expect(second.fingerprint(Buffer.from('value'))).toBe(fingerprint);
      // What the second one seals, the first one does not know, and says so.
      const later = await put(second, client, 'later');
      await expect(first.open(later)).rejects.toMatchObject({ code: 'vault-key-unknown' });
    });

    it('CR7, S15: wraps all secrets with a new key while others read and replace them, stopped and resumed, and loses none', async () => {
      const client = await connect();
      const before = await openWith(client, oldKey);
      const expected = new Map<SecretBinding, string>();
      for (let index = 0; index < 120; index++) {
        expected.set(await put(before, client, `secret ${index}`), `secret ${index}`);
      }

      // Two backends with the new key, and one that still has the old one as its active key.
      const [one, two] = [await openWith(client, newKey, oldKey), await openWith(client, newKey, oldKey)];
      const behind = await openWith(client, oldKey, newKey);
      const rotationOf = (vault: Vault) => new KeyRotation({ vault, client, logger });
      expect(await rotationOf(behind).run()).toMatchObject({ activeKey: 'old', rewrapped: 0, remaining: 0 });

      const stopping = new AbortController();
      stopping.abort();
      expect(await rotationOf(one).run({ signal: stopping.signal })).toMatchObject({
        rewrapped: 0,
        remaining: 122,
      });

      const replaced = [...expected.keys()].filter((_, index) => index % 3 === 0);
      const [progress, other] = await Promise.all([
        rotationOf(one).run(),
        rotationOf(two).run(),
        (async () => {
          for (const [index, binding] of replaced.entries()) {
            const next = { ...binding, version: 2 };
            await put(index % 2 === 0 ? behind : two, client, `replaced ${index}`, next);
            expected.delete(binding);
            expected.set(next, `replaced ${index}`);
          }
        })(),
        ...[...expected].slice(60, 100).map(async ([binding, text]) => {
          if (!replaced.includes(binding)) {
            expect(await textOf(behind, binding)).toBe(text);
          }
        }),
      ]);
      expect(progress.failed + other.failed).toBe(0);

      expect(await rotationOf(one).run()).toMatchObject({ activeKey: 'new', failed: 0, remaining: 0 });
      expect(expected.size).toBe(120);
      for (const [binding, text] of expected) {
        expect(await textOf(one, binding)).toBe(text);
      }
      expect([...(await one.secrets.countByKey(CHECKS_TABLE))]).toEqual([['new', 122]]);

      // The old key can go.
      const after = await openWith(client, newKey);
      for (const [binding, text] of expected) {
        expect(await textOf(after, binding)).toBe(text);
      }
      const [latest] = (await after.audit.list({ limit: 1, offset: 0 })).items;
      expect(latest).toMatchObject({ actor: 'plugin:livery', action: 'rewrap', outcome: 'done' });
      expect(await after.audit.verify()).toMatchObject({ isIntact: true });
    });

    it('goes back to a former key only when somebody asks for it, and passes over what does not open', async () => {
      const client = await connect();
      const before = await openWith(client, oldKey);
      const [kept, damaged] = [await put(before, client, 'kept'), await put(before, client, 'damaged')];
      const after = await openWith(client, newKey, oldKey);
      await client('vault_secrets').where({ record_id: damaged.id }).update({ host: 'evil.example' });
      expect(await new KeyRotation({ vault: after, client, logger }).run()).toEqual({
        activeKey: 'new',
        rewrapped: 3,
        failed: 1,
        remaining: 1,
      });
      expect(logger.error).toHaveBeenCalledWith(expect.stringContaining(damaged.id));
      expect((await after.audit.list({ limit: 1, offset: 0 })).items[0]).toMatchObject({
        outcome: 'refused',
      });

      const back = await openWith(client, oldKey, newKey);
      const rotation = new KeyRotation({ vault: back, client, logger });
      expect(await rotation.run()).toMatchObject({ rewrapped: 0 });
      expect(await rotation.promoteAndRun('user:default/ada')).toMatchObject({
        activeKey: 'old',
        rewrapped: 3,
        remaining: 0,
      });
      expect(await textOf(back, kept)).toBe('kept');
    });

    it('keeps one chain of what several backends do at once, and names what was done to it', async () => {
      const client = await connect();
      // Both make the keys of the vault itself at the same moment; one of each stays.
      const vaults = await Promise.all([openWith(client, oldKey), openWith(client, oldKey)]);
      const append = (vault: Vault, purpose: string) =>
        client.transaction(transaction =>
          vault.audit.append(transaction, {
            actor: 'user:default/ada',
            action: 'open',
            credentialId: randomUUID(),
            purpose,
            outcome: 'done',
          }),
        );
      await Promise.all(Array.from({ length: 30 }, (_, index) => append(vaults[index % 2]!, `run ${index}`)));
      const { audit } = vaults[0]!;
      const { head, ...verdict } = await audit.verify();
      expect(verdict).toEqual({ isIntact: true, records: 30 });
      const page = await audit.list({ limit: 2, offset: 1 });
      expect(page).toMatchObject({ total: 30, items: [{ sequence: 29 }, { sequence: 28 }] });

      // A transaction that fails leaves no record and no gap.
      await expect(
        client.transaction(async transaction => {
          await audit.append(transaction, { actor: 'a', action: 'open', purpose: 'b', outcome: 'done' });
          throw new Error('fails');
        }),
      ).rejects.toThrow('fails');
      expect(await audit.verify(head)).toMatchObject({ isIntact: true, records: 30 });

      await client('vault_audit').where({ sequence: 7 }).update({ actor: 'user:default/mallory' });
      expect(await audit.verify()).toMatchObject({ isIntact: false, problem: { sequence: 7 } });
      await client('vault_audit').where({ sequence: 7 }).update({ actor: 'user:default/ada' });
      await client('vault_audit').where({ sequence: 30 }).delete();
      expect(await audit.verify()).toMatchObject({ isIntact: false, problem: { sequence: 30 } });
      const cut = (await audit.list({ limit: 1, offset: 0 })).items[0]!;
      await client('vault_audit_head').update({ sequence: 29, hash: cut.hash });
      expect(await audit.verify(head)).toMatchObject({
        isIntact: false,
        problem: { message: 'The record 30 was there before, and is missing.' },
      });
    });

    it('answers that a provider of keys is down, and writes nothing meanwhile', async () => {
      const client = await connect();
      let isDown = false;
      const cloud: KeyProvider = {
        id: 'cloud',
        async createKey(id) {
          const { active } = await ringOf([id, newKeySecret()]);
          const whenUp = <T>(action: () => Promise<T>) => {
            if (isDown) {
              throw new Error('connect ECONNREFUSED');
            }
            return action();
          };
          return {
            id,
            wrap: async (dataKey, context) => whenUp(() => active.wrap(dataKey, context)),
            unwrap: async (wrapped, context) => whenUp(() => active.unwrap(wrapped, context)),
          };
        },
      };
      const keys = await KeyRing.create([{ id: 'kms', provider: 'cloud', options: {} }], [cloud]);
      const vault = await Vault.create({ client, keys });
      const binding = await put(vault, client, 'value');
      const rows = await client('vault_secrets').orderBy('record_id');
      isDown = true;
      for (const attempt of [() => vault.open(binding), () => put(vault, client, 'other')]) {
        await expect(attempt()).rejects.toMatchObject({
          name: 'ServiceUnavailableError',
          message: expect.stringContaining(
            "The key 'kms' of the vault cannot be used now: connect ECONNREFUSED.",
          ),
        });
      }
      expect(await client('vault_secrets').orderBy('record_id')).toEqual(rows);
      isDown = false;
      expect(await textOf(vault, binding)).toBe('value');
    });
  });
});
