import { mkdtempSync, rmSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { brandFromBundle, brandToBundle, loadBrand } from './loadBrand';

const png = PNG.sync.write(new PNG({ width: 4, height: 4 }));
const head = 'apiVersion: livery/v1\nkind: Brand\nname: Acme\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  mkdirSync(path.join(folder, 'assets'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(yaml: string, assets: Record<string, Buffer | string> = {}) {
  writeFileSync(path.join(folder, 'brand.yaml'), yaml);
  for (const [name, bytes] of Object.entries(assets)) {
    writeFileSync(path.join(folder, 'assets', name), bytes);
  }
  return loadBrand(folder);
}

describe('A brand folder', () => {
  it('is read with its assets, and converts into a bundle and back without loss', async () => {
    const loaded = await load(
      `${head}assets:\n  icon: assets/icon.png\nrules:\n  - {pattern: a, replacement: b}\n`,
      {
        'icon.png': png,
      },
    );
    expect(loaded.brand.rules[0]).toMatchObject({ use_regex: false, expect: { atLeast: 1 } });
    expect(loaded.assets.get('assets/icon.png')).toEqual(png);
    expect(brandFromBundle(brandToBundle(loaded))).toEqual(loaded);
  });

  it('has a digest that depends on its content and not on how it is written', async () => {
    const one = await load(head);
    const same = await load('# a remark\nname: "Acme"\nkind: Brand\napiVersion: livery/v1\n');
    const other = await load(head.replace('Acme', 'Acne'));
    expect(same.digest).toBe(one.digest);
    expect(other.digest).not.toBe(one.digest);
  });

  it.each<[string, string, string, RegExp]>([
    ['an unknown key', `${head}color: red\n`, 'brand-invalid', /line 4: unknown key "color"/],
    [
      'a nested unknown key',
      `${head}colours:\n  primry: '#fff'\n`,
      'brand-invalid',
      /line 5: unknown key "colours.primry"/,
    ],
    [
      'a wrong colour',
      `${head}colours:\n  primary: teal\n`,
      'brand-invalid',
      /line 5: colours.primary: must be a hexadecimal colour/,
    ],
    ['a missing name', 'apiVersion: livery/v1\nkind: Brand\n', 'brand-invalid', /name:/],
    [
      'a name that i18next would interpret',
      head.replace('Acme', '"{{x}}"'),
      'brand-invalid',
      /line 3: name: must not contain/,
    ],
    ...(
      [
        ['half a character', '"\\uD800x"', /control characters/],
        ['a line break of another kind', '"a\\u0085b"', /control characters/],
        ['a character that turns the text', '"a\\u202Eb"', /direction/],
        ['nothing that can be seen', '"\\u200B"', /can be seen/],
      ] as const
    ).map<[string, string, string, RegExp]>(([what, name, message]) => [
      `a name of ${what}`,
      head.replace('Acme', name),
      'brand-invalid',
      message,
    ]),
    [
      'a replacement with half a character',
      `${head}rules: [{pattern: a, replacement: "\\uD800"}]\n`,
      'brand-invalid',
      /rules.0.replacement: must not hold/,
    ],
    ['a key that no schema sees', `${head}assets: {__proto__: keep}\n`, 'brand-invalid', /"__proto__"/],
    [
      'a locale that is none',
      `${head}translations: {locales: {../de: blank}}\n`,
      'brand-invalid',
      /translations.locales/,
    ],
    ['YAML that is none', `${head}rules: [`, 'brand-invalid', /is not valid YAML/],
    ['a bomb of aliases', `${head}description: &a [x]\nrules: [*a]\n`, 'brand-invalid', /brand.yaml/],
    [
      'a missing logo',
      `${head}assets:\n  icon: assets/none.png\n`,
      'asset-missing',
      /names the asset assets\/none.png/,
    ],
    [
      'a path out of the folder',
      `${head}assets:\n  icon: assets/../../etc/passwd\n`,
      'brand-invalid',
      /must be a file directly in assets/,
    ],
    [
      'a text that is named picture',
      `${head}assets:\n  icon: assets/text.png\n`,
      'asset-invalid',
      /is not a PNG, ICO or SVG/,
    ],
    [
      'a PNG that is named SVG',
      `${head}assets:\n  icon: assets/png.svg\n`,
      'asset-invalid',
      /holds PNG data/,
    ],
    ['a link', `${head}assets:\n  icon: assets/link.png\n`, 'asset-missing', /no such regular file/],
    [
      'a ground without a count',
      `${head}licence: {basis: max-50-users, reference: a, acknowledgedBy: b, date: 2026-01-01, reviewBy: 2027-01-01}\n`,
      'brand-invalid',
      /users/,
    ],
  ])('is refused with %s, saying where', async (_name, yaml, code, message) => {
    symlinkSync('/etc/hostname', path.join(folder, 'assets', 'link.png'));
    const failed = load(yaml, { 'text.png': 'hello', 'png.svg': png });
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([
    ['a signature alone', png.subarray(0, 8)],
    ['a second header', Buffer.concat([png.subarray(0, 33), png.subarray(8, 33), png.subarray(33)])],
    ['nothing behind the header', png.subarray(0, 33)],
  ])('is refused with a PNG of %s', async (_name, bytes) => {
    const loading = load(`${head}assets:\n  icon: assets/a.png\n`, { 'a.png': Buffer.from(bytes) });
    await expect(loading).rejects.toMatchObject({
      code: 'asset-invalid',
      message: expect.stringMatching(/broken PNG/),
    });
  });

  it('is asked for when it is not there', async () => {
    await expect(loadBrand(path.join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'brand-not-found' });
  });
});

describe('An SVG asset is refused when it', () => {
  const svg = (content: string, attributes = '') =>
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1" ${attributes}>${content}</svg>`;

  it.each([
    ['runs a script', svg('<script>1</script>')],
    [
      'runs a script under another prefix',
      svg('<x:script xmlns:x="http://www.w3.org/2000/svg">1</x:script>'),
    ],
    ['handles events', svg('', 'onload="f()"')],
    ['embeds HTML', svg('<foreignObject/>')],
    ['defines entities', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('&a;')}`],
    ['loads a picture', svg('<image href="https://example.org/a.png"/>')],
    ['hides the address', svg('<image xlink:href="java&#10;script:f()"/>')],
    ['loads a style', svg('<rect style="fill: url(https://example.org)"/>')],
    ['hides that it loads', svg('<rect style="fill: u\\72l(https://example.org)"/>')],
    ['loads one picture of a set', svg('<rect style="fill: image-set(&quot;a.png&quot; 1x)"/>')],
    ['loads another drawing', svg('<use xlink:href="other.svg#a"/>')],
    ['carries another SVG along', svg('<image href="data:image/svg+xml;base64,PHN2Zz4="/>')],
    ['needs a font', svg('<text>a</text>')],
    ['is not well-formed', svg('<g>')],
    ['hides an address behind a backslash', svg('<rect style="fill:u\\72l(https://example.org)"/>')],
    ['loads a picture by its style', svg('<rect style="mask:image-set(\'https://example.org\')"/>')],
    [
      'brings a page along',
      svg('<h:meta xmlns:h="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0"/>'),
    ],
    ['leads elsewhere', svg('<a href="#x"><path d="M0 0"/></a>')],
    ['animates a link', svg('<animate attributeName="href"/>')],
  ])('%s', async (_name, content) => {
    const yaml = `${head}assets:\n  icon-svg: assets/a.svg\n`;
    await expect(load(yaml, { 'a.svg': content })).rejects.toMatchObject({ code: 'asset-invalid' });
  });

  it('and taken when it only draws', async () => {
    const content = svg(
      '<defs><linearGradient id="g"/></defs><path d="M0 0h1v1z" fill="url(#g)"/><use href="#g"/>',
    );
    await expect(
      load(`${head}assets:\n  icon-svg: assets/a.svg\n`, { 'a.svg': content }),
    ).resolves.toBeDefined();
  });
});
