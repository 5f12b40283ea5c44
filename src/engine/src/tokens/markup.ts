import { StartTag } from './attributes';
import { scanCss, scanScss } from './css';
import { characterData, markupAttribute, markupText, svelteAttribute, svelteText } from './encodings/markup';
import { scanScript } from './javascript';
import type { Scan, ScanOptions, Segment } from './segment';

/** Which language the tags belong to. */
export type MarkupDialect = 'html' | 'svelte' | 'xml';

/** Elements whose content is not markup: https://html.spec.whatwg.org/multipage/syntax.html#raw-text-elements */
const RAW_ELEMENTS = new Set(['script', 'style']);

/** Attributes that hold a program or a document: escaping a name for markup does not make it harmless there. */
const CODE_ATTRIBUTE = /^(?:on|style$|srcdoc$)/i;

const CDATA_START = '<![CDATA[';
const CDATA_END = ']]>';

/** The sign of a Svelte block or tag, which would not be JavaScript: `{#if`, `{:else if`, `{/each`, `{@html`. */
const BLOCK_SIGN = /\s*(?:[#:/@][a-z]+(?:[ \t]+if\b)?)?/y;

/** The sign of an attachment among the attributes of a Svelte element: `{@attach …}`. */
const ATTACHMENT_SIGN = /\s*(?:@[a-z]+)?/y;

/** Where text ends. XML names may start with more than a letter: https://www.w3.org/TR/xml/#NT-NameStartChar */
const TEXT_END: Readonly<Record<MarkupDialect, RegExp>> = {
  html: /<(?=[a-z/!?])/gi,
  svelte: /\{|<(?=[a-z/!?])/gi,
  xml: /<(?=[a-z/!?_:\u0080-\uffff])/gi,
};

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
    this.#options = { translationCalls: options.translationCalls };
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
    const stop = TEXT_END[this.#dialect];
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
      this.#readExpression(BLOCK_SIGN);
    } else if (this.#at('<!--')) {
      this.#skipTo('-->');
    } else if (this.#at(CDATA_START)) {
      this.#readCharacterData();
    } else if (this.#at('<?')) {
      this.#skipTo('?>');
    } else if (this.#at('<!') || this.#at('</')) {
      this.#skipTo('>');
    } else {
      this.#readElement();
    }
  }

  /** Text in XML that nothing escapes, and a comment elsewhere: https://www.w3.org/TR/xml/#sec-cdata-sect */
  #readCharacterData(): void {
    const start = this.#position + CDATA_START.length;
    this.#skipTo(CDATA_END);
    const end = this.#position - CDATA_END.length;
    if (this.#dialect === 'xml' && this.#text.slice(start, end).trim() !== '') {
      this.#segments.push({ start, end, kind: 'text', encoding: characterData });
    }
  }

  /** A start tag and, for a raw element, what it holds. */
  #readElement(): void {
    const element = this.#match(/<([^\s/>{]+)/y)?.[1] ?? '';
    const tag = new StartTag(element, this.#dialect);
    const selfClosed = this.#readAttributes(tag);
    tag.settle(this.#segments);
    const name = element.toLowerCase();
    const format = tag.valueOf('type') + tag.valueOf('lang');
    if (this.#dialect === 'xml' || selfClosed || !RAW_ELEMENTS.has(name)) {
      return;
    }
    const closing = new RegExp(`</${name}`, 'gi');
    closing.lastIndex = this.#position;
    const end = closing.exec(this.#text)?.index;
    this.#complete &&= end !== undefined;
    const contentStart = this.#position;
    this.#position = end ?? this.#text.length;
    // <script type="application/ld+json"> and its like hold data, not a program.
    if (name === 'script' && !/json|importmap|template/i.test(format)) {
      this.#readScript(contentStart, this.#position);
    } else if (name === 'style' && !/less|sass|styl/i.test(format)) {
      this.#readStyle(contentStart, this.#position, /scss/i.test(format) ? scanScss : scanCss);
    }
  }

  #readScript(start: number, end: number): void {
    const script = scanScript(this.#text.slice(start, end), 0, { ...this.#options, until: 'end' });
    this.#complete &&= script.complete;
    this.#addInner(script, start);
  }

  /** A style that cannot be read is passed over: whatever it is written in, the page around it is not affected. */
  #readStyle(start: number, end: number, scanner: (text: string) => Scan): void {
    const style = scanner(this.#text.slice(start, end));
    if (style.complete) {
      this.#addInner(style, start);
    }
  }

  #addInner({ segments }: Scan, shift: number): void {
    for (const segment of segments) {
      this.#segments.push({ ...segment, start: segment.start + shift, end: segment.end + shift });
    }
  }

  /**
   * Attributes up to and with the `>`.
   *
   * @returns whether the tag closes itself
   */
  #readAttributes(tag: StartTag): boolean {
    while (this.#position < this.#text.length) {
      this.#match(/\s+/y);
      if (this.#match(/\/>/y)) {
        return true;
      }
      if (this.#match(/>/y)) {
        return false;
      }
      if (this.#isSvelte && this.#at('{')) {
        this.#readExpression(ATTACHMENT_SIGN);
      } else if (this.#isSvelte && this.#at('//')) {
        this.#skipTo('\n');
      } else if (this.#isSvelte && this.#at('/*')) {
        this.#skipTo('*/');
      } else {
        const name = this.#match(/[^\s=/>"'{]+/y)?.[0];
        if (name === undefined) {
          this.#position += 1;
        } else if (this.#match(/\s*=\s*/y)) {
          const [start, firstSegment] = [this.#position, this.#segments.length];
          this.#readAttributeValue(name);
          const value = this.#text.slice(start, this.#position).replace(/^(["'])(.*)\1$/s, '$2');
          tag.add(name, value, firstSegment, this.#segments.length);
        }
      }
    }
    this.#complete = false;
    return true;
  }

  #readAttributeValue(name: string): void {
    const quote = this.#match(/["']/y)?.[0];
    if (quote === undefined) {
      this.#readUnquotedValue();
      return;
    }
    const isCode =
      CODE_ATTRIBUTE.test(name) ||
      /^\s*javascript:/i.test(this.#text.slice(this.#position, this.#position + 64));
    const stop = new RegExp(this.#isSvelte ? `[{${quote}]` : quote, 'g');
    while (this.#position < this.#text.length) {
      const start = this.#position;
      stop.lastIndex = start;
      const end = stop.exec(this.#text)?.index ?? this.#text.length;
      this.#position = end;
      if (!isCode) {
        this.#add(start, end, 'attribute');
      }
      if (!this.#at('{')) {
        this.#complete &&= this.#at(quote);
        this.#position += 1;
        return;
      }
      this.#readExpression();
    }
    this.#complete = false;
  }

  /** The text of an unquoted value is never edited: it has no quote to escape. */
  #readUnquotedValue(): void {
    const text = this.#isSvelte ? /[^\s>{]+/y : /[^\s>]+/y;
    for (;;) {
      if (this.#isSvelte && this.#at('{')) {
        this.#readExpression();
      } else if (!this.#match(text)) {
        return;
      }
    }
  }

  /** @param sign - what may stand before the JavaScript of this place */
  #readExpression(sign?: RegExp): void {
    this.#position += 1;
    if (sign) {
      this.#match(sign);
    }
    const script = scanScript(this.#text, this.#position, { ...this.#options, until: 'brace' });
    this.#addInner(script, 0);
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
