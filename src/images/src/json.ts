/** What a JSON text says; undefined if it is none, which every schema refuses. Bytes are UTF-8. */
export function parseJson(text: string | Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}
