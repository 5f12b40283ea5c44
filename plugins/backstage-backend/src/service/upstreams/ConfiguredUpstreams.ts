import { InputError } from '@backstage/errors';
import type { Page, RunSource, Upstream } from '@livery/backstage-plugin-livery-common';
import type { UpstreamConfig } from '../../config';
import type { UpstreamsService } from './UpstreamsService';

/** Where a source really is. For runners only: the location of a named upstream may be a folder of the machine. */
export interface SourceLocation {
  location: string;
  ref?: string;
  /** What people read instead of the location; only of a folder, which they must not see. */
  title?: string;
}

/** The upstreams of the configuration. */
export class ConfiguredUpstreams implements UpstreamsService {
  readonly #upstreams: ReadonlyMap<string, UpstreamConfig>;

  constructor(upstreams: readonly UpstreamConfig[]) {
    this.#upstreams = new Map(upstreams.map(upstream => [upstream.id, upstream]));
  }

  async list(): Promise<Page<Upstream>> {
    const items = [...this.#upstreams.values()].map(({ id, title, url, ref }) => ({ id, title, url, ref }));
    return { items, total: items.length };
  }

  /** Finds out where a source is, and refuses a name that the configuration does not know. */
  resolve(source: RunSource): SourceLocation {
    if ('url' in source) {
      return { location: source.url, ref: source.ref };
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
      location,
      ref: source.ref ?? upstream.ref,
      title: upstream.folder === undefined ? undefined : upstream.title,
    };
  }
}
