/** Keeps the bytes of assets under their digests. The database does, unless a module brings something else. */
export interface AssetStorage {
  /** Stores bytes; whatever is there under the digest already is the same. */
  write(digest: string, bytes: Buffer): Promise<void>;
  /** The bytes, or undefined when there are none. */
  read(digest: string): Promise<Buffer | undefined>;
  /** Removes the bytes; nothing to remove is no failure. */
  delete(digest: string): Promise<void>;
}
