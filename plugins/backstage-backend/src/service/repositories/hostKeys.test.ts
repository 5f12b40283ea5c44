import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { describeWith } from '@livery/test/requirements';
import { createSshKey, SshServer } from '@livery/test/support/SshServer';
import { credentialRoutes, gitRepositoryRoutes as routes } from '@livery/backstage-plugin-livery-common';
import { createRepositories } from '../../testing/createRepositories';
import { type RunningLivery, startLivery } from '../../testing/startLivery';

jest.setTimeout(60_000);

const PASSPHRASE = 'canary passphrase';

describeWith('sshd', 'Git repositories over SSH', sshd => {
  const directory = createMockDirectory();
  const key = createSshKey(PASSPHRASE);
  let livery: RunningLivery;
  let ssh: SshServer;
  let commit: string;

  beforeAll(async () => {
    directory.setContent({
      'brand/brand.yaml': 'apiVersion: livery/v1\nkind: Brand\nname: Sample\n',
      outputs: {},
    });
    commit = createRepositories(directory.path, ['app']);
    ssh = await SshServer.start(sshd, [key.publicKey]);
    livery = await startLivery({
      sampleBrand: directory.resolve('brand'),
      outputs: directory.resolve('outputs'),
      config: {
        allowedHosts: [`127.0.0.1:${ssh.port}`],
        remotes: { privateHosts: ['127.0.0.1'], timeoutSeconds: 50 },
      },
    });
    livery.reset();
  });
  afterAll(async () => {
    await livery.stop();
    await ssh.stop();
  });

  const verify = (id: string) => livery.person.call(routes.verifyGitRepository, { params: { id } });

  it('GR3: are verified with a key and its passphrase, once a person has compared the host key', async () => {
    const sshHost = `127.0.0.1:${ssh.port}`;
    const credential = await livery.person.call(credentialRoutes.createCredential, {
      body: {
        name: 'Key',
        type: 'git_ssh',
        host: sshHost,
        secret: { privateKey: key.privateKey, passphrase: PASSPHRASE },
      },
    });
    const repository = await livery.person.call(routes.createGitRepository, {
      body: {
        name: 'App',
        url: ssh.url(directory.resolve('repositories/acme/app.git')),
        credentialId: credential.id,
      },
    });
    const params = { id: repository.id };
    expect((await verify(repository.id)).verification).toMatchObject({
      state: 'failed',
      code: 'host-key-unknown',
      message: expect.stringContaining('Compare its fingerprint'),
    });
    const file = directory.resolve('host.pub');
    writeFileSync(file, `${ssh.hostKey}\n`);
    const [, fingerprint = ''] = execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ');
    const shown = await livery.person.call(routes.getGitHostKeys, { params });
    expect(shown).toEqual({
      host: sshHost,
      keys: [{ type: 'ssh-ed25519', fingerprint, isApproved: false }],
      changed: false,
    });
    await expect(
      livery.person.call(routes.approveGitHostKeys, {
        params,
        body: { fingerprints: [`SHA256:${'x'.repeat(43)}`] },
      }),
    ).rejects.toMatchObject({ status: 400, message: expect.stringContaining('Nothing was approved') });
    expect((await verify(repository.id)).verification.state).toBe('failed');

    const body = { fingerprints: [fingerprint] };
    const approved = await livery.person.call(routes.approveGitHostKeys, { params, body });
    expect(approved.keys).toEqual([{ type: 'ssh-ed25519', fingerprint, isApproved: true }]);
    expect(await verify(repository.id)).toMatchObject({
      verification: { state: 'verified', message: 'Verified - 2 branches accessible' },
      lastCommit: { commit },
    });
    expect(livery.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'git-host-keys-approve', severityLevel: 'high' }),
    );
    // The key of the host counts for trials of the credential, too.
    expect(
      await livery.person.call(credentialRoutes.verifyCredential, {
        params: { id: credential.id },
        body: { target: repository.url },
      }),
    ).toMatchObject({ state: 'valid' });

    await ssh.renewHostKey();
    expect((await verify(repository.id)).verification).toMatchObject({
      state: 'failed',
      code: 'host-key-unknown',
      message: expect.stringContaining('Somebody may be in between'),
    });
    const renewed = await livery.person.call(routes.getGitHostKeys, { params });
    expect(renewed).toMatchObject({ changed: true, keys: [{ isApproved: false }] });
    expect(renewed.keys[0]?.fingerprint).not.toBe(fingerprint);
  });
});
