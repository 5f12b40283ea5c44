import { Digest, type ImageOutput } from '@livery/contracts';
import {
  type FoundCredentials,
  formatPlatform,
  fixedCredentials,
  type ImageReference,
  parseConfig,
  parseManifest,
  type Platform,
  RegistryClient,
} from '@livery/images';

/** How long the registry may take to answer, in milliseconds. */
const DEADLINE_MS = 60_000;

/** What a registry has of an image, by its own manifests. */
export type PushedImage = Pick<ImageOutput, 'perPlatform' | 'sizeBytes'>;

/**
 * Reads an image back that an engine says it has pushed: the engine's word for the digest is checked, and the registry tells size and
 * platforms.
 *
 * @throws LiveryError of the registry
 */
export async function readPushed(
  { registry, repository }: ImageReference,
  digest: Digest,
  login: FoundCredentials | undefined,
  signal: AbortSignal | undefined,
): Promise<PushedImage> {
  const client = new RegistryClient({
    registry,
    deadlineMs: DEADLINE_MS,
    ...(login && { credentials: fixedCredentials(registry, login.credentials) }),
    ...(signal && { signal }),
  });
  const read = async (wanted: string, known?: Platform): Promise<PushedImage> => {
    const what = `The manifest ${registry}/${repository}@${wanted}`;
    const raw = await client.getManifest(repository, wanted);
    const parsed = parseManifest(what, raw);
    if (parsed.kind === 'index') {
      const each: PushedImage[] = [];
      for (const { digest: child, platform } of parsed.index.manifests) {
        each.push(await read(child, platform));
      }
      return {
        perPlatform: each.flatMap(({ perPlatform }) => perPlatform),
        sizeBytes: each.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      };
    }
    const { config, layers } = parsed.manifest;
    const platform =
      known ??
      parseConfig(
        `The configuration of ${registry}/${repository}`,
        await client.fetchBlob(repository, config),
      );
    return {
      perPlatform: [{ platform: formatPlatform(platform), digest: Digest.parse(raw.digest) }],
      sizeBytes: [config, ...layers].reduce((sum, { size }) => sum + size, 0),
    };
  };
  try {
    return await read(digest);
  } finally {
    client.close();
  }
}
