import type { Page, Upstream } from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../authorize';

/** The upstreams that the portal knows by name. */
export interface UpstreamsService {
  list(options: ServiceOptions): Promise<Page<Upstream>>;
}
