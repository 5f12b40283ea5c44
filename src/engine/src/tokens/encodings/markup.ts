import { codePoint, type Encoding } from './encoding';

export const ENTITY = /&(?:#\d{1,8}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][\da-zA-Z]{1,31});/gu;

const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

export function decodeMarkup(raw: string): string {
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

/** The content of `<![CDATA[…]]>`. What ends it, or a part of that beside which the rest may stand, cannot be written there. */
export const characterData: Encoding = {
  encode: plain => (/\]\]|^[\]>]|\]$/.test(plain) ? undefined : plain),
  decode: raw => raw,
};

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
