import { codePoint, type Encoding, isUnbroken, SIMPLE_ESCAPES } from './encoding';

const JAVASCRIPT_ESCAPE = /\\(?:u\{[\da-fA-F]{1,8}\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|\r\n|[^ux])/gu;

function decodeJavascript(raw: string): string | undefined {
  let valid = true;
  const plain = raw.replace(
    /\\(?:u\{([\da-fA-F]{1,8})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|\r\n|([\s\S]?))/gu,
    (...parts) => {
      const [, braces, unicode, byte, character] = parts as (string | undefined)[];
      const hexadecimal = braces ?? unicode ?? byte;
      if (hexadecimal !== undefined) {
        // \uD83D\uDE00 is two escapes of one character; UTF-16 units join by themselves.
        const decoded =
          braces === undefined ? String.fromCharCode(Number.parseInt(hexadecimal, 16)) : codePoint(braces);
        valid &&= decoded !== undefined;
        return decoded ?? '';
      }
      if (character === undefined || /[\n\r\u2028\u2029]/u.test(character)) {
        return ''; // a line continuation
      }
      // What is left of \u and \x here is a broken escape; \1 to \9 are refused by strict mode.
      valid &&= !/^[ux1-9]?$/u.test(character);
      return character === '0' ? '\0' : (SIMPLE_ESCAPES[character] ?? character);
    },
  );
  return valid ? plain : undefined;
}

const JAVASCRIPT_LINE_ENDS: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

function encodeJavascript(plain: string, delimiter: string): string {
  return (
    plain
      .replace(/\\/g, '\\\\')
      .replaceAll(delimiter, `\\${delimiter}`)
      .replace(/[\n\r\u2028\u2029]/gu, character => JAVASCRIPT_LINE_ENDS[character] ?? character)
      // A script in a page ends at the first "</script", even inside a string, and "<!--" changes how it is read:
      // https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
      // The other half may stand beside the text.
      .replace(/<(?=[/!])/g, '<\\')
      .replace(/^(?=[/!])/, '\\')
      .replace(/<$/, '\\x3c')
  );
}

/** A JavaScript or TypeScript string in `'` or `"`. */
export function javascriptString(delimiter: string): Encoding {
  return {
    escapes: JAVASCRIPT_ESCAPE,
    encode: plain => encodeJavascript(plain, delimiter),
    decode: decodeJavascript,
    isWhole: raw => isUnbroken(raw, delimiter === '"' ? /["\n\r]/ : /['\n\r]/),
  };
}

/** The text of a JavaScript template literal, between its `${}`; a `$` and a `{` of which one stands beside it would open a field. */
export const javascriptTemplate: Encoding = {
  escapes: JAVASCRIPT_ESCAPE,
  encode: plain => encodeJavascript(plain, '`').replace(/\$(?=\{|$)|^\{/g, '\\$&'),
  decode: decodeJavascript,
  isWhole: raw => isUnbroken(raw, /`|\$\{/),
};
