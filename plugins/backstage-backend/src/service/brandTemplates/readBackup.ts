import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { InputError } from '@backstage/errors';
import { BrandTemplateDocument } from '@livery/backstage-plugin-livery-common';
import { ContentTooLargeError } from '../errors';
import { parseInput } from '../http/parse';

/** More templates than any portal has; a backup is taken whole or not at all, so it has to fit into memory without its pictures. */
const maximumTemplates = 100_000;
/** A line holds the pictures of a template in base64, which may have 30 MiB. */
const maximumLine = 42 * 1024 * 1024;

/** Reads a backup line by line. */
export async function* readBackup(content: Readable): AsyncGenerator<BrandTemplateDocument> {
  let number = 0;
  for await (const line of createInterface({ input: Readable.from(limited(content)), crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') {
      continue;
    }
    if (number > maximumTemplates) {
      throw new ContentTooLargeError(`A backup may hold ${maximumTemplates} brand templates.`);
    }
    yield parseInput(BrandTemplateDocument, parseJson(line, number), `line ${number} of the backup`);
  }
}

function parseJson(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The parser's own error repeats what it was given.
    throw new InputError(`Line ${number} of the backup is not JSON. Send a backup as it was downloaded.`);
  }
}

/** Stops at a line that nobody could hold. */
async function* limited(content: Readable): AsyncGenerator<Buffer> {
  let lengthBytes = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(10);
    lengthBytes = end === -1 ? lengthBytes + chunk.length : chunk.length - end - 1;
    if (lengthBytes > maximumLine) {
      throw new ContentTooLargeError(`A line of the backup is larger than ${maximumLine} bytes.`);
    }
    yield chunk;
  }
}
