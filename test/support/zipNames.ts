import yauzl from 'yauzl';

/** The names of the entries of a zip archive. */
export async function zipNames(file: string): Promise<string[]> {
  const names: string[] = [];
  const zip = await yauzl.openPromise(file);
  for await (const entry of zip.eachEntry()) {
    names.push(entry.fileName);
  }
  return names;
}
