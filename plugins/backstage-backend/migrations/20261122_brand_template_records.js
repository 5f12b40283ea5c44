// @ts-check

/**
 * The words of some texts, in the form in which they were looked for when this migration was written.
 *
 * @param {string[]} texts
 */
function toSearchWords(texts) {
  const plain = texts.join(' ').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return ` ${[...new Set(plain.match(/[\p{L}\p{N}]{1,64}/gu) ?? [])].slice(0, 500).join(' ')}`;
}

/**
 * Brand templates belong to somebody, carry tags, have revisions, can be the default, can be out of use, and are found by words.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const isPostgres = knex.client.config.client === 'pg';

  await knex.schema.alterTable('brand_templates', table => {
    table.string('owner', 255).notNullable().defaultTo('').comment('reference of a user or a group');
    table.integer('revision').notNullable().defaultTo(1);
    table.boolean('is_default').notNullable().defaultTo(false);
    table.boolean('is_active').notNullable().defaultTo(true);
    table.string('updated_by', 255).notNullable().defaultTo('');
    table.specificType('search_words', isPostgres ? 'tsvector' : 'text').comment('words of name and texts');
  });
  await knex('brand_templates').update({ owner: knex.ref('created_by'), updated_by: knex.ref('created_by') });
  for (const { id, name, description, brand } of await knex('brand_templates')) {
    const brandName = JSON.parse(brand).name ?? '';
    await knex('brand_templates')
      .where({ id })
      .update({ search_words: toSearchWords([name, brandName, description]) });
  }

  await knex.schema.alterTable('brand_templates', table => {
    table.index('owner');
    table.index(['updated_at', 'id']);
    table.index(['created_at', 'id']);
  });
  const isTrue = isPostgres ? 'is_default' : 'is_default = 1';
  await knex.raw(
    `CREATE UNIQUE INDEX brand_templates_one_default ON brand_templates (is_default) WHERE ${isTrue}`,
  );
  if (isPostgres) {
    await knex.raw('CREATE INDEX brand_templates_search ON brand_templates USING gin (search_words)');
  }

  await knex.schema.createTable('brand_template_tags', table => {
    table.uuid('template_id').notNullable().references('id').inTable('brand_templates').onDelete('CASCADE');
    table.string('tag', 63).notNullable();
    table.primary(['template_id', 'tag']);
    table.index('tag');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('brand_template_tags');
  await knex.raw('DROP INDEX brand_templates_one_default');
  if (knex.client.config.client === 'pg') {
    await knex.raw('DROP INDEX brand_templates_search');
  }
  await knex.schema.alterTable('brand_templates', table => {
    table.dropIndex('owner');
    table.dropIndex(['updated_at', 'id']);
    table.dropIndex(['created_at', 'id']);
  });
  // Not knex's dropColumn: on SQLite it makes the table anew, and what refers to it would go with the old one.
  for (const column of ['owner', 'revision', 'is_default', 'is_active', 'updated_by', 'search_words']) {
    await knex.raw('ALTER TABLE brand_templates DROP COLUMN ??', [column]);
  }
};
