// @ts-check

/**
 * Brand templates and the bytes of their assets.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('brand_templates', table => {
    table.uuid('id').primary();
    table.string('name', 100).notNullable().unique();
    table.text('description').notNullable();
    table.text('brand', 'longtext').notNullable().comment('the brand document as JSON');
    table.string('created_by', 255).notNullable();
    table.timestamp('created_at', { useTz: true, precision: 3 }).notNullable();
    table.timestamp('updated_at', { useTz: true, precision: 3 }).notNullable();
  });

  await knex.schema.createTable('brand_assets', table => {
    table.uuid('template_id').notNullable().references('id').inTable('brand_templates').onDelete('CASCADE');
    table.string('path', 200).notNullable().comment('path below the brand folder');
    table.string('digest', 71).notNullable().comment('sha256: and 64 hexadecimal digits');
    table.integer('size_bytes').notNullable();
    table.binary('bytes').notNullable();
    table.primary(['template_id', 'path']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('brand_assets');
  await knex.schema.dropTable('brand_templates');
};
