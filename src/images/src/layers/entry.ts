/** What a name of an image is. Devices and the like are carried on and never looked at. */
export type EntryType = 'file' | 'directory' | 'symlink' | 'link' | 'other';

/** What a layer says of one name. */
export interface LayerEntry {
  /** From the root of the image, without a slash at either end. */
  readonly path: string;
  readonly type: EntryType;
  /** Permission bits with set-user, set-group and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly sizeBytes: number;
  /** Where a link leads: for `link` another name of the image, for `symlink` whatever it says. */
  readonly target?: string;
  /** Extended attributes and the like, as PAX records: capabilities of a program, for example. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * The name as the image knows it: `./app/` is `app`.
 *
 * @returns undefined for one that leads out of the image
 */
export function normalPath(name: string): string | undefined {
  const parts = name.split('/').filter(part => part !== '' && part !== '.');
  return parts.includes('..') || name.includes('\0') ? undefined : parts.join('/');
}
