import type {
  ContainerRegistry,
  ContainerRegistryQuery,
  ContainerRegistryUpdate,
  NewContainerRegistry,
  Page,
  RegistryImage,
  RegistryRepositories,
  RegistryTags,
  RegistryTypeInfo,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../authorize';
import type { RecordFilter } from '../records/criteria';

/** Who asks for a list, and which records there are for them. */
export interface ListOptions extends ServiceOptions {
  /** Default: everything. */
  filter?: RecordFilter;
}

/** A part of what a registry lists. */
export interface Part {
  limit: number;
  offset: number;
}

/** What became of making a repository in a registry. */
export interface RepositoryCreation {
  image: string;
  isNew: boolean;
  message: string;
}

/** What people do with container registries. */
export interface ContainerRegistriesService {
  listTypes(options: ServiceOptions): Promise<Page<RegistryTypeInfo>>;
  list(query: ContainerRegistryQuery, options: ListOptions): Promise<Page<ContainerRegistry>>;
  get(id: string, options: ServiceOptions): Promise<ContainerRegistry>;
  create(registry: NewContainerRegistry, options: ServiceOptions): Promise<ContainerRegistry>;
  update(
    id: string,
    revision: RevisionMatch,
    change: ContainerRegistryUpdate,
    options: ServiceOptions,
  ): Promise<ContainerRegistry>;
  delete(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<void>;
  /** Logs in and asks for the right to push, and keeps what came out. */
  verify(id: string, options: ServiceOptions): Promise<ContainerRegistry>;
  /** Creates the repository of the target image, where the registry wants that before a push. */
  createRepository(id: string, options: ServiceOptions): Promise<RepositoryCreation>;
  /** The full name of the target image, with another tag if one is given. */
  image(id: string, tag: string | undefined, options: ServiceOptions): Promise<RegistryImage>;
  listRepositories(id: string, part: Part, options: ServiceOptions): Promise<RegistryRepositories>;
  /** @param repository - without it, that of the target image */
  listTags(
    id: string,
    repository: string | undefined,
    part: Part,
    options: ServiceOptions,
  ): Promise<RegistryTags>;
}
