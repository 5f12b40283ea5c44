import { mockCredentials, mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  Credential,
  CredentialQuery,
  type CredentialSecret,
  CredentialUpdate,
  type CredentialUse,
  NewCredential,
} from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { connectDatabase } from '../../database';
import { createTestCredentials } from '../../testing/createTestCredentials';
import { newKeySecret, type ringOf } from '../../testing/testKeys';
import type { CredentialVerifier } from './CredentialVerifier';

jest.setTimeout(60_000);

const ada = { credentials: mockCredentials.user('user:default/ada') };
const [oldKey, newKey] = [['old', newKeySecret()] as const, ['new', newKeySecret()] as const];
const dayMs = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();

const login = {
  type: 'git_https',
  host: 'git.example.org',
  secret: { username: 'octo', password: 'hunter2' },
} as const satisfies CredentialSecret;

const newLogin = (name: string, change: object = {}) => NewCredential.parse({ name, ...login, ...change });

/** Knows one password, and says more than it should. */
const verifier: CredentialVerifier = {
  types: ['git_https'],
  async verify(lent, { target }) {
    if (lent.type !== 'git_https' || target === 'down') {
      throw new Error(`connect ECONNREFUSED, tried ${lent.type === 'git_https' && lent.password.reveal()}`);
    }
    return lent.password.reveal() === 'hunter2'
      ? { state: 'valid', message: 'The host takes it.' }
      : { state: 'invalid', message: `The host does not take ${lent.password.reveal()}.` };
  },
};

describe('Credentials', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function start(client?: Knex, keys: Parameters<typeof ringOf> = [oldKey], betweenTrialsMs = 0) {
      const connected =
        client ?? (await connectDatabase(mockServices.database({ knex: await databases.init(databaseId) })));
      const notifications = { send: jest.fn() };
      const used = new Map<string, CredentialUse>();
      const made = await createTestCredentials({
        client: connected,
        keys,
        logger: mockServices.logger.mock(),
        notifications,
        verifiers: [verifier],
        betweenTrialsMs,
        users: [{ usesOf: async id => [...used].filter(([key]) => key === id).map(([, use]) => use) }],
      });
      const { vault, lender } = made;
      const lend = (id: string, host?: string) =>
        lender.lend({ id, host, actor: 'plugin:scaffolder', purpose: 'run 7' });
      const audit = async (credentialId: string) =>
        (await vault.audit.list({ credentialId, limit: 100, offset: 0 })).items.map(
          ({ action, actor, outcome }) => `${action} ${outcome} by ${actor}`,
        );
      return { ...made, client: connected, lend, notifications, used, audit };
    }

    it('CR2, CR3: go in and are lent, and are in no answer', async () => {
      const { service, lend, client } = await start();
      const created = await service.create(newLogin('Bot', { tags: ['ci'], metadata: { team: 'web' } }), ada);
      expect(created).toMatchObject({
        name: 'Bot',
        type: 'git_https',
        host: 'git.example.org',
        owner: 'user:default/ada',
        tags: ['ci'],
        metadata: { team: 'web' },
        isActive: true,
        hasExpired: false,
        revision: 1,
        secretVersion: 1,
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        verification: { state: 'unknown' },
      });
      expect(Object.keys(created).sort()).toEqual(Object.keys(Credential.shape).sort());
      const lent = await lend(created.id, 'GIT.example.org');
      expect(lent).toMatchObject({ type: 'git_https', username: 'octo', host: 'git.example.org' });
      expect(lent.type === 'git_https' && lent.password.reveal()).toBe('hunter2');
      expect(JSON.stringify([created, lent, await service.get(created.id)])).not.toContain('hunter2');
      expect(JSON.stringify(await client('credentials'))).not.toContain('octo');

      // The same secret is known by its fingerprint, another one is not.
      const twin = await service.create(newLogin('Twin'), ada);
      const other = await service.create(newLogin('Other', { secret: { password: 'hunter3' } }), ada);
      expect(twin.fingerprint).toBe(created.fingerprint);
      expect(other.fingerprint).not.toBe(created.fingerprint);
      await expect(service.create(newLogin('Bot'), ada)).rejects.toThrow(
        "already is a credential named 'Bot'",
      );
      expect(await client('vault_secrets').where({ record_table: 'credentials' })).toHaveLength(3);
    });

    it('CR3: are lent for their own host alone, and do not open where a row says otherwise', async () => {
      const { service, lend, client, audit, notifications } = await start();
      const { id } = await service.create(newLogin('Bot'), ada);
      await expect(lend(id, 'evil.example')).rejects.toThrow(
        'is for git.example.org and must not be sent to evil.example',
      );
      await expect(lend(id, 'git.example.org.evil.example')).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
      await expect(lend(id)).rejects.toMatchObject({ name: 'NotAllowedError' });
      for (const change of [
        { host: 'evil.example' },
        { type: 'registry_generic' },
        { owner: 'user:default/eve' },
      ]) {
        const [before] = await client('credentials').where({ id });
        await client('credentials').where({ id }).update(change);
        const host = 'host' in change ? 'evil.example' : 'git.example.org';
        await expect(lend(id, host)).rejects.toMatchObject({ code: 'secret-unreadable' });
        const { host: former, type, owner } = before;
        await client('credentials').where({ id }).update({ host: former, type, owner });
      }
      expect(notifications.send).toHaveBeenCalledTimes(3);
      expect(notifications.send.mock.calls[0]?.[0].payload.title).toBe(
        "The credential 'Bot' does not open any more",
      );
      expect((await lend(id, 'git.example.org')).id).toBe(id);
      expect(await audit(id)).toEqual([
        'open done by plugin:scaffolder',
        ...Array(6).fill('open refused by plugin:scaffolder'),
        'create done by user:default/ada',
      ]);

      const aws = await service.create(
        NewCredential.parse({
          name: 'AWS',
          type: 'registry_aws_ecr',
          secret: {
            accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
            secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
          },
        }),
        ada,
      );
      expect((await lend(aws.id, '123456789012.dkr.ecr.eu-central-1.amazonaws.com')).id).toBe(aws.id);
      await expect(lend(aws.id, 'evilamazonaws.com')).rejects.toMatchObject({ name: 'NotAllowedError' });
    });

    it('CR4, C19: expire; are found by that, warned of at 30, 7 and 1 days, cleaned up, and not lent any more', async () => {
      const { service, store, lend, care, notifications, client, audit } = await start();
      const never = await service.create(newLogin('Never'), ada);
      const far = await service.create(newLogin('Far', { expiresAt: inDays(60) }), ada);
      const month = await service.create(newLogin('Month', { expiresAt: inDays(20) }), ada);
      // In another time zone
      const soon = await service.create(
        newLogin('Soon', { expiresAt: inDays(3).replace('Z', '+00:00') }),
        ada,
      );
      const over = await service.create(newLogin('Over', { expiresAt: inDays(1) }), ada);
      await client('credentials')
        .where({ id: over.id })
        .update({ expires_at: new Date(Date.now() - 1000) });
      await expect(service.create(newLogin('Late', { expiresAt: inDays(-1) }), ada)).rejects.toThrow(
        'must be in the future',
      );

      expect(never.daysUntilExpiry).toBeUndefined();
      expect([far, month, soon].map(({ daysUntilExpiry }) => daysUntilExpiry)).toEqual([59, 19, 2]);
      expect(await service.get(over.id)).toMatchObject({
        hasExpired: true,
        daysUntilExpiry: 0,
        isActive: true,
      });
      const names = async (query: object) =>
        (await service.list(CredentialQuery.parse(query), ada)).items.map(({ name }) => name);
      expect(await names({ expiresWithinDays: 7 })).toEqual(['Soon']);
      expect(await names({ expiresWithinDays: 30, sort: 'expiresAt' })).toEqual(['Soon', 'Month']);
      expect(await names({ hasExpired: 'true' })).toEqual(['Over']);
      expect(await names({ hasExpired: 'false' })).toEqual(['Far', 'Month', 'Never', 'Soon']);
      await expect(lend(over.id, 'git.example.org')).rejects.toThrow('expired at');

      await Promise.all([care.warn(), care.warn()]);
      await care.warn();
      const warned = () => notifications.send.mock.calls.map(([{ payload }]) => payload.title).sort();
      expect(warned()).toEqual([
        "The credential 'Month' expires in 19 days",
        "The credential 'Soon' expires in 2 days",
      ]);
      expect(notifications.send.mock.calls[0]?.[0].recipients).toEqual({
        type: 'entity',
        entityRef: 'user:default/ada',
      });
      notifications.send.mockReset();
      await care.warn(new Date(Date.now() + 2.5 * dayMs));
      expect(warned()).toEqual(["The credential 'Soon' expires in 2 days"]);
      notifications.send.mockReset();
      const { revision } = await store.get(soon.id);
      await service.update(soon.id, revision, CredentialUpdate.parse({ expiresAt: inDays(6) }), ada);
      notifications.send.mockRejectedValue(new Error('no notifications here'));
      await care.warn();
      expect(warned()).toEqual(["The credential 'Soon' expires in 5 days"]);

      expect(await service.cleanUpExpired(ada)).toEqual({ count: 1 });
      expect(await service.cleanUpExpired(ada)).toEqual({ count: 0 });
      expect(await service.get(over.id)).toMatchObject({ isActive: false, revision: 2 });
      expect((await audit(over.id))[0]).toBe('deactivate done by user:default/ada');
      expect(warned()).toContain("The credential 'Over' has expired");
    });

    it('CR5, C23: are deactivated, reactivated and deleted for good, with a word on what uses them', async () => {
      const { service, lend, used, client, audit } = await start();
      const { id } = await service.create(newLogin('Bot'), ada);
      const repository = { kind: 'git-repository', id: 'r', name: 'Fork' };
      used.set(id, repository);
      expect(await service.listUses(id)).toEqual({ items: [repository], total: 1 });

      const { credential, uses } = await service.deactivate(id, 1, ada);
      expect([credential.isActive, uses]).toEqual([false, [repository]]);
      await expect(lend(id, 'git.example.org')).rejects.toThrow('is deactivated. Reactivate it');
      await expect(service.verify(id, {}, ada)).rejects.toMatchObject({ name: 'ConflictError' });
      expect(await service.reactivate(id, 2, ada)).toMatchObject({ isActive: true, revision: 3 });
      expect((await lend(id, 'git.example.org')).id).toBe(id);

      await expect(service.delete(id, 3, {}, ada)).rejects.toThrow("is used by git-repository 'Fork'");
      expect((await lend(id, 'git.example.org')).id).toBe(id);
      await service.delete(id, 3, { evenIfUsed: true }, ada);
      await expect(service.get(id)).rejects.toMatchObject({ name: 'NotFoundError' });
      expect(await client('vault_secrets').where({ record_id: id })).toEqual([]);
      expect((await audit(id))[0]).toBe('delete done by user:default/ada');
    });

    it('CR6, C18: are tried for real; what came out is kept until the secret is another one', async () => {
      const { service } = await start();
      const { id } = await service.create(newLogin('Bot'), ada);
      const valid = { state: 'valid', message: 'The host takes it.', checkedAt: expect.any(String) };
      expect(await service.verify(id, {}, ada)).toEqual(valid);
      expect((await service.get(id)).verification).toEqual(valid);

      const wrong = { ...login, secret: { username: 'octo', password: 'wr0ng-pass' } };
      expect(await service.replaceSecret(id, 1, wrong, ada)).toMatchObject({
        verification: { state: 'unknown' },
      });
      expect(await service.verify(id, {}, ada)).toMatchObject({
        state: 'invalid',
        message: 'The host does not take [secret].',
      });
      // A host that is down says nothing about the credential.
      expect(await service.verify(id, { target: 'down' }, ada)).toMatchObject({
        state: 'unknown',
        message: 'The credential could not be tried: connect ECONNREFUSED, tried [secret]',
      });
      const key = await service.create(
        NewCredential.parse({ name: 'Words', type: 'custom', secret: { fields: { a: 'b' } } }),
        ada,
      );
      expect(await service.verify(key.id, {}, ada)).toMatchObject({
        state: 'unknown',
        message: expect.stringContaining('cannot be tried'),
      });
    });

    it('CR6: are not tried again at once, so that no host locks them out', async () => {
      const { service, client } = await start(undefined, [oldKey], 5000);
      const { id } = await service.create(newLogin('Bot'), ada);
      await service.verify(id, {}, ada);
      await expect(service.verify(id, {}, ada)).rejects.toMatchObject({
        name: 'TooManyRequestsError',
        retryAfterSeconds: 5,
      });
      await client('credentials')
        .where({ id })
        .update({ verified_at: new Date(Date.now() - 5001) });
      expect(await service.verify(id, {}, ada)).toMatchObject({ state: 'valid' });
    });

    it('CR8: tell when they were used, and leave each use in the audit log', async () => {
      const { service, lend, audit, vault } = await start();
      const { id, lastUsedAt } = await service.create(newLogin('Bot'), ada);
      expect(lastUsedAt).toBeUndefined();
      const before = Date.now();
      await lend(id, 'git.example.org');
      const used = await service.get(id);
      expect(Date.parse(used.lastUsedAt ?? '')).toBeGreaterThanOrEqual(before - 1);
      expect(used.revision).toBe(1);
      await service.verify(id, {}, ada);
      expect(await audit(id)).toEqual([
        'open done by user:default/ada',
        'open done by plugin:scaffolder',
        'create done by user:default/ada',
      ]);
      const records = (await vault.audit.list({ limit: 10, offset: 0 })).items;
      expect(records[1]).toMatchObject({ purpose: 'run 7', detail: 'for git.example.org' });
      expect(JSON.stringify(records)).not.toContain('hunter2');
      expect(await vault.audit.verify()).toMatchObject({ isIntact: true, records: 3 });
    });

    it('CR9, C17: change apart from their secret, wholly or not at all, and give it to another owner', async () => {
      const { service, lend, client } = await start();
      const { id, fingerprint } = await service.create(newLogin('Bot'), ada);
      await service.create(newLogin('Taken'), ada);
      await service.verify(id, {}, ada);
      const change = { description: 'Nightly', tags: ['a'], metadata: { n: 1 }, expiresAt: inDays(9) };
      const changed = await service.update(id, 1, CredentialUpdate.parse(change), ada);
      expect(changed).toMatchObject({ ...change, revision: 2, fingerprint, secretVersion: 1 });
      const rows = await client('credentials').where({ id });
      await expect(service.update(id, 2, { name: 'Taken', description: 'never' }, ada)).rejects.toMatchObject(
        {
          name: 'ConflictError',
        },
      );
      await expect(service.update(id, 1, { description: 'never' }, ada)).rejects.toMatchObject({
        name: 'PreconditionFailedError',
      });
      expect(await client('credentials').where({ id })).toEqual(rows);
      expect(await service.update(id, 2, { expiresAt: null, tags: [] }, ada)).not.toHaveProperty(
        'expiresAt',
        expect.anything(),
      );

      const given = await service.update(id, 'any', { owner: 'group:default/web' }, ada);
      expect(given).toMatchObject({ owner: 'group:default/web', fingerprint, secretVersion: 2 });
      expect(given.verification.state).toBe('valid');
      const lent = await lend(id, 'git.example.org');
      expect(lent.type === 'git_https' && lent.password.reveal()).toBe('hunter2');

      // Another host needs the secret again; another type is another credential.
      const moved = await service.replaceSecret(
        id,
        given.revision,
        { ...login, host: 'git.example.net' },
        ada,
      );
      expect(moved).toMatchObject({ host: 'git.example.net', secretVersion: 3 });
      await expect(lend(id, 'git.example.org')).rejects.toMatchObject({ name: 'NotAllowedError' });
      const generic = { ...login, type: 'registry_generic' } as const;
      await expect(service.replaceSecret(id, moved.revision, generic, ada)).rejects.toThrow(
        'of the type git_https',
      );
    });

    it('are found by words, type, host and tag, in pages with their total', async () => {
      const { service } = await start();
      for (const [name, change] of [
        ['Alpha', { tags: ['ci'], description: 'Nächtlicher Lauf' }],
        ['Beta', { host: 'git.example.net', owner: 'group:default/web' }],
        ['Gamma', { type: 'registry_quay_io', host: undefined, secret: { username: 'u', password: 'p' } }],
      ] as const) {
        await service.create(newLogin(name, change), ada);
      }
      const find = async (query: object) => {
        const { items, total } = await service.list(CredentialQuery.parse(query), ada);
        return [items.map(({ name }) => name).join(), total];
      };
      expect(await find({ limit: 2 })).toEqual(['Alpha,Beta', 3]);
      expect(await find({ limit: 2, offset: 2, sort: '-name' })).toEqual(['Alpha', 3]);
      expect(await find({ search: 'nacht lauf' })).toEqual(['Alpha', 1]);
      expect(await find({ type: 'registry_quay_io' })).toEqual(['Gamma', 1]);
      expect(await find({ host: 'quay.io' })).toEqual(['Gamma', 1]);
      expect(await find({ tag: 'ci' })).toEqual(['Alpha', 1]);
      expect(await find({ owner: 'group:default/web', isActive: 'true' })).toEqual(['Beta', 1]);
      // Who wrote the user name into a secret cannot be found by it.
      expect(await find({ search: 'octo' })).toEqual(['', 0]);
    });

    it('CR7: lose nothing while two backends edit and wrap them at once', async () => {
      const one = await start(undefined, [oldKey, newKey]);
      const created = await Promise.all(
        Array.from({ length: 8 }, (_, index) => one.service.create(newLogin(`Bot ${index}`), ada)),
      );
      const two = await start(one.client, [newKey, oldKey]);
      const { rotation } = two;
      const expected = new Map<string, string>();
      const edits = created.flatMap(({ id }, index) => [
        // Both mean revision 1: one of them wins, and its secret is the one that stays.
        ...[one, two].map(async ({ service }, backend) => {
          const password = `secret ${index} of ${backend}`;
          await service.replaceSecret(id, 1, { ...login, secret: { password } }, ada);
          expected.set(id, password);
        }),
        one.service.update(id, 'any', { description: 'changed' }, ada),
        two.service.update(id, 'any', { owner: 'group:default/web' }, ada),
        one.service.update(id, 'any', { owner: 'user:default/ada' }, ada),
        one.lend(id, 'git.example.org'),
        two.lend(id, 'git.example.org'),
      ]);
      const outcomes = await Promise.allSettled([...edits, rotation.run(), rotation.run()]);
      const failures = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []));
      for (const failure of failures) {
        expect(failure).toMatchObject({ name: 'PreconditionFailedError' });
      }
      await rotation.run();
      for (const { id } of created) {
        const lent = await two.lend(id, 'git.example.org');
        expect(lent.type === 'git_https' && lent.password.reveal()).toBe(expected.get(id) ?? 'hunter2');
        expect(await one.service.get(id)).toMatchObject({ description: 'changed' });
      }
      expect(await two.vault.audit.verify()).toMatchObject({ isIntact: true });
      // Nobody was told that a secret does not open.
      expect(one.notifications.send).not.toHaveBeenCalled();
      expect(two.notifications.send).not.toHaveBeenCalled();
      const after = await start(one.client, [newKey]);
      expect((await after.lend(created[0]!.id, 'git.example.org')).id).toBe(created[0]!.id);
    });
  });
});
