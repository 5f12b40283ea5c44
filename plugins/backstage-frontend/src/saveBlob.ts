/** Hands a file to the reader as a download. */
export function saveBlob(blob: Blob, fileName: string): void {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = fileName;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  // The browser has to have begun to read it; revoking at once loses the download in some of them.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
