import type { Readable } from 'node:stream';

/** What the bytes of an output have to be. */
export interface ExpectedContent {
  /** `sha256:` and 64 hexadecimal digits. */
  digest: string;
  sizeBytes: number;
}

/** Keeps the bytes of outputs. A key is a path of plain names, such as `<run>/<output>`. */
export interface OutputStore {
  /** Stores a stream, and refuses one that is not what was announced; then nothing is left behind. */
  write(key: string, content: Readable, expected: ExpectedContent): Promise<void>;
  open(key: string): Promise<Readable>;
  delete(key: string): Promise<void>;
}
