import path from 'node:path';
import { Brand, type BrandInput, Trial } from '@livery/contracts';
import { brandFromBundle } from '../brand/loadBrand';
import { loadProfiles } from '../profile/loadProfile';
import { openUpstream, plan } from './plan';
import { TRIAL_LANGUAGES, type TrialPlace, tryText } from './tryText';

const root = path.join(__dirname, '../../../..');
const profiles = loadProfiles(path.join(root, 'profiles'));

function brandOf(fields: Partial<BrandInput>): Brand {
  return Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme', ...fields });
}

function tryForTest(text: string, fields: Partial<BrandInput> = {}, place?: TrialPlace): Trial {
  const { profile } = profiles.find(loaded => loaded.profile.id === 'open-webui')!;
  return Trial.parse(tryText(text, profile, brandOf(fields), place));
}

describe('A text is tried', () => {
  const rules: BrandInput['rules'] = [{ pattern: 'Help us', replacement: 'Tell <us>' }];

  it('as HTML when nothing else is said, and every match is named', () => {
    const trial = tryForTest('<p title="Open WebUI">\n  Help us</p>', { rules });
    expect(trial).toEqual({
      result: '<p title="Acme">\n  Tell &lt;us&gt;</p>',
      matches: [
        { line: 1, column: 11, kind: 'attribute', rule: 'name', before: 'Open WebUI', after: 'Acme' },
        { line: 2, column: 3, kind: 'text', rule: 'rule-1', before: 'Help us', after: 'Tell &lt;us&gt;' },
      ],
      refused: [],
      unwritable: [],
    });
  });

  it.each(TRIAL_LANGUAGES)('in the language %s', language => {
    expect(tryForTest('', { rules }, { language })).toMatchObject({ result: '', matches: [] });
  });

  it('in the language of its file, by the rules for that file', () => {
    const scoped: BrandInput['rules'] = [{ pattern: 'Help', replacement: 'Aid', files: ['src/a/*.svelte'] }];
    const text = `<p>{$i18n.t('Help')} Help</p>`;
    expect(tryForTest(text, { rules: scoped }, { file: 'src/a/b.svelte' }).result).toBe(
      `<p>{$i18n.t('Help')} Aid</p>`,
    );
    expect(tryForTest(text, { rules: scoped }, { file: 'src/b.svelte' }).matches).toEqual([]);
    expect(tryForTest('<p>Help</p>', { rules: scoped }).result).toBe('<p>Aid</p>');
  });

  it('as a translation where its file holds translations', () => {
    const trial = tryForTest(
      '{"Open WebUI": "", "Sign in to {{WEBUI_NAME}}": "{{WEBUI_NAME}}"}',
      {},
      { file: 'src/lib/i18n/locales/de-DE/translation.json' },
    );
    expect(trial.result).toBe('{"Open WebUI": "Acme", "Sign in to {{WEBUI_NAME}}": "{{WEBUI_NAME}}"}');
    expect(trial.matches).toEqual([{ line: 1, column: 17, kind: 'value', before: '', after: 'Acme' }]);
  });

  it('with what the profile protects left alone, and the reason', () => {
    const text = '<p>open-webui open-webui Open WebUI License</p>';
    const trial = tryForTest(text, { rules: [{ pattern: 'open-webui', replacement: 'acme' }] });
    expect(trial.result).toBe(text);
    expect(trial.refused).toEqual([
      { pattern: 'open-webui', reason: expect.stringContaining('package name'), matches: 2 },
      { pattern: expect.stringContaining('License'), reason: expect.stringContaining('licence'), matches: 1 },
    ]);
  });

  it('with what an unsafe rule goes over named', () => {
    const unsafe: BrandInput['rules'] = [{ pattern: 'open-webui', replacement: 'acme', unsafe: true }];
    expect(tryForTest('open-webui', { rules: unsafe }).matches).toMatchObject([
      { rule: 'rule-1', after: 'acme', overridden: 'open-webui' },
    ]);
  });

  it('with places that cannot hold the name reported', () => {
    const trial = tryForTest(`a = b'Open WebUI'`, { name: 'Größe' }, { language: 'python' });
    expect(trial).toMatchObject({
      result: `a = b'Open WebUI'`,
      unwritable: [{ line: 1, column: 7, kind: 'string', text: 'Größe' }],
    });
  });

  it.each<[string, string, TrialPlace, RegExp]>([
    ['it cannot be read', '{"a": "Open WebUI', { language: 'json' }, /cannot be read as json/],
    ['its file is protected', 'Open WebUI', { file: 'LICENSE' }, /The profile open-webui protects LICENSE/],
    ['its file is not scanned', 'Open WebUI', { file: 'a/b.bin' }, /does not scan a\/b.bin/],
  ])('and left alone when %s', (_name, text, place, leftAlone) => {
    expect(tryForTest(text, {}, place)).toEqual({
      result: text,
      matches: [],
      refused: [],
      unwritable: [],
      leftAlone: expect.stringMatching(leftAlone),
    });
  });

  it('with the result that the plan of a whole source has', async () => {
    const tree = openUpstream(path.join(root, 'profiles/open-webui/fixture/upstream'));
    const fields: Partial<BrandInput> = {
      rules: [
        { pattern: 'chat', replacement: 'talk' },
        { pattern: '(\\w+) models', replacement: 'models, $1', use_regex: true, files: ['src/**'] },
      ],
    };
    const brand = brandFromBundle({ brand: brandOf(fields), assets: {} });
    const { changes, report } = await plan({
      tree,
      upstream: { source: 'fixture' },
      profiles,
      brand,
      today: '2026-01-01',
    });
    const planned = new Map(changes.map(({ file, content }) => [file, content?.toString()]));
    const patches = report.rules.filter(({ id }) => !/^rule-|^(?:name|spellings|short-name)$/.test(id));
    const others = new Set([
      ...patches.flatMap(({ files }) => Object.keys(files)),
      ...report.assets.map(({ file }) => file),
    ]);
    let changed = 0;
    for (const file of tree.files.filter(candidate => !others.has(candidate))) {
      const text = tree.read(file).toString();
      const { result } = tryForTest(text, fields, { file });
      expect({ file, result }).toEqual({ file, result: planned.get(file) ?? text });
      changed += result === text ? 0 : 1;
    }
    expect(changed).toBeGreaterThan(20);
  });

  it('and a rule that cannot run is refused', () => {
    expect(() => tryForTest('a', { rules: [{ pattern: '(', replacement: '', use_regex: true }] })).toThrow(
      expect.objectContaining({ code: 'brand-invalid' }),
    );
  });
});
