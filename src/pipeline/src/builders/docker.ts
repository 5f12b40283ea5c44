import path from 'node:path';
import { Digest } from '@livery/contracts';
import { formatReference, type ImageReference } from '@livery/images';
import { z } from 'zod';
import type { Builder, BuildRequest, BuiltImage, FindBuilder, PushRequest, StoredImage } from './Builder';
import { ask, digestIn, namedArguments, noDigest, runEngine } from './engine';
import { engineEnvironment } from './engineEnvironment';
import { buildFailure, pushFailure } from './failures';
import { withDockerLogin } from './logins';

const DockerVersion = z.object({
  Client: z.object({ Version: z.string() }),
  Server: z.object({ Version: z.string() }).nullish(),
});

/** https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageInspect */
const DockerImage = z.looseObject({
  Id: Digest,
  Size: z.number().int().nonnegative(),
  RepoDigests: z.array(z.string()).nullish(),
});

/** From here on docker itself has BuildKit only through its plug-in buildx: https://docs.docker.com/engine/release-notes/23.0/ */
const FIRST_WITHOUT_BUILDKIT = 23;

/** No attestations that nobody asked for: they differ from push to push, and so would the digests. */
const SETTINGS = { DOCKER_BUILDKIT: '1', BUILDX_NO_DEFAULT_ATTESTATIONS: '1', DOCKER_CLI_HINTS: 'false' };

/** What docker gets to see of an environment. */
export function dockerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...engineEnvironment(environment), ...SETTINGS };
}

/** docker with the BuildKit that older versions have inside. */
export const findDocker: FindBuilder = async (environment, signal) => {
  const seen = dockerEnvironment(environment);
  const asked = await ask('docker', ['version', '--format', '{{json .}}'], seen, signal);
  if (!asked) {
    return { missing: 'not on the PATH' };
  }
  const version = DockerVersion.safeParse(parseJson(asked.output));
  if (!version.success) {
    return { missing: `it does not work: ${asked.tail.at(-1) ?? 'it does not say its version'}` };
  }
  const { Client, Server } = version.data;
  if (Number.parseInt(Client.Version, 10) >= FIRST_WITHOUT_BUILDKIT) {
    return { missing: `version ${Client.Version} cannot build without its plug-in buildx` };
  }
  return Server ? new DockerBuilder(Client.Version, seen) : { missing: 'its daemon does not answer' };
};

class DockerBuilder implements Builder {
  readonly name = 'docker';
  readonly version: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(version: string, environment: NodeJS.ProcessEnv) {
    this.version = version;
    this.#environment = environment;
  }

  async build(request: BuildRequest): Promise<BuiltImage> {
    const { platforms, names, context, workDirectory } = request;
    const idFile = path.join(workDirectory, 'image-id');
    const result = await runEngine(
      { ...request, what: 'The build with docker', program: 'docker', environment: this.#environment },
      [
        ...['build', '--progress=plain', '--iidfile', idFile],
        ...(platforms.length > 0 ? ['--platform', platforms.join(',')] : []),
        ...namedArguments(request),
        ...names.flatMap(name => ['--tag', formatReference(name)]),
        context,
      ],
    );
    if (result.code !== 0) {
      throw buildFailure(this, result);
    }
    const id = await digestIn(idFile);
    return {
      stored: () => inspectDockerImage(this, this.#environment, request),
      push: push => this.#push(id, request, push),
    };
  }

  async #push(id: Digest, build: BuildRequest, push: PushRequest): Promise<Digest> {
    const { reference, login } = push;
    const name = formatReference(reference);
    return withDockerLogin(reference.registry, login, this.#environment, async lent => {
      const environment = { ...this.#environment, ...lent.environment };
      const run = {
        ...push,
        what: `The push of ${name}`,
        program: 'docker',
        environment,
        redact: lent.redact,
      };
      // The tag again: another build may have taken the name meanwhile.
      for (const args of [
        ['tag', id, name],
        ['push', name],
      ]) {
        const result = await runEngine(run, args);
        if (result.code !== 0) {
          throw pushFailure(this, reference, login, result);
        }
      }
      return this.#digestAt(reference, build);
    });
  }

  /** docker writes no file, but keeps for every image what it was pushed as. */
  async #digestAt(reference: ImageReference, build: BuildRequest): Promise<Digest> {
    const image = await inspectImage(this, this.#environment, build, formatReference(reference));
    const names = [
      repositoryOf(reference),
      repositoryOf(reference).replace(/^docker\.io\/(?:library\/)?/, ''),
    ];
    const digests = (image.RepoDigests ?? []).filter(name => names.includes(name.split('@', 1)[0] ?? ''));
    const digest = Digest.safeParse(digests[0]?.split('@')[1]);
    if (digests.length !== 1 || !digest.success) {
      throw noDigest(`docker knows ${digests.length} digests of ${repositoryOf(reference)}`);
    }
    return digest.data;
  }
}

function repositoryOf({ registry, repository }: ImageReference): string {
  return `${registry}/${repository}`;
}

/** What docker's store has of an image that was built. */
export async function inspectDockerImage(
  builder: Pick<Builder, 'name' | 'version'>,
  environment: NodeJS.ProcessEnv,
  request: BuildRequest,
): Promise<StoredImage | undefined> {
  const [name] = request.names;
  if (!name) {
    return undefined;
  }
  const image = await inspectImage(builder, environment, request, formatReference(name));
  return { id: image.Id, sizeBytes: image.Size };
}

async function inspectImage(
  builder: Pick<Builder, 'name' | 'version'>,
  environment: NodeJS.ProcessEnv,
  request: BuildRequest,
  image: string,
): Promise<z.infer<typeof DockerImage>> {
  const run = { ...request, log: () => undefined, what: 'docker inspect', program: 'docker', environment };
  const result = await runEngine(run, ['image', 'inspect', '--format', '{{json .}}', image]);
  if (result.code !== 0) {
    throw buildFailure(builder, result);
  }
  return DockerImage.parse(parseJson(result.output));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
