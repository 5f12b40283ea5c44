import { type Language, scanners } from './language';

/** The quoted values of a tag, as `kind:value`. */
function read(language: Language, text: string): string[] {
  const { segments, complete } = scanners[language](text, { translationCalls: [] });
  expect(complete).toBe(true);
  return segments.map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`);
}

describe('An attribute is text when people read it, and a reference when programs do', () => {
  it.each<[Language, string, string]>([
    ['html', 'title', '<a href="/q?name=a" title="b" class="c" id="d">'],
    ['html', 'alt', '<img src="/static/a.png" srcset="b" alt="c" data-chat="d" role="e" />'],
    ['html', 'placeholder', '<input placeholder="a" value="b" name="c" type="text">'],
    ['html', 'value', '<input value="a" name="b" type="submit">'],
    ['html', 'label', '<option value="a" label="b">'],
    ['html', 'aria-label', '<button aria-label="a" aria-labelledby="b" value="c" />'],
    ['html', 'content', '<meta content="a" name="apple-mobile-web-app-title">'],
    ['html', 'content', '<meta property="og:site_name" content="a">'],
    [
      'html',
      '',
      '<meta name="viewport" content="a"><meta content="b" http-equiv="refresh"><meta content="c">',
    ],
    ['html', 'title', '<link rel="search" title="a" href="/opensearch.xml">'],
    ['html', 'heading', '<my-card heading="a" class="b">'],
    ['svelte', 'title', '<path d="chat" title="a {b} c" /><svelte:element class="d" />'],
    ['svelte', 'heading', '<Card heading="a" className="b" bind:value="c" class="d" href="e" id="f" />'],
    ['svelte', 'heading', '<Card.Body heading="a" src="b" /><svelte:component this="c" heading="d" />'],
    ['jsx', 'title', '<a href="/q" title="a" className="b" htmlFor="c" xlink:href="d">{e}</a>'],
    ['jsx', 'heading', '<Card heading="a" className="b" icon={<i className="c" title="d" />} />'],
    ['jsx', 'content', '<meta content="a" name="description" />'],
    ['xml', 'title', '<svg viewBox="a"><a xlink:title="b" id="c" class="d"/></svg>'],
    ['xml', 'label', '<Url type="a" template="https://b/?q={c}" android:label="d"/>'],
  ])('in %s: %s', (language, name, text) => {
    const isRead = (attribute: string) =>
      attribute === name || attribute.endsWith(`:${name}`) || /^(?:heading|title)$/.test(attribute);
    const expected = [...text.matchAll(/\s([\w:-]+)="([^"]*)"/g)].flatMap(([, attribute = '', value = '']) =>
      (language === 'svelte' ? value.split(/\{b\}/) : [value]).map(
        part => `${isRead(attribute) ? 'attribute' : 'reference'}:${part}`,
      ),
    );
    expect(read(language, text).filter(found => /^(?:attribute|reference):/.test(found))).toEqual(expected);
  });
});

describe('A value of JSON is a reference when it is an address, a path or a media type', () => {
  it.each([
    'https://example.com/static',
    'https:\\/\\/example.com',
    '/static/favicon.png',
    './static',
    '../a',
    'static/icons/a.svg',
    '@scope/static/index.js',
    'image/png',
    'mailto:a@b.c',
    'data:image/png;base64,AAAA',
  ])('%s', value => {
    expect(read('json', `["${value}"]`)).toEqual([`reference:${value}`]);
  });

  it.each([
    'Open WebUI',
    'and/or',
    'Ja/Nein.',
    '/ for commands',
    'See https://example.com',
    'http',
    '#ffffff',
    'a.b',
    'Key:value',
    '',
  ])('and text when it is: %s', value => {
    expect(read('json', `["${value}"]`)).toEqual([`value:${value}`]);
  });
});
