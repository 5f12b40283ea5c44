import path from 'node:path';
import { Brand, type BrandInput } from '@livery/contracts';
import { PNG } from 'pngjs';
import { loadProfiles } from '../profile/loadProfile';
import { type BrandImport, importBrand, importRulesInto } from './importBrand';
import { brandFromBundle, brandToBundle } from './loadBrand';

const profiles = loadProfiles(path.join(__dirname, '../../../../profiles'));

const importForTest = (document: unknown, options: Partial<BrandImport> = {}) =>
  importBrand(typeof document === 'string' ? document : JSON.stringify(document), {
    where: 'file.json',
    profiles,
    ...options,
  });

const brandOf = (fields: Partial<BrandInput> = {}) =>
  Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme', ...fields });

const template = {
  name: 'Acme theme',
  description: ' For Acme ',
  brand_name: 'Acme',
  replacement_rules: { 'Open WebUI': 'Acme', 'open-webui': 'acme' },
};
const logo = {
  file_name: 'logo.png',
  file_type: 'logo',
  file_path: 'customization/static/template_1/logo.png',
};

describe('A template of the Customizer', () => {
  it('becomes a brand with its name, description and rules, and says which assets are missing', () => {
    const { brand, notes } = importForTest({ template, assets: [logo] });
    expect(brand.brand).toMatchObject({
      name: 'Acme',
      description: 'For Acme',
      rules: [{ pattern: 'open-webui', replacement: 'acme', expect: { optional: true } }],
    });
    expect(notes).toMatchObject([
      { rule: 1, severity: 'dropped' },
      {
        severity: 'dropped',
        message: expect.stringMatching(/^The asset "logo.png" \(logo\) does not come along/),
      },
    ]);
  });

  it('is read as the API gave it, with or without rules', () => {
    expect(importForTest({ id: 3, ...template, is_default: false }).brand.brand.name).toBe('Acme');
    expect(importForTest({ ...template, replacement_rules: '{"a":"b"}' }).brand.brand.rules).toHaveLength(1);
    expect(importForTest({ ...template, replacement_rules: null }).brand.brand.rules).toEqual([]);
    expect(importForTest({ template: { ...template, replacement_rules: [] } }).brand.brand.rules).toEqual([]);
  });

  it('is chosen by its name from a backup of several', () => {
    const backup = {
      backup_date: '2025-11-01T00:00:00',
      templates: [
        { id: 1, ...template, assets: [{ ...logo, content: 'PNG' }] },
        { id: 2, ...template, name: 'Other', brand_name: 'Other', assets: [] },
      ],
    };
    expect(importForTest(backup, { template: 'Other' }).brand.brand.name).toBe('Other');
    expect(importForTest({ templates: backup.templates.slice(0, 1) }).notes).toHaveLength(2);
    expect(() => importForTest(backup)).toThrow('holds several templates: "Acme theme", "Other".');
    expect(() => importForTest(backup, { template: 'None' })).toThrow('holds no template "None"');
  });

  it('can be given another name', () => {
    expect(importForTest({ template }, { name: 'Meridian' }).brand.brand.name).toBe('Meridian');
  });
});

describe('A document is refused when it', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['is no JSON', '{', 'brand-invalid', /^file.json is not valid JSON: /],
    [
      'is rules without a name',
      { a: 'b' },
      'usage-invalid',
      /^file.json does not say what people shall read/,
    ],
    [
      'is a template without a name',
      { template: { ...template, brand_name: ' ' } },
      'usage-invalid',
      /does not say/,
    ],
    [
      'is a template with a name that nothing can hold',
      { template: { ...template, brand_name: '{{name}}' } },
      'brand-invalid',
      /does not make a brand: name: must not contain/,
    ],
    [
      'is a broken template',
      { template: { name: 3 } },
      'brand-invalid',
      /looks like templates .*: template.name: /,
    ],
    [
      'is a brand of another shape',
      { brand: { name: 'A' }, assets: {} },
      'brand-invalid',
      /brand.apiVersion: /,
    ],
    [
      'names an asset that it does not bring',
      { brand: brandOf({ assets: { icon: 'assets/a.png' } }), assets: {} },
      'asset-missing',
      /names the asset assets\/a.png/,
    ],
    [
      'brings an asset that is none',
      { brand: brandOf({ assets: { icon: 'assets/a.png' } }), assets: { 'assets/a.png': 'aGk=' } },
      'asset-invalid',
      /is not a PNG/,
    ],
    [
      'brings an asset to another place',
      { brand: brandOf(), assets: { 'assets/../../a': 'aGk=' } },
      'brand-invalid',
      /assets/,
    ],
    ['is something else', { a: [1] }, 'brand-invalid', /does not hold rules that Livery knows/],
    ['is a number', 3, 'brand-invalid', /does not hold rules/],
  ])('%s', (_name, document, code, message) => {
    expect(() => importForTest(document)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

describe('An exported brand', () => {
  const png = PNG.sync.write(new PNG({ width: 4, height: 4 }));
  const original = brandFromBundle({
    brand: brandOf({
      assets: { icon: 'assets/icon.png' },
      colours: { primary: '#123456' },
      rules: [{ pattern: 'a', replacement: 'b', unsafe: true }],
    }),
    assets: { 'assets/icon.png': png.toString('base64') },
  });

  it('is the same brand again, to the byte', () => {
    const { brand, notes } = importForTest(brandToBundle(original));
    expect(brand).toEqual(original);
    expect(notes).toEqual([]);
  });

  it('gives its rules to another brand, behind those that this one has', () => {
    const target = brandOf({ rules: [{ pattern: 'x', replacement: 'y' }] });
    const options = { where: 'file.json', profiles };
    const text = JSON.stringify(brandToBundle(original));
    const first = importRulesInto(target, text, options);
    expect(first.added).toEqual(original.brand.rules);
    expect(first.brand).toEqual({ ...target, rules: [...target.rules, ...original.brand.rules] });
    expect(importRulesInto(first.brand, text, options)).toEqual({
      brand: first.brand,
      added: [],
      notes: [{ rule: 1, severity: 'dropped', message: 'The brand has a rule that does the same.' }],
    });
  });
});
