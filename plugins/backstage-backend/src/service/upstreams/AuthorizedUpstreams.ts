import type { PermissionsService } from '@backstage/backend-plugin-api';
import { type Page, runReadPermission, type Upstream } from '@livery/backstage-plugin-livery-common';
import { isAllowed, type ServiceOptions } from '../authorize';
import type { UpstreamsService } from './UpstreamsService';

/** Shows the upstreams to those who may see runs. */
export class AuthorizedUpstreams implements UpstreamsService {
  readonly #inner: UpstreamsService;
  readonly #permissions: PermissionsService;

  constructor(options: { inner: UpstreamsService; permissions: PermissionsService }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
  }

  async list(options: ServiceOptions): Promise<Page<Upstream>> {
    if (!(await isAllowed(this.#permissions, runReadPermission, options))) {
      return { items: [], total: 0 };
    }
    return this.#inner.list(options);
  }
}
