import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ContentDigest, RegistryClient, Secret } from '@livery/images';
import { OidcIssuer } from './OidcIssuer';
import { Registry } from './registry';
import { SigstoreServices } from './SigstoreServices';
import { pushSyntheticImage } from './syntheticImage';

/** An image in the registry of a lab. */
export interface LabImage {
  readonly client: RegistryClient;
  readonly repository: string;
  readonly digest: ContentDigest;
}

/** An issuer of identities, a Sigstore and a registry with an upstream image, all on this machine. */
export class TrustLab {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  readonly issuer: OidcIssuer;
  readonly services: SigstoreServices;
  readonly registry: Registry;
  readonly client: RegistryClient;
  /** A file with the keys of the Sigstore. */
  readonly keys: string;
  #upstream: LabImage | undefined;

  static async start(): Promise<TrustLab> {
    const [issuer, registry] = await Promise.all([OidcIssuer.start(), Registry.start()]);
    const lab = new TrustLab(issuer, await SigstoreServices.start(issuer), registry);
    lab.#upstream = await lab.pushImage('open-webui', 'v0.6.5', false);
    return lab;
  }

  private constructor(issuer: OidcIssuer, services: SigstoreServices, registry: Registry) {
    this.issuer = issuer;
    this.services = services;
    this.registry = registry;
    this.client = new RegistryClient({ registry: registry.host });
    this.keys = this.writeKeys('keys.json', services.trustedRoot);
  }

  async stop(): Promise<void> {
    this.client.close();
    await Promise.all([this.services.stop(), this.registry.stop(), this.issuer.stop()]);
    rmSync(this.folder, { recursive: true });
  }

  /** As it was at the start. */
  reset(): void {
    this.issuer.identity = {};
    this.services.failWith = undefined;
    this.services.requests.length = 0;
  }

  /** `open-webui:v0.6.5`, for two platforms. */
  get upstream(): LabImage {
    if (!this.#upstream) {
      throw new Error('A lab that was started has an upstream image.');
    }
    return this.#upstream;
  }

  /** Where its Sigstore is. */
  get sigstore() {
    const { url } = this.services;
    return { name: 'the Sigstore of this test', fulcioUrl: url, rekorUrl: url };
  }

  readonly idTokens = (audience: string): Promise<Secret> =>
    Promise.resolve(new Secret(this.issuer.issue(audience)));

  /** Writes keys to a file, one document on each line. */
  writeKeys(name: string, ...roots: readonly object[]): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, roots.map(root => `${JSON.stringify(root)}\n`).join(''));
    return file;
  }

  /** Pushes an image whose contents do not matter. */
  async pushImage(repository: string, tag: string, withoutIndex = true): Promise<LabImage> {
    const options = { sizeBytes: 50_000, scripts: 1, withoutIndex };
    const { root } = await pushSyntheticImage(this.registry.host, repository, tag, options);
    return { client: this.client, repository, digest: root.digest as ContentDigest };
  }
}
