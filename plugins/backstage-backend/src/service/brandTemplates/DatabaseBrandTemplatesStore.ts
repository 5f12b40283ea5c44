import { randomUUID } from 'node:crypto';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { Brand, type BrandBundle } from '@livery/contracts';
import { BrandTemplate } from '@livery/backstage-plugin-livery-common';
import { digestOf } from '@livery/engine';
import type { Knex } from 'knex';
import { toTimestamp } from '../../database';
import type { BrandTemplateDraft, BrandTemplatesStore } from './BrandTemplatesStore';

interface TemplateRow {
  id: string;
  name: string;
  description: string;
  brand: string;
  created_by: string;
  created_at: Date | number;
  updated_at: Date | number;
}

interface AssetRow {
  template_id: string;
  path: string;
  digest: string;
  size_bytes: number;
  bytes: Buffer;
}

type AssetFacts = Omit<AssetRow, 'bytes'>;

const assetFacts = ['template_id', 'path', 'digest', 'size_bytes'] as const;

/** Brand templates in the tables `brand_templates` and `brand_assets`. */
export class DatabaseBrandTemplatesStore implements BrandTemplatesStore {
  readonly #client: Knex;

  constructor(options: { client: Knex }) {
    this.#client = options.client;
  }

  async list(): Promise<BrandTemplate[]> {
    const templates = await this.#client<TemplateRow>('brand_templates').orderBy('name');
    const assets = await this.#client<AssetRow>('brand_assets')
      .select(...assetFacts)
      .orderBy('path');
    return templates.map(template =>
      toBrandTemplate(
        template,
        assets.filter(asset => asset.template_id === template.id),
      ),
    );
  }

  async get(id: string): Promise<BrandTemplate> {
    const template = await this.#getRow(id);
    const assets = await this.#client<AssetRow>('brand_assets')
      .select(...assetFacts)
      .where({ template_id: id })
      .orderBy('path');
    return toBrandTemplate(template, assets);
  }

  async getBundle(id: string): Promise<BrandBundle> {
    const template = await this.#getRow(id);
    const assets = await this.#client<AssetRow>('brand_assets').where({ template_id: id }).orderBy('path');
    return {
      brand: Brand.parse(JSON.parse(template.brand)),
      assets: Object.fromEntries(assets.map(asset => [asset.path, asset.bytes.toString('base64')])),
    };
  }

  async getAsset(id: string, path: string): Promise<Buffer> {
    const [asset] = await this.#client<AssetRow>('brand_assets').where({ template_id: id, path });
    if (!asset) {
      throw new NotFoundError(`The brand template ${id} has no asset ${path}.`);
    }
    return asset.bytes;
  }

  async create(draft: BrandTemplateDraft): Promise<BrandTemplate> {
    const now = new Date();
    const id = randomUUID();
    const assets = Object.entries(draft.bundle.assets).map(([path, base64]) =>
      toAssetRow(id, path, Buffer.from(base64, 'base64')),
    );
    await this.#client.transaction(async transaction => {
      // Asks instead of reading the error of the constraint, which each database words in its own way.
      // The constraint still decides when two people take the same name at the same moment.
      const [taken] = await transaction<TemplateRow>('brand_templates')
        .where({ name: draft.name })
        .select('id');
      if (taken) {
        throw new ConflictError(
          `There already is a brand template named '${draft.name}'. Choose another name.`,
        );
      }
      await transaction<TemplateRow>('brand_templates').insert({
        id,
        name: draft.name,
        description: draft.description,
        brand: JSON.stringify(draft.bundle.brand),
        created_by: draft.createdBy,
        created_at: now,
        updated_at: now,
      });
      for (const asset of assets) {
        await transaction<AssetRow>('brand_assets').insert(asset);
      }
    });
    return this.get(id);
  }

  async #getRow(id: string): Promise<TemplateRow> {
    const [row] = await this.#client<TemplateRow>('brand_templates').where({ id });
    if (!row) {
      throw new NotFoundError(`There is no brand template with the id ${id}.`);
    }
    return row;
  }
}

function toAssetRow(templateId: string, path: string, bytes: Buffer): AssetRow {
  return {
    template_id: templateId,
    path,
    digest: digestOf(bytes),
    size_bytes: bytes.length,
    bytes,
  };
}

function toBrandTemplate(row: TemplateRow, assets: AssetFacts[]): BrandTemplate {
  return BrandTemplate.parse({
    id: row.id,
    name: row.name,
    description: row.description,
    brand: JSON.parse(row.brand),
    assets: assets.map(asset => ({ path: asset.path, digest: asset.digest, sizeBytes: asset.size_bytes })),
    createdAt: toTimestamp(row.created_at),
    updatedAt: toTimestamp(row.updated_at),
  });
}
