import { randomBytes } from 'node:crypto';
import type { LiveryError } from '@livery/contracts';
import { contentDigestOf, mediaTypes, RegistryClient, type RegistryOptions } from '@livery/images';
import { describeWith } from '../requirements';
import { FaultProxy } from './faultProxy';
import { Registry } from './registry';

/** The repository that everything is in. */
export const REPOSITORY = 'acme/app';
/** Bytes of the blob. */
export const SIZE = 300_000;
export const BLOBS = /\/blobs\/sha256:/;
export const UPLOADS = /\/blobs\/uploads\//;
export const MANIFESTS = /\/manifests\//;

const config = Buffer.from('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}');

/** A real registry behind a proxy that does not always do what it should, and a client that has to live with that. */
export class BadHour {
  readonly registry: Registry;
  readonly proxy: FaultProxy;
  /** The same registry under another name. */
  readonly elsewhere: FaultProxy;
  /** A client of the proxy; a new one for each test. */
  client: RegistryClient;

  static readonly blob = randomBytes(SIZE);
  static readonly address = { digest: contentDigestOf(BadHour.blob), size: SIZE };
  static readonly config = config;
  /** A manifest whose blobs are there; also as the tag `1.0`. */
  static readonly manifest = {
    mediaType: mediaTypes.oci.manifest,
    bytes: Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.oci.manifest,
        config: { mediaType: mediaTypes.oci.config, digest: contentDigestOf(config), size: config.length },
        layers: [],
      }),
    ),
  };

  static async start(): Promise<BadHour> {
    const registry = await Registry.start();
    const proxies = [FaultProxy.start(registry.url), FaultProxy.start(registry.url)] as const;
    const hour = new BadHour(registry, ...(await Promise.all(proxies)));
    const direct = hour.direct();
    await Promise.all([direct.pushBlob(REPOSITORY, BadHour.blob), direct.pushBlob(REPOSITORY, config)]);
    await direct.putManifest(REPOSITORY, '1.0', BadHour.manifest);
    direct.close();
    return hour;
  }

  private constructor(registry: Registry, proxy: FaultProxy, elsewhere: FaultProxy) {
    this.registry = registry;
    this.proxy = proxy;
    this.elsewhere = elsewhere;
    this.client = this.connect();
  }

  /** A client that loses patience soon. */
  connect(options: Partial<RegistryOptions> = {}): RegistryClient {
    const retry = { tries: 4, firstWaitMs: 4, longestWaitMs: 20 };
    return new RegistryClient({ registry: this.proxy.host, retry, stallMs: 250, ...options });
  }

  /** A client that goes past the proxy. */
  direct(): RegistryClient {
    return new RegistryClient({ registry: this.registry.host });
  }

  /** The methods of the requests that came to the proxy. */
  methods(): string[] {
    return this.proxy.requests.map(({ method }) => method);
  }

  /** Forgets what happened before. */
  reset(): void {
    this.proxy.reset();
    this.elsewhere.reset();
    this.client.close();
    this.client = this.connect();
  }

  async stop(): Promise<void> {
    this.client.close();
    await Promise.all([this.proxy.stop(), this.elsewhere.stop()]);
    await this.registry.stop();
  }
}

/** Tests of a client in a bad hour; `hour` answers the one of the test that runs. */
export function describeBadHour(name: string, define: (hour: () => BadHour) => void): void {
  describeWith('docker-registry', name, () => {
    let hour: BadHour;
    beforeAll(async () => {
      hour = await BadHour.start();
    });
    beforeEach(() => hour.reset());
    afterAll(() => hour.stop());
    define(() => hour);
  });
}

/** The digest of what is read: comparing the bytes themselves takes a second each time. */
export async function readDigest(
  client: RegistryClient,
  blob: { digest: string; size: number },
): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of client.readBlob(REPOSITORY, blob)) {
    chunks.push(chunk);
  }
  return contentDigestOf(Buffer.concat(chunks));
}

/** The error that a task is to fail with. */
export async function failureOf(task: Promise<unknown>): Promise<LiveryError> {
  const error: unknown = await task.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'LiveryError' });
  return error as LiveryError;
}
