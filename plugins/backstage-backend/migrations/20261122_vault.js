// @ts-check

/**
 * The vault: the keys that it has seen, the secrets that they seal, and the chain of what was done with these.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('vault_keys', table => {
    table.string('id', 100).primary();
    table.timestamp('first_seen_at', { useTz: true, precision: 3 }).notNullable();
    table
      .timestamp('last_seen_at', { useTz: true, precision: 3 })
      .notNullable()
      .comment('when a backend last started with it');
    table
      .timestamp('promoted_at', { useTz: true, precision: 3 })
      .comment('when it became the active one: secrets are wrapped anew towards the latest of these');
  });

  await knex.schema.createTable('vault_secrets', table => {
    // What the secret is bound to
    table.string('record_table', 50).notNullable();
    table.string('record_id', 100).notNullable();
    table.string('owner', 255).notNullable();
    table.string('kind', 50).notNullable();
    table.string('host', 260);
    table.integer('version').notNullable();
    // The envelope
    table.string('algorithm', 20).notNullable();
    table.integer('binding_format').notNullable();
    table.string('key_id', 100).notNullable().index();
    table.binary('wrapped_key').notNullable();
    table.binary('nonce').notNullable();
    table.binary('ciphertext').notNullable();
    table.binary('tag').notNullable();
    table.binary('commitment').notNullable();
    table.primary(['record_table', 'record_id']);
  });

  await knex.schema.createTable('vault_audit', table => {
    table.bigInteger('sequence').primary();
    table.string('at', 24).notNullable().comment('as text: its hash is of these letters');
    table.string('actor', 255).notNullable();
    table.string('action', 50).notNullable();
    table.string('credential_id', 100).index();
    table.text('purpose').notNullable();
    table.string('outcome', 20).notNullable();
    table.text('detail');
    table.string('previous_hash', 64).notNullable();
    table.string('hash', 64).notNullable();
  });
  await knex.schema.createTable('vault_audit_head', table => {
    table.integer('id').primary();
    table.bigInteger('sequence').notNullable();
    table.string('hash', 64).notNullable();
  });
  // The one row, which whoever appends to the chain locks.
  await knex('vault_audit_head').insert({ id: 1, sequence: 0, hash: '0'.repeat(64) });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('vault_audit_head');
  await knex.schema.dropTable('vault_audit');
  await knex.schema.dropTable('vault_secrets');
  await knex.schema.dropTable('vault_keys');
};
