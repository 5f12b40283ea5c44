// @ts-check

/**
 * Git repositories, and the keys by which the hosts of SSH are trusted.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const isPostgres = knex.client.config.client === 'pg';

  await knex.schema.createTable('git_repositories', table => {
    table.uuid('id').primary();
    table.string('name', 100).notNullable().unique();
    table.text('description').notNullable();
    table.string('url', 1100).notNullable();
    table
      .string('url_key', 1100)
      .notNullable()
      .unique()
      .comment('the same for all ways to write the address');
    table.string('type', 10).notNullable();
    table.string('host', 300).notNullable().index();
    table.string('path_owner', 1100).notNullable().comment('what stands in the address before the name');
    table.string('repo_name', 1100).notNullable();
    table.string('default_branch', 200).notNullable();
    table.uuid('credential_id').references('id').inTable('credentials').onDelete('SET NULL').index();
    table.boolean('is_experimental').notNullable();
    table.boolean('is_active').notNullable();
    table.string('verification_state', 20).notNullable().index();
    table.text('verification_message').notNullable();
    table.string('verification_code', 50);
    table.timestamp('verified_at', { useTz: true, precision: 3 });
    table.uuid('verified_credential_id').comment('what it was verified with, which may be gone');
    table.text('last_commit').comment('JSON');
    table.string('owner', 255).notNullable().index();
    table.integer('revision').notNullable();
    table.string('created_by', 255).notNullable();
    table.timestamp('created_at', { useTz: true, precision: 3 }).notNullable();
    table.string('updated_by', 255).notNullable();
    table.timestamp('updated_at', { useTz: true, precision: 3 }).notNullable();
    table
      .specificType('search_words', isPostgres ? 'tsvector' : 'text')
      .comment('words of name, address and texts');
    table.index(['updated_at', 'id']);
    table.index(['created_at', 'id']);
  });
  if (isPostgres) {
    await knex.raw('CREATE INDEX git_repositories_search ON git_repositories USING gin (search_words)');
  }

  await knex.schema.createTable('git_repository_tags', table => {
    table
      .uuid('repository_id')
      .notNullable()
      .references('id')
      .inTable('git_repositories')
      .onDelete('CASCADE');
    table.string('tag', 63).notNullable();
    table.primary(['repository_id', 'tag']);
    table.index('tag');
  });

  await knex.schema.createTable('git_host_keys', table => {
    table.string('host', 300).notNullable().comment('with the port, where it is not that of SSH');
    table.string('fingerprint', 50).notNullable();
    table.string('type', 64).notNullable();
    table.text('key').notNullable().comment('the public key in base64');
    table.string('approved_by', 255).notNullable();
    table.timestamp('approved_at', { useTz: true, precision: 3 }).notNullable();
    table.primary(['host', 'fingerprint']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('git_host_keys');
  await knex.schema.dropTable('git_repository_tags');
  await knex.schema.dropTable('git_repositories');
};
