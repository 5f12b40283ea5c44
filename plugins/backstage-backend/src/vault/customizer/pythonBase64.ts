/**
 * Decodes base64 as Python's `base64.b64decode` does, which other decoders do not: it passes over every character
 * that is not in the standard alphabet, `-` and `_` too, and then insists on the padding.
 * https://github.com/python/cpython/blob/main/Modules/binascii.c, `a2b_base64` without `strict_mode`
 *
 * @returns undefined where Python raises
 */
export function decodePythonBase64(text: string): Buffer | undefined {
  let digits = '';
  let padding = 0;
  for (const character of text) {
    if (character === '=') {
      const place = digits.length % 4;
      // Padding that comes too early is passed over like any other character.
      if (place >= 2 && place + ++padding >= 4) {
        return Buffer.from(digits, 'base64');
      }
    } else if (/[A-Z0-9+/]/i.test(character)) {
      digits += character;
      padding = 0;
    }
  }
  return digits.length % 4 === 0 ? Buffer.from(digits, 'base64') : undefined;
}
