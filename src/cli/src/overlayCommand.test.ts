import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ImageOutput, Report } from '@livery/contracts';
import { describeWith } from '@livery/test/requirements';
import { Registry } from '@livery/test/support/registry';
import { pushSyntheticImage } from '@livery/test/support/syntheticImage';
import { parse, stringify } from 'yaml';
import { type Answer, runLivery } from './testing';

const sampleBrand = path.join(__dirname, '../../../portal/sample-brand');
const licence = {
  basis: 'enterprise-license',
  reference: 'C-1',
  acknowledgedBy: 'Legal',
  date: '2026-01-01',
  reviewBy: '2999-01-01',
};
const { XDG_CACHE_HOME, DOCKER_CONFIG } = process.env;

describeWith(['docker-registry'], 'livery image', () => {
  let registry: Registry;
  let locked: Registry;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
    // Neither the logins nor the cache of whoever runs the tests.
    process.env.XDG_CACHE_HOME = at('cache');
    process.env.DOCKER_CONFIG = at('docker');
    cpSync(sampleBrand, at('brand'), { recursive: true });
    const brand = parse(readFileSync(at('brand/brand.yaml'), 'utf8')) as object;
    writeFileSync(at('brand/brand.yaml'), stringify({ ...brand, licence }));
    registry = await Registry.start();
    locked = await Registry.start({ auth: { kind: 'htpasswd', users: { robot: 'password' } } });
    await pushSyntheticImage(registry.host, 'open/app', '1', { sizeBytes: 50_000, scripts: 1 });
  });
  afterAll(async () => {
    process.env.XDG_CACHE_HOME = XDG_CACHE_HOME ?? '';
    process.env.DOCKER_CONFIG = DOCKER_CONFIG ?? '';
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([registry.stop(), locked.stop()]);
  });

  const at = (name: string) => path.join(folder, name);

  /** Runs a command line in which `@` stands for the test's folder, `%` for the registry, and `!` for the one that lets nobody in. */
  function livery(command: string): Promise<Answer> {
    const words = command.split(' ');
    return runLivery(
      words.map(word =>
        word.replace(/^@/, `${folder}/`).replace('%', registry.host).replace('!', locked.host),
      ),
    );
  }

  const written = (of: Registry, repository: string) =>
    existsSync(path.join(of.storage, 'docker/registry/v2/repositories', repository));

  it('explains itself', async () => {
    expect(await livery('image --help')).toMatchObject({ code: 0 });
    expect(await livery('image')).toMatchObject({
      code: 2,
      messages: expect.stringContaining('--brand') as string,
    });
  });

  it('says what would change, and pushes nothing', async () => {
    const text = await livery('image %/open/app:1 --brand @brand --to %/dry/app:1 --dry-run');
    expect(text).toMatchObject({ code: 0, out: '' });
    expect(text.messages).toContain('open-webui 0.11.0-demo → Meridian Chat');
    expect(text.messages).toMatch(/The image would be sha256:[0-9a-f]{64}\. Nothing was pushed\./);
    const json = await livery('image %/open/app:1 --brand @brand --dry-run --json');
    const report = Report.parse(JSON.parse(json.out));
    expect(json).toMatchObject({ code: 0, messages: '' });
    expect(report.totals.residue).toBe(0);
    expect(report.images).toEqual([
      expect.objectContaining({ targets: [], digest: expect.stringMatching(/^sha256:/) as string }),
    ]);
    expect(written(registry, 'dry/app')).toBe(false);
  });

  it('pushes to all targets, and leaves them alone where nothing changed', async () => {
    const command =
      'image %/open/app:1 --brand @brand --to %/acme/app:1 --to %/acme/app:latest --report @report.json';
    const first = await livery(command);
    expect(first).toMatchObject({ code: 0, out: '' });
    const pushed = [...first.messages.matchAll(/^Pushed: (\S+)@(sha256:[0-9a-f]{64})$/gm)];
    expect(pushed.map(([, reference]) => reference)).toEqual([
      `${registry.host}/acme/app:1`,
      `${registry.host}/acme/app:latest`,
    ]);
    const report = Report.parse(JSON.parse(readFileSync(at('report.json'), 'utf8')));
    expect(report.images?.[0]).toMatchObject({
      digest: pushed[0]?.[2],
      perPlatform: [{ platform: 'linux/amd64' }, { platform: 'linux/arm64/v8' }],
    });
    const again = await livery('image %/open/app:1 --brand @brand --to %/acme/app:1 --json');
    expect(again).toMatchObject({ code: 0, messages: '' });
    const image = ImageOutput.parse(JSON.parse(again.out));
    expect(image).toMatchObject({ digest: pushed[0]?.[2], bytesUp: 0 });
    expect(image.requests).toBeLessThanOrEqual(4);
    const text = await livery('image %/open/app:1 --brand @brand --to %/acme/app:1');
    expect(text.messages).toContain(`Has it already: ${registry.host}/acme/app:1@${image.digest}`);
  });

  it('says which target failed of two, and what the other has got', async () => {
    const command = 'image %/open/app:1 --brand @brand --to !/team/app:1 --to %/partly/app:1';
    const text = await livery(command);
    expect(text.code).toBe(5);
    expect(text.messages).toContain('livery: 1 of 2 targets did not get the image.');
    expect(text.messages).toContain('[push-failed]');
    expect(text.messages).toMatch(/^Pushed: \S+\/partly\/app:1@sha256:/m);
    expect(text.messages).not.toMatch(/^(?:Pushed|Has it already): \S+\/team\/app/m);
    const json = await livery(`${command} --force --json`);
    expect(json.code).toBe(5);
    const { targets } = Report.parse(JSON.parse(json.out)).images?.[0] ?? {};
    expect(targets).toEqual([
      {
        reference: `${locked.host}/team/app:1`,
        error: expect.objectContaining({ code: 'registry-denied' }) as object,
      },
      { reference: `${registry.host}/partly/app:1`, digest: expect.stringMatching(/^sha256:/) as string },
    ]);
    expect(written(locked, 'team/app')).toBe(false);
  });

  it.each([
    ['no target', '%/open/app:1 --brand @brand', 'usage-invalid', 2],
    ['a name with capitals', '%/open/App:1 --brand @brand --dry-run', 'reference-invalid', 2],
    [
      'a target that is a digest',
      `%/open/app:1 --brand @brand --to %/x@sha256:${'0'.repeat(64)}`,
      'reference-invalid',
      2,
    ],
    ['a label without a value', '%/open/app:1 --brand @brand --dry-run --label team', 'usage-invalid', 2],
    [
      'a platform that is not there',
      '%/open/app:1 --brand @brand --dry-run --platform linux/s390x',
      'image-invalid',
      2,
    ],
    ['an image that is not there', '%/open/none:1 --brand @brand --dry-run', 'image-not-found', 2],
    ['a registry that lets nobody in', '!/open/app:1 --brand @brand --dry-run', 'registry-denied', 5],
  ])('refuses %s with one paragraph, and one document', async (_name, args, code, exitCode) => {
    const result = await livery(`image ${args} --json`);
    expect(result.code).toBe(exitCode);
    expect(result.messages.trimEnd().split('\n')).toHaveLength(1);
    expect(result.messages).toContain(`[${code}]`);
    expect(JSON.parse(result.out)).toEqual({
      error: {
        code,
        message: expect.stringMatching(/\.$/) as string,
        hint: expect.stringMatching(/\.$/) as string,
      },
    });
  });
});
