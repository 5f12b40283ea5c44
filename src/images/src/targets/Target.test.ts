import { type LiveryError } from '@livery/contracts';
import fc from 'fast-check';
import { isRepository, isTag } from '../reference/reference';
import { kindOfRegistry, rulesOf } from './rules';
import { parseTarget, planTarget, type TargetDefaults } from './Target';
import { TargetKind } from './TargetRules';

const ecr = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const gar = 'europe-west3-docker.pkg.dev';

function errorOf(text: string, defaults?: TargetDefaults): LiveryError {
  try {
    parseTarget(text, defaults);
  } catch (error) {
    return error as LiveryError;
  }
  throw new Error(`${text} was taken`);
}

describe('The kind of a registry', () => {
  it.each([
    ['docker.io', 'docker_hub'],
    ['ghcr.io', 'github_registry'],
    ['containers.acme.ghe.com', 'github_registry'],
    ['quay.io', 'quay_io'],
    [ecr, 'aws_ecr'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws', 'aws_ecr'],
    ['acme.azurecr.io', 'azure_registry'],
    ['acme-d4e5f6.azurecr.cn', 'azure_registry'],
    [gar, 'google_registry'],
    ['gcr.io', 'google_registry'],
    ['eu.gcr.io', 'google_registry'],
    ['registry.gitlab.com', 'gitlab_registry'],
    ['harbor.example.org', 'harbor'],
    ['demo.goharbor.io', 'harbor'],
    ['registry.example.org:5000', 'generic'],
    ['localhost:5000', 'generic'],
    // Not what they look like
    ['ghcr.io.example.org', 'generic'],
    ['xghcr.io', 'generic'],
    ['azurecr.io.example.org', 'generic'],
    ['public.ecr.aws', 'generic'],
  ])('%s is told by its host: %s', (registry, kind) => {
    expect(kindOfRegistry(registry)).toBe(kind);
  });

  it('has an example that it takes itself', () => {
    for (const kind of TargetKind.options) {
      expect(parseTarget(rulesOf(kind).example, { kind }).kind).toBe(kind);
    }
  });
});

describe('A target', () => {
  it.each<[string, TargetDefaults, string]>([
    ['ghcr.io/acme/app', {}, 'ghcr.io/acme/app:latest'],
    ['ghcr.io/acme/app:1', {}, 'ghcr.io/acme/app:1'],
    ['acme/app', {}, 'docker.io/acme/app:latest'],
    ['acme/app:{version}', { kind: 'docker_hub' }, 'docker.io/acme/app:1.2.3'],
    ['acme/app:{version}', { kind: 'github_registry' }, 'ghcr.io/acme/app:1.2.3'],
    ['acme/app', { kind: 'quay_io' }, 'quay.io/acme/app:latest'],
    ['acme/app', { kind: 'gitlab_registry' }, 'registry.gitlab.com/acme/app:latest'],
    ['app', { registry: ecr }, `${ecr}/app:latest`],
    ['team/app:{major}.{minor}', { kind: 'aws_ecr', registry: ecr }, `${ecr}/team/app:1.2`],
    ['app', { registry: 'acme.azurecr.io' }, 'acme.azurecr.io/app:latest'],
    ['acme-project/images/app', { registry: gar }, `${gar}/acme-project/images/app:latest`],
    [`${gar}/example.com/acme-project/images/app`, {}, `${gar}/example.com/acme-project/images/app:latest`],
    ['gcr.io/acme-project/app', {}, 'gcr.io/acme-project/app:latest'],
    ['acme/app', { kind: 'harbor', registry: 'images.example.org' }, 'images.example.org/acme/app:latest'],
    ['app:1', { kind: 'generic', registry: 'localhost:5000' }, 'localhost:5000/app:1'],
    ['localhost:5000/app', {}, 'localhost:5000/app:latest'],
    // The name wins over what goes without saying.
    ['quay.io/acme/app', { registry: 'ghcr.io' }, 'quay.io/acme/app:latest'],
    // One's own of what is also at a known host
    ['registry.example.org/acme/app', { kind: 'gitlab_registry' }, 'registry.example.org/acme/app:latest'],
    ['harbor.example.org/app', { kind: 'generic' }, 'harbor.example.org/app:latest'],
  ])('%s with %j is %s', (text, defaults, expected) => {
    const target = planTarget(parseTarget(text, defaults), { version: '1.2.3' });
    expect(target.references).toEqual([expected]);
    expect(target.notes).toEqual([]);
  });

  it('has several tags, each once', () => {
    const target = parseTarget('ghcr.io/acme/app:{version},{major}.{minor}, latest,latest');
    expect(target.tagTemplates).toEqual(['{version}', '{major}.{minor}', 'latest']);
    expect(planTarget(target, { version: '1.2.3' }).tags).toEqual(['1.2.3', '1.2', 'latest']);
    expect(
      planTarget({ ...target, tagTemplates: ['{version}', '{sha}', '1'] }, { version: '1', sha: 'abcdef0' })
        .tags,
    ).toEqual(['1', 'abcdef0']);
  });

  it('is written in lower case for people whose owner is not, and says so; a tag stays as it is', () => {
    expect(parseTarget('ghcr.io/Acme/App:V1')).toMatchObject({
      repository: 'acme/app',
      tagTemplates: ['V1'],
      notes: ['ghcr.io/Acme/App is pushed as ghcr.io/acme/app: a repository has no capital letters.'],
    });
    expect(parseTarget('GHCR.io/acme/app').notes).toEqual([]);
  });

  it.each<[string, TargetDefaults, string, string]>([
    ['app', {}, `are Docker's own`, 'docker.io/<user or organisation>/app'],
    ['docker.io/acme/web/app', {}, 'Docker Hub has no folders', 'docker.io/acme/web-app'],
    ['acme/a', {}, 'a name of 2 characters', 'longer'],
    ['ghcr.io/app', {}, 'under a user or an organisation', 'ghcr.io/<owner>/app'],
    ['app', { kind: 'quay_io' }, 'Quay keeps images under', 'quay.io/<namespace>/app'],
    ['app', { kind: 'aws_ecr' }, 'Amazon ECR has no host that goes without saying', '.dkr.ecr.'],
    ['app', { kind: 'generic' }, 'has no host', 'registry.example.org:5000'],
    ['ghcr.io/acme/app', { kind: 'aws_ecr' }, 'ghcr.io is not a host of Amazon ECR', 'another kind'],
    ['localhost:5000/acme/app', { kind: 'docker_hub' }, 'is not a host of Docker Hub', 'docker.io/acme/app'],
    ['12345.dkr.ecr.eu-central-1.amazonaws.com/app', {}, 'which has 12 digits', '<account>.dkr.ecr'],
    [`${ecr}/a`, {}, 'names of 2 to 256', 'another name'],
    [`${ecr}/a__b`, {}, 'has two together', 'another name'],
    ['acme.westeurope.data.azurecr.io/app', {}, 'the data behind a registry', '<registry>.azurecr.io'],
    [`${gar}/acme-project/app`, {}, 'a project, a repository and an image', '<repository>/<image>'],
    [`${gar}/x/images/app`, {}, '"x" cannot be the id', '6 to 30'],
    ['gcr.io/acme-project', {}, 'no image behind the project', 'gcr.io/acme-project/<image>'],
    ['registry.gitlab.com/app', {}, 'GitLab keeps images in projects', '<group>/<project>'],
    ['harbor.example.org/app', {}, 'Harbor keeps images in projects', 'is no Harbor'],
    ['acme/app', { registry: 'https://ghcr.io' }, 'cannot be the host of a registry', 'without https://'],
  ])('%s with %j is refused before anything is sent', (text, defaults, why, hint) => {
    const error = errorOf(text, defaults);
    expect(error).toMatchObject({ name: 'LiveryError', code: 'reference-invalid' });
    expect(error.message).toContain(why);
    expect(error.hint).toContain(hint);
  });

  it.each([
    'ghcr.io/acme/app:{who}',
    'ghcr.io/acme/app:',
    'ghcr.io/acme/app:a,,b',
    'https://ghcr.io/acme/app',
    'ghcr.io//app',
    '',
    ':{version}',
  ])('%j is refused as a reference would be', text => {
    expect(errorOf(text).code).toBe('reference-invalid');
  });

  it('does not repeat a password that somebody put before the host', () => {
    for (const text of [
      'robot:canary-password@ghcr.io/acme/app:1',
      'https://robot:canary-password@ghcr.io/acme/app',
    ]) {
      expect(errorOf(text).toParagraph()).not.toContain('canary');
    }
    expect(errorOf(`ghcr.io/acme/app@sha256:${'0'.repeat(64)}`).message).toContain('nor a digest');
  });

  it('always is one that can be pushed to, or is refused', () => {
    const part = fc.constantFrom(
      'acme',
      'App',
      'ghcr.io',
      gar,
      ecr,
      'a.b',
      ':',
      '/',
      ',',
      '{version}',
      '-',
      '__',
      '5000',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.option(fc.constantFrom(...TargetKind.options), { nil: undefined }),
        (parts, kind) => {
          try {
            const planned = planTarget(parseTarget(parts.join(''), kind && { kind }), { version: '1.2.3' });
            expect(isRepository(planned.repository)).toBe(true);
            expect(planned.tags.length).toBeGreaterThan(0);
            expect(planned.tags.every(isTag)).toBe(true);
            const again = parseTarget(planned.references[0]!, { kind: planned.kind });
            expect(again).toMatchObject({ registry: planned.registry, repository: planned.repository });
          } catch (error) {
            expect(error).toMatchObject({ name: 'LiveryError', code: 'reference-invalid' });
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
