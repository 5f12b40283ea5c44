import { codePoint, type Encoding, SIMPLE_ESCAPES } from './encoding';

/** What decides how a Python string is written. */
export interface PythonStringForm {
  /** `'`, `"`, or one of them three times. */
  delimiter: string;
  raw: boolean;
  bytes: boolean;
  formatted: boolean;
}

const PYTHON_ESCAPES: Readonly<Record<string, string>> = { ...SIMPLE_ESCAPES, a: '\u0007' };

function decodePython(raw: string, bytes: boolean): string | undefined {
  let valid = true;
  const escape =
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|N\{[^}]*\}|([0-7]{1,3})|\r\n|([\s\S]?))/gu;
  const plain = raw.replace(escape, (...parts) => {
    const [whole, byte, unicode, long, octal, character] = parts as (string | undefined)[];
    const hexadecimal = byte ?? (bytes ? undefined : (unicode ?? long));
    if (hexadecimal !== undefined) {
      const decoded = codePoint(hexadecimal);
      valid &&= decoded !== undefined;
      return decoded ?? '';
    }
    if (octal !== undefined) {
      return String.fromCodePoint(Number.parseInt(octal, 8));
    }
    if (character === undefined) {
      return whole ?? ''; // a named character, an escaped line end or, in bytes, \u: kept as written
    }
    valid &&= character !== '' && (bytes || !/^[xuUN]$/.test(character));
    if (/['"\\]/.test(character)) {
      return character;
    }
    // Python keeps the backslash of an escape it does not know.
    return PYTHON_ESCAPES[character] ?? whole ?? '';
  });
  return valid ? plain : undefined;
}

const pythonStrings = new Map<string, Encoding>();

/** A Python string literal of any prefix. */
export function pythonString(form: PythonStringForm): Encoding {
  const key = `${form.delimiter}${form.raw}${form.bytes}${form.formatted}`;
  const encoding = pythonStrings.get(key) ?? createPythonString(form);
  pythonStrings.set(key, encoding);
  return encoding;
}

function createPythonString(form: PythonStringForm): Encoding {
  const quote = form.delimiter.charAt(0);
  const brackets = form.formatted ? /\{\{|\}\}/g : undefined;
  const holds = (plain: string) =>
    (!form.bytes || /^[\u0000-\u007f]*$/.test(plain)) &&
    // A raw string can hold neither its delimiter nor a final backslash.
    (!form.raw || !(plain.includes(quote) || plain.endsWith('\\') || /[\n\r]/.test(plain)));
  return {
    escapes: new RegExp(
      [
        form.raw
          ? undefined
          : '\\\\(?:N\\{[^}]*\\}|U[\\da-fA-F]{8}|u[\\da-fA-F]{4}|x[\\da-fA-F]{2}|[0-7]{1,3}|[\\s\\S])',
        brackets?.source,
      ]
        .filter(source => source !== undefined)
        .join('|') || '(?!)',
      'g',
    ),
    encode: plain => {
      if (!holds(plain)) {
        return undefined;
      }
      const braced = form.formatted ? plain.replace(/[{}]/g, '$&$&') : plain;
      return form.raw
        ? braced
        : braced
            .replace(/\\/g, '\\\\')
            .replaceAll(quote, `\\${quote}`)
            .replace(/\n/g, '\\n')
            .replace(/\r/g, '\\r');
    },
    decode: raw => {
      const unbraced = brackets ? raw.replace(brackets, pair => pair.charAt(0)) : raw;
      return form.raw ? unbraced : decodePython(unbraced, form.bytes);
    },
  };
}
