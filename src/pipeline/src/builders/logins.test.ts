import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type FoundCredentials, Secret } from '@livery/images';
import { withDockerLogin, withPodmanLogin } from './logins';

const login: FoundCredentials = {
  credentials: { kind: 'password', username: 'robot', password: new Secret('canary-Pa55:word') },
  identity: 'user "robot"',
};
const auth = Buffer.from('robot:canary-Pa55:word').toString('base64');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);
const exists = (file: string) => statSync(file, { throwIfNoEntry: false }) !== undefined;

describe('A login that is lent to an engine', () => {
  it('is in a file that only its owner reads, and is gone afterwards, whatever happens', async () => {
    let seen = '';
    await expect(
      withPodmanLogin('ghcr.io', login, async ({ authFile, environment }) => {
        seen = authFile;
        expect(environment).toEqual({ REGISTRY_AUTH_FILE: authFile });
        expect([mode(authFile), mode(path.dirname(authFile))]).toEqual(['600', '700']);
        expect(JSON.parse(readFileSync(authFile, 'utf8'))).toEqual({ auths: { 'ghcr.io': { auth } } });
        throw new Error('The push failed');
      }),
    ).rejects.toThrow('The push failed');
    expect(exists(path.dirname(seen))).toBe(false);
  });

  it('keeps the settings, plug-ins and other logins that docker has, and changes none of them', async () => {
    const config = {
      auths: { 'other.example.org': { auth: 'eDp5' } },
      credsStore: 'desktop',
      currentContext: 'rootless',
    };
    writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
    mkdirSync(path.join(folder, 'cli-plugins'));
    writeFileSync(path.join(folder, 'cli-plugins/docker-buildx'), '');
    let seen = '';
    await withDockerLogin('docker.io', login, { DOCKER_CONFIG: folder }, async ({ environment }) => {
      seen = environment.DOCKER_CONFIG ?? '';
      expect(environment.BUILDX_CONFIG).toBe(path.join(folder, 'buildx'));
      expect(exists(path.join(seen, 'cli-plugins/docker-buildx'))).toBe(true);
      expect([mode(path.join(seen, 'config.json')), mode(seen)]).toEqual(['600', '700']);
      expect(JSON.parse(readFileSync(path.join(seen, 'config.json'), 'utf8'))).toEqual({
        ...config,
        auths: { ...config.auths, 'https://index.docker.io/v1/': { auth } },
        credHelpers: { 'https://index.docker.io/v1/': '' },
      });
    });
    expect(exists(seen)).toBe(false);
    // The links went, not what they led to.
    expect(exists(path.join(folder, 'cli-plugins/docker-buildx'))).toBe(true);
    expect(JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8'))).toEqual(config);
  });

  it('is taken out of what the engine prints, in every form', async () => {
    await withPodmanLogin('ghcr.io', login, async ({ redact }) => {
      const secret = 'canary-Pa55:word';
      const forms = [secret, auth, Buffer.from(secret).toString('hex'), encodeURIComponent(secret)];
      expect(redact(`401 for ${forms.join(' and ')}`)).toBe(
        '401 for [secret] and [secret] and [secret] and [secret]',
      );
    });
  });

  it('is refused where the engine cannot use it, or the settings of docker are broken', async () => {
    const token: FoundCredentials = {
      credentials: { kind: 'registry-token', token: new Secret('canary-token') },
      identity: 'the token',
    };
    await expect(withPodmanLogin('ghcr.io', token, async () => 1)).rejects.toMatchObject({
      code: 'credentials-invalid',
    });
    writeFileSync(path.join(folder, 'config.json'), '{"auths": canary');
    await expect(
      withDockerLogin('ghcr.io', login, { DOCKER_CONFIG: folder }, async () => 1),
    ).rejects.toMatchObject({ code: 'credentials-invalid', message: expect.not.stringContaining('canary') });
  });
});
