import { Brand, type BrandInput } from '@livery/contracts';
import { digestOfJson } from '../digest';
import { licenceHash } from '../licence/licence';
import { Profile } from '../profile/schema';
import type { SourceTree } from '../tree/SourceTree';
import { plan } from './plan';

const licence = 'Do as you like.\n';

const profile = Profile.parse({
  apiVersion: 'livery/v1',
  kind: 'Profile',
  id: 'chat',
  title: 'Open Chat',
  detect: { file: 'package.json', name: 'chat' },
  versions: '*',
  names: [{ id: 'name', match: ['Open Chat'], replacement: '{name}', expect: { optional: true } }],
  residue: ['Open Chat'],
  protect: {
    text: [
      { pattern: 'Open Chat-User', reason: 'header' },
      { pattern: 'Open Chat Inc\\.', reason: 'copyright', legal: true },
    ],
    files: ['locked/**'],
    legalFiles: ['LICENSE', 'seats.py'],
  },
  text: [
    { files: ['locales/*.json'], language: 'json' },
    { files: ['**/*.py'], language: 'python' },
  ],
  options: {
    docstrings: { description: 'what developers read', kinds: ['docstring'] },
    news: { description: 'the news', text: [{ files: ['NEWS.md'], language: 'markdown' }] },
  },
  translations: {
    files: ['locales/*.json'],
    calls: ['t'],
    placeholder: '\\{\\{[^{}]*\\}\\}',
    statements: [{ pattern: 'is free', reason: 'speaks of money' }],
  },
  licence: {
    file: 'LICENSE',
    texts: [
      {
        id: 'free',
        sha256: licenceHash(Buffer.from(licence)),
        spdx: 'MIT',
        rebrand: 'allowed',
        notice: 'Keep it.',
      },
    ],
  },
});

function treeOf(files: Record<string, string>): SourceTree {
  const all: Record<string, string> = {
    LICENSE: licence,
    'package.json': '{"name": "chat", "version": "1.0.0"}',
    ...files,
  };
  return {
    location: '/tree',
    files: Object.keys(all).sort(),
    has: file => file in all,
    read: file => Buffer.from(all[file] ?? ''),
  };
}

async function brandTree(files: Record<string, string>, input: Partial<BrandInput>) {
  const brand = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme', ...input });
  const { report, changes } = await plan({
    tree: treeOf(files),
    upstream: { source: 'test' },
    profiles: [{ profile, digest: digestOfJson(profile), licences: new Map() }],
    brand: { brand, assets: new Map(), digest: digestOfJson(brand) },
    today: '2026-11-20',
  });
  const text = (file: string) =>
    changes.find(change => change.file === file)?.content?.toString() ?? files[file];
  return { report, text, codes: report.findings.map(({ code }) => code) };
}

describe('A translation that does not name the app although its English sentence does', () => {
  const files = {
    'locales/de.json': '{\n  "About Open Chat": "Über uns"\n}\n',
    'locales/fr.json': '{\n  "About Open Chat": "À propos"\n}\n',
  };

  it('is reported and left alone', async () => {
    const { text, codes } = await brandTree(files, {});
    expect(text('locales/de.json')).toContain('Über uns');
    expect(codes).toEqual(['translation-without-name', 'translation-without-name']);
  });

  it('gives way to the English sentence in all locales, or in one', async () => {
    const all = await brandTree(files, { translations: { unnamed: 'blank' } });
    expect(all.text('locales/de.json')).toContain('"About Open Chat": "About Acme"');
    expect(all.codes).toEqual([]);
    const one = await brandTree(files, { translations: { locales: { fr: 'blank' } } });
    expect(one.text('locales/de.json')).toContain('Über uns');
    expect(one.text('locales/fr.json')).toContain('"About Open Chat": "About Acme"');
    expect(one.codes).toEqual(['translation-without-name']);
  });

  it('gives way to a text of the brand, escaped for its place', async () => {
    const texts = { de: { 'About Open Chat': 'Über "uns"\\' } };
    const { text, codes } = await brandTree(files, { translations: { texts } });
    expect(JSON.parse(text('locales/de.json') ?? '')).toEqual({ 'About Open Chat': 'Über "uns"\\' });
    expect(codes).toEqual(['translation-without-name']);
  });
});

describe('A text of the brand for a translation', () => {
  it('holds what the app fills in, or is refused', async () => {
    const files = {
      'locales/de.json': '{"Open Chat {{VERSION}}": "Open Chat {{VERSION}}", "Hi {{NAME}}": ""}',
    };
    const texts = (text: string) => ({ translations: { texts: { de: { 'Hi {{NAME}}': text } } } });
    const { text } = await brandTree(files, texts('Moin, {{NAME}}!'));
    expect(text('locales/de.json')).toBe(
      '{"Open Chat {{VERSION}}": "Acme {{VERSION}}", "Hi {{NAME}}": "Moin, {{NAME}}!"}',
    );
    for (const wrong of ['Moin', 'Moin {{NAME}} {{NAME}}', 'Moin {{OTHER}}', '$t(x) {{NAME}}']) {
      await expect(brandTree(files, texts(wrong))).rejects.toMatchObject({ code: 'brand-invalid' });
    }
  });
});

describe('A translation that a rule fills in', () => {
  const files = { 'locales/de.json': '{"Read {{NAME}}": "", "Open Chat on {{NAME}}": ""}' };

  it('keeps what the app fills in, and gets nothing else that the translator would read as code', async () => {
    const { text, codes } = await brandTree(files, {
      rules: [{ pattern: 'Read', replacement: '$t(Users) {{x}}' }],
    });
    expect(text('locales/de.json')).toBe(
      '{"Read {{NAME}}": "", "Open Chat on {{NAME}}": "Acme on {{NAME}}"}',
    );
    expect(codes).toEqual(['place-unwritable']);
  });

  it('stands in a locale that is called like a part of the language', async () => {
    const { text } = await brandTree(
      { 'locales/constructor.json': '{"name": "Nom", "length": "Open Chat"}' },
      { rules: [{ pattern: 'x+', replacement: 'y', use_regex: true, expect: { optional: true } }] },
    );
    expect(text('locales/constructor.json')).toBe('{"name": "Nom", "length": "Acme"}');
  });
});

describe('A sentence that states a fact about the upstream', () => {
  it('is branded and listed once, whatever the number of locales', async () => {
    const { text, report } = await brandTree(
      {
        'locales/de.json': '{"Open Chat is free.": ""}',
        'locales/fr.json': '{"Open Chat is free.": "Open Chat est gratuit."}',
      },
      {},
    );
    expect(text('locales/fr.json')).toBe('{"Open Chat is free.": "Acme est gratuit."}');
    expect(report.findings).toEqual([
      expect.objectContaining({
        code: 'statement-about-upstream',
        message: expect.stringMatching(/"Open Chat is free\.".*speaks of money/),
      }),
    ]);
  });
});

describe('Text that the profile protects', () => {
  const files = {
    'app.py': 'a = "Open Chat-User"\nb = "(c) Open Chat Inc."\n',
    'locked/keys.py': 'c = "Open Chat"\n',
    'seats.py': 'd = "Open Chat"\n',
  };
  const rule = { pattern: 'Open Chat', replacement: 'Acme', kinds: ['string' as const] };

  it('stays, whoever wrote the rule', async () => {
    const { text, report } = await brandTree(files, { rules: [{ ...rule, expect: { optional: true } }] });
    expect(Object.keys(files).map(text)).toEqual(Object.values(files));
    expect(report.totals.protectedHits).toBe(2);
  });

  it('gives way to a rule that says it is unsafe, with a finding for each place; licences stay all the same', async () => {
    const { text, report, codes } = await brandTree(files, { rules: [{ ...rule, unsafe: true }] });
    expect(text('app.py')).toBe('a = "Acme-User"\nb = "(c) Open Chat Inc."\n');
    expect(text('locked/keys.py')).toBe('c = "Acme"\n');
    expect(text('seats.py')).toBe(files['seats.py']);
    expect(codes).toEqual(['protection-overridden']);
    expect(report.findings[0]).toMatchObject({ place: { file: 'app.py', line: 1, column: 6 } });
  });
});

describe('What a profile offers on request', () => {
  const files = {
    'app.py': 'def f():\n    """Open Chat for developers."""\n    return "Open Chat"\n',
    'NEWS.md': '# Open Chat\n\n`Open Chat`\n',
  };

  it('is left alone unless the brand includes it', async () => {
    const without = await brandTree(files, {});
    expect(without.text('app.py')).toBe(files['app.py'].replace('"Open Chat"\n', '"Acme"\n'));
    expect(without.text('NEWS.md')).toBe(files['NEWS.md']);
    const included = await brandTree(files, { include: ['docstrings', 'news'] });
    expect(included.text('app.py')).toBe(files['app.py'].replaceAll('Open Chat', 'Acme'));
    expect(included.text('NEWS.md')).toBe('# Acme\n\n`Open Chat`\n');
  });

  it('is named when the brand asks for something else', async () => {
    await expect(brandTree(files, { include: ['old-news'] })).rejects.toMatchObject({
      code: 'brand-invalid',
      hint: expect.stringContaining('docstrings (what developers read); news (the news)'),
    });
  });
});

describe('A text that its own parser refuses', () => {
  it('is left alone and reported, since nothing can be said of what an edit does to it', async () => {
    const broken = { 'app.py': 'x = = "Open Chat"\n', 'locales/de.json': '{"a": "Open Chat" "b"}' };
    const { text, report } = await brandTree(broken, {});
    expect(Object.keys(broken).map(text)).toEqual(Object.values(broken));
    expect(report.findings.map(({ code, message }) => [code, message])).toEqual([
      [
        'file-not-scannable',
        expect.stringContaining('app.py holds the name, but could not be read as python'),
      ],
      [
        'file-not-scannable',
        expect.stringContaining('locales/de.json holds the name, but could not be read as json'),
      ],
    ]);
    expect(report.totals).toMatchObject({ changedFiles: 0, replacements: 0 });
  });
});
