import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Digest, LiveryError } from '@livery/contracts';
import { formatReference, ImageManifest } from '@livery/images';
import { z } from 'zod';
import { askVersion, digestIn, type EngineRun, isLoopback, namedArguments, runEngine } from './engine';
import { podmanEnvironment } from './engineEnvironment';
import { buildFailure, pushFailure } from './failures';
import { withPodmanLogin } from './logins';
import type {
  Builder,
  BuildRequest,
  BuildRun,
  BuiltImage,
  FindBuilder,
  PushRequest,
  StoredImage,
} from './Builder';
import type { ProgramResult } from './runProgram';

const PodmanVersion = z.object({ Client: z.object({ Version: z.string() }) });
const BuildahVersion = z.object({ version: z.string() });

/** podman, on this machine or in its own virtual one. */
export const findPodman: FindBuilder = async (environment, signal) => {
  const seen = podmanEnvironment(environment);
  const version = await askVersion('podman', ['version', '--format', 'json'], seen, signal);
  return 'missing' in version
    ? version
    : new PodmanBuilder('podman', PodmanVersion.parse(version.answer).Client.Version, seen);
};

/** buildah, which takes the same options. */
export const findBuildah: FindBuilder = async (environment, signal) => {
  const seen = podmanEnvironment(environment);
  const version = await askVersion('buildah', ['version', '--json'], seen, signal);
  return 'missing' in version
    ? version
    : new PodmanBuilder('buildah', BuildahVersion.parse(version.answer).version, seen);
};

/** https://docs.podman.io/en/latest/markdown/podman-build.1.html, https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md */
class PodmanBuilder implements Builder {
  readonly name: 'podman' | 'buildah';
  readonly version: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(name: 'podman' | 'buildah', version: string, environment: NodeJS.ProcessEnv) {
    this.name = name;
    this.version = version;
    this.#environment = environment;
  }

  async build(request: BuildRequest): Promise<BuiltImage> {
    const { context, platforms, names, workDirectory } = request;
    const isList = platforms.length > 1;
    // Images are added to a list that is there already: this one is nobody's.
    const list = `localhost/livery-build:${randomBytes(8).toString('hex')}`;
    const idFile = path.join(workDirectory, 'image-id');
    const args = [
      'build',
      // OCI's format has no place for a health check, and these engines drop it: https://github.com/containers/buildah/issues/4109
      '--format=docker',
      // A layer that was made for one platform would be taken for another one's.
      `--layers=${!isList}`,
      ...(platforms.length > 0 ? ['--platform', platforms.join(',')] : []),
      ...(isList ? ['--manifest', list] : ['--iidfile', idFile]),
      ...namedArguments(request),
      context,
    ];
    const result = await this.#run(`The build with ${this.name}`, args, request);
    if (result.code !== 0) {
      throw buildFailure(this, result);
    }
    const image = isList ? list : await digestIn(idFile);
    await this.#mustRun(['tag', image, ...names.map(formatReference)], request);
    if (isList) {
      await this.#checkList(list, request);
    }
    return {
      stored: () => (isList ? Promise.resolve(undefined) : this.#inspect(image, request)),
      push: push => this.#push(image, isList, push, workDirectory),
    };
  }

  /** Some versions leave platforms out without a word. */
  async #checkList(list: string, request: BuildRequest): Promise<void> {
    const { output } = await this.#mustRun(['manifest', 'inspect', list], {
      ...request,
      log: () => undefined,
    });
    const { manifests } = z.object({ manifests: z.array(z.unknown()) }).parse(JSON.parse(output));
    if (manifests.length !== request.platforms.length) {
      throw new LiveryError('build-failed', {
        message: `${this.name} ${this.version} made ${manifests.length} of the images for ${request.platforms.join(' and ')}.`,
        hint: 'Build with a newer version of it, with docker buildx, or for one platform at a time.',
      });
    }
  }

  async #push(image: string, isList: boolean, request: PushRequest, workDirectory: string): Promise<Digest> {
    const { reference, login } = request;
    const digestFile = path.join(workDirectory, `digest-${randomBytes(8).toString('hex')}`);
    return withPodmanLogin(reference.registry, login, async ({ authFile, redact }) => {
      const args = [
        ...(isList ? ['manifest', 'push', '--all', '--format=v2s2'] : ['push']),
        '--authfile',
        authFile,
        // docker takes a registry on this machine as it is; these engines have to be told.
        ...(isLoopback(reference.registry) ? ['--tls-verify=false'] : []),
        '--digestfile',
        digestFile,
        image,
        `docker://${formatReference(reference)}`,
      ];
      const what = `The push of ${formatReference(reference)}`;
      const result = await this.#run(what, args, { ...request, redact });
      if (result.code !== 0) {
        throw pushFailure(this, reference, login, result);
      }
      return digestIn(digestFile);
    });
  }

  async #inspect(image: string, request: BuildRequest): Promise<StoredImage> {
    const quiet = { ...request, log: () => undefined };
    const args = this.name === 'podman' ? ['image', 'inspect', image] : ['inspect', '--type', 'image', image];
    const { output } = await this.#mustRun(args, quiet);
    const answer: unknown = JSON.parse(output);
    const id = Digest.parse(image);
    if (this.name === 'podman') {
      const [first] = z.tuple([z.object({ Size: z.number() })]).parse(answer);
      return { id, sizeBytes: first.Size };
    }
    const { Manifest } = z.object({ Manifest: z.string() }).parse(answer);
    const { config, layers } = ImageManifest.parse(JSON.parse(Manifest));
    return { id, sizeBytes: [config, ...layers].reduce((sum, { size }) => sum + size, 0) };
  }

  async #mustRun(args: readonly string[], request: BuildRequest): Promise<ProgramResult> {
    const result = await this.#run(`${this.name} ${args[0]}`, args, request);
    if (result.code !== 0) {
      throw buildFailure(this, result);
    }
    return result;
  }

  #run(
    what: string,
    args: readonly string[],
    run: BuildRun & Pick<EngineRun, 'redact'>,
  ): Promise<ProgramResult> {
    return runEngine({ ...run, what, program: this.name, environment: this.#environment }, args);
  }
}
