/** What the style sheet of a brand may weigh, in bytes. */
export const MAXIMUM_CSS_BYTES = 256 * 1024;

/** Pictures and fonts that a style sheet carries along. An SVG is not among them: it could load on its own. */
const OWN_DATA = /^data:(?:image\/(?:png|jpeg|gif|webp|avif)|font\/woff2?);base64,[\w+/=]*$/i;

/** What a style sheet must not hold, read as the browser reads it: without comments, with escapes resolved. */
const REFUSED: readonly { pattern: RegExp; reason: string }[] = [
  { pattern: /@import\b/i, reason: 'loads another style sheet (@import)' },
  { pattern: /\bexpression\s*\(|javascript:|vbscript:/i, reason: 'holds a script' },
  { pattern: /-moz-binding/i, reason: 'binds a script to elements' },
  { pattern: /<\/?(?:style|script)|<!--|-->/i, reason: 'holds markup' },
  {
    // Functions that take an address as a plain string: https://www.w3.org/TR/css-images-4/
    pattern: /\b(?:image-set|image|cross-fade|src|element)\s*\(/i,
    reason: 'uses a function that can load something from elsewhere',
  },
];

/**
 * Looks for what the style sheet of a brand must not hold. The branded app serves it from its own address to everybody
 * who uses it, and a sheet that loads from elsewhere tells elsewhere what they read and type.
 *
 * @returns why it is refused, as the end of a sentence, or undefined when it is harmless
 */
export function findCssFault(bytes: Buffer): string | undefined {
  if (bytes.length > MAXIMUM_CSS_BYTES) {
    return `has ${bytes.length} bytes; at most ${MAXIMUM_CSS_BYTES} are taken`;
  }
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes) || /[\u0000-\u0008\u000e-\u001f\u007f]/.test(text)) {
    return 'is not UTF-8 text';
  }
  const unclosed = findUnclosed(text);
  if (unclosed !== undefined) {
    return `does not close ${unclosed}`;
  }
  // A comment may stand between the letters that a check looks for, or in a string where it is none: look at all readings.
  const resolved = resolveEscapes(text);
  for (const reading of [text, resolved, resolveEscapes(removeComments(text)), removeComments(resolved)]) {
    const refused = REFUSED.find(({ pattern }) => pattern.test(reading));
    if (refused) {
      return refused.reason;
    }
    for (const [, address = ''] of reading.matchAll(/\burl\s*\(([^)]*)\)?/gi)) {
      const bare = address
        .trim()
        .replace(/^["']|["']$/g, '')
        .trim();
      if (!bare.startsWith('#') && !OWN_DATA.test(bare)) {
        return `loads something from outside of itself (url(${bare.slice(0, 60)}))`;
      }
    }
  }
  return undefined;
}

function removeComments(text: string): string {
  return text.replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, '');
}

/** https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point */
function resolveEscapes(text: string): string {
  return text.replace(
    /\\(?:([0-9a-f]{1,6})\s?|([\s\S]))/gi,
    (_all, code: string | undefined, sign: string) => {
      const point = code === undefined ? 0 : Number.parseInt(code, 16);
      return code === undefined ? sign : point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    },
  );
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/** What is still open at the end would swallow nothing here, but it is not what its writer meant. */
function findUnclosed(text: string): string | undefined {
  const open: string[] = [];
  for (const [token] of text.matchAll(
    /\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|\\[\s\S]|[()[\]{}]/g,
  )) {
    const first = token.charAt(0);
    if (token.startsWith('/*')) {
      if (token.length < 4 || !token.endsWith('*/')) {
        return 'a comment';
      }
    } else if (first === '"' || first === "'") {
      if (token.length < 2 || !token.endsWith(first)) {
        return 'a string';
      }
    } else if (token in CLOSING) {
      open.push(CLOSING[token] ?? '');
    } else if (/[)\]}]/.test(token) && open.pop() !== token) {
      return `what it closes with "${token}"`;
    }
  }
  return open.length > 0 ? 'a bracket' : undefined;
}
