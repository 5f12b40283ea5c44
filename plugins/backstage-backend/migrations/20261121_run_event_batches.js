// @ts-check

/**
 * What a batch of events that is sent twice is known by, and how long the log of a run has become.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    table.uuid('last_batch').comment('the id of the last batch of events from the runner');
    table.integer('event_count').notNullable().defaultTo(0);
  });
  await knex('runs').update({
    event_count: knex('run_events').count('*').whereRaw('run_events.run_id = runs.id'),
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  // Not knex's dropColumn: on SQLite it makes the table anew, and the logs of the runs would go with the old one.
  await knex.raw('ALTER TABLE runs DROP COLUMN last_batch');
  await knex.raw('ALTER TABLE runs DROP COLUMN event_count');
};
