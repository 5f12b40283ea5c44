import type { Segment } from './segment';

/** What a tag is written in. */
export type TagDialect = 'html' | 'svelte' | 'xml' | 'jsx';

/** Attributes that people read or hear: https://html.spec.whatwg.org/multipage/indices.html#attributes-3 and https://www.w3.org/TR/wai-aria-1.3/ */
const READ = new Set(
  [
    'abbr alt label placeholder summary title',
    'aria-label aria-description aria-placeholder aria-roledescription aria-valuetext',
    'aria-braillelabel aria-brailleroledescription',
  ].flatMap(names => names.split(' ')),
);

/** Those of documents in XML, each of which has words of its own. */
const READ_IN_XML = new Set(['caption', 'description', 'displayname', 'hint', 'text', 'tooltip']);

/** What a <meta> says to people: its description, the names under which it is shared and installed. */
const READ_META = /(?:title|description|tooltip|name|alt|author|publisher|keywords)$/i;

/** Buttons show their value; in other fields it is what is sent. */
const BUTTON = /^(?:button|reset|submit)$/i;

/** What components hand on to an element, or bind. Their other attributes are for them alone, and mostly text. */
const PROGRAM =
  /^(?:class|classname|d|dir|for|href|htmlfor|id|key|lang|ref|rel|role|slot|src|srcset|style|target|this|type|viewbox|xmlns|data-.*|[^:]*:.*)$/i;

interface Attribute {
  readonly name: string;
  readonly firstSegment: number;
  readonly lastSegment: number;
}

/** A start tag while it is read. What an attribute is for can depend on one that comes behind it. */
export class StartTag {
  readonly #element: string;
  readonly #dialect: TagDialect;
  readonly #attributes: Attribute[] = [];
  readonly #values = new Map<string, string>();

  constructor(element: string, dialect: TagDialect) {
    this.#element = element;
    this.#dialect = dialect;
  }

  /**
   * @param value - as it is written, without quotes
   * @param firstSegment - index of the first segment of the value; `lastSegment` is the one behind its last
   */
  add(name: string, value: string, firstSegment: number, lastSegment: number): void {
    this.#attributes.push({ name, firstSegment, lastSegment });
    const lowerName = name.toLowerCase();
    // Of an attribute that is there twice the first counts: https://html.spec.whatwg.org/multipage/parsing.html#parse-error-duplicate-attribute
    if (!this.#values.has(lowerName)) {
      this.#values.set(lowerName, value);
    }
  }

  /** The value of an attribute as it is written; empty when there is none. */
  valueOf(name: string): string {
    return this.#values.get(name) ?? '';
  }

  /** Makes references of what only programs read, when the tag has come to its end. */
  settle(segments: Segment[]): void {
    for (const { name, firstSegment, lastSegment } of this.#attributes) {
      for (let index = firstSegment; index < lastSegment && !this.#isRead(name); index += 1) {
        const segment = segments[index];
        if (segment?.kind === 'attribute') {
          segments[index] = { ...segment, kind: 'reference' };
        }
      }
    }
  }

  #isRead(name: string): boolean {
    const isXml = this.#dialect === 'xml';
    const local = (isXml ? name.slice(name.indexOf(':') + 1) : name).toLowerCase();
    if (READ.has(local) || (isXml && READ_IN_XML.has(local))) {
      return true;
    }
    const element = this.#element.toLowerCase();
    if (element === 'meta' && local === 'content') {
      return READ_META.test(this.valueOf('name') || this.valueOf('property') || this.valueOf('itemprop'));
    }
    if (element === 'input' && local === 'value') {
      return BUTTON.test(this.valueOf('type'));
    }
    return this.#isComponent && !PROGRAM.test(name);
  }

  /** Components start with a capital letter or are members of something; elements of one's own have a hyphen. */
  get #isComponent(): boolean {
    switch (this.#dialect) {
      case 'xml':
        return false;
      case 'html':
        return this.#element.includes('-');
      default:
        return /^\p{Lu}|[.-]|^svelte:component$/u.test(this.#element);
    }
  }
}
