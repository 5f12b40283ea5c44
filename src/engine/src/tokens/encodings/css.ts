import { codePoint, type Encoding } from './encoding';

/** An escape of a CSS string: https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point */
const CSS_ESCAPE = /\\(?:([\da-f]{1,6})(?:\r\n|[ \t\n\r\f])?|(\r\n|[\n\r\f])|([\s\S])|$)/giu;

function decodeCss(raw: string): string | undefined {
  let valid = true;
  const plain = raw.replace(CSS_ESCAPE, (...parts) => {
    const [, hexadecimal, lineEnd, character] = parts as (string | undefined)[];
    if (hexadecimal !== undefined) {
      const decoded = codePoint(hexadecimal) ?? '\0';
      return decoded === '\0' || !decoded.isWellFormed() ? '\ufffd' : decoded;
    }
    valid &&= lineEnd !== undefined || character !== undefined;
    return character ?? ''; // an escaped line end is a line continuation
  });
  return valid ? plain : undefined;
}

/** A CSS or SCSS string in `'` or `"`. */
export function cssString(delimiter: string): Encoding {
  return {
    // Few digits end at the next character; it belongs to the escape, since a digit put in its place would too.
    escapes: /\\(?:[\da-f]{6}(?:\r\n|[ \t\n\r\f])?|[\da-f]{1,5}(?:\r\n|[^\da-f]|$)|\r\n|[\s\S])/giu,
    encode: plain =>
      plain
        .replace(/\\/g, '\\\\')
        .replaceAll(delimiter, `\\${delimiter}`)
        .replace(/[\n\r\f]/g, character => `\\${character.charCodeAt(0).toString(16)} `)
        // A style sheet in a page ends at the first "</style", even inside a string, of which a half may stand beside the text.
        .replace(/(?:^|(?<=<))\//g, '\\/')
        .replace(/<$/, '\\3c ')
        // SCSS computes what stands in #{}.
        .replace(/#(?=\{|$)|^\{/g, '\\$&'),
    decode: decodeCss,
  };
}
