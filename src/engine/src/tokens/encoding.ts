/**
 * How plain text is written inside one kind of token, and read back.
 *
 * `encode` and `decode` are inverse: `decode(encode(plain)) === plain` wherever `encode` gives an answer.
 */
export interface Encoding {
  /** Spans of the raw text that stand for something else (`\n`, `&amp;`): a match never cuts into one. */
  readonly escapes?: RegExp;
  /** The raw form of a plain text, or undefined when this token cannot hold it. */
  encode(plain: string): string | undefined;
  /** The plain text of a raw one, or undefined when the raw text is not valid. */
  decode(raw: string): string | undefined;
  /** Whether a raw text is the content of one token and nothing else: it does not close it, nor open another one inside. */
  isWhole?(raw: string): boolean;
}

/** Text that means itself. */
export const plainEncoding: Encoding = { encode: plain => plain, decode: raw => raw };

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
};

function codePoint(hexadecimal: string | undefined): string | undefined {
  const value = Number.parseInt(hexadecimal ?? '', 16);
  return value <= 0x10ffff ? String.fromCodePoint(value) : undefined;
}

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

/** Whether nothing that ends a token stands in a text, but for what is escaped. */
function isUnbroken(raw: string, end: RegExp): boolean {
  const unescaped = raw.replace(/\\(?:\r\n|[\s\S])/g, ' ');
  return !end.test(unescaped) && !unescaped.endsWith('\\');
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

const ENTITY = /&(?:#\d{1,8}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][\da-zA-Z]{1,31});/gu;
const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decodeMarkup(raw: string): string {
  return raw.replace(ENTITY, entity => {
    const name = entity.slice(1, -1).toLowerCase();
    if (name.startsWith('#x')) {
      return codePoint(name.slice(2)) ?? entity;
    }
    if (name.startsWith('#')) {
      return codePoint(Number(name.slice(1)).toString(16)) ?? entity;
    }
    // Other names (&nbsp;) stand on both sides of every comparison, so they may stay as they are.
    return NAMED_ENTITIES.get(name) ?? entity;
  });
}

const MARKUP_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '{': '&#123;',
  '}': '&#125;',
};

function markup(unsafe: RegExp): Encoding {
  return {
    escapes: ENTITY,
    encode: plain => plain.replace(unsafe, character => MARKUP_ENTITIES[character] ?? character),
    decode: decodeMarkup,
  };
}

/** Text between the tags of HTML or XML. */
export const markupText = markup(/[&<>]/g);
/** A quoted attribute of HTML or XML; both quotes are escaped, whichever delimits it. */
export const markupAttribute = markup(/[&<>"']/g);
/** Text between the tags of JSX, where `{` opens an expression. */
export const jsxText = markup(/[&<>{}]/g);
/** Text between the tags of a Svelte component, where `{` opens an expression. */
export const svelteText = markup(/[&<>{}]/g);
/** A quoted attribute of a Svelte component. */
export const svelteAttribute = markup(/[&<>"'{}]/g);

/**
 * Markup that a script holds in a string: `innerHTML = '<b>…</b>'`. What goes into it has to be harmless twice, as markup first
 * and then as the string.
 */
export function markupInside(outer: Encoding): Encoding {
  return {
    ...outer,
    ...(outer.escapes && { escapes: new RegExp(`${outer.escapes.source}|${ENTITY.source}`, 'gu') }),
    encode: plain => outer.encode(markupAttribute.encode(plain) ?? plain),
    decode: raw => {
      const inner = outer.decode(raw);
      return inner === undefined ? undefined : decodeMarkup(inner);
    },
  };
}

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

/** What Markdown reads as something else: an escaped character, or an entity. A lone backslash would escape what is put behind it. */
const MARKDOWN_ESCAPE = new RegExp(`\\\\[\\s\\S]|${ENTITY.source}`, 'gu');

/** Text of a Markdown document. Its line breaks and the blanks at its ends would mean something, so they become entities. */
export const markdownText: Encoding = {
  escapes: MARKDOWN_ESCAPE,
  encode: plain =>
    plain
      .replace(/[[\]*_<>|#!`\\~$@]/g, '\\$&')
      // At the start of a line these make a list, an underline or the head of a table.
      .replace(/^[-+=:]/, '\\$&')
      .replace(/^\d{1,9}(?=[.)](?:\s|$))/, '$&\\')
      // Not an entity, and not an address that becomes a link by itself.
      .replace(/&(?=\w*(?:;|$))/g, '\\&')
      .replace(/:(?=\/\/)/g, '\\:')
      .replace(/(?<=\bwww)\./gi, '\\.')
      .replace(/^[ \t]+|(?<![ \t])[ \t]+$|[\n\r]/g, blanks =>
        [...blanks].map(blank => `&#${blank.charCodeAt(0)};`).join(''),
      ),
  decode: raw =>
    raw.replace(MARKDOWN_ESCAPE, found =>
      found.startsWith('&') ? decodeMarkup(found) : found.replace(/^\\(?=[\u0021-\u007e])(?![\da-z])/i, ''),
    ),
};

/** A JSON string; characters outside ASCII stay as they are. */
export const jsonString: Encoding = {
  escapes: /\\(?:u[\da-f]{4}|[^u])/giu,
  encode: plain => JSON.stringify(plain).slice(1, -1),
  isWhole: raw => isUnbroken(raw, /["\u0000-\u001f]/),
  decode: raw => {
    try {
      return JSON.parse(`"${raw}"`) as string;
    } catch {
      return undefined;
    }
  },
};

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
