import { fixedAwsCredentials, parseReference, Secret } from '@livery/images';
import { AmazonApi } from '@livery/test/support/amazonApi';
import { type AmazonAccess, createAmazonRepositories, explainAmazonMounting } from './amazonTargets';

const host = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const targets = [`${host}/team/chat:1`, `${host}/team/chat:2`, 'ghcr.io/acme/chat:1'].map(parseReference);

describe('Targets in Amazon ECR', () => {
  let api: AmazonApi;
  let access: AmazonAccess;
  const start = async (settings: { blobMounting?: 'ENABLED' | 'DISABLED'; denied?: string[] }) => {
    api = await AmazonApi.start({
      keys: { AKIAIOSFODNN7EXAMPLE: 'secret' },
      account: '123456789012',
      region: 'eu-central-1',
      ...settings,
    });
    const credentials = fixedAwsCredentials({
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: new Secret('secret'),
      from: 'the test',
    });
    access = () => ({ credentials, endpoint: api.url });
  };
  afterEach(() => api.stop());

  it('get their repository once, and nobody is told of one that was there', async () => {
    await start({});
    const log: string[] = [];
    await createAmazonRepositories(targets, access, message => log.push(message));
    await createAmazonRepositories(targets, access, message => log.push(message));
    expect(log).toEqual([`Created the repository ${host}/team/chat.`]);
    expect([...api.repositories]).toEqual(['team/chat']);
  });

  it('say what to switch on when their layers were sent, and are silent when they cannot know', async () => {
    await start({ blobMounting: 'DISABLED' });
    const log: string[] = [];
    await explainAmazonMounting(targets, access, message => log.push(message));
    expect(log).toEqual([expect.stringContaining('--name BLOB_MOUNTING --value ENABLED')]);
    await api.stop();
    await start({ denied: ['GetAccountSetting'] });
    await explainAmazonMounting(targets, access, message => log.push(message));
    expect(log).toHaveLength(1);
  });

  it('are refused with what is missing when the key may not create repositories', async () => {
    await start({ denied: ['CreateRepository'] });
    await expect(createAmazonRepositories(targets, access, () => undefined)).rejects.toMatchObject({
      code: 'registry-denied',
      message: expect.stringContaining('Creating the repository'),
    });
  });
});
