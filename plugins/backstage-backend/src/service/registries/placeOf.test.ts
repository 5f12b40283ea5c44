import { RegistryType } from '@livery/backstage-plugin-livery-common';
import { checkPlace, describeType, imageOf, loginCommandOf, type PlaceInput } from './placeOf';

const account = { awsAccountId: '123456789012', awsRegion: 'eu-central-1' };
const ecr = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';

describe('The place of a registry', () => {
  it.each<[PlaceInput, string, string]>([
    [{ type: 'docker_hub', targetImage: 'acme/app' }, 'docker.io', 'acme/app:latest'],
    [
      { type: 'docker_hub', host: 'docker.io', targetImage: 'docker.io/acme/app:1' },
      'docker.io',
      'acme/app:1',
    ],
    [{ type: 'aws_ecr', ...account, targetImage: 'team/app:v1' }, ecr, `${ecr}/team/app:v1`],
    [{ type: 'aws_ecr', ...account, host: ecr, targetImage: `${ecr}/app` }, ecr, `${ecr}/app:latest`],
    [{ type: 'quay_io', targetImage: 'acme/app' }, 'quay.io', 'quay.io/acme/app:latest'],
    [{ type: 'github_registry', targetImage: 'Acme/App:V1' }, 'ghcr.io', 'ghcr.io/acme/app:V1'],
    [
      { type: 'gitlab_registry', targetImage: 'group/project/app' },
      'registry.gitlab.com',
      'registry.gitlab.com/group/project/app:latest',
    ],
    [
      { type: 'gitlab_registry', host: 'registry.git.example.org', targetImage: 'group/app' },
      'registry.git.example.org',
      'registry.git.example.org/group/app:latest',
    ],
    [
      { type: 'azure_registry', host: 'acme.azurecr.io', targetImage: 'app' },
      'acme.azurecr.io',
      'acme.azurecr.io/app:latest',
    ],
    [
      { type: 'google_registry', targetImage: 'acme-project/app' },
      'gcr.io',
      'gcr.io/acme-project/app:latest',
    ],
    [
      {
        type: 'google_registry',
        host: 'europe-west3-docker.pkg.dev',
        targetImage: 'acme-project/images/app',
      },
      'europe-west3-docker.pkg.dev',
      'europe-west3-docker.pkg.dev/acme-project/images/app:latest',
    ],
    [
      { type: 'harbor', host: 'harbor.example.org', targetImage: 'acme/app' },
      'harbor.example.org',
      'harbor.example.org/acme/app:latest',
    ],
    [
      { type: 'generic', host: 'registry.example.com:5000', targetImage: 'app:1' },
      'registry.example.com:5000',
      'registry.example.com:5000/app:1',
    ],
  ])('RG1, RG2: of %j is %s, and its image is %s', (input, host, image) => {
    const place = checkPlace(input);
    expect(place.host).toBe(host);
    expect(imageOf(place)).toBe(image);
    expect(checkPlace({ ...input, targetImage: place.targetImage })).toEqual(place);
  });

  it.each<[PlaceInput, string]>([
    [
      { type: 'docker_hub', host: 'registry.example.org', targetImage: 'acme/app' },
      'Registry URL should not be set for Docker Hub',
    ],
    [{ type: 'docker_hub', targetImage: 'app' }, 'under a user or an organisation'],
    [{ type: 'docker_hub', targetImage: 'acme/web/app' }, 'Docker Hub has no folders'],
    [{ type: 'aws_ecr', targetImage: 'app' }, 'AWS ECR wants an account of 12 digits and a region'],
    [{ type: 'aws_ecr', ...account, awsRegion: 'nowhere', targetImage: 'app' }, 'is not a region of AWS'],
    [
      { type: 'aws_ecr', ...account, host: 'ghcr.io', targetImage: 'app' },
      `this account and region is ${ecr}`,
    ],
    [{ type: 'quay_io', ...account, targetImage: 'acme/app' }, 'only for a registry of the type aws_ecr'],
    [{ type: 'quay_io', targetImage: 'app' }, 'quay.io/<namespace>/app'],
    [{ type: 'github_registry', targetImage: 'app' }, 'ghcr.io/<owner>/app'],
    [{ type: 'azure_registry', targetImage: 'app' }, 'Use: registry.example.com:5000'],
    [{ type: 'azure_registry', host: 'ghcr.io', targetImage: 'app' }, 'is not a host of Azure'],
    [{ type: 'google_registry', targetImage: 'app' }, 'cannot be the id of a Google Cloud project'],
    [{ type: 'generic', targetImage: 'app' }, 'Use: registry.example.com:5000'],
    [
      { type: 'generic', host: 'https://registry.example.com', targetImage: 'app' },
      'Registry URL format is invalid',
    ],
    [
      { type: 'generic', host: 'registry.example.com:99999', targetImage: 'app' },
      'Registry URL format is invalid',
    ],
    [
      { type: 'generic', host: 'registry.example.com', targetImage: 'other.example.com/app' },
      'the image is on other.example.com',
    ],
    [{ type: 'generic', host: 'registry.example.com', targetImage: 'a,b:1,2' }, 'targetImage: '],
    [{ type: 'generic', host: 'registry.example.com', targetImage: 'app:1,2' }, 'one tag'],
    [{ type: 'generic', host: 'registry.example.com', targetImage: 'app:{version}' }, 'one tag'],
    [{ type: 'generic', host: 'registry.example.com', targetImage: 'app@sha256:0' }, 'nor a digest'],
  ])('RG1: of %j is refused: %s', (input, message) => {
    expect(() => checkPlace(input)).toThrow(message);
    expect(() => checkPlace(input)).toThrow(expect.objectContaining({ name: 'InputError' }));
  });

  it('RG2: gives its image another tag, whatever the port of its host', () => {
    const place = checkPlace({
      type: 'generic',
      host: 'registry.example.com:5000',
      targetImage: 'acme/app:1',
    });
    expect(imageOf(place, 'v2.0')).toBe('registry.example.com:5000/acme/app:v2.0');
    expect(imageOf(checkPlace({ type: 'docker_hub', targetImage: 'acme/app' }), '2')).toBe('acme/app:2');
    for (const tag of ['', '-x', 'a b', 'x'.repeat(129), 'a:b']) {
      expect(() => imageOf(place, tag)).toThrow('a tag has up to 128');
    }
  });

  it('RG2: says how people log in, without a secret', () => {
    expect(loginCommandOf(checkPlace({ type: 'docker_hub', targetImage: 'a/app' }))).toBe(
      'docker login docker.io',
    );
    expect(loginCommandOf(checkPlace({ type: 'aws_ecr', ...account, targetImage: 'app' }))).toBe(
      `aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin ${ecr}`,
    );
  });

  it('RG1: is described for each type', () => {
    const types = RegistryType.options.map(describeType);
    expect(types).toHaveLength(9);
    expect(types.filter(({ needsHost }) => needsHost).map(({ type }) => type)).toEqual([
      'azure_registry',
      'harbor',
      'generic',
    ]);
    for (const { title, loginAdvice, credentialType, documentation } of types) {
      expect([title, loginAdvice].every(text => text.length > 2)).toBe(true);
      expect(credentialType).toMatch(/^registry_/);
      expect(documentation).toMatch(/^https:/);
    }
  });
});
