import type {
  ContainerRegistry,
  ContainerRegistryQuery,
  Page,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { VerificationOutcome } from '../../remotes/verification';
import type { RecordFilter } from '../records/criteria';
import type { CheckedPlace } from './placeOf';

/** A container registry that is about to be stored. */
export interface ContainerRegistryDraft {
  name: string;
  description: string;
  place: CheckedPlace;
  baseImage: string;
  credentialId?: string;
  owner: string;
  tags: readonly string[];
  createdBy: string;
}

/** Of a container registry, what changes. */
export interface ContainerRegistryChange {
  name?: string;
  description?: string;
  place?: CheckedPlace;
  baseImage?: string;
  /** null: it needs none. */
  credentialId?: string | null;
  isActive?: boolean;
  owner?: string;
  tags?: readonly string[];
}

/** Keeps container registries. */
export interface ContainerRegistriesStore {
  list(query: ContainerRegistryQuery, filter: RecordFilter): Promise<Page<ContainerRegistry>>;
  get(id: string): Promise<ContainerRegistry>;
  /** Stores a registry that nobody has verified; its name must be free. */
  create(draft: ContainerRegistryDraft): Promise<ContainerRegistry>;
  /** Changes a registry, which must be at that revision. With its place or its credential its verification goes. */
  update(
    id: string,
    revision: RevisionMatch,
    change: ContainerRegistryChange,
    updatedBy: string,
  ): Promise<ContainerRegistry>;
  delete(id: string, revision: RevisionMatch): Promise<void>;
  /** Notes what a look showed, unless the place or the credential is another one since. It makes no new revision. */
  recordVerification(seen: ContainerRegistry, outcome: VerificationOutcome): Promise<void>;
  /** Notes that an image was pushed to a repository of a registry. An earlier push does not take the place of a later one. */
  recordPush(host: string, repository: string, at: Date): Promise<void>;
  /** Those that nobody has verified since their place or credential changed, the oldest change first. */
  listPending(limit: number): Promise<ContainerRegistry[]>;
  /** The registries that need a credential. */
  listByCredential(credentialId: string): Promise<ContainerRegistry[]>;
}
