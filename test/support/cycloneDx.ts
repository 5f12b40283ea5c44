import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

/** What of the published schema a document breaks, a line for each; nothing for one that is right. */
export function cycloneDxFaults(document: unknown, schemas: string): string[] {
  const read = (name: string) =>
    JSON.parse(readFileSync(path.join(schemas, `${name}.SNAPSHOT.schema.json`), 'utf8')) as object;
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  // https://json-schema.org/draft/2019-09/json-schema-validation#section-7.3: nothing of ours has them.
  ajv.addFormat('iri-reference', true).addFormat('idn-email', true);
  for (const name of ['spdx', 'jsf-0.82']) {
    // They are named by their files there, and by their ids elsewhere.
    ajv.addSchema(read(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  }
  const check = ajv.compile(read('bom-1.6'));
  return check(document)
    ? []
    : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
