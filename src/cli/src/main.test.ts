import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Report } from '@livery/contracts';
import { digestOf } from '@livery/engine';
import { type Answer, runLivery } from './testing';

const root = path.join(__dirname, '../../..');
const upstream = path.join(root, 'profiles/open-webui/fixture/upstream');
const sampleBrand = path.join(root, 'portal/sample-brand');
const logo = path.join(sampleBrand, 'assets/icon.png');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  cpSync(upstream, path.join(folder, 'source'), { recursive: true });
  cpSync(sampleBrand, path.join(folder, 'brand'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);

/** Runs a command line in which `@` stands for the test's own folder. */
function livery(command: string): Promise<Answer> {
  const words = command.match(/"[^"]*"|\S+/g) ?? [];
  return runLivery(words.map(word => word.replace(/"/g, '').replace(/^@/, `${folder}/`)));
}

function snapshot(): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map(entry => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), digestOf(readFileSync(file))];
    }),
  );
}

describe('livery', () => {
  it('explains itself', async () => {
    for (const command of ['', '--help', 'plan --help', 'brand init --help']) {
      const { code } = await livery(command);
      expect(code).toBe(0);
    }
  });

  it('plan says what would change, for people and as one JSON document, and writes nothing', async () => {
    const before = snapshot();
    const text = await livery('plan @source --brand @brand');
    expect(text).toMatchObject({ code: 0 });
    expect(text.out).toContain('open-webui 0.11.0-demo → Meridian Chat');
    expect(text.out).toMatch(/^name +\d+ +\d+ {2}ok +Open WebUI$/m);
    expect(text.messages).toContain('Nothing was written.');
    const json = await livery('plan @source --brand @brand --json');
    expect(json).toMatchObject({ code: 0, messages: '' });
    expect(Report.parse(JSON.parse(json.out))).toMatchObject({ applied: false, totals: { residue: 0 } });
    expect(snapshot()).toEqual(before);
  });

  it('apply brands in place or into a new folder with the same bytes, and leaves the source alone', async () => {
    const source = snapshot();
    expect(
      await livery('apply @source --brand @brand --out @deep/branded --report @report.json'),
    ).toMatchObject({ code: 0, out: '' });
    const after = snapshot();
    for (const [file, digest] of Object.entries(source)) {
      expect(after[file]).toBe(digest);
    }
    expect(Report.parse(JSON.parse(readFileSync(at('report.json'), 'utf8')))).toMatchObject({
      applied: true,
    });
    expect(readdirSync(at('deep'))).toEqual(['branded']);

    expect(await livery('apply @source --brand @brand')).toMatchObject({ code: 0 });
    const both = snapshot();
    const below = (name: string) =>
      Object.fromEntries(
        Object.entries(both).flatMap(([file, digest]) =>
          file.startsWith(`${name}/`) ? [[file.slice(name.length), digest]] : [],
        ),
      );
    expect(below('source')).toEqual(below('deep/branded'));
  });

  it('zip packs a branded repository at a ref', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], {
        cwd: at('source'),
        stdio: 'pipe',
      });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'First');
    const { code, messages, out } = await livery('zip @source#main --brand @brand --out @x.zip --json');
    expect({ code, messages }).toMatchObject({
      code: 0,
      messages: expect.stringMatching(/Packed \d+ files into x.zip/),
    });
    const report = Report.parse(JSON.parse(out));
    expect(report.outputs).toEqual([
      expect.objectContaining({ kind: 'zip', digest: digestOf(readFileSync(at('x.zip'))) }),
    ]);
    expect(report.upstream.commit).toMatch(/^[0-9a-f]{40}$/);
  });

  it('brand init makes a folder that brand check finds right and plan can use', async () => {
    const made = await livery(
      `brand init @new --name "The 'Bot'" --logo ${logo} --licence max-50-users --users 12 --reference T-1 --acknowledged-by Me`,
    );
    expect(made).toMatchObject({ code: 0, messages: expect.stringContaining('Next: livery plan SOURCE') });
    expect(await livery('brand check @new')).toMatchObject({
      code: 0,
      messages: expect.stringContaining("is right: The 'Bot', 1 assets"),
    });
    const { out } = await livery('plan @source --brand @new --json');
    expect(Report.parse(JSON.parse(out))).toMatchObject({
      brand: { name: "The 'Bot'" },
      totals: { assetsWritten: 21 },
    });
  });

  const brandYaml = (extra: string) => `apiVersion: livery/v1\nkind: Brand\nname: Acme\n${extra}`;
  it.each<[string, string, string | undefined, number, RegExp]>([
    [
      'an unknown key in the brand',
      'apply @source --brand @bad',
      'colour: red',
      2,
      /bad\/brand.yaml is not valid: line 4: unknown key "colour"/,
    ],
    [
      'a wrong colour',
      'apply @source --brand @bad',
      'colours: {primary: teal}',
      2,
      /line 4: colours.primary: must be a hexadecimal colour such as #0b6e4f/,
    ],
    [
      'a missing logo',
      'apply @source --brand @bad',
      'assets: {icon: assets/none.png}',
      2,
      /names the asset assets\/none.png, but there is no such regular file/,
    ],
    [
      'a rule that matches nothing',
      'apply @source --brand @bad',
      'rules: [{pattern: zzz, replacement: y}]',
      3,
      /rule-1 \("zzz"\) matched 0 times instead of at least 1/,
    ],
    [
      'a rule that matches nothing, in a plan',
      'plan @source --brand @bad',
      'rules: [{pattern: zzz, replacement: y}]',
      3,
      /rule-1/,
    ],
    [
      'a rule that matches nothing, into a folder',
      'apply @source --brand @bad --out @new/deep',
      'rules: [{pattern: zzz, replacement: y}]',
      3,
      /rule-1/,
    ],
    [
      'a rule that matches nothing, into an archive',
      'zip @source --brand @bad --out @new.zip',
      'rules: [{pattern: zzz, replacement: y}]',
      3,
      /rule-1/,
    ],
    [
      'a brand that is not there',
      'apply @source --brand @none',
      undefined,
      2,
      /There is no brand at .*none: the file brand.yaml is missing. Make one with/,
    ],
    [
      'a source that is no repository',
      'apply @brand#main --brand @brand --out @new',
      undefined,
      2,
      /could not be read as a git repository/,
    ],
    [
      'a source that is no app',
      'apply @brand --brand @brand',
      undefined,
      2,
      /is not the source of an app that Livery knows/,
    ],
    [
      'a folder that does not exist',
      'apply @none --brand @brand',
      undefined,
      2,
      /There is no folder .*none to brand/,
    ],
    [
      'a folder that does not exist, into a new one',
      'apply @none --brand @brand --out @new',
      undefined,
      2,
      /There is no folder .*none to brand/,
    ],
    [
      'a repository without a place to put it',
      'apply https://example.org/a --brand @brand',
      undefined,
      2,
      /Say with --out/,
    ],
    [
      'a secret in the URL',
      'apply https://me:hunter2@example.org/a --brand @brand --out @new',
      undefined,
      2,
      /contains a user name or a password/,
    ],
    [
      'a target that is not empty',
      'apply @source --brand @brand --out @brand',
      undefined,
      2,
      /The folder .*brand exists already/,
    ],
    [
      'an archive that exists',
      'zip @source --brand @brand --out @brand/brand.yaml',
      undefined,
      2,
      /exists already/,
    ],
    [
      'an unknown profile',
      'plan @source --brand @brand --profile nothing',
      undefined,
      2,
      /There is no profile at/,
    ],
    [
      'a brand folder that is not empty',
      'brand init @brand --name A',
      undefined,
      2,
      /The brand folder .*brand exists already/,
    ],
    [
      'a logo that is none',
      'brand init @new --name A --logo @brand/brand.yaml',
      undefined,
      2,
      /neither a PNG nor an SVG/,
    ],
    [
      'a ground without a reference',
      'brand init @new --name A --licence written-permission',
      undefined,
      2,
      /licence.reference/,
    ],
    ['an unknown ground', 'brand init @new --name A --licence because', undefined, 2, /Allowed choices are/],
    ['an unknown command', 'paint @source', undefined, 2, /--help/],
    ['an unknown option', 'plan @source --brand @brand --paint', undefined, 2, /unknown option '--paint'/],
    ['a missing option', 'plan @source', undefined, 2, /required option '--brand <folder>' not specified/],
  ])(
    'refuses %s with one paragraph, and not a byte is written',
    async (_name, command, yaml, code, message) => {
      cpSync(at('brand'), at('bad'), { recursive: true });
      if (yaml !== undefined) {
        writeFileSync(at('bad/brand.yaml'), brandYaml(yaml));
      }
      const before = snapshot();
      const result = await livery(command);
      const paragraph = result.messages.split('\n').filter(line => line.startsWith('livery: '));
      expect(paragraph).toEqual([expect.stringMatching(message)]);
      expect(result.messages).not.toContain('hunter2');
      expect(result.code).toBe(code);
      expect(snapshot()).toEqual(before);
      expect(existsSync(at('new'))).toBe(false);
    },
  );

  it('prints one JSON document at the most, and writes the report of a run that stops', async () => {
    writeFileSync(at('brand/brand.yaml'), brandYaml('rules: [{pattern: zzz, replacement: y}]'));
    const planned = await livery('plan @source --brand @brand --json');
    expect(planned.code).toBe(3);
    expect(Report.parse(JSON.parse(planned.out)).rules[0]).toMatchObject({ met: false });
    expect(await livery('apply @source --brand @brand --report @report.json')).toMatchObject({ code: 3 });
    expect(Report.parse(JSON.parse(readFileSync(at('report.json'), 'utf8')))).toMatchObject({
      applied: false,
    });
  });

  it('verify proves a branded folder, and revert takes it back to the byte', async () => {
    const before = snapshot();
    await livery('apply @source --brand @brand');
    expect(await livery('verify @source --brand @brand')).toMatchObject({
      code: 0,
      messages: expect.stringMatching(
        /is right: all \d+ branded files are what Meridian Chat makes of 0.11.0-demo/,
      ),
    });
    writeFileSync(at('source/src/app.html'), 'other');
    const wrong = await livery('verify @source --brand @brand --json');
    expect(wrong).toMatchObject({
      code: 6,
      messages: expect.stringMatching(/src\/app.html is not what the brand makes/),
    });
    expect(await livery('revert @source')).toMatchObject({ code: 6 });
    rmSync(at('source'), { recursive: true });
    cpSync(upstream, at('source'), { recursive: true });
    await livery('apply @source --brand @brand');
    cpSync(at('brand'), at('other'), { recursive: true });
    writeFileSync(
      at('other/brand.yaml'),
      readFileSync(at('other/brand.yaml'), 'utf8').replace('Meridian Chat', 'Other Chat'),
    );
    expect(await livery('revert @source --brand @other')).toMatchObject({
      code: 2,
      messages: expect.stringMatching(/was branded as Meridian Chat, and not as Other Chat/),
    });
    rmSync(at('other'), { recursive: true });
    expect(await livery('revert @source --brand @brand')).toMatchObject({
      code: 0,
      messages: expect.stringMatching(/Took the branding/),
    });
    expect(snapshot()).toEqual(before);
    expect(await livery('revert @source')).toMatchObject({
      code: 2,
      messages: expect.stringMatching(/holds no record/),
    });
  });

  it('refuses a second run in a branded tree', async () => {
    await livery('apply @source --brand @brand');
    const before = snapshot();
    const { code, messages } = await livery('apply @source --brand @brand --json');
    expect(code).toBe(2);
    expect(messages).toMatch(/was branded by Livery before/);
    expect(snapshot()).toEqual(before);
  });

  it('says why as JSON too', async () => {
    const { out, code } = await livery('plan @none --brand @brand --json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      error: { code: 'source-not-found', message: expect.any(String), hint: expect.any(String) },
    });
  });
});
