import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { z } from 'zod';
import { digestOf } from '../digest';
import { orUnreadable, RECORD_FOLDER } from '../tree/SourceTree';
import { InnerPath, invalidDocument, MAXIMUM_BYTES, readDocument, writeDocument } from './document';
import { revertText, UndoPasses } from './undo';

/** What takes a branding back. Kept apart from the record, since only the tree needs it and nobody it is given to. */
export const UNDO_FOLDER = `${RECORD_FOLDER}/undo`;

const LOG_FILE = `${UNDO_FOLDER}/log.json`;

/** Texts whose inverses go into the log, in UTF-16 units of JSON. What is beyond is kept as a whole, in a file of its own. */
const MAXIMUM_LOG_LENGTH = 64 * 1024 * 1024;

/** How the original of one file comes back. */
const UndoEntry = z.discriminatedUnion('type', [
  z.strictObject({ file: InnerPath, type: z.literal('text'), passes: UndoPasses }),
  z.strictObject({
    file: InnerPath,
    type: z.literal('original'),
    name: z
      .string()
      .regex(/^\d{1,9}$/)
      .describe('of the file beside the log that holds the original'),
    mode: z.number().int().min(0).max(0o777).optional().describe('of a file that was deleted'),
  }),
]);
type UndoEntry = z.infer<typeof UndoEntry>;

const UndoDocument = z.strictObject({
  apiVersion: z.literal('livery/undo/v1'),
  kind: z.literal('Undo'),
  // No object by file: a file can be called `__proto__`.
  files: z.array(UndoEntry),
});

/** A change to a file, as far as its way back is concerned. */
export interface RevertibleChange {
  readonly file: string;
  readonly before: string;
  /** Undefined when the file is to go. */
  readonly content: Buffer | undefined;
  /** Undefined when the original is to be kept as a whole. */
  readonly undo: UndoPasses | undefined;
}

/** How the originals of the files of a tree come back. */
export class UndoLog {
  readonly #root: string;
  readonly #entries: ReadonlyMap<string, UndoEntry>;

  /**
   * Makes the way back of changes before any of them is made, and proves each text's. Writes nothing.
   *
   * @throws LiveryError `edit-unprovable`
   */
  static of(root: string, changes: readonly RevertibleChange[]): UndoLog {
    let length = 0;
    const entries = changes.map((change, index): UndoEntry => {
      const { file, content, undo } = change;
      const json = undo && JSON.stringify({ file, type: 'text', passes: undo });
      if (json !== undefined) {
        const entry = UndoEntry.parse(JSON.parse(json));
        prove(change, entry);
        length += json.length;
        if (length <= MAXIMUM_LOG_LENGTH) {
          return entry;
        }
      }
      const mode = content ? undefined : lstatSync(path.join(root, file)).mode & 0o777;
      return { file, type: 'original', name: String(index), ...(mode !== undefined && { mode }) };
    });
    return new UndoLog(root, entries);
  }

  /**
   * Reads the log of a tree.
   *
   * @throws LiveryError `record-invalid`, also when there is none
   */
  static read(root: string): UndoLog {
    const document = readDocument(root, LOG_FILE, UndoDocument);
    if (!document) {
      throw invalidDocument(root, LOG_FILE, 'it is missing');
    }
    return new UndoLog(root, document.files);
  }

  private constructor(root: string, entries: readonly UndoEntry[]) {
    this.#root = root;
    this.#entries = new Map(entries.map(entry => [entry.file, entry]));
  }

  /**
   * Writes the log, and the originals that are kept as a whole.
   *
   * @throws LiveryError `tree-changed` when a file is not what its change was planned for
   */
  save(changes: readonly RevertibleChange[]): void {
    const folder = path.join(this.#root, UNDO_FOLDER);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const { file, before } of changes) {
      const entry = this.#entries.get(file);
      if (entry?.type === 'original') {
        const location = path.join(this.#root, file);
        const original = orUnreadable(location, place => readFileSync(place));
        if (digestOf(original) !== before) {
          throw new LiveryError('tree-changed', {
            message: `${location} changed while it was being branded, so nothing was written.`,
            hint: 'Run the command again.',
          });
        }
        writeFileSync(path.join(folder, entry.name), original, { flag: 'wx', mode: 0o600 });
      }
    }
    const document: z.infer<typeof UndoDocument> = {
      apiVersion: 'livery/undo/v1',
      kind: 'Undo',
      files: [...this.#entries.values()],
    };
    writeDocument(this.#root, LOG_FILE, document);
  }

  /**
   * The original of a file.
   *
   * @param branded - the bytes that the branding gave the file
   * @returns undefined when there is no way back from these bytes
   */
  originalOf(file: string, branded: Buffer): Buffer | undefined {
    const entry = this.#entries.get(file);
    if (!entry) {
      return undefined;
    }
    return entry.type === 'text' ? revertText(branded, entry.passes) : this.#readOriginal(entry.name);
  }

  /** The mode that a file which was deleted had. */
  modeOf(file: string): number | undefined {
    const entry = this.#entries.get(file);
    return entry?.type === 'original' ? entry.mode : undefined;
  }

  #readOriginal(name: string): Buffer | undefined {
    const file = `${UNDO_FOLDER}/${name}`;
    const location = path.join(this.#root, file);
    const stats = lstatSync(location, { throwIfNoEntry: false });
    if (!stats?.isFile() || stats.size > MAXIMUM_BYTES) {
      throw invalidDocument(this.#root, file, 'it is missing, or not a regular file of a usual size');
    }
    return orUnreadable(location, place => readFileSync(place));
  }
}

/** A change that cannot be taken back says that the result is not the original with edits, and must not be made. */
function prove({ file, before, content }: RevertibleChange, entry: UndoEntry): void {
  const original = entry.type === 'text' && content ? revertText(content, entry.passes) : undefined;
  if (!original || digestOf(original) !== before) {
    throw new LiveryError('edit-unprovable', {
      message: `The branded text of ${file} could not be taken back to the byte.`,
      hint: 'Nothing was written. Please report it with the name of the brand; until then keep the file out of the rule with "files".',
    });
  }
}
