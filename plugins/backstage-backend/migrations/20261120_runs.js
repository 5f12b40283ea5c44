// @ts-check

/**
 * Runs, their append-only logs and what is known of their outputs.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('runs', table => {
    table.uuid('id').primary();
    table.string('state', 20).notNullable().index();
    table.string('runner', 20).notNullable();
    // The name is kept beside the reference: the record of a run outlives its brand template.
    table.uuid('template_id').references('id').inTable('brand_templates').onDelete('SET NULL');
    table.string('template_name', 100).notNullable();
    table.text('source').notNullable().comment('what was branded, as JSON');
    table.string('task_id', 64).unique().comment('the scaffolder task that carries the run');
    table.string('created_by', 255).notNullable();
    table.timestamp('created_at', { useTz: true, precision: 3 }).notNullable().index();
    table.timestamp('started_at', { useTz: true, precision: 3 });
    table.timestamp('finished_at', { useTz: true, precision: 3 });
    table.text('steps').notNullable().comment('how far each step has come, as JSON');
    table.text('summary').comment('the totals of a completed run, as JSON');
    table.text('error').comment('why the run did not complete, as JSON');
  });

  await knex.schema.createTable('run_events', table => {
    table.bigIncrements('id').comment('grows; a reader resumes from it');
    table.uuid('run_id').notNullable().references('id').inTable('runs').onDelete('CASCADE');
    table.text('event', 'longtext').notNullable().comment('the event as JSON');
    table.index(['run_id', 'id']);
  });

  await knex.schema.createTable('run_outputs', table => {
    table.uuid('id').primary();
    table.uuid('run_id').notNullable().references('id').inTable('runs').onDelete('CASCADE');
    table.string('kind', 20).notNullable();
    table.string('name', 255).notNullable();
    table.string('digest', 71).notNullable().comment('sha256: and 64 hexadecimal digits');
    table.bigInteger('size_bytes').notNullable();
    table.string('file', 255).notNullable().comment('key in the output store');
    table.integer('downloads').notNullable().defaultTo(0);
    table.timestamp('created_at', { useTz: true, precision: 3 }).notNullable();
    table.unique(['run_id', 'name']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('run_outputs');
  await knex.schema.dropTable('run_events');
  await knex.schema.dropTable('runs');
};
