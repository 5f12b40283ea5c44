import { Engines } from '@livery/test/support/engines';
import type { BuilderName } from './Builder';
import { checkArguments, checkPlatforms, checkReferences } from './checkBuild';
import { engineEnvironment } from './engineEnvironment';
import { findBuilder } from './findBuilder';

/** What engines answer when they are asked for their version: scripts, since no machine has all of these versions. */
const answers = {
  'docker 28 without buildx': [
    'docker',
    `case "$1" in
  version) echo '{"Client":{"Version":"28.2.2"},"Server":{"Version":"28.2.2"}}';;
  *) echo "docker: unknown command: docker buildx" >&2; exit 1;;
esac`,
  ],
  'docker 20 without a daemon': [
    'docker',
    `case "$1" in
  version) echo '{"Client":{"Version":"20.10.24"},"Server":null}'; echo "Cannot connect" >&2; exit 1;;
  *) exit 1;;
esac`,
  ],
  'buildx without a daemon': [
    'docker',
    `case "$1 $2" in
  "buildx version") echo "github.com/docker/buildx v0.13.1 788433953af1";;
  "buildx inspect") printf 'Name: default\\nError: Cannot connect to the Docker daemon.\\n';;
  *) echo '{"Client":{"Version":"28.2.2"},"Server":null}';;
esac`,
  ],
  buildx: [
    'docker',
    `case "$1 $2" in
  "buildx version") echo "github.com/docker/buildx v0.13.1 788433953af1";;
  "buildx inspect") printf 'Name: default\\nDriver: docker-container\\n';;
esac`,
  ],
  'docker 20': [
    'docker',
    `[ "$1" = version ] && echo '{"Client":{"Version":"20.10.24"},"Server":{"Version":"20.10.24"}}'`,
  ],
  podman: ['podman', `echo '{"Client":{"Version":"5.4.2"}}'`],
  'broken podman': ['podman', 'echo "cannot re-exec process" >&2; exit 125'],
  buildah: ['buildah', `echo '{"version":"1.39.3"}'`],
} as const;

describe('Looking for an engine', () => {
  let engines: Engines;
  beforeEach(() => {
    engines = new Engines();
  });
  afterEach(() => engines.stop());

  const find = (scripts: readonly (keyof typeof answers)[], name?: BuilderName, severalPlatforms = false) => {
    for (const script of scripts) {
      const [program, body] = answers[script];
      engines.addScript(program, body);
    }
    return findBuilder({ name, severalPlatforms, environment: { PATH: engines.path } });
  };

  it.each([
    [['buildx', 'podman', 'buildah'], undefined, 'buildx', '0.13.1'],
    [['docker 20', 'podman', 'buildah'], undefined, 'docker', '20.10.24'],
    [['docker 28 without buildx', 'podman', 'buildah'], undefined, 'podman', '5.4.2'],
    [['buildx without a daemon', 'broken podman', 'buildah'], undefined, 'buildah', '1.39.3'],
    [['buildx', 'podman', 'buildah'], 'buildah', 'buildah', '1.39.3'],
  ] as const)(
    'takes of %j the one that is wanted (%s), or the first that works',
    async (scripts, wanted, name, version) => {
      expect(await find(scripts, wanted)).toMatchObject({ name, version });
    },
  );

  it('takes one that builds for several platforms when several are wanted', async () => {
    expect(await find(['docker 20', 'podman'], undefined, true)).toMatchObject({ name: 'podman' });
  });

  it.each([
    [
      [],
      undefined,
      [
        'docker buildx (docker is not on the PATH), docker (not on the PATH), podman (not on the PATH), buildah (not on the PATH)',
      ],
    ],
    [
      ['docker 20 without a daemon', 'broken podman'],
      undefined,
      ['docker (its daemon does not answer)', 'podman (it does not work: cannot re-exec process)'],
    ],
    [
      ['buildx without a daemon'],
      undefined,
      [
        'its builder does not work: Cannot connect to the Docker daemon)',
        '28.2.2 cannot build without its plug-in buildx',
      ],
    ],
    [['podman'], 'buildah', ['Looked for buildah (not on the PATH).']],
  ] as const)('says of %j, asked for %s, what is missing', async (scripts, wanted, parts) => {
    const error = await find(scripts, wanted).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'builder-not-found', exitCode: 2 });
    parts.forEach(part => expect((error as Error).message).toContain(part));
    expect(error).toMatchObject({ hint: expect.stringContaining(wanted ? '--builder' : 'livery image') });
  });

  it('shows engines nothing of the environment that is not for them', () => {
    const environment = {
      PATH: '/bin',
      DOCKER_HOST: 'x',
      GITHUB_TOKEN: 'y',
      DOCKER_PASSWORD: 'z',
      INPUT_SECRET: 's',
    };
    expect(engineEnvironment(environment)).toEqual({
      PATH: '/bin',
      DOCKER_HOST: 'x',
      LC_ALL: 'C.UTF-8',
      NO_COLOR: '1',
    });
  });
});

describe('What a build is asked for', () => {
  it.each([
    ['a password', { DB_PASSWORD: 'canary' }],
    ['a token', { token: 'canary' }],
    ['a key', { OPENAI_API_KEY: 'canary' }],
    ['a login in an address', { INDEX: 'https://me:canary@example.org/simple' }],
    ['two lines', { A: 'canary\nb' }],
    ['no name', { '--secret': 'canary' }],
  ])('may not hold %s as a build argument', (_name, values) => {
    const check = () => checkArguments(values);
    expect(check).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
    expect(check).not.toThrow(/canary/);
  });

  it('may hold the arguments that apps have', () => {
    checkArguments({
      USE_TIKTOKEN_ENCODING_NAME: 'cl100k_base',
      USE_SLIM: 'true',
      KEYBOARD: 'a',
      INDEX: 'https://example.org/a@b:c',
    });
  });

  it('names each reference and platform once, and only such as can be pushed to', () => {
    expect(checkReferences(['acme/chat', 'docker.io/acme/chat:latest'])).toHaveLength(1);
    expect(() => checkReferences([`ghcr.io/a/b@sha256:${'0'.repeat(64)}`])).toThrow(/digest/);
    expect(() => checkReferences(['ghcr.io/Acme/b'])).toThrow(/capital letters/);
    expect(checkPlatforms(['linux/amd64', 'linux/arm64/v8', 'linux/amd64'], true)).toEqual([
      'linux/amd64',
      'linux/arm64/v8',
    ]);
    expect(() => checkPlatforms(['amd64'], true)).toThrow(/not a platform/);
    expect(() => checkPlatforms(['linux/amd64', 'linux/arm64'], false)).toThrow(/one platform/);
  });
});
