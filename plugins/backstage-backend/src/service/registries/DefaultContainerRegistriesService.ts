import { InputError } from '@backstage/errors';
import {
  type ContainerRegistry,
  type ContainerRegistryQuery,
  type ContainerRegistryUpdate,
  type NewContainerRegistry,
  type Page,
  type RegistryImage,
  type RegistryRepositories,
  type RegistryTags,
  RegistryType,
  type RegistryTypeInfo,
  type RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import { isRepository } from '@livery/images';
import type { CredentialSource } from '../../remotes/CredentialSource';
import { credentialTypeOfRegistry, registryLoginOf } from '../../remotes/logins';
import type { RegistryLogin, RegistryRemotes } from '../../remotes/RegistryRemotes';
import { failedOutcome, type VerificationOutcome } from '../../remotes/verification';
import { nameOfPrincipal, type ServiceOptions } from '../authorize';
import { isForHost } from '../credentials/hosts';
import type {
  ContainerRegistriesService,
  ListOptions,
  Part,
  RepositoryCreation,
} from './ContainerRegistriesService';
import type { ContainerRegistriesStore } from './ContainerRegistriesStore';
import { checkBaseImage, type CheckedPlace, checkPlace, describeType, imageOf, placeOf } from './placeOf';

/** Container registries, without permissions. */
export class DefaultContainerRegistriesService implements ContainerRegistriesService {
  readonly #store: ContainerRegistriesStore;
  readonly #remotes: RegistryRemotes;
  readonly #credentials: CredentialSource;

  constructor(options: {
    store: ContainerRegistriesStore;
    remotes: RegistryRemotes;
    credentials: CredentialSource;
  }) {
    this.#store = options.store;
    this.#remotes = options.remotes;
    this.#credentials = options.credentials;
  }

  async listTypes(): Promise<Page<RegistryTypeInfo>> {
    const items = RegistryType.options.map(describeType);
    return { items, total: items.length };
  }

  list(query: ContainerRegistryQuery, options: ListOptions): Promise<Page<ContainerRegistry>> {
    return this.#store.list(query, options.filter ?? 'everything');
  }

  get(id: string): Promise<ContainerRegistry> {
    return this.#store.get(id);
  }

  async create(registry: NewContainerRegistry, options: ServiceOptions): Promise<ContainerRegistry> {
    const { name, description, baseImage, credentialId, tags } = registry;
    const createdBy = nameOfPrincipal(options.credentials);
    const { owner = createdBy } = registry;
    const place = this.#check(registry);
    checkBaseImage(baseImage);
    if (credentialId !== undefined) {
      await this.#requireFit(credentialId, place, options);
    }
    return this.#store.create({ name, description, place, baseImage, credentialId, owner, tags, createdBy });
  }

  async update(
    id: string,
    revision: RevisionMatch,
    update: ContainerRegistryUpdate,
    options: ServiceOptions,
  ): Promise<ContainerRegistry> {
    const { type, host, awsAccountId, awsRegion, targetImage, ...change } = update;
    const updatedBy = nameOfPrincipal(options.credentials);
    if (change.baseImage !== undefined) {
      checkBaseImage(change.baseImage);
    }
    const movesPlace = [type, host, awsAccountId, awsRegion, targetImage].some(field => field !== undefined);
    if (!movesPlace && change.credentialId === undefined) {
      return this.#store.update(id, revision, change, updatedBy);
    }
    // What is read here is what the store has to find, also when the caller would overwrite anything.
    const current = await this.#store.get(id);
    const place = movesPlace ? this.#check(moved(current, update)) : current;
    const credentialId = change.credentialId === undefined ? current.credentialId : change.credentialId;
    if (credentialId !== null && credentialId !== undefined) {
      await this.#requireFit(credentialId, place, options);
    }
    const seen = revision === 'any' ? current.revision : revision;
    return this.#store.update(id, seen, { ...change, ...(movesPlace && { place }) }, updatedBy);
  }

  delete(id: string, revision: RevisionMatch): Promise<void> {
    return this.#store.delete(id, revision);
  }

  async verify(id: string, options: ServiceOptions): Promise<ContainerRegistry> {
    const registry = await this.#store.get(id);
    await this.#store.recordVerification(registry, await this.#look(registry, options));
    return this.#store.get(id);
  }

  async createRepository(id: string, options: ServiceOptions): Promise<RepositoryCreation> {
    const registry = await this.#store.get(id);
    const place = placeOf(registry);
    const login = await this.#loginOf(registry, 'create repository', options);
    const isNew = await this.#remotes.createRepository(place, login);
    const image = `${place.host}/${place.repository}`;
    return { image, isNew, message: isNew ? `Repository created: ${image}` : 'Repository already exists' };
  }

  async image(id: string, tag: string | undefined): Promise<RegistryImage> {
    const registry = await this.#store.get(id);
    const { loginCommand } = registry;
    return { image: imageOf(registry, tag), ...(loginCommand !== undefined && { loginCommand }) };
  }

  async listRepositories(id: string, part: Part, options: ServiceOptions): Promise<RegistryRepositories> {
    const registry = await this.#store.get(id);
    const login = await this.#loginOf(registry, 'list repositories', options);
    return this.#remotes.listRepositories(placeOf(registry), part, login);
  }

  async listTags(
    id: string,
    wanted: string | undefined,
    part: Part,
    options: ServiceOptions,
  ): Promise<RegistryTags> {
    const registry = await this.#store.get(id);
    const place = placeOf(registry);
    const { repository } = { ...place, ...(wanted !== undefined && { repository: wanted }) };
    if (!isRepository(repository)) {
      throw new InputError('repository: write it in lower case, as parts with slashes between them.');
    }
    const login = await this.#loginOf(registry, 'list tags', options);
    return { repository, ...(await this.#remotes.listTags({ ...place, repository }, part, login)) };
  }

  #check(input: Parameters<typeof checkPlace>[0]): CheckedPlace {
    const place = checkPlace(input);
    this.#remotes.requireAllowed(place);
    return place;
  }

  /** A credential has to be of the right type, and for the host of the registry. */
  async #requireFit(id: string, { type, host }: CheckedPlace, options: ServiceOptions): Promise<void> {
    const credential = await this.#credentials.describe(id, options);
    if (credential.type !== credentialTypeOfRegistry[type]) {
      throw new InputError(
        `Credential type '${credential.type}' is not compatible with ${type} registries: ` +
          `choose one of the type ${credentialTypeOfRegistry[type]}.`,
      );
    }
    if (!isForHost(credential, host)) {
      throw new InputError(
        `The credential '${credential.name}' is for ${credential.host ?? 'no host'} and must not be sent to ${host}. Choose one for that host.`,
      );
    }
  }

  async #loginOf(
    { credentialId, type, host }: ContainerRegistry,
    purpose: string,
    options: ServiceOptions,
  ): Promise<RegistryLogin | undefined> {
    if (credentialId === undefined) {
      return undefined;
    }
    const lent = await this.#credentials.lend({
      id: credentialId,
      host,
      types: [credentialTypeOfRegistry[type]],
      actor: nameOfPrincipal(options.credentials),
      purpose: `${purpose} of ${host}`,
    });
    return registryLoginOf(lent);
  }

  async #look(registry: ContainerRegistry, options: ServiceOptions): Promise<VerificationOutcome> {
    try {
      const login = await this.#loginOf(registry, 'verify', options);
      return { state: 'verified', message: await this.#remotes.verify(placeOf(registry), login) };
    } catch (error) {
      return failedOutcome(error);
    }
  }
}

/** Where a registry is after a change. What belongs to another type does not stay. */
function moved(
  current: ContainerRegistry,
  update: ContainerRegistryUpdate,
): Parameters<typeof checkPlace>[0] {
  const { type = current.type, host, awsAccountId, awsRegion, targetImage = current.targetImage } = update;
  if (type === 'aws_ecr') {
    return {
      type,
      host,
      awsAccountId: awsAccountId ?? current.awsAccountId,
      awsRegion: awsRegion ?? current.awsRegion,
      targetImage,
    };
  }
  const stays = type === current.type ? current.host : undefined;
  return { type, host: host ?? stays, awsAccountId, awsRegion, targetImage };
}
