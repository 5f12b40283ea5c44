// @ts-check

/**
 * Credentials: all about them but their secrets, which are in the vault.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const isPostgres = knex.client.config.client === 'pg';

  await knex.schema.createTable('credentials', table => {
    table.uuid('id').primary();
    table.string('name', 100).notNullable().unique();
    table.text('description').notNullable();
    table.string('type', 50).notNullable().index();
    table.string('host', 260);
    table.text('metadata').notNullable().comment('JSON');
    table.string('owner', 255).notNullable().index();
    table.integer('revision').notNullable();
    table.boolean('is_active').notNullable();
    table.timestamp('expires_at', { useTz: true, precision: 3 }).index();
    table.integer('warned_days').comment('the last warning of its end: so many days before');
    table.timestamp('last_used_at', { useTz: true, precision: 3 });
    table.integer('secret_version').notNullable();
    table.timestamp('secret_changed_at', { useTz: true, precision: 3 }).notNullable();
    table.string('fingerprint', 16).notNullable();
    table.string('verification_state', 20).notNullable();
    table.text('verification_message');
    table.timestamp('verified_at', { useTz: true, precision: 3 });
    table.string('created_by', 255).notNullable();
    table.timestamp('created_at', { useTz: true, precision: 3 }).notNullable();
    table.string('updated_by', 255).notNullable();
    table.timestamp('updated_at', { useTz: true, precision: 3 }).notNullable();
    table.specificType('search_words', isPostgres ? 'tsvector' : 'text').comment('words of name and texts');
    table.index(['updated_at', 'id']);
    table.index(['created_at', 'id']);
  });
  if (isPostgres) {
    await knex.raw('CREATE INDEX credentials_search ON credentials USING gin (search_words)');
  }

  await knex.schema.createTable('credential_tags', table => {
    table.uuid('credential_id').notNullable().references('id').inTable('credentials').onDelete('CASCADE');
    table.string('tag', 63).notNullable();
    table.primary(['credential_id', 'tag']);
    table.index('tag');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('credential_tags');
  await knex.schema.dropTable('credentials');
};
