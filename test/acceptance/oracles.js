'use strict';

/**
 * Compares our scanners with parsers that other people wrote, on real releases: what is the place of a name, text for people or
 * code? Svelte is read by its compiler, JavaScript and TypeScript by TypeScript, Python by CPython.
 *
 *     node test/acceptance/oracles.js FOLDER [RELEASE...]
 *
 * FOLDER holds one checkout per release, each in a folder of its own; without names all of them are read. Asked is at every
 * spelling that a profile looks for, and at every word of three letters or more. Prints a table in Markdown, and ends with 1 when
 * there are differences that nobody has explained below. Needs python3.
 */
require('@backstage/cli/config/nodeTransform.cjs');
const fs = require('node:fs');
const path = require('node:path');
const { loadProfiles } = require('../../src/engine/src/profile/loadProfile');
const { findDifferences, findPlaces, kindsAt } = require('../../src/engine/src/tokens/oracle/oracle');
const { askPython } = require('../../src/engine/src/tokens/oracle/pythonOracle');
const { svelteOracle } = require('../../src/engine/src/tokens/oracle/svelteOracle');
const { typescriptOracle } = require('../../src/engine/src/tokens/oracle/typescriptOracle');
const { languageOf, scanners } = require('../../src/engine/src/tokens/language');
const { FolderTree } = require('../../src/engine/src/tree/SourceTree');

/** Differences that are right as they are: `file` (an expression), `phrase` and the `reason`. There are none at present. */
const EXPLAINED = [];

const TITLES = {
  svelte: 'Svelte',
  javascript: 'JavaScript, TypeScript',
  jsx: 'JSX, TSX',
  python: 'Python',
};

const root = path.resolve(__dirname, '../..');
const profiles = loadProfiles(path.join(root, 'profiles')).map(loaded => loaded.profile);
const spellings = profiles.flatMap(profile => profile.residue);
const translationCalls = profiles.flatMap(profile => profile.translations?.calls ?? []);

const [folder, ...chosen] = process.argv.slice(2);
if (!folder) {
  console.error(
    'Give the folder that holds the checkouts: node test/acceptance/oracles.js FOLDER [RELEASE...]',
  );
  process.exit(2);
}

/** Every different file of the releases that holds a place, with the language that our scanners read it as. */
function* findFiles(releases) {
  const seen = new Set();
  for (const release of releases) {
    const tree = FolderTree.open(path.join(folder, release));
    for (const file of tree.files) {
      const language = languageOf(file);
      if (!(language in TITLES)) {
        continue;
      }
      const text = tree.read(file).toString('utf8');
      const places = seen.has(`${language} ${text}`) ? [] : findPlaces(text, spellings);
      seen.add(`${language} ${text}`);
      if (places.length > 0) {
        yield { file: `${release}/${file}`, language, text, places };
      }
    }
  }
}

/** Counts what agrees, by language, and gathers what does not. */
class Comparison {
  rows = new Map();
  faults = [];

  add({ file, language, text, places }, expected) {
    const { segments, complete } = scanners[language](text, { translationCalls });
    if (!complete) {
      this.faults.push(`${file}: our scanner does not read it to its end`);
    }
    const row = this.rows.get(language) ?? { files: 0, places: 0, inText: 0, explained: 0, differing: 0 };
    this.rows.set(language, row);
    row.files += 1;
    row.places += places.length;
    row.inText += expected.filter(kinds => !kinds.includes('none')).length;
    for (const { start, phrase, ours, theirs } of findDifferences(places, segments, expected)) {
      if (EXPLAINED.some(known => known.file.test(file) && known.phrase === phrase)) {
        row.explained += 1;
        continue;
      }
      row.differing += 1;
      const line = text.slice(0, start).split('\n').length;
      const what = `"${phrase}" is ${ours} for us and ${theirs.join(' or ')} for the oracle`;
      this.faults.push(`${file}:${line}: ${what}`);
    }
  }

  addUnread({ file }, reason) {
    this.faults.push(`${file}: the oracle does not read it: ${reason}`);
  }

  print() {
    console.log('| language | files | places | of these in text | agreeing | explained | differing |');
    console.log('| --- | --: | --: | --: | --: | --: | --: |');
    for (const [language, title] of Object.entries(TITLES)) {
      const row = this.rows.get(language);
      if (row) {
        const agreeing = row.places - row.differing - row.explained;
        const counts = [row.files, row.places, row.inText, agreeing, row.explained, row.differing];
        console.log(`| ${[title, ...counts].join(' | ')} |`);
      }
    }
    for (const { file, phrase, reason } of EXPLAINED) {
      console.log(`\nExplained: "${phrase}" in ${file.source}: ${reason}`);
    }
    if (this.faults.length > 0) {
      console.log(`\n${this.faults.join('\n')}`);
    }
  }
}

function compareReleases(releases) {
  const comparison = new Comparison();
  const python = [];
  for (const source of findFiles(releases)) {
    if (source.language === 'python') {
      python.push(source);
      continue;
    }
    const oracle = source.language === 'svelte' ? svelteOracle : typescriptOracle(source.file);
    try {
      comparison.add(source, kindsAt(source.places, oracle(source.text, translationCalls)));
    } catch (error) {
      comparison.addUnread(source, error.message);
    }
  }
  for (const [index, answer] of askPython('python3', python).entries()) {
    if ('error' in answer) {
      comparison.addUnread(python[index], answer.error);
    } else {
      const expected = answer.kinds.map(kind => [kind]);
      comparison.add(python[index], expected);
    }
  }
  return comparison;
}

const comparison = compareReleases(chosen.length > 0 ? chosen : fs.readdirSync(folder));
comparison.print();
process.exitCode = comparison.faults.length > 0 ? 1 : 0;
