import { markupAttribute, markupText, svelteAttribute, svelteText } from './encoding';
import { scanScript } from './javascript';
import type { Scan, ScanOptions, Segment } from './segment';

/** Which language the tags belong to. */
export type MarkupDialect = 'html' | 'svelte' | 'xml';

/** Elements whose content is not markup: https://html.spec.whatwg.org/multipage/syntax.html#raw-text-elements */
const RAW_ELEMENTS = new Set(['script', 'style']);

/** The sign of a Svelte block or tag, which would not be JavaScript: `{#if`, `{:else if`, `{/each`, `{@html`. */
const BLOCK_SIGN = /\s*(?:[#:/@][a-z]+(?:[ \t]+if\b)?)?/y;

class MarkupScanner {
  readonly #text: string;
  readonly #dialect: MarkupDialect;
  readonly #options: ScanOptions;
  readonly #segments: Segment[] = [];
  #position = 0;
  #complete = true;

  constructor(text: string, dialect: MarkupDialect, options: ScanOptions) {
    this.#text = text;
    this.#dialect = dialect;
    this.#options = options;
  }

  scan(): Scan {
    while (this.#position < this.#text.length) {
      this.#readText();
      this.#readMarkup();
    }
    return { segments: this.#segments, complete: this.#complete };
  }

  get #isSvelte(): boolean {
    return this.#dialect === 'svelte';
  }

  /** Text up to the next tag, comment or expression. */
  #readText(): void {
    const start = this.#position;
    const stop = this.#isSvelte ? /\{|<(?=[a-z/!?])/gi : /<(?=[a-z/!?])/gi;
    stop.lastIndex = start;
    const end = stop.exec(this.#text)?.index ?? this.#text.length;
    this.#position = end;
    this.#add(start, end, 'text');
  }

  #readMarkup(): void {
    if (this.#position >= this.#text.length) {
      return;
    }
    if (this.#at('{')) {
      this.#readExpression();
    } else if (this.#at('<!--')) {
      this.#skipTo('-->');
    } else if (this.#at('<![CDATA[')) {
      this.#skipTo(']]>');
    } else if (this.#at('<?')) {
      this.#skipTo('?>');
    } else if (this.#at('<!') || this.#at('</')) {
      this.#skipTo('>');
    } else {
      this.#readElement();
    }
  }

  /** A start tag and, for a raw element, what it holds. */
  #readElement(): void {
    const name = this.#match(/<([a-z][^\s/>{]*)/iy)?.[1]?.toLowerCase() ?? '';
    const attributesStart = this.#position;
    const selfClosed = this.#readAttributes();
    if (this.#dialect === 'xml' || selfClosed || !RAW_ELEMENTS.has(name)) {
      return;
    }
    const attributes = this.#text.slice(attributesStart, this.#position);
    const closing = new RegExp(`</${name}`, 'gi');
    closing.lastIndex = this.#position;
    const end = closing.exec(this.#text)?.index;
    this.#complete &&= end !== undefined;
    const contentStart = this.#position;
    this.#position = end ?? this.#text.length;
    // <script type="application/ld+json"> and its like hold data, not a program.
    if (name === 'script' && !/\btype\s*=\s*["']?[^"'\s>]*(?:json|importmap|template)/i.test(attributes)) {
      this.#readScript(contentStart, this.#position);
    }
  }

  #readScript(start: number, end: number): void {
    const script = scanScript(this.#text.slice(start, end), 0, { ...this.#options, until: 'end' });
    this.#complete &&= script.complete;
    for (const segment of script.segments) {
      this.#segments.push({ ...segment, start: segment.start + start, end: segment.end + start });
    }
  }

  /** Attributes up to and with the `>`; tells whether the tag closes itself. */
  #readAttributes(): boolean {
    while (this.#position < this.#text.length) {
      this.#match(/\s+/y);
      if (this.#match(/\/>/y)) {
        return true;
      }
      if (this.#match(/>/y)) {
        return false;
      }
      if (this.#isSvelte && this.#at('{')) {
        this.#readExpression();
      } else if (this.#isSvelte && this.#at('//')) {
        this.#skipTo('\n');
      } else if (this.#isSvelte && this.#at('/*')) {
        this.#skipTo('*/');
      } else if (this.#match(/[^\s=/>"'{]+/y)) {
        if (this.#match(/\s*=\s*/y)) {
          this.#readAttributeValue();
        }
      } else {
        this.#position += 1;
      }
    }
    this.#complete = false;
    return true;
  }

  #readAttributeValue(): void {
    const quote = this.#match(/["']/y)?.[0];
    if (quote === undefined) {
      if (this.#isSvelte && this.#at('{')) {
        this.#readExpression();
      } else {
        this.#match(/[^\s>]+/y); // an unquoted value is never edited
      }
      return;
    }
    const stop = new RegExp(this.#isSvelte ? `[{${quote}]` : quote, 'g');
    while (this.#position < this.#text.length) {
      const start = this.#position;
      stop.lastIndex = start;
      const end = stop.exec(this.#text)?.index ?? this.#text.length;
      this.#position = end;
      this.#add(start, end, 'attribute');
      if (!this.#at('{')) {
        this.#complete &&= this.#at(quote);
        this.#position += 1;
        return;
      }
      this.#readExpression();
    }
    this.#complete = false;
  }

  #readExpression(): void {
    this.#position += 1;
    this.#match(BLOCK_SIGN);
    const script = scanScript(this.#text, this.#position, { ...this.#options, until: 'brace' });
    this.#segments.push(...script.segments);
    this.#complete &&= script.complete;
    this.#position = script.end;
  }

  #add(start: number, end: number, kind: 'text' | 'attribute'): void {
    if (this.#text.slice(start, end).trim() === '') {
      return;
    }
    const encodings = this.#isSvelte
      ? { text: svelteText, attribute: svelteAttribute }
      : { text: markupText, attribute: markupAttribute };
    this.#segments.push({ start, end, kind, encoding: encodings[kind] });
  }

  #at(text: string): boolean {
    return this.#text.startsWith(text, this.#position);
  }

  #match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#position;
    const match = sticky.exec(this.#text) ?? undefined;
    this.#position += match?.[0].length ?? 0;
    return match;
  }

  #skipTo(end: string): void {
    const index = this.#text.indexOf(end, this.#position + 1);
    this.#complete &&= index >= 0;
    this.#position = index < 0 ? this.#text.length : index + end.length;
  }
}

/** Reads a Svelte component. */
export function scanSvelte(text: string, options: ScanOptions): Scan {
  return new MarkupScanner(text, 'svelte', options).scan();
}

/** Reads an HTML page with its inline scripts. */
export function scanHtml(text: string, options: ScanOptions): Scan {
  return new MarkupScanner(text, 'html', options).scan();
}

/** Reads an XML document. */
export function scanXml(text: string, options: ScanOptions): Scan {
  return new MarkupScanner(text, 'xml', options).scan();
}
