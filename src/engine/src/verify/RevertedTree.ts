import { LiveryError } from '@livery/contracts';
import { digestOf } from '../digest';
import { readRecord, type TreeRecord } from '../record/record';
import { UndoLog } from '../record/UndoLog';
import { FolderTree, type SourceTree } from '../tree/SourceTree';

/** The upstream that a branded tree was made from, without writing a byte. */
export class RevertedTree implements SourceTree {
  readonly location: string;
  readonly record: TreeRecord;
  readonly branded: FolderTree;
  readonly files: readonly string[];
  readonly #changed: ReadonlyMap<string, { before: string; after?: string | undefined }>;
  readonly #undoLog: UndoLog;

  /** @throws LiveryError `source-not-found`, `not-branded`, `record-invalid` */
  static open(location: string): RevertedTree {
    const branded = FolderTree.open(location);
    const record = readRecord(location);
    if (!record) {
      throw new LiveryError('not-branded', {
        message: `${location} was not branded by Livery: it holds no record.`,
        hint: 'Give the folder that "livery apply" branded.',
      });
    }
    return new RevertedTree(branded, record, UndoLog.read(location));
  }

  private constructor(branded: FolderTree, record: TreeRecord, undoLog: UndoLog) {
    this.location = branded.location;
    this.branded = branded;
    this.record = record;
    this.#undoLog = undoLog;
    this.#changed = new Map(record.files.map(({ file, before, after }) => [file, { before, after }]));
    const deleted = record.files.filter(({ file, after }) => after === undefined && !branded.has(file));
    this.files = [...branded.files, ...deleted.map(({ file }) => file)].sort();
  }

  has(file: string): boolean {
    return this.branded.has(file) || this.#isDeleted(file);
  }

  /** The original bytes; a file that is not what the branding left is given as it is. */
  read(file: string): Buffer {
    const isDeleted = this.#isDeleted(file);
    const bytes = isDeleted ? Buffer.alloc(0) : this.branded.read(file);
    const change = this.#changed.get(file);
    if (!change || (!isDeleted && digestOf(bytes) !== change.after)) {
      return bytes;
    }
    const original = this.#undoLog.originalOf(file, bytes);
    return original && digestOf(original) === change.before ? original : bytes;
  }

  readSmall(file: string): Buffer | undefined {
    return this.#changed.has(file) ? this.read(file) : this.branded.readSmall(file);
  }

  /** No text of this size is branded, so there is nothing to take back. */
  searchLarge(file: string, needles: readonly Buffer[]): boolean {
    return this.branded.searchLarge(file, needles);
  }

  #isDeleted(file: string): boolean {
    const change = this.#changed.get(file);
    return change !== undefined && change.after === undefined && !this.branded.has(file);
  }
}
