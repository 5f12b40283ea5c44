import { SaxesParser } from 'saxes';

/**
 * Elements that run, load or need something. The branded app serves the picture from its own origin, so only what
 * https://www.w3.org/TR/SVG2/conform.html#secure-static-mode could show is let in.
 */
const REFUSED_ELEMENTS = new Set([
  'script',
  'foreignobject',
  'iframe',
  'object',
  'embed',
  'audio',
  'video',
  'handler',
  'listener',
  'set',
  'animate',
  'animatemotion',
  'animatetransform',
  'animatecolor',
  'discard',
  'style',
  'a',
]);

/** A reference within the picture, or a picture that it carries along. */
const OWN_REFERENCE = /^(?:#|data:image\/png;base64,)/;

/**
 * Looks for what an SVG asset must not hold.
 *
 * @returns why it is refused, as the end of a sentence, or undefined when it is harmless
 */
export function findSvgFault(text: string): string | undefined {
  let fault: string | undefined;
  const note = (reason: string) => {
    fault ??= reason;
  };
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', error => note(`is not well-formed XML (${error.message})`));
  parser.on('doctype', () => note('has a document type, which can define entities'));
  parser.on('processinginstruction', () => note('has a processing instruction'));
  parser.on('opentag', tag => {
    const name = tag.name.replace(/^.*:/, '').toLowerCase();
    if (name === 'text') {
      note('contains text, which needs a font that the reader may not have');
    } else if (REFUSED_ELEMENTS.has(name)) {
      note(`contains the element <${name}>`);
    }
    for (const [key, value] of Object.entries(tag.attributes)) {
      const attribute = key.replace(/^.*:/, '').toLowerCase();
      // A URL may be written with blanks and control characters in it, which the browser takes out.
      const compact = value.replace(/[\u0000-\u0020]/g, '');
      if (attribute.startsWith('on')) {
        note(`contains the event handler ${key}`);
      } else if (/^(?:href|src)$/.test(attribute) && !OWN_REFERENCE.test(compact)) {
        note(`refers to something outside of itself (${key})`);
      } else if (value.includes('\\')) {
        // An attribute is read as CSS, where "u\72l(" is "url(".
        note(`hides characters behind a backslash (${key})`);
      } else if (/url\((?!["']?#)|image-set\(|@import|javascript:/i.test(compact)) {
        note(`loads something from outside of itself (${key})`);
      }
    }
  });
  parser.write(text).close();
  return fault;
}
