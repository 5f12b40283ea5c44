import type { Readable } from 'node:stream';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { API_VERSION, type BrandBundle } from '@livery/contracts';
import type {
  AssetKind,
  BrandTemplate,
  BrandTemplateBulk,
  BrandTemplateDocument,
  BrandTemplateImport,
  BrandTemplateQuery,
  BrandTemplateUpdate,
  BrandTemplateVersion,
  BrandTemplateVersionContent,
  ImportedBrandTemplate,
  NewBrandTemplate,
  Page,
  RestoreConflict,
  RestoreResult,
} from '@livery/backstage-plugin-livery-common';
import type { AssetContent } from '../assets/AssetsService';
import { nameOfPrincipal, type ServiceOptions } from '../authorize';
import { requireRevision } from '../records/revisions';
import type { BrandTemplatesService, ListOptions } from './BrandTemplatesService';
import type { BrandTemplateDraft, BrandTemplatesStore, TemplateTarget } from './BrandTemplatesStore';
import { nameOfCopy } from './nameOfCopy';
import { readBackup } from './readBackup';
import { readDocument } from './readDocument';
import { requireSlots, type TemplateAssets } from './TemplateAssets';

const templatesAtOnce = 100;

/** Brand templates, without permissions. */
export class DefaultBrandTemplatesService implements BrandTemplatesService {
  readonly #store: BrandTemplatesStore;
  readonly #assets: TemplateAssets;

  constructor(options: { store: BrandTemplatesStore; assets: TemplateAssets }) {
    this.#store = options.store;
    this.#assets = options.assets;
  }

  list(query: BrandTemplateQuery, options: ListOptions): Promise<Page<BrandTemplate>> {
    return this.#store.list(query, options.filter ?? 'everything');
  }

  get(id: string): Promise<BrandTemplate> {
    return this.#store.get(id);
  }

  getBundle(id: string): Promise<BrandBundle> {
    return this.#store.getBundle(id);
  }

  async create({ bundle, ...template }: NewBrandTemplate, options: ServiceOptions): Promise<BrandTemplate> {
    const stored = await this.#assets.store(bundle);
    return this.#store.create({ ...template, ...stored, createdBy: nameOfPrincipal(options.credentials) });
  }

  async update(
    target: TemplateTarget,
    { assets: changes, ...change }: BrandTemplateUpdate,
    options: ServiceOptions,
  ): Promise<BrandTemplate> {
    const updatedBy = nameOfPrincipal(options.credentials);
    if (!change.brand && !changes) {
      return this.#store.update(target, change, updatedBy);
    }
    const current = await this.#read(target);
    const assets = await this.#assets.change(current.assets, changes ?? {});
    requireSlots(change.brand ?? current.brand, assets);
    const { id, revision } = current;
    return this.#store.update({ id, revision }, { ...change, ...(changes && { assets }) }, updatedBy);
  }

  delete(target: TemplateTarget): Promise<void> {
    return this.#store.deleteAll([target]);
  }

  async duplicate(id: string, name: string | undefined, options: ServiceOptions): Promise<BrandTemplate> {
    const { description, brand, assets, tags, name: original } = await this.#store.get(id);
    const createdBy = nameOfPrincipal(options.credentials);
    // Whoever makes it owns it: who owns the original has not asked for a copy.
    const copy = { description, brand, assets, tags, createdBy };
    if (name !== undefined) {
      return this.#store.create({ ...copy, name });
    }
    for (let number = 1; number <= 1000; number += 1) {
      const free = nameOfCopy(original, number);
      if (!(await this.#isTaken(free))) {
        return this.#store.create({ ...copy, name: free });
      }
    }
    throw new ConflictError(`There are 1000 copies of the brand template '${original}'. Name the new one.`);
  }

  async changeAll({ action, items }: BrandTemplateBulk, options: ServiceOptions): Promise<number> {
    const updatedBy = nameOfPrincipal(options.credentials);
    if (action === 'delete') {
      await this.#store.deleteAll(items);
    } else {
      await this.#store.updateAll(items, { isActive: action === 'activate' }, updatedBy);
    }
    return items.length;
  }

  getAsset(id: string, path: string): Promise<AssetContent> {
    return this.#store.getAsset(id, path);
  }

  async putAsset(
    target: TemplateTarget,
    { path, kind }: { path: string; kind?: AssetKind },
    read: () => Promise<Buffer>,
    options: ServiceOptions,
  ): Promise<BrandTemplate> {
    const current = await this.#read(target);
    const asset = await this.#assets.storeFile(path, await read(), kind);
    const others = current.assets.filter(other => other.path !== path);
    return this.#replaceAssets(current, [...others, asset], options);
  }

  async deleteAsset(target: TemplateTarget, path: string, options: ServiceOptions): Promise<BrandTemplate> {
    const current = await this.#read(target);
    const others = current.assets.filter(other => other.path !== path);
    if (others.length === current.assets.length) {
      throw new NotFoundError(`The brand template ${target.id} has no asset ${path}.`);
    }
    return this.#replaceAssets(current, others, options);
  }

  listVersions(id: string): Promise<Page<BrandTemplateVersion>> {
    return this.#store.listVersions(id);
  }

  getVersion(id: string, revision: number): Promise<BrandTemplateVersionContent> {
    return this.#store.getVersion(id, revision);
  }

  async restoreVersion(
    target: TemplateTarget,
    revision: number,
    options: ServiceOptions,
  ): Promise<BrandTemplate> {
    const { name, description, brand, assets } = await this.#store.getVersion(target.id, revision);
    const updatedBy = nameOfPrincipal(options.credentials);
    return this.#store.update(target, { name, description, brand, assets }, updatedBy);
  }

  async export(id: string): Promise<BrandTemplateDocument> {
    return this.#toDocument(await this.#store.get(id));
  }

  async import(request: BrandTemplateImport, options: ServiceOptions): Promise<ImportedBrandTemplate> {
    const { document, notes } = await readDocument(request);
    const draft = await this.#toDraft(document, options);
    return { template: await this.#store.create(draft), notes };
  }

  async backup(options: ListOptions): Promise<AsyncIterable<BrandTemplateDocument>> {
    return this.#documents(options);
  }

  async restore(
    content: Readable,
    conflict: RestoreConflict,
    options: ServiceOptions,
  ): Promise<RestoreResult> {
    const drafts = new Map<string, BrandTemplateDraft>();
    let defaultName: string | undefined;
    for await (const document of readBackup(content)) {
      if (drafts.has(document.name)) {
        throw new InputError(`The backup has two brand templates named '${document.name}'.`);
      }
      defaultName = document.isDefault ? document.name : defaultName;
      drafts.set(document.name, await this.#toDraft(document, options));
    }
    const all = [...drafts.values()].map(draft => ({ ...draft, isDefault: draft.name === defaultName }));
    return this.#store.createAll(all, conflict);
  }

  async *#documents(options: ListOptions): AsyncGenerator<BrandTemplateDocument> {
    const query = { sort: 'createdAt', limit: templatesAtOnce } as const;
    for (let offset = 0; ; offset += templatesAtOnce) {
      const { items } = await this.list({ ...query, offset }, options);
      for (const template of items) {
        yield await this.#toDocument(template);
      }
      if (items.length < templatesAtOnce) {
        return;
      }
    }
  }

  async #toDocument(template: BrandTemplate): Promise<BrandTemplateDocument> {
    const { id, name, description, owner, tags, isDefault, isActive } = template;
    const bundle = await this.#store.getBundle(id);
    return {
      apiVersion: API_VERSION,
      kind: 'BrandTemplate',
      name,
      description,
      // The sample brand belongs to the portal itself, which is nobody elsewhere.
      ...(/^(?:user|group):/.test(owner) && { owner }),
      tags,
      isDefault,
      isActive,
      bundle,
    };
  }

  async #toDraft(document: BrandTemplateDocument, options: ServiceOptions): Promise<BrandTemplateDraft> {
    const { apiVersion: _version, kind: _kind, bundle, ...template } = document;
    const stored = await this.#assets.store(bundle);
    return { ...template, ...stored, createdBy: nameOfPrincipal(options.credentials) };
  }

  /** Reads what is about to change: the store has to find the same, also when the caller would overwrite anything. */
  async #read({ id, revision }: TemplateTarget): Promise<BrandTemplate> {
    const current = await this.#store.get(id);
    requireRevision({ id, kind: 'brand template', revision }, current.revision);
    return current;
  }

  #replaceAssets(
    { id, revision, brand }: BrandTemplate,
    assets: BrandTemplate['assets'],
    options: ServiceOptions,
  ): Promise<BrandTemplate> {
    requireSlots(brand, assets);
    return this.#store.update({ id, revision }, { assets }, nameOfPrincipal(options.credentials));
  }

  async #isTaken(name: string): Promise<boolean> {
    const query = { name, sort: 'name', limit: 1, offset: 0 } as const;
    return (await this.#store.list(query, 'everything')).total > 0;
  }
}
