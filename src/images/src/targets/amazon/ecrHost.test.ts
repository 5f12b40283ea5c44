import { ecrHost, parseEcrHost } from './ecrHost';

describe('A host of Amazon ECR', () => {
  it.each([
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com', 'eu-central-1', 'api.ecr.eu-central-1.amazonaws.com'],
    ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'us-east-1', 'ecr-fips.us-east-1.amazonaws.com'],
    [
      '123456789012.dkr.ecr.us-gov-west-1.amazonaws.com',
      'us-gov-west-1',
      'api.ecr.us-gov-west-1.amazonaws.com',
    ],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1', 'api.ecr.cn-north-1.amazonaws.com.cn'],
    [
      '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu',
      'eusc-de-east-1',
      'api.ecr.eusc-de-east-1.amazonaws.eu',
    ],
    ['123456789012.dkr-ecr.eu-west-1.on.aws', 'eu-west-1', 'ecr.eu-west-1.api.aws'],
    ['123456789012.dkr-ecr-fips.us-west-2.on.aws', 'us-west-2', 'ecr-fips.us-west-2.api.aws'],
  ])('%s names account, region and API', (host, region, api) => {
    expect(parseEcrHost(host)).toEqual({ account: '123456789012', region, apiEndpoint: `https://${api}` });
  });

  it.each([
    '12345678901.dkr.ecr.eu-central-1.amazonaws.com',
    '123456789012.dkr.ecr.eu-central-1.amazonaws.com.example.org',
    'example.org.dkr.ecr.eu-central-1.amazonaws.com',
    '123456789012.dkr.ecr.eu-central-1.amazonaws.com:443',
    '123456789012.dkr.ecr.evil.example/.amazonaws.com',
    'public.ecr.aws',
  ])('is not %s', host => {
    expect(parseEcrHost(host)).toBeUndefined();
  });

  it('is made of an account and a region', () => {
    expect(
      ['eu-central-1', 'cn-north-1', 'eusc-de-east-1'].map(region => ecrHost('123456789012', region)),
    ).toEqual([
      '123456789012.dkr.ecr.eu-central-1.amazonaws.com',
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn',
      '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu',
    ]);
    expect(() => ecrHost('1234-5678-9012', 'eu-central-1')).toThrow('is not an AWS account');
    expect(() => ecrHost('123456789012', 'eu-central-1a')).toThrow('is not a region of AWS');
  });
});
