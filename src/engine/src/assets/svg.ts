import { SaxesParser, type SaxesTagNS } from 'saxes';

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const XLINK_NAMESPACE = 'http://www.w3.org/1999/xlink';
const XML_NAMESPACES = new Set(['http://www.w3.org/XML/1998/namespace', 'http://www.w3.org/2000/xmlns/']);

/**
 * The elements that only draw. The branded app serves the picture from its own origin, so nothing that runs, animates, loads or
 * leads elsewhere is let in: https://www.w3.org/TR/SVG2/conform.html#secure-static-mode
 */
const ELEMENTS = new Set([
  'svg',
  'g',
  'defs',
  'symbol',
  'use',
  'title',
  'desc',
  'metadata',
  'switch',
  'path',
  'rect',
  'circle',
  'ellipse',
  'line',
  'polyline',
  'polygon',
  'image',
  'linearGradient',
  'radialGradient',
  'stop',
  'pattern',
  'clipPath',
  'mask',
  'marker',
  'view',
  'filter',
  'feBlend',
  'feColorMatrix',
  'feComponentTransfer',
  'feComposite',
  'feConvolveMatrix',
  'feDiffuseLighting',
  'feDisplacementMap',
  'feDistantLight',
  'feDropShadow',
  'feFlood',
  'feFuncA',
  'feFuncB',
  'feFuncG',
  'feFuncR',
  'feGaussianBlur',
  'feMerge',
  'feMergeNode',
  'feMorphology',
  'feOffset',
  'fePointLight',
  'feSpecularLighting',
  'feSpotLight',
  'feTile',
  'feTurbulence',
]);

/** Elements that editors leave behind: they draw nothing and hold nothing that a browser looks at. */
const EDITOR_NAMESPACE =
  /^http:\/\/(?:www\.inkscape\.org|sodipodi\.sourceforge\.net|ns\.adobe\.com|www\.bohemiancoding\.com|www\.figma\.com)\//;

/** A reference within the picture, or a picture that it carries along. */
const OWN_REFERENCE = /^(?:#|data:image\/png;base64,)/;

/** Ways for a value, which is read as CSS, to load something or to hide that it does. */
const LOADING_VALUE =
  /url\((?!["']?#)|image\(|image-set\(|src\(|element\(|@import|javascript:|expression\(|\\/i;

/**
 * Looks for what an SVG asset must not hold.
 *
 * @returns why it is refused, as the end of a sentence, or undefined when it is harmless
 */
export function findSvgFault(text: string): string | undefined {
  let fault: string | undefined;
  const note = (reason: string | undefined) => {
    fault ??= reason;
  };
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', error => note(`is not well-formed XML (${error.message})`));
  parser.on('doctype', () => note('has a document type, which can define entities'));
  parser.on('processinginstruction', () => note('has a processing instruction'));
  parser.on('opentag', tag => note(findTagFault(tag)));
  parser.write(text).close();
  return fault;
}

function findTagFault({ name, local, uri, attributes }: SaxesTagNS): string | undefined {
  if (uri === SVG_NAMESPACE && (local === 'text' || local === 'tspan' || local === 'textPath')) {
    return 'contains text, which needs a font that the reader may not have';
  }
  if (!(uri === SVG_NAMESPACE ? ELEMENTS.has(local) : EDITOR_NAMESPACE.test(uri))) {
    return `contains the element <${name}>`;
  }
  for (const attribute of Object.values(attributes)) {
    const fault = findAttributeFault(attribute);
    if (fault !== undefined) {
      return fault;
    }
  }
  return undefined;
}

function findAttributeFault(attribute: {
  name: string;
  local: string;
  uri: string;
  value: string;
}): string | undefined {
  const { name, local, uri, value } = attribute;
  if (XML_NAMESPACES.has(uri)) {
    return undefined;
  }
  // A URL may be written with blanks and control characters in it, which the browser takes out.
  const compact = value.replace(/[\u0000-\u0020]/g, '');
  if (/^on/i.test(local)) {
    return `contains the event handler ${name}`;
  }
  const isReference =
    /^(?:href|src|srcset|action|formaction|data|poster)$/i.test(local) || uri === XLINK_NAMESPACE;
  if (isReference && !(local === 'href' && OWN_REFERENCE.test(compact))) {
    return `refers to something outside of itself (${name})`;
  }
  return !isReference && LOADING_VALUE.test(compact)
    ? `loads something from outside of itself (${name})`
    : undefined;
}
