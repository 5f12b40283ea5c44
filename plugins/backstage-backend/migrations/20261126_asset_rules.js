// @ts-check

/**
 * What brands have to bring: one list, of which each change makes a revision.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('asset_rules', table => {
    table.string('id', 20).primary();
    table.text('rules').notNullable().comment('the list as JSON');
    table.integer('revision').notNullable();
    table.string('updated_by', 255).notNullable();
    table.timestamp('updated_at', { useTz: true, precision: 3 }).notNullable();
  });
  /** @param {string} file */
  const picture = file => ({ file, kind: 'image', isRequired: false, description: '' });
  await knex('asset_rules').insert({
    id: 'all',
    rules: JSON.stringify([
      { ...picture('favicon.png'), isRequired: true, description: 'The picture of the tab' },
      picture('static/favicon.ico'),
      picture('static/favicon.svg'),
      picture('static/apple-touch-icon.png'),
      { file: 'themes/', kind: 'css', isRequired: false, description: 'Style sheets' },
      { file: 'robots.txt', kind: 'text', isRequired: true, description: 'What search engines may read' },
    ]),
    revision: 1,
    updated_by: 'plugin:livery',
    updated_at: new Date(),
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('asset_rules');
};
