/** A form in which a secret may show up. Without a form for this value, `encode` gives `undefined`. */
export type Encoding = { name: string; encode: (value: string) => string | undefined };

const base64Without = (count: number) => (value: string) => {
  const bytes = Buffer.from(value, 'utf8');
  return bytes.subarray(bytes.length > count ? count : 0).toString('base64');
};

const UNRESERVED = /[\w\-.~]/;

function encodeUriData(value: string): string {
  let encoded = '';
  for (const byte of Buffer.from(value, 'utf8')) {
    const character = String.fromCharCode(byte);
    encoded += UNRESERVED.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

const XML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

// PowerShell prints a command it failed to run in parts: `a&b&c` as `a&b&` and `c`, and `a&+bc` as `a&+` and `c`
// with the letter between them coloured.
const POWERSHELL_PART = 6;

function powerShellParts(value: string): { before: string; after: string } | undefined {
  const plus = value.indexOf('&+');
  if (plus >= 0) return { before: value.slice(0, plus + 2), after: value.slice(plus + 3) };
  const last = value.lastIndexOf('&');
  return last < 0 ? undefined : { before: value.slice(0, last + 1), after: value.slice(last + 1) };
}

const longEnough = (part: string | undefined) => (part && part.length >= POWERSHELL_PART ? part : undefined);

/** The eleven forms the runner masks beside the value itself. */
export const encodings: readonly Encoding[] = [
  { name: 'base64', encode: base64Without(0) },
  { name: 'base64 without the first byte', encode: base64Without(1) },
  { name: 'base64 without the first two bytes', encode: base64Without(2) },
  { name: 'command line argument', encode: value => value.replaceAll('"', '\\"') },
  { name: 'expression string', encode: value => value.replaceAll("'", "''") },
  { name: 'JSON string', encode: value => JSON.stringify(value).slice(1, -1) },
  { name: 'URI data', encode: encodeUriData },
  { name: 'XML data', encode: value => value.replace(/[&<>"']/g, character => XML[character] ?? character) },
  {
    name: 'without double quotes around it',
    encode: value => (value.length > 8 && /^".*"$/s.test(value) ? value.slice(1, -1) : undefined),
  },
  { name: 'PowerShell, up to an ampersand', encode: value => longEnough(powerShellParts(value)?.before) },
  { name: 'PowerShell, after an ampersand', encode: value => longEnough(powerShellParts(value)?.after) },
];

type Range = { start: number; end: number };

/** Replaces every secret it knows, in every form, by `***`. */
export class SecretMasker {
  readonly #values = new Set<string>();
  readonly #forms = new Set<string>();

  /** The values as they were registered. */
  get values(): string[] {
    return [...this.#values];
  }

  /** Registers a value. An empty one is left out: it would mask everything. */
  add(value: string): void {
    if (value === '') return;
    this.#values.add(value);
    this.#forms.add(value);
    for (const { encode } of encodings) {
      const form = encode(value);
      if (form) this.#forms.add(form);
    }
  }

  /** Masks a text. Secrets that overlap or touch become one `***`. */
  mask(text: string): string {
    let masked = '';
    let position = 0;
    for (const { start, end } of this.#rangesIn(text)) {
      masked += `${text.slice(position, start)}***`;
      position = end;
    }
    return masked + text.slice(position);
  }

  #rangesIn(text: string): Range[] {
    const found: Range[] = [];
    for (const form of this.#forms) {
      for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
        found.push({ start, end: start + form.length });
      }
    }
    found.sort((one, other) => one.start - other.start);

    const merged: Range[] = [];
    for (const range of found) {
      const last = merged.at(-1);
      if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
      else merged.push(range);
    }
    return merged;
  }
}
