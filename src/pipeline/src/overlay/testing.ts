import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Brand, type BrandInput } from '@livery/contracts';
import { digestOf, type LoadedBrand, loadBrand } from '@livery/engine';
import { type ImageManifest, parseManifest, parseReference, RegistryClient } from '@livery/images';
import { findProfiles } from '../profiles';
import { memoryLayerIndex } from './layerIndex';
import type { OverlayInput, PreparedOverlay } from './overlayImage';
import { type OverlayTarget, publishOverlay } from './publishOverlay';

const root = path.join(__dirname, '../../../..');
const licence = {
  basis: 'enterprise-license',
  reference: 'C-1',
  acknowledgedBy: 'Legal',
  date: '2026-11-20',
  reviewBy: '2027-11-20',
} as const;

/** The brand that comes with the portal, with a ground for it, and perhaps other than it is. */
export async function sampleBrand(input: Partial<BrandInput> = {}): Promise<LoadedBrand> {
  const sample = await loadBrand(path.join(root, 'portal/sample-brand'));
  const brand = Brand.parse({ ...sample.brand, licence, ...input });
  return { ...sample, brand, digest: digestOf(JSON.stringify(brand)) };
}

/** What a test gives an overlay, beside the references of base and targets. */
export type LabInput = Partial<Omit<OverlayInput, 'base' | 'log'>> & {
  /** Who speaks to the hosts that it is a client of. */
  readonly client?: RegistryClient;
  /** The image, where it was made before. */
  readonly made?: PreparedOverlay;
};

/** Makes overlays between registries on this machine, and looks at what came of them with the tools of others. */
export class OverlayLab {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** References are whole: `127.0.0.1:5000/base/app:1`. */
  async overlay(base: string, to: readonly string[], given: LabInput = {}) {
    const log: string[] = [];
    const { client: own, made, ...input } = given;
    const clients = new Map(own && [[own.registry, own]]);
    const at = (text: string): OverlayTarget => {
      const reference = parseReference(text);
      const { registry, repository } = reference;
      const client = clients.get(registry) ?? new RegistryClient({ registry, retry: { tries: 1 } });
      clients.set(registry, client);
      return { client, repository, reference };
    };
    const source = at(base);
    try {
      const published = await publishOverlay(
        {
          brand: input.brand ?? (await sampleBrand()),
          profiles: findProfiles('open-webui'),
          today: '2026-11-20',
          layerIndex: memoryLayerIndex(),
          ...input,
          base: source,
          log: message => log.push(message),
        },
        to.map(at),
        false,
        made,
      );
      return { ...published, log, statistics: source.client.statistics };
    } finally {
      [...clients.values()].filter(client => client !== own).forEach(client => client.close());
    }
  }

  /** The files of an image, as umoci unpacks them. */
  unpack(reference: string, architecture = 'amd64'): string {
    const target = mkdtempSync(path.join(this.folder, 'unpacked-'));
    const copy = ['copy', '--src-tls-verify=false', `--override-arch=${architecture}`];
    run('skopeo', ...copy, `docker://${reference}`, `oci:${target}/layout:it`);
    mkdirSync(path.join(target, 'bundle'));
    run('umoci', 'unpack', '--image', `${target}/layout:it`, `${target}/bundle`);
    return path.join(target, 'bundle/rootfs');
  }

  /** The manifest of an image without an index, or the first of its index. */
  async manifestOf(reference: string): Promise<ImageManifest> {
    const { registry, repository, tag = 'latest' } = parseReference(reference);
    const client = new RegistryClient({ registry });
    const parsed = parseManifest(reference, await client.getManifest(repository, tag));
    if (parsed.kind === 'manifest') {
      return parsed.manifest;
    }
    const child = await client.getManifest(repository, parsed.index.manifests[0]?.digest ?? '');
    return JSON.parse(child.bytes.toString()) as ImageManifest;
  }

  /** The names of the layer on top, as tar lists them: mode, owner and time by path. */
  async topLayer(reference: string): Promise<TopLayer> {
    const { registry, repository } = parseReference(reference);
    const layer = (await this.manifestOf(reference)).layers.at(-1);
    const bytes = await fetchLayer(new RegistryClient({ registry }), repository, layer);
    const listed = tar(bytes, '--list', '--verbose', '--numeric-owner', '--full-time', '--utc').toString();
    const entries = listed
      .trimEnd()
      .split('\n')
      .map(line => {
        const [mode = '', owner = '', _size, day = '', time = '', ...name] = line.split(/\s+/);
        return [name.join(' ').replace(/\/$/, ''), { mode, owner, time: `${day} ${time}` }] as const;
      });
    return {
      digest: layer?.digest ?? '',
      names: new Map(entries),
      read: name => tar(bytes, '--extract', '--to-stdout', name),
    };
  }

  /** What a tag leads to, to the byte; `nothing` if there is no such tag. */
  raw(reference: string): string {
    try {
      return run('skopeo', 'inspect', '--raw', '--tls-verify=false', `docker://${reference}`).toString();
    } catch {
      return 'nothing';
    }
  }
}

export interface TopLayer {
  readonly digest: string;
  readonly names: ReadonlyMap<string, { mode: string; owner: string; time: string }>;
  read(name: string): Buffer;
}

async function fetchLayer(
  client: RegistryClient,
  repository: string,
  layer: ImageManifest['layers'][number] | undefined,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of layer ? client.readBlob(repository, layer) : []) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tar(bytes: Buffer, ...args: string[]): Buffer {
  return execFileSync('tar', ['--gzip', '--file=-', ...args], {
    input: bytes,
    stdio: 'pipe',
    maxBuffer: 64 * 1024 * 1024,
  });
}

function run(command: string, ...args: string[]): Buffer {
  return execFileSync(command, args, { stdio: 'pipe' });
}
