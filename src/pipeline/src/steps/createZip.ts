import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cancelled, LiveryError, type RunOutput } from '@livery/contracts';
import { UNDO_FOLDER } from '@livery/engine';
import { ZipFile } from 'yazl';
import { isInside, refuseExisting, writeAside } from '../output';

/** Written into every entry: the same tree gives the same bytes. 1980 is where the format's calendar starts. */
const ENTRY_TIME = new Date(1980, 0, 1);

const LEFT_OUT_FOLDERS = new Set(['.git', 'node_modules', '__pycache__', '.venv', 'venv']);
/** Compiled Python, and files that hold somebody's settings and secrets; examples of them may go along. */
const LEFT_OUT_FILES = /^(?:.*\.pyc|\.env(?:\.(?!example$|sample$|template$)[\w.-]+)?)$/;

/** What {@link createZip} wrote. */
export interface ZipResult extends RunOutput {
  readonly kind: 'zip';
  readonly file: string;
  readonly entries: number;
}

/** How a tree is packed. */
export interface CreateZipOptions {
  /** Names in the root of the tree that are left out. */
  leaveOut?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Packs a tree into a zip archive: sorted, with fixed times, without `.git`, dependencies and `.env` files.
 *
 * @throws LiveryError `output-exists`, `output-unwritable`, `cancelled`
 */
export async function createZip(
  tree: string,
  file: string,
  { leaveOut = [], signal }: CreateZipOptions = {},
): Promise<ZipResult> {
  await refuseExisting(file, `The archive ${file}`);
  try {
    return await writeAside(file, async temporary => {
      const zip = new ZipFile();
      const entries = await addTree(zip, tree, new Set(leaveOut));
      zip.end();
      const hash = createHash('sha256');
      let sizeBytes = 0;
      const measure = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          sizeBytes += chunk.length;
          done(undefined, chunk);
        },
      });
      await pipeline(zip.outputStream, measure, createWriteStream(temporary, { flags: 'wx' }), { signal });
      const digest = `sha256:${hash.digest('hex')}`;
      return { kind: 'zip', name: path.basename(file), digest, sizeBytes, file, entries };
    });
  } catch (error) {
    throw signal?.aborted ? cancelled(`Writing the archive ${file}`, error) : error;
  }
}

async function addTree(zip: ZipFile, tree: string, leftOut: ReadonlySet<string>): Promise<number> {
  let entries = 0;
  const folders = [''];
  const files: string[] = [];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(path.join(tree, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (leftOut.has(name) || LEFT_OUT_FOLDERS.has(entry.name)) {
        continue;
      }
      if (entry.isDirectory()) {
        folders.push(name);
      } else if ((entry.isFile() || entry.isSymbolicLink()) && !LEFT_OUT_FILES.test(entry.name)) {
        files.push(name);
      }
    }
  }
  refuseAmbiguous(files);
  // What takes a branding back is for the tree alone: it holds the upstream's pictures.
  for (const name of files.filter(file => !file.startsWith(`${UNDO_FOLDER}/`)).sort()) {
    entries += (await addEntry(zip, tree, name)) ? 1 : 0;
  }
  return entries;
}

async function addEntry(zip: ZipFile, tree: string, name: string): Promise<boolean> {
  const file = path.join(tree, name);
  const stats = await lstat(file);
  // Without the extra field for seconds, which would hold this machine's time zone.
  const options = { mtime: ENTRY_TIME, forceDosTimestamp: true };
  if (stats.isSymbolicLink()) {
    const target = await readlink(file);
    // A link out of the tree means nothing, or worse, where the archive is unpacked.
    if (path.isAbsolute(target) || !(await isInside(tree, path.resolve(path.dirname(file), target)))) {
      return false;
    }
    zip.addBuffer(Buffer.from(target), name, { ...options, mode: 0o120777 });
    return true;
  }
  zip.addFile(file, name, { ...options, mode: stats.mode & 0o111 ? 0o100755 : 0o100644 });
  return true;
}

/**
 * Names that mean two files in one place, or no file at all, on the systems an archive is unpacked on.
 *
 * @throws LiveryError `path-unsafe`
 */
function refuseAmbiguous(names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const folded = name.normalize('NFC').toLowerCase();
    const other = seen.get(folded);
    const reason = /[\\\u0000-\u001f\u007f]/.test(name)
      ? 'holds a backslash or a control character'
      : other === undefined
        ? undefined
        : `differs from ${JSON.stringify(other)} in letter case or form only`;
    if (reason !== undefined) {
      throw new LiveryError('path-unsafe', {
        message: `The file name ${JSON.stringify(name)} ${reason}, so it would not come out of the archive as it went in.`,
        hint: 'Brand into a folder with "livery apply", or use a source without such names.',
      });
    }
    seen.set(folded, name);
  }
}
