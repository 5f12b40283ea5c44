import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Digest, messageOf } from '@livery/contracts';
import { formatReference } from '@livery/images';
import { z } from 'zod';
import type { Builder, BuildRequest, BuiltImage, FindBuilder, PushRequest } from './Builder';
import { dockerEnvironment, inspectDockerImage } from './docker';
import { ask, namedArguments, noDigest, runEngine } from './engine';
import { buildFailure, pushFailure } from './failures';
import { withDockerLogin } from './logins';

/** https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file */
const Metadata = z.looseObject({ 'containerimage.digest': Digest });

/** docker with its plug-in buildx, and a builder that answers; that need not be docker's own. */
export const findBuildx: FindBuilder = async (environment, signal) => {
  const seen = dockerEnvironment(environment);
  const version = await ask('docker', ['buildx', 'version'], seen, signal);
  if (!version) {
    return { missing: 'docker is not on the PATH' };
  }
  // github.com/docker/buildx v0.13.1 788433953af10f2a698f5c07611dddce2e08c7a0
  const number = /^github\.com\/docker\/buildx v?(\S+)/.exec(version.output)?.[1];
  if (version.code !== 0 || number === undefined) {
    return { missing: 'docker has no plug-in buildx' };
  }
  const builder = await ask('docker', ['buildx', 'inspect'], seen, signal);
  // It ends well whatever it finds, and tells the error of each node.
  const problem =
    /^Error:(.+)$/m.exec(builder?.output ?? '')?.[1]?.trim() ??
    (builder?.code === 0 ? undefined : builder?.tail.at(-1));
  return problem === undefined
    ? new BuildxBuilder(number, seen)
    : { missing: `its builder does not work: ${problem.replace(/\.$/, '')}` };
};

/**
 * What is built stays in the cache of the builder, and every push is a build that finds all of it there. So nothing goes through
 * docker's own store, which other builders have to fill first and which holds one platform only.
 */
class BuildxBuilder implements Builder {
  readonly name = 'buildx';
  readonly version: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(version: string, environment: NodeJS.ProcessEnv) {
    this.version = version;
    this.#environment = environment;
  }

  async build(request: BuildRequest): Promise<BuiltImage> {
    const { willPush, names } = request;
    const kept = willPush
      ? ['--output', 'type=cacheonly']
      : ['--load', ...names.flatMap(name => ['--tag', formatReference(name)])];
    const run = {
      ...request,
      what: 'The build with docker buildx',
      program: 'docker',
      environment: this.#environment,
    };
    const result = await runEngine(run, [...commonArguments(request), ...kept, request.context]);
    if (result.code !== 0) {
      throw buildFailure(this, result);
    }
    return {
      stored: async () => (willPush ? undefined : inspectDockerImage(this, this.#environment, request)),
      push: push => this.#push(request, push),
    };
  }

  async #push(build: BuildRequest, push: PushRequest): Promise<Digest> {
    const { reference, login } = push;
    const file = path.join(build.workDirectory, `metadata-${randomBytes(8).toString('hex')}.json`);
    return withDockerLogin(reference.registry, login, this.#environment, async lent => {
      const name = formatReference(reference);
      const args = ['--push', '--tag', name, '--metadata-file', file, build.context];
      const environment = { ...this.#environment, ...lent.environment };
      const run = {
        ...push,
        what: `The push of ${name}`,
        program: 'docker',
        environment,
        redact: lent.redact,
      };
      const result = await runEngine(run, [...commonArguments(build), ...args]);
      if (result.code !== 0) {
        throw pushFailure(this, reference, login, result);
      }
      return readDigest(file);
    });
  }
}

function commonArguments(request: BuildRequest): string[] {
  const { platforms } = request;
  return [
    ...['buildx', 'build', '--progress=plain'],
    ...(platforms.length > 0 ? ['--platform', platforms.join(',')] : []),
    ...namedArguments(request),
  ];
}

async function readDigest(file: string): Promise<Digest> {
  try {
    return Metadata.parse(JSON.parse(await readFile(file, 'utf8')))['containerimage.digest'];
  } catch (error) {
    throw noDigest(messageOf(error), error);
  }
}
