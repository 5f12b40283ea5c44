'use strict';

const express = require('express');

const columns = [
  'id',
  'name',
  'description',
  'brand',
  'owner',
  'revision',
  'is_default',
  'is_active',
  'created_by',
  'created_at',
  'updated_by',
  'updated_at',
];
const facts = ['template_id', 'path', 'digest', 'size_bytes', 'kind', 'media_type', 'width', 'height'];

/** Handlers that a person would write over the same tables: the statements of the plugin, and the same JSON. */
function createBareRoutes(knex, { randomUUID }) {
  const router = express.Router();
  router.use(express.json({ limit: '42mb' }));

  async function complete(rows) {
    const ids = rows.map(({ id }) => id);
    const [assets, tags] = await Promise.all([
      knex('brand_assets').whereIn('template_id', ids).orderBy('path').select(facts),
      knex('brand_template_tags').whereIn('template_id', ids).orderBy('tag'),
    ]);
    return rows.map(row => ({
      ...row,
      brand: JSON.parse(row.brand),
      assets: assets.filter(({ template_id }) => template_id === row.id),
      tags: tags.filter(({ template_id }) => template_id === row.id).map(({ tag }) => tag),
    }));
  }

  const read = async id => (await complete(await knex('brand_templates').where({ id }).select(columns)))[0];

  router.get('/', async (request, response) => {
    const limit = Number(request.query.limit ?? 50);
    const offset = Number(request.query.offset ?? 0);
    const query = knex('brand_templates');
    if (request.query.search) {
      const terms = request.query.search.split(' ').map(word => `'${word}':*`);
      query.whereRaw('search_words @@ ?::tsquery', [terms.join(' & ')]);
    }
    const [rows, [{ total }]] = await Promise.all([
      query.clone().select(columns).orderBy('name').orderBy('id').limit(limit).offset(offset),
      query.clone().count({ total: '*' }),
    ]);
    response.json({ items: await complete(rows), total: Number(total) });
  });

  router.get('/:id', async (request, response) => {
    response.json(await read(request.params.id));
  });

  router.post('/', async (request, response) => {
    const { name, description = '', bundle } = request.body;
    const id = randomUUID();
    const now = new Date();
    await knex.transaction(async transaction => {
      if (await transaction('brand_templates').where({ name }).first('id')) {
        throw new Error('taken');
      }
      await transaction('brand_templates').insert({
        id,
        name,
        description,
        brand: JSON.stringify(bundle.brand),
        owner: 'user:default/guest',
        revision: 1,
        is_default: false,
        is_active: true,
        created_by: 'user:default/guest',
        created_at: now,
        updated_by: 'user:default/guest',
        updated_at: now,
        search_words: ` ${name.toLowerCase()}`,
      });
    });
    response.status(201).json(await read(id));
  });

  router.patch('/:id', async (request, response) => {
    const { id } = request.params;
    const { description } = request.body;
    await knex.transaction(async transaction => {
      const row = await transaction('brand_templates').where({ id }).forUpdate().first();
      const version = { template_id: id, revision: row.revision };
      await transaction('brand_template_versions').insert({
        ...version,
        name: row.name,
        description: row.description,
        brand: row.brand,
        saved_by: row.updated_by,
        saved_at: row.updated_at,
      });
      await transaction.raw(
        `insert into brand_template_version_assets (template_id, revision, path, ${facts.slice(2).join(', ')})
         select template_id, ?, path, ${facts.slice(2).join(', ')} from brand_assets where template_id = ?`,
        [row.revision, id],
      );
      await transaction('brand_template_versions')
        .where({ template_id: id })
        .orderBy('revision', 'desc')
        .offset(100)
        .first('revision');
      await transaction('brand_templates')
        .where({ id })
        .update({
          name: row.name,
          description,
          brand: row.brand,
          search_words: ` ${row.name.toLowerCase()} ${description.toLowerCase()}`,
          revision: row.revision + 1,
          updated_by: 'user:default/guest',
          updated_at: new Date(),
        });
    });
    response.json(await read(id));
  });

  return router;
}

module.exports = { createBareRoutes };
