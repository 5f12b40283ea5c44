import { type Language, TRIAL_LANGUAGES } from '@livery/engine';
import { type Command, Option } from 'commander';
import { notesText, trialText } from './brandText';
import { exportBrand } from './commands/exportBrand';
import { importBrandFolder, type ImportBrandOptions } from './commands/importBrand';
import { tryBrand } from './commands/tryBrand';
import { jsonText, type Terminal } from './terminal';

const IMPORT_HELP = `
FILE is one of
  - what "livery brand export" wrote
  - a template that the Customizer exported, or its backup of all templates
  - rules of the Customizer: [{pattern, replacement, use_regex}], {old: new}, or what its tool page exported

Examples: livery brand import template.json ./brand
          livery brand import replacement-rules.json ./brand --name "Acme AI"
          livery brand import replacement-rules.json ./brand --add-rules`;

const TRY_HELP = `
Without --file and --language the text is HTML, so what stands outside of tags is what people read.

Examples: livery brand try ./brand --text "Sign in" --profile NAME
          livery brand try ./brand --file src/app.html < src/app.html`;

/** Adds what brings brands in and out, and what tries their rules. */
export function addDocumentCommands(brand: Command, terminal: Terminal): void {
  brand
    .command('export')
    .description('write a brand with its assets as one JSON document')
    .argument('<folder>', 'a brand folder')
    .requiredOption('--out <file>', 'the file to write')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample: livery brand export ./brand --out brand.json')
    .action(async (folder: string, options: { out: string; json?: boolean }) => {
      const loaded = await exportBrand(folder, options.out);
      if (options.json) {
        terminal.document(jsonText({ file: options.out, digest: loaded.digest }));
      } else {
        const { name, rules } = loaded.brand;
        terminal.line(
          `Wrote ${options.out}: ${name}, ${loaded.assets.size} assets, ${rules.length} rules, ${loaded.digest}.`,
        );
      }
    });

  brand
    .command('import')
    .description('make a brand folder of an exported brand, or of a template or rules of the Customizer')
    .argument('<file>', 'a JSON file')
    .argument('<folder>', 'a folder that does not exist yet, or with --add-rules a brand folder')
    .option('--name <name>', 'what people read where the app said its own name; needed for rules alone')
    .option('--template <name>', 'the template to take from a backup that holds several')
    .option('--add-rules', 'add the rules to the brand in the folder')
    .option('--json', 'print one JSON document')
    .addHelpText('after', IMPORT_HELP)
    .action(async (file: string, folder: string, options: ImportBrandOptions & { json?: boolean }) => {
      const { brand, digest, importedRules, notes } = await importBrandFolder(file, folder, options);
      if (options.json) {
        terminal.document(jsonText({ brand, digest, importedRules, notes }));
        return;
      }
      const done = options.addRules
        ? `Added ${importedRules} rules to ${folder}`
        : `Made ${folder} of ${file}: ${brand.name}, ${importedRules} rules`;
      terminal.line([`${done}.`, ...notesText(notes)].join('\n'));
      terminal.line(`Next: livery plan SOURCE --brand ${folder}`);
    });

  brand
    .command('try')
    .description('say what the rules of a brand make of a text; writes nothing')
    .argument('<folder>', 'a brand folder')
    .option('--text <text>', 'the text (default: standard input)')
    .option(
      '--file <path>',
      'where the text stands in the source, which decides the language and which rules apply',
    )
    .addOption(new Option('--language <language>', 'what the text is written in').choices(TRIAL_LANGUAGES))
    .option(
      '--profile <profile>',
      'a profile that comes with Livery, or a folder (default: of the app the text names)',
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', TRY_HELP)
    .action(
      async (
        folder: string,
        options: { text?: string; file?: string; language?: Language; profile?: string; json?: boolean },
      ) => {
        const trial = await tryBrand(folder, options, terminal);
        terminal.document(options.json ? jsonText(trial) : trialText(trial));
      },
    );
}
