// @ts-check

/**
 * @param {import('knex').Knex.CreateTableBuilder} table
 */
function addFacts(table) {
  table.string('digest', 71).notNullable().comment('sha256: and 64 hexadecimal digits');
  table.integer('size_bytes').notNullable();
  table.string('kind', 20).notNullable().comment('what the file is for');
  table.string('media_type', 100).notNullable();
  table.integer('width').comment('of a picture, in pixels');
  table.integer('height');
}

/**
 * @param {import('knex').Knex} knex
 * @param {string} name
 */
async function createOldAssets(knex, name) {
  await knex.schema.createTable(name, table => {
    table.uuid('template_id').notNullable().references('id').inTable('brand_templates').onDelete('CASCADE');
    table.string('path', 200).notNullable();
    table.string('digest', 71).notNullable();
    table.integer('size_bytes').notNullable();
    table.binary('bytes').notNullable();
    table.primary(['template_id', 'path']);
  });
}

/** @type {Record<string, string>} */
const mediaTypes = { png: 'image/png', ico: 'image/x-icon', svg: 'image/svg+xml', css: 'text/css' };

/**
 * Each content is stored once, whoever refers to it: brand templates, their earlier versions, and the files that any template
 * can take.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('asset_contents', table => {
    table.string('digest', 71).primary();
    table.integer('size_bytes').notNullable();
    table.timestamp('stored_at', { useTz: true, precision: 3 }).notNullable().index();
  });
  await knex.schema.createTable('asset_bytes', table => {
    table.string('digest', 71).primary().references('digest').inTable('asset_contents').onDelete('CASCADE');
    table.binary('bytes').notNullable();
  });
  await knex.schema.createTable('library_assets', table => {
    table.uuid('id').primary();
    table.string('name', 193).notNullable().unique();
    addFacts(table);
    table.string('created_by', 255).notNullable();
    table.timestamp('created_at', { useTz: true, precision: 3 }).notNullable();
    table.specificType('search_words', knex.client.config.client === 'pg' ? 'tsvector' : 'text');
    table.index('digest');
  });
  await knex.schema.createTable('brand_template_versions', table => {
    table.uuid('template_id').notNullable().references('id').inTable('brand_templates').onDelete('CASCADE');
    table.integer('revision').notNullable();
    table.string('name', 100).notNullable();
    table.text('description').notNullable();
    table.text('brand', 'longtext').notNullable().comment('the brand document as JSON');
    table.string('saved_by', 255).notNullable();
    table.timestamp('saved_at', { useTz: true, precision: 3 }).notNullable();
    table.primary(['template_id', 'revision']);
  });
  await knex.schema.createTable('brand_template_version_assets', table => {
    table.uuid('template_id').notNullable();
    table.integer('revision').notNullable();
    table.string('path', 200).notNullable();
    addFacts(table);
    table.primary(['template_id', 'revision', 'path']);
    table
      .foreign(['template_id', 'revision'])
      .references(['template_id', 'revision'])
      .inTable('brand_template_versions')
      .onDelete('CASCADE');
    table.index('digest');
  });

  await knex.schema.createTable('brand_assets_by_digest', table => {
    table.uuid('template_id').notNullable().references('id').inTable('brand_templates').onDelete('CASCADE');
    table.string('path', 200).notNullable().comment('path below the brand folder');
    addFacts(table);
    table.primary(['template_id', 'path']);
    table.index('digest');
  });
  for (const { template_id, path } of await knex('brand_assets').select('template_id', 'path')) {
    const { digest, size_bytes, bytes } = await knex('brand_assets').where({ template_id, path }).first();
    const content = { digest, size_bytes, stored_at: new Date() };
    await knex('asset_contents').insert(content).onConflict('digest').ignore();
    await knex('asset_bytes').insert({ digest, bytes }).onConflict('digest').ignore();
    const media_type = mediaTypes[path.split('.').at(-1).toLowerCase()] ?? 'application/octet-stream';
    const kind = media_type === 'text/css' ? 'theme' : 'other';
    await knex('brand_assets_by_digest').insert({ template_id, path, digest, size_bytes, kind, media_type });
  }
  await knex.schema.dropTable('brand_assets');
  await knex.schema.renameTable('brand_assets_by_digest', 'brand_assets');
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await createOldAssets(knex, 'brand_assets_with_bytes');
  const columns = ['template_id', 'path', 'digest', 'size_bytes', 'bytes'];
  await knex(knex.raw('?? (??, ??, ??, ??, ??)', ['brand_assets_with_bytes', ...columns])).insert(
    knex('brand_assets')
      .join('asset_bytes', 'asset_bytes.digest', 'brand_assets.digest')
      .select('template_id', 'path', 'brand_assets.digest', 'size_bytes', 'bytes'),
  );
  await knex.schema.dropTable('brand_assets');
  await knex.schema.renameTable('brand_assets_with_bytes', 'brand_assets');
  await knex.schema.dropTable('brand_template_version_assets');
  await knex.schema.dropTable('brand_template_versions');
  await knex.schema.dropTable('library_assets');
  await knex.schema.dropTable('asset_bytes');
  await knex.schema.dropTable('asset_contents');
};
