import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { firstOf, fixedCredentials, type FoundCredentials } from './Credentials';
import { dockerLogins } from './dockerConfig';
import { Secret } from './Secret';

const pair = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString('base64');

/** What is found, with the secret laid open. */
function open(found: FoundCredentials | undefined) {
  if (!found) {
    return undefined;
  }
  const { credentials, identity } = found;
  const secret = credentials.kind === 'password' ? credentials.password : credentials.token;
  const user = credentials.kind === 'password' ? credentials.username : undefined;
  return { kind: credentials.kind, ...(user !== undefined && { user }), secret: secret.reveal(), identity };
}

describe('The logins of docker and podman', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
    file = path.join(folder, 'config.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (config: unknown, to = file) => {
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, typeof config === 'string' ? config : JSON.stringify(config));
  };
  const find = async (
    registry: string,
    repository = 'acme/app',
    environment: NodeJS.ProcessEnv = { DOCKER_CONFIG: folder, PATH: `${folder}/bin:${process.env.PATH}` },
  ) => open(await dockerLogins(environment).find(registry, repository));

  /** A real program that docker would start, too. It writes down how it was called. */
  function helper(name: string, script: string): void {
    const program = path.join(folder, 'bin', `docker-credential-${name}`);
    mkdirSync(path.dirname(program), { recursive: true });
    writeFileSync(
      program,
      `#!/bin/sh\nserver=$(cat)\necho "$0 $* < $server" >> "${folder}/calls"\n${script}\n`,
    );
    chmodSync(program, 0o755);
  }

  it('are read in every form that was ever written', async () => {
    write({
      auths: {
        'ghcr.io': { auth: pair('robot', 'one:with:colons') },
        'https://index.docker.io/v1/': { auth: pair('hub', 'two\0\0') },
        'https://old.example/v2/': { username: 'plain', password: 'three' },
        'acr.example': { auth: pair('00000000', 'ignored'), identitytoken: 'four' },
        'Token.Example:5000': { registrytoken: 'five' },
        'stored.example': {},
      },
      HttpHeaders: { 'User-Agent': 'x' },
    });
    const where = `of ${file}`;
    expect(await find('ghcr.io')).toEqual({
      kind: 'password',
      user: 'robot',
      secret: 'one:with:colons',
      identity: `user "robot" ${where}`,
    });
    expect(await find('docker.io', 'library/nginx')).toMatchObject({ user: 'hub', secret: 'two' });
    expect(await find('old.example')).toMatchObject({ user: 'plain', secret: 'three' });
    expect(await find('acr.example')).toMatchObject({
      kind: 'identity-token',
      secret: 'four',
      identity: `the token ${where}`,
    });
    expect(await find('token.example:5000')).toMatchObject({ kind: 'registry-token', secret: 'five' });
    expect(await find('stored.example')).toBeUndefined();
    expect(await find('other.example')).toBeUndefined();
  });

  it('of podman can be for a part of a registry, and the longest part wins', async () => {
    write({
      auths: {
        'quay.example': { auth: pair('all', '1') },
        'quay.example/acme': { auth: pair('acme', '2') },
        'quay.example/acme/app': { auth: pair('app', '3') },
      },
    });
    expect(await find('quay.example', 'acme/app')).toMatchObject({ user: 'app' });
    expect(await find('quay.example', 'acme/app/sub')).toMatchObject({ user: 'app' });
    expect(await find('quay.example', 'acme/apple')).toMatchObject({ user: 'acme' });
    expect(await find('quay.example', 'other/app')).toMatchObject({ user: 'all' });
  });

  it('are looked for where the variables say, and else where they usually are', async () => {
    const home = path.join(folder, 'home');
    const runtime = path.join(folder, 'run');
    const auth = (user: string) => ({ auths: { 'ghcr.io': { auth: pair(user, 'x') } } });
    write(auth('docker'), path.join(home, '.docker/config.json'));
    expect(await find('ghcr.io', 'a', { HOME: home })).toMatchObject({ user: 'docker' });
    expect(await find('ghcr.io', 'a', { HOME: home, XDG_RUNTIME_DIR: runtime })).toMatchObject({
      user: 'docker',
    });
    write(auth('podman'), path.join(runtime, 'containers/auth.json'));
    expect(await find('ghcr.io', 'a', { HOME: home, XDG_RUNTIME_DIR: runtime })).toMatchObject({
      user: 'podman',
    });
    write(auth('folder'));
    expect(await find('ghcr.io', 'a', { HOME: home, DOCKER_CONFIG: folder })).toMatchObject({
      user: 'folder',
    });
    const named = path.join(folder, 'named.json');
    write(auth('named'), named);
    expect(
      await find('ghcr.io', 'a', { HOME: home, DOCKER_CONFIG: folder, REGISTRY_AUTH_FILE: named }),
    ).toMatchObject({ user: 'named' });
    expect(
      await find('ghcr.io', 'a', { HOME: home, DOCKER_CONFIG: path.join(folder, 'none') }),
    ).toBeUndefined();
  });

  describe('in a credential helper', () => {
    it('are asked for on its standard input', async () => {
      helper('vault', `echo '{"ServerURL":"x","Username":"robot","Secret":"canary-1"}'`);
      helper('keys', `echo '{"Username":"<token>","Secret":"canary-2"}'`);
      write({ credsStore: 'keys', credHelpers: { 'ecr.example': 'vault' }, auths: { 'ecr.example': {} } });
      expect(await find('ecr.example')).toEqual({
        kind: 'password',
        user: 'robot',
        secret: 'canary-1',
        identity: 'user "robot" of the credential helper "vault"',
      });
      expect(await find('docker.io')).toMatchObject({ kind: 'identity-token', secret: 'canary-2' });
      expect(readFileSync(path.join(folder, 'calls'), 'utf8').replaceAll(path.join(folder, 'bin/'), '')).toBe(
        'docker-credential-vault get < ecr.example\ndocker-credential-keys get < https://index.docker.io/v1/\n',
      );
    });

    it('may be missing, and then the file counts', async () => {
      helper('keys', `echo "credentials not found in native keychain"; exit 1`);
      write({ credsStore: 'keys', auths: { 'ghcr.io': { auth: pair('robot', 'x') } } });
      expect(await find('ghcr.io')).toMatchObject({ user: 'robot' });
      expect(await find('other.example')).toBeUndefined();
    });

    it.each([
      ['fails', `echo "error: canary-secret" >&2; echo "canary-secret"; exit 3`, 'it ended with the code 3'],
      ['answers nonsense', `echo "canary-secret"`, 'is not the JSON that a helper has to answer'],
      ['answers without a secret', `echo '{"Username":"canary-secret"}'`, 'is not the JSON'],
      ['answers without end', `exec yes canary-secret`, 'it answered without end'],
    ])('that %s are named in the error, and what it printed is not', async (_what, script, why) => {
      helper('keys', script);
      write({ credsStore: 'keys' });
      const error = await find('ghcr.io').catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'credentials-invalid', message: expect.stringContaining(why) });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    });

    it.each([
      ['missing', 'it is not on the PATH'],
      ['../bin/evil', 'that is no name of a program'],
      ['-x', 'that is no name of a program'],
      ['a b', 'that is no name of a program'],
    ])('of the name %s are refused', async (name, why) => {
      write({ credsStore: name });
      await expect(find('ghcr.io')).rejects.toMatchObject({
        code: 'credentials-invalid',
        message: expect.stringContaining(why),
      });
    });
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{"auths": canary', 'it is not JSON'],
    ['another shape', { auths: { 'ghcr.io': { auth: 5 } } }, 'auths.ghcr.io.auth: '],
    [
      'a user without a password',
      { auths: { 'ghcr.io': { auth: Buffer.from('canary').toString('base64') } } },
      'holds no user name and password',
    ],
  ])('that cannot be used are an error that shows nothing of them: %s', async (_what, config, why) => {
    write(config);
    const error = await find('ghcr.io').catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'credentials-invalid',
      exitCode: 2,
      message: expect.stringContaining(why),
    });
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
  });

  it('can be added to others', async () => {
    const given = fixedCredentials('ghcr.io', { kind: 'registry-token', token: new Secret('lent') });
    write({
      auths: { 'ghcr.io': { auth: pair('robot', 'x') }, 'quay.example': { auth: pair('robot', 'y') } },
    });
    const both = firstOf(given, dockerLogins({ DOCKER_CONFIG: folder }));
    expect(open(await both.find('ghcr.io', 'a'))).toMatchObject({
      secret: 'lent',
      identity: 'the token that was given',
    });
    expect(open(await both.find('quay.example', 'a'))).toMatchObject({ secret: 'y' });
    expect(open(await both.find('other.example', 'a'))).toBeUndefined();
  });
});
