import { InputError } from '@backstage/errors';
import type { Page, RunSource, Upstream } from '@livery/backstage-plugin-livery-common';
import type { UpstreamConfig } from '../../config';
import type { UpstreamsService } from './UpstreamsService';

/** Where a source really is. For runners only: the location of a named upstream may be a folder of the machine. */
export interface SourceLocation {
  kind: 'git' | 'folder';
  location: string;
  ref?: string;
  /** What people read instead of the location; only of a folder, which they must not see. */
  title?: string;
}

/** The upstreams of the configuration, and the hosts that other repositories may be fetched from. */
export class ConfiguredUpstreams implements UpstreamsService {
  readonly #upstreams: ReadonlyMap<string, UpstreamConfig>;

  readonly #allowedHosts: ReadonlySet<string>;

  constructor(options: { upstreams: readonly UpstreamConfig[]; allowedHosts: readonly string[] }) {
    const { upstreams, allowedHosts } = options;
    this.#upstreams = new Map(upstreams.map(upstream => [upstream.id, upstream]));
    this.#allowedHosts = new Set([
      ...allowedHosts,
      ...upstreams.flatMap(({ url }) => (url === undefined ? [] : [new URL(url).host])),
    ]);
  }

  async list(): Promise<Page<Upstream>> {
    const items = [...this.#upstreams.values()].map(({ id, title, url, ref }) => ({ id, title, url, ref }));
    return { items, total: items.length };
  }

  /** Finds out where a source is, and refuses a name or a host that the configuration does not know. */
  resolve(source: RunSource): SourceLocation {
    if ('url' in source) {
      this.#requireAllowedHost(source.url);
      return { kind: 'git', location: source.url, ref: source.ref };
    }
    const upstream = this.#upstreams.get(source.upstream);
    const location = upstream?.folder ?? upstream?.url;
    if (!upstream || location === undefined) {
      const known = [...this.#upstreams.keys()].join(', ') || 'none';
      throw new InputError(
        `source.upstream: this portal knows no upstream '${source.upstream}'. It knows: ${known}.`,
      );
    }
    if (upstream.folder !== undefined && source.ref !== undefined) {
      throw new InputError(
        `source.ref: the upstream '${source.upstream}' is a folder of this portal and has no branches or tags.`,
      );
    }
    return {
      kind: upstream.folder === undefined ? 'git' : 'folder',
      location,
      ref: source.ref ?? upstream.ref,
      title: upstream.folder === undefined ? undefined : upstream.title,
    };
  }

  /** A name says nothing about the network it leads into: whoever owns one may point it at a host in here. */
  #requireAllowedHost(url: string): void {
    const { host } = new URL(url);
    if (!this.#allowedHosts.has(host)) {
      throw new InputError(
        `source.url: ${host} is not among the hosts this portal fetches from ` +
          `(${[...this.#allowedHosts].join(', ') || 'none'}); an administrator can add it under livery.allowedHosts.`,
      );
    }
  }
}
