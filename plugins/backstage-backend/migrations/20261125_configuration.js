// @ts-check

/**
 * The settings of branded apps.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const isPostgres = knex.client.config.client === 'pg';
  await knex.schema.createTable('configuration', table => {
    table.uuid('id').primary();
    table.string('key', 255).notNullable().unique();
    table.text('value', 'longtext').comment('absent where a credential has it');
    table.uuid('credential_id').index().comment('in place of a value');
    table.string('credential_field', 100);
    table.string('category', 63).notNullable();
    table.text('description').notNullable();
    table.string('owner', 255).notNullable().index();
    table.integer('revision').notNullable();
    table.string('created_by', 255).notNullable();
    table.timestamp('created_at', { useTz: true, precision: 3 }).notNullable();
    table.string('updated_by', 255).notNullable();
    table.timestamp('updated_at', { useTz: true, precision: 3 }).notNullable();
    table.specificType('search_words', isPostgres ? 'tsvector' : 'text').comment('words of key and texts');
    table.index(['category', 'id']);
  });
  if (isPostgres) {
    await knex.raw('CREATE INDEX configuration_search ON configuration USING gin (search_words)');
  }
  await knex.schema.createTable('configuration_tags', table => {
    table.uuid('entry_id').notNullable().references('id').inTable('configuration').onDelete('CASCADE');
    table.string('tag', 63).notNullable();
    table.primary(['entry_id', 'tag']);
    table.index('tag');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('configuration_tags');
  await knex.schema.dropTable('configuration');
};
