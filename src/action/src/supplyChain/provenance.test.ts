import type { Report } from '@livery/contracts';
import { Secret } from '@livery/images';
import { claimsOf, WorkflowClaims } from '../identity';
import { provenanceOf } from './provenance';
import { imagePurl, repositoryOf } from './purl';

const digest = `sha256:${'0a'.repeat(32)}`;
const claims: WorkflowClaims = {
  iss: 'https://token.actions.githubusercontent.com',
  ref: 'refs/pull/7/merge',
  sha: 'a'.repeat(40),
  repository: 'acme/chat',
  event_name: 'pull_request',
  workflow_ref: 'acme/chat/.github/workflows/brand.yml@refs/pull/7/merge',
  job_workflow_ref: 'acme/ci/.github/workflows/livery.yml@refs/tags/v1',
  repository_id: '1',
  repository_owner_id: '2',
  runner_environment: 'self-hosted',
  run_id: '3',
  run_attempt: '2',
};

const reportOf = (upstream: Report['upstream']) =>
  ({ upstream, profile: { id: 'open-webui', digest }, brand: { name: 'Größe', digest } }) as Report;

function materials(upstream: Report['upstream']): unknown[] {
  const { buildDefinition } = provenanceOf(claims, 'https://github.com', reportOf(upstream)) as {
    buildDefinition: { resolvedDependencies: { name?: string }[] };
  };
  return buildDefinition.resolvedDependencies.filter(({ name }) => name === 'upstream');
}

describe('A provenance', () => {
  it('names the workflow that was started, and that which did the work when it was another', () => {
    expect(provenanceOf(claims, 'https://github.com')).toMatchObject({
      buildDefinition: {
        externalParameters: {
          workflow: { path: '.github/workflows/brand.yml', ref: 'refs/pull/7/merge' },
        },
        resolvedDependencies: [{ uri: 'git+https://github.com/acme/chat@refs/pull/7/merge' }],
      },
      runDetails: {
        builder: { id: 'https://github.com/acme/ci/.github/workflows/livery.yml@refs/tags/v1' },
        metadata: { invocationId: 'https://github.com/acme/chat/actions/runs/3/attempts/2' },
      },
    });
  });

  it.each<[string, Report['upstream'], unknown[]]>([
    [
      'an image',
      { source: 'ghcr.io/open-webui/open-webui:v1', commit: digest },
      [
        {
          uri: `pkg:oci/open-webui@sha256%3A${'0a'.repeat(32)}?repository_url=ghcr.io%2Fopen-webui%2Fopen-webui`,
          digest: { sha256: '0a'.repeat(32) },
        },
      ],
    ],
    [
      'a repository',
      { source: 'https://example.org/app.git', commit: 'b'.repeat(40) },
      [{ uri: 'git+https://example.org/app.git', digest: { gitCommit: 'b'.repeat(40) } }],
    ],
    ['a folder of the runner', { source: '/home/runner/work', commit: 'b'.repeat(40) }, []],
    ['a folder without history', { source: '/home/runner/work' }, []],
  ])('says of %s what others can check', (_what, upstream, expected) => {
    expect(materials(upstream)).toEqual(expected.map(material => expect.objectContaining(material)));
  });

  it('is made of a token of a workflow, and of nothing else', () => {
    const tokenOf = (payload: object) =>
      new Secret(`e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.x`);
    expect(claimsOf(tokenOf({ ...claims, more: 1 }), WorkflowClaims)).toEqual(claims);
    for (const token of [
      tokenOf({ sub: 'x' }),
      new Secret('a.b.c'),
      new Secret(''),
      new Secret('a.bnVsbA.c'),
    ]) {
      expect(claimsOf(token, WorkflowClaims)).toBeUndefined();
    }
  });
});

describe('The name of an image', () => {
  it.each([
    ['ghcr.io/acme/app:1', 'ghcr.io/acme/app'],
    [`localhost:5000/app@${digest}`, 'localhost:5000/app'],
    [`localhost:5000/app:1@${digest}`, 'localhost:5000/app'],
    ['localhost:5000/app', 'localhost:5000/app'],
  ])('of %s without tag and digest is %s', (reference, name) => {
    expect(repositoryOf(reference)).toBe(name);
    expect(imagePurl(name, digest)).toMatch(/^pkg:oci\/app@sha256%3A/);
  });
});
