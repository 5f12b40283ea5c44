import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { LiveryError } from '@livery/contracts';
import { Secret } from '@livery/images';
import { describeWith } from '@livery/test/requirements';
import { createAuthority, createServerCertificate } from '@livery/test/support/certificates';
import { GitServer } from '@livery/test/support/GitServer';
import { createSshKey, SshServer } from '@livery/test/support/SshServer';
import type { GitAccess, GitLogin } from './GitAccess';
import { fingerprintOf, scanHostKeys } from './hostKeys';
import { fetchCommit, listRemote, parseRefs } from './listRemote';
import { watched } from './testing';

jest.setTimeout(60_000);

const PASSWORD = `sparrow'"$(id)\\pass`;

/** Everything that an error may show to anybody. */
const all = (error: unknown) => inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);

async function failure(task: Promise<unknown>): Promise<LiveryError> {
  const error = await task.then(
    () => new Error('It should have failed'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LiveryError)) {
    throw error;
  }
  expect(all(error)).not.toContain('sparrow');
  return error;
}

const soon = () => AbortSignal.timeout(50_000);

describe('The list of branches and tags', () => {
  const hash = (digit: string) => digit.repeat(40);

  it('is read with the commits behind tags, and without names that git would not take', () => {
    const lines = [
      'ref: refs/heads/main\tHEAD',
      `${hash('a')}\tHEAD`,
      `${hash('b')}\trefs/heads/release/1.x`,
      `${hash('a')}\trefs/heads/main`,
      `${hash('c')}\trefs/tags/v1`,
      `${hash('d')}\trefs/tags/v1^{}`,
      `${hash('e')}\trefs/heads/--upload-pack=x`,
      `${hash('e')}\trefs/pull/1/head`,
      `not a hash\trefs/heads/wrong`,
      'nonsense',
    ];
    expect(parseRefs(lines.join('\n'))).toEqual({
      defaultBranch: 'main',
      branches: [
        { name: 'main', commit: hash('a') },
        { name: 'release/1.x', commit: hash('b') },
      ],
      tags: [{ name: 'v1', commit: hash('d') }],
    });
    expect(parseRefs('ref: refs/heads/a..b\tHEAD\n')).toEqual({ branches: [], tags: [] });
  });
});

describeWith(['git-http-backend', 'openssl'], 'A repository of another machine', backend => {
  let folder: string;
  let commit: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
    // So that only our own folders are looked at.
    mkdirSync(path.join(folder, 'tmp'));
    jest.spyOn(os, 'tmpdir').mockReturnValue(path.join(folder, 'tmp'));
    const work = path.join(folder, 'work');
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', work, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
        encoding: 'utf8',
      }).trim();
    execFileSync('git', ['init', '-q', '-b', 'main', work]);
    writeFileSync(path.join(work, 'large'), Buffer.alloc(100_000, 'x'));
    git('add', '.');
    git('commit', '-qm', 'The first\n\nwith more behind it');
    git('branch', 'release/1.x');
    git('tag', '-m', 'one', 'v1');
    commit = git('rev-parse', 'HEAD');
    execFileSync('git', ['clone', '-q', '--bare', work, path.join(folder, 'app.git')]);
    // As the forges have it: https://git-scm.com/docs/git-config#Documentation/git-config.txt-uploadpackallowFilter
    execFileSync('git', ['-C', path.join(folder, 'app.git'), 'config', 'uploadpack.allowFilter', 'true']);
  });
  afterAll(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    expect(readdirSync(os.tmpdir()).filter(name => name.startsWith('livery-git-'))).toEqual([]);
  });

  function expectAll(refs: unknown): void {
    expect(refs).toMatchObject({
      defaultBranch: 'main',
      branches: [
        { name: 'main', commit },
        { name: 'release/1.x', commit },
      ],
      tags: [{ name: 'v1', commit }],
    });
  }

  describe('over HTTPS', () => {
    let server: GitServer;
    let certificateAuthorities: string;
    let url: string;
    beforeAll(async () => {
      const authority = createAuthority(folder);
      certificateAuthorities = authority.certificate;
      server = await GitServer.start(backend, folder, {
        users: { robot: PASSWORD },
        tls: createServerCertificate(folder, authority),
      });
      // No name that anybody could look up leads there.
      url = `https://localhost:${server.port}/app.git`;
    });
    afterAll(() => server.stop());

    const access = (login?: GitLogin, more: Partial<GitAccess> = {}): GitAccess => ({
      scheme: 'https',
      hostname: 'localhost',
      port: server.port,
      addresses: ['127.0.0.1'],
      certificateAuthorities,
      silenceSeconds: 50,
      ...(login && { login }),
      ...more,
    });
    const login = (password = PASSWORD): GitLogin => ({
      kind: 'password',
      username: 'robot',
      password: new Secret(password),
    });

    it('S4: shows its branches to whoever has the password, which is in no argument list and no file', async () => {
      const { result, seen } = await watched(listRemote(url, access(login()), soon()));
      expectAll(result);
      expect(result.askedForLogin).toBe(true);
      expect(seen).toContain('ls-remote');
      expect(seen).toContain('[credential');
      expect(seen).not.toContain('sparrow');
    });

    it('gives its newest commit without its files', async () => {
      await expect(fetchCommit(url, 'main', access(login()), soon())).resolves.toEqual({
        commit,
        committedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        author: 'Ada',
        subject: 'The first',
      });
      await expect(fetchCommit(url, 'v1', access(login()), soon())).resolves.toMatchObject({ commit });
      const error = await failure(fetchCommit(url, 'absent', access(login()), soon()));
      expect(error).toMatchObject({ code: 'ref-not-found', message: expect.stringContaining('"absent"') });
    });

    it.each<[string, () => Partial<GitAccess>, string, string, RegExp]>([
      [
        'a wrong password',
        () => ({ login: login('sparrow-wrong') }),
        '/app.git',
        'repository-denied',
        /refuses/,
      ],
      [
        'no credential',
        () => ({ login: undefined }),
        '/app.git',
        'repository-denied',
        /asks for a user name/,
      ],
      ['another name', () => ({}), '/absent.git', 'repository-not-found', /no such repository/],
      [
        'an authority that is not known',
        () => ({ certificateAuthorities: undefined }),
        '/app.git',
        'repository-unreachable',
        /certificate/,
      ],
      [
        'a line break in the password',
        () => ({ login: login('sparrow\nhost=evil.example') }),
        '/app.git',
        'credentials-invalid',
        /line break/,
      ],
    ])('says what is wrong with %s', async (_what, more, name, code, message) => {
      const error = await failure(listRemote(url.replace('/app.git', name), access(login(), more()), soon()));
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    });

    it('S7: is connected to where it was found, whatever its name leads to', async () => {
      // 127.0.0.2 is where nobody listens.
      const elsewhere = access(login(), { addresses: ['127.0.0.2'] });
      const error = await failure(listRemote(url, elsewhere, soon()));
      expect(error).toMatchObject({
        code: 'repository-unreachable',
        message: expect.stringMatching(/connect to localhost/i),
      });

      const name = 'git.livery.invalid';
      const unnamed = access(login(), { hostname: name, certificateAuthorities });
      // The certificate is for another name, which is asked about only after the connection.
      expect(await failure(listRemote(url.replace('localhost', name), unnamed, soon()))).toMatchObject({
        message: expect.stringMatching(/certificate/i),
      });
    });

    it('S7: is not followed to another address', async () => {
      const other = await GitServer.start(backend, folder);
      server.redirectTo = other.url('').replace(/\/$/, '');
      try {
        expect(await failure(listRemote(url, access(login()), soon()))).toMatchObject({
          code: 'repository-not-found',
          message: expect.stringContaining('not followed'),
        });
        expect(other.requests).toEqual([]);
      } finally {
        server.redirectTo = undefined;
        await other.stop();
      }
    });

    it('is not led astray by what stands in the environment', async () => {
      const before = { ...process.env };
      Object.assign(process.env, {
        GIT_SSH_COMMAND: 'false',
        GIT_DIR: '/nowhere',
        GIT_ASKPASS: 'false',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'protocol.https.allow',
        GIT_CONFIG_VALUE_0: 'never',
        EDITOR: 'false',
        https_proxy: 'http://127.0.0.1:1',
        ALL_PROXY: 'http://127.0.0.1:1',
      });
      try {
        expectAll(await listRemote(url, access(login()), soon()));
      } finally {
        process.env = before;
      }
    });

    it('is given up when its list does not come to an end', async () => {
      const error = await failure(listRemote(url, access(login(), { maximumBytes: 100 }), soon()));
      expect(error).toMatchObject({
        code: 'clone-failed',
        message: expect.stringContaining('longer than 100 bytes'),
      });
    });

    it('is given up when it hangs, and when somebody cancels', async () => {
      server.hangs = true;
      try {
        expect(await failure(listRemote(url, access(login()), AbortSignal.timeout(300)))).toMatchObject({
          code: 'repository-unreachable',
          message: expect.stringContaining('too slow'),
        });
        const controller = new AbortController();
        setTimeout(() => controller.abort(), 100);
        expect((await failure(listRemote(url, access(login()), controller.signal))).code).toBe('cancelled');
        expect(await failure(listRemote(url, access(login(), { silenceSeconds: 1 }), soon()))).toMatchObject({
          code: 'repository-unreachable',
          message: expect.stringContaining('in time'),
        });
        // Nothing of it goes on.
        const running = () =>
          execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
            .split('\n')
            .filter(line => line.includes('git') && line.includes(`:${server.port}/`));
        for (let tries = 0; tries < 100 && running().length > 0; tries += 1) {
          await new Promise(resolve => setTimeout(resolve, 20));
        }
        expect(running()).toEqual([]);
      } finally {
        server.hangs = false;
      }
    });
  });

  describeWith('sshd', 'over SSH', sshd => {
    const key = createSshKey('sparrow passphrase');
    const stranger = createSshKey();
    let server: SshServer;
    let url: string;
    beforeAll(async () => {
      server = await SshServer.start(sshd, [key.publicKey]);
      url = server.url(path.join(folder, 'app.git'));
    });
    afterAll(() => server.stop());

    const login = (privateKey = key.privateKey, passphrase: string | undefined = 'sparrow passphrase') => ({
      kind: 'ssh-key' as const,
      privateKey: new Secret(privateKey),
      ...(passphrase !== undefined && { passphrase: new Secret(passphrase) }),
    });
    const access = (more: Partial<GitAccess> = {}): GitAccess => ({
      scheme: 'ssh',
      hostname: '127.0.0.1',
      port: server.port,
      addresses: ['127.0.0.1'],
      silenceSeconds: 50,
      login: login(),
      knownHosts: `[127.0.0.1]:${server.port} ${server.hostKey}`,
      ...more,
    });

    it('S5: shows its branches to whoever has the key, which stays in the memory of an agent', async () => {
      const { result, seen } = await watched(listRemote(url, access(), soon()));
      expectAll(result);
      expect(seen).toMatch(/ssh-agent|ssh-add/);
      expect(seen).not.toContain('sparrow');
      expect(seen).not.toContain(key.privateKey.split('\n')[2]);
      expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toMatch(
        /ssh-agent -a .*livery-git-/,
      );
      await expect(fetchCommit(url, 'main', access(), soon())).resolves.toMatchObject({ commit });
    });

    it('S5: is known by a host key that a person has compared, and by no other', async () => {
      const scan = { host: '127.0.0.1', address: '127.0.0.1', port: server.port, timeoutSeconds: 20 };
      const hostKeys = await scanHostKeys(scan);
      expect(hostKeys.map(({ type, key: body }) => `${type} ${body}`)).toEqual([server.hostKey]);
      expect(hostKeys.map(fingerprintOf)).toEqual([expect.stringMatching(/^SHA256:[\w+/]{43}$/)]);
      const file = path.join(folder, 'compare.pub');
      writeFileSync(file, `${server.hostKey}\n`);
      expect(execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' })).toContain(
        fingerprintOf(hostKeys[0]!),
      );
      expectAll(await listRemote(url, access({ knownHosts: '', hostKeys }), soon()));

      const before = server.log.match(/Accepted publickey/g)?.length;
      expect(await failure(listRemote(url, access({ knownHosts: '' }), soon()))).toMatchObject({
        code: 'host-key-unknown',
        message: expect.stringContaining('not known'),
      });
      const [type = '', body = ''] = stranger.publicKey.split(' ');
      expect(
        await failure(listRemote(url, access({ knownHosts: '', hostKeys: [{ type, key: body }] }), soon())),
      ).toMatchObject({ code: 'host-key-unknown', message: expect.stringContaining('another host key') });
      expect(server.log.match(/Accepted publickey/g)?.length).toBe(before);
      await expect(scanHostKeys({ ...scan, port: 1 })).rejects.toMatchObject({
        code: 'repository-unreachable',
      });
    });

    it.each<[string, () => GitLogin | undefined, string, RegExp]>([
      [
        'a wrong passphrase',
        () => login(key.privateKey, 'sparrow wrong'),
        'credentials-invalid',
        /not the right/,
      ],
      [
        'no passphrase',
        () => ({ ...login(), passphrase: undefined }),
        'credentials-invalid',
        /none was given/,
      ],
      ['what is no key', () => login('sparrow'), 'credentials-invalid', /no private key/],
      [
        'the key of a stranger',
        () => login(stranger.privateKey, ''),
        'repository-denied',
        /does not take the SSH key/,
      ],
      ['no key at all', () => undefined, 'repository-denied', /wants an SSH key/],
    ])('says what is wrong with %s', async (_what, wrong, code, message) => {
      const error = await failure(listRemote(url, access({ login: wrong() }), soon()));
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    });

    it('says when there is none', async () => {
      const absent = server.url(path.join(folder, 'absent.git'));
      expect((await failure(listRemote(absent, access(), soon()))).code).toBe('repository-not-found');
    });
  });
});
