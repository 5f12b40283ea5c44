// @ts-check

/**
 * Container registries. What opens them is in the vault.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const isPostgres = knex.client.config.client === 'pg';

  await knex.schema.createTable('container_registries', table => {
    table.uuid('id').primary();
    table.string('name', 100).notNullable().unique();
    table.text('description').notNullable();
    table.string('type', 30).notNullable().index();
    table.string('host', 300).notNullable().index();
    table.string('aws_account_id', 12);
    table.string('aws_region', 50);
    table.string('base_image', 255).notNullable();
    table.string('target_image', 255).notNullable();
    table.uuid('credential_id').references('id').inTable('credentials').onDelete('SET NULL').index();
    table.boolean('is_active').notNullable();
    table.string('verification_state', 20).notNullable().index();
    table.text('verification_message').notNullable();
    table.string('verification_code', 50);
    table.timestamp('verified_at', { useTz: true, precision: 3 });
    table.uuid('verified_credential_id').comment('what it was verified with, which may be gone');
    table.timestamp('last_pushed_at', { useTz: true, precision: 3 });
    table.string('owner', 255).notNullable().index();
    table.integer('revision').notNullable();
    table.string('created_by', 255).notNullable();
    table.timestamp('created_at', { useTz: true, precision: 3 }).notNullable();
    table.string('updated_by', 255).notNullable();
    table.timestamp('updated_at', { useTz: true, precision: 3 }).notNullable();
    table
      .specificType('search_words', isPostgres ? 'tsvector' : 'text')
      .comment('words of name, host, image and texts');
    table.index(['updated_at', 'id']);
    table.index(['created_at', 'id']);
  });
  if (isPostgres) {
    await knex.raw(
      'CREATE INDEX container_registries_search ON container_registries USING gin (search_words)',
    );
  }

  await knex.schema.createTable('container_registry_tags', table => {
    table
      .uuid('registry_id')
      .notNullable()
      .references('id')
      .inTable('container_registries')
      .onDelete('CASCADE');
    table.string('tag', 63).notNullable();
    table.primary(['registry_id', 'tag']);
    table.index('tag');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('container_registry_tags');
  await knex.schema.dropTable('container_registries');
};
