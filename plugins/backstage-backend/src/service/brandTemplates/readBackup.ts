import type { Readable } from 'node:stream';
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
  for await (const line of linesOf(content)) {
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

/** One line at a time: what is read ahead would be pictures by the gigabyte, while each is written to the database. */
async function* linesOf(content: Readable): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let lengthBytes = 0;
  const add = (part: Buffer) => {
    parts.push(part);
    lengthBytes += part.length;
    if (lengthBytes > maximumLine) {
      throw new ContentTooLargeError(`A line of the backup is larger than ${maximumLine} bytes.`);
    }
  };
  const take = () => {
    const line = Buffer.concat(parts).toString('utf8');
    parts = [];
    lengthBytes = 0;
    return line;
  };
  for await (const chunk of content as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      add(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    add(chunk.subarray(start));
  }
  yield take();
}
