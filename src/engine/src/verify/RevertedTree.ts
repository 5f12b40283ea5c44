import { LiveryError } from '@livery/contracts';
import { digestOf } from '../digest';
import { readRecord, readUndoLog, type TreeRecord, type UndoLog } from '../record/record';
import { revertBytes } from '../record/undo';
import { FolderTree, type SourceTree } from '../tree/SourceTree';

/** The upstream that a branded tree was made from, without writing a byte. */
export class RevertedTree implements SourceTree {
  readonly location: string;
  readonly record: TreeRecord;
  readonly branded: FolderTree;
  readonly #changed: ReadonlyMap<string, { before: string; after: string }>;
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
    return new RevertedTree(branded, record, readUndoLog(location));
  }

  private constructor(branded: FolderTree, record: TreeRecord, undoLog: UndoLog) {
    this.location = branded.location;
    this.branded = branded;
    this.record = record;
    this.#undoLog = undoLog;
    this.#changed = new Map(record.files.map(({ file, before, after }) => [file, { before, after }]));
  }

  get files(): readonly string[] {
    return this.branded.files;
  }

  has(file: string): boolean {
    return this.branded.has(file);
  }

  /** The original bytes; a file that is not what the branding left is given as it is. */
  read(file: string): Buffer {
    const bytes = this.branded.read(file);
    const change = this.#changed.get(file);
    const undo = this.#undoLog[file];
    if (!change || !undo || digestOf(bytes) !== change.after) {
      return bytes;
    }
    const original = revertBytes(bytes, undo);
    return original && digestOf(original) === change.before ? original : bytes;
  }
}
