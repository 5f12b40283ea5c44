'use strict';

/**
 * Cuts the operations that Livery uses out of GitHub's published description of its API, with all that they refer to:
 *
 *     npm pack @octokit/openapi@23.0.2 && tar -xzf octokit-openapi-23.0.2.tgz
 *     node test/support/github/cutDescription.js package/generated/api.github.com.json
 *     npx prettier --write test/support/github/description.json
 *
 * The package itself has 385 MB, most of them for other versions of GitHub, which nobody should wait for who installs this.
 */
const fs = require('node:fs');
const path = require('node:path');

/** By the names that GitHub gives them. */
const wanted = new Set([
  'checks/create',
  'checks/list-for-ref',
  'checks/update',
  'issues/create-comment',
  'issues/list-comments',
  'issues/update-comment',
  'repos/create-attestation',
  'users/get-authenticated',
]);

/** Leaves out what is for people, or for programs in other languages. */
function prune(value) {
  if (Array.isArray(value)) {
    return value.map(prune);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const left = Object.entries(value).filter(
    ([key, inner]) =>
      !(key.startsWith('x-') || key === 'examples' || key === 'externalDocs') &&
      !(['description', 'example', 'title', 'summary'].includes(key) && typeof inner !== 'object'),
  );
  return Object.fromEntries(left.map(([key, inner]) => [key, prune(inner)]));
}

function at(document, pointer) {
  return pointer
    .slice(2)
    .split('/')
    .reduce((value, key) => value[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}

function cut(description) {
  const paths = {};
  for (const [name, item] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (wanted.has(operation.operationId)) {
        paths[name] = { ...paths[name], [method]: prune(operation) };
      }
    }
  }
  const components = {};
  const collect = value => {
    if (typeof value !== 'object' || value === null) {
      return;
    }
    if (typeof value.$ref === 'string') {
      const [, , section, name] = value.$ref.split('/');
      if (!components[section]?.[name]) {
        components[section] = { ...components[section], [name]: prune(at(description, value.$ref)) };
        collect(components[section][name]);
      }
    }
    Object.values(value).forEach(collect);
  };
  collect(paths);
  return { openapi: description.openapi, info: { version: description.info.version }, paths, components };
}

const [source] = process.argv.slice(2);
const description = cut(JSON.parse(fs.readFileSync(source, 'utf8')));
fs.writeFileSync(path.join(__dirname, 'description.json'), `${JSON.stringify(description, undefined, 1)}\n`);
