/**
 * Parses what the engine changed, in a thread of its own: parsers need time and memory in proportion to the text, and most
 * of them recurse, which deep nesting turns into a full stack. Answers each `{ id, grammar, text }` with `{ id, fault }`,
 * where `fault` is undefined for a valid text.
 */
import { parentPort } from 'node:worker_threads';
import { tsPlugin } from '@sveltejs/acorn-typescript';
import { Parser } from 'acorn';
import { parse as parseJavascript } from 'meriyah';
import { parse as parsePython } from 'py-ast';
import { SaxesParser } from 'saxes';

const typescript = Parser.extend(tsPlugin());
const typescriptWithJsx = Parser.extend(tsPlugin({ jsx: true }));

/** A file does not say whether it is a module, and each of the two forbids something that the other allows. */
function parseScript(text) {
  try {
    parseJavascript(text, { next: true, module: true });
  } catch (error) {
    try {
      parseJavascript(text, { next: true, webcompat: true, globalReturn: true });
    } catch {
      throw error;
    }
  }
}

function parseTypescript(parser, text) {
  parser.parse(text, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
}

/**
 * The plugin refuses `<T extends U>(…) => …` beside JSX, which TypeScript takes for type parameters. A second parameter makes it
 * plain to both: https://github.com/sveltejs/acorn-typescript
 */
const BOUNDED_PARAMETER = /<(\s*(?:const\s+)?[\w$]+)(?=\s+extends\s+(?![=>/]))/g;

function parseXml(text) {
  const parser = new SaxesParser();
  parser.on('error', error => {
    throw error;
  });
  parser.write(text).close();
}

const parsers = {
  json: text => JSON.parse(text),
  javascript: parseScript,
  python: text => parsePython(text),
  typescript: text => parseTypescript(typescript, text),
  'typescript-jsx': text => parseTypescript(typescriptWithJsx, text.replace(BOUNDED_PARAMETER, '<$1, _')),
  xml: parseXml,
};

parentPort?.on('message', ({ id, grammar, text }) => {
  let fault;
  try {
    // A byte-order mark is no part of the language.
    parsers[grammar](text.replace(/^\uFEFF/, ''));
  } catch (error) {
    fault = error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
  parentPort?.postMessage({ id, fault });
});
