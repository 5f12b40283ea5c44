import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type RunEvent, RunEvent as RunEventSchema, type StepKey } from '@livery/contracts';
import { type LoadedBrand, loadBrand } from '@livery/engine';
import { Engines, readProcessTable } from '@livery/test/support/engines';
import { type PipelineOptions, runPipeline } from '../runPipeline';
import { imageSteps } from './imageSteps';

const root = path.join(__dirname, '../../../..');
const { PATH } = process.env;

/** Stands for buildah where it is not the image that matters. */
const PRETENDER = `case "$1" in
  version) echo '{"version":"1.39.3"}';;
  inspect) echo '{"Manifest":"{\\"schemaVersion\\":2,\\"config\\":{\\"mediaType\\":\\"c\\",\\"digest\\":\\"sha256:${'1'.repeat(64)}\\",\\"size\\":7},\\"layers\\":[]}"}';;
  build)
    while [ $# -gt 1 ]; do [ "$1" = --iidfile ] && id="$2"; shift; done
    tail -n 1 "$1/Dockerfile"
    echo "context: $(cd "$1" && find . -mindepth 1 -maxdepth 2 | sort | tr '\\n' ' ')"
    printf 'sha256:${'1'.repeat(64)}' > "$id"
    WAIT;;
esac`;

describe('The step build_image', () => {
  let engines: Engines;
  let folder: string;
  let brand: LoadedBrand;
  beforeEach(async () => {
    engines = new Engines();
    folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
    brand = await loadBrand(path.join(root, 'portal/sample-brand'));
    cpSync(path.join(root, 'profiles/open-webui/fixture/upstream'), path.join(folder, 'source'), {
      recursive: true,
    });
    mkdirSync(path.join(folder, 'work'));
  });
  afterEach(async () => {
    Object.assign(process.env, { PATH });
    rmSync(folder, { recursive: true });
    await engines.stop();
  });

  async function run(steps: StepKey[], changes: Partial<PipelineOptions> = {}, wait = '') {
    engines.addScript('buildah', PRETENDER.replace('WAIT', wait));
    process.env.PATH = `${engines.path}:/usr/bin:/bin`;
    const events: RunEvent[] = [];
    const result = await runPipeline({
      imageSteps,
      source: { location: path.join(folder, 'source') },
      brand,
      steps,
      workDirectory: path.join(folder, 'work'),
      build: { to: ['ghcr.io/acme/chat:1'], builder: 'buildah' },
      emit: event => events.push(RunEventSchema.parse(event)),
      ...changes,
    }).catch((error: unknown) => error);
    return { events, result, ending: events.at(-1) };
  }

  it('builds a tree that was branded in place, without its history and what takes the branding back', async () => {
    mkdirSync(path.join(folder, 'source/.git'));
    writeFileSync(path.join(folder, 'source/.git/config'), '');
    const build = {
      to: ['ghcr.io/Acme/chat:{version},{brand}-latest'],
      builder: 'buildah',
      environment: { GREETING: 'it costs "$5"' },
    } as const;
    mkdirSync(path.join(folder, 'source/brand'));
    const { events, result } = await run(['apply_branding', 'build_image'], { build, leaveOut: ['brand'] });
    expect(result).toMatchObject({
      report: {
        outputs: [{ kind: 'image', name: 'ghcr.io/acme/chat:0.11.0-demo', sizeBytes: 7 }],
        images: [{ targets: [], builder: { name: 'buildah', version: '1.39.3' } }],
      },
    });
    const lines = events.flatMap(event =>
      event.type === 'log' && event.step === 'build_image' ? [event.message] : [],
    );
    expect(lines).toContain('Building Dockerfile with buildah 1.39.3.');
    expect(lines).toContain(String.raw`ENV GREETING="it costs \"\$5\""`);
    const context = lines.find(line => line.startsWith('context: '));
    expect(context).toMatch(/ \.\/Dockerfile /);
    expect(context).not.toMatch(/\.git\b|\/undo\/|\.\/brand\b/);
    expect(existsSync(path.join(folder, 'source/.livery/undo/log.json'))).toBe(true);
    expect(events.map(({ type }) => type)).toContain('output');
  });

  it('ends a run as timed out or cancelled, and its engine with it', async () => {
    const marker = `86395.${process.pid}`;
    const steps: StepKey[] = ['clone_repo', 'apply_branding', 'build_image', 'push_registry'];
    const timed = await run(
      steps,
      { build: { to: ['ghcr.io/acme/chat:1'], builder: 'buildah', timeoutMs: 500 } },
      `sleep ${marker}`,
    );
    expect(timed).toMatchObject({
      result: { code: 'timed-out' },
      ending: {
        type: 'run.finished',
        state: 'timeout',
        error: { hint: expect.stringContaining('--timeout') },
      },
    });
    rmSync(path.join(folder, 'work'), { recursive: true });
    mkdirSync(path.join(folder, 'work'));

    const controller = new AbortController();
    const emit = (event: RunEvent) => {
      if (event.type === 'log' && event.message.startsWith('context: ')) {
        controller.abort();
      }
      endings.push(event);
    };
    const endings: RunEvent[] = [];
    const cancelled = await run(steps, { signal: controller.signal, emit }, `sleep ${marker}`);
    expect(cancelled.result).toMatchObject({ code: 'cancelled' });
    expect(endings.at(-1)).toMatchObject({ type: 'run.finished', state: 'cancelled' });
    expect(readProcessTable().filter(text => text.includes(`sleep ${marker}`))).toEqual([]);
  });

  it.each([
    [['apply_branding', 'push_registry'], {}, 'run-invalid', /without build_image/],
    [['apply_branding', 'build_image'], { build: undefined }, 'run-invalid', /what to call the image/],
    [['apply_branding', 'build_image'], { build: { to: ['ghcr.io/A/b'] } }, 'reference-invalid', /capital/],
    [
      ['apply_branding', 'build_image'],
      { build: { to: ['a/b'], arguments: { TOKEN: 'x' } } },
      'usage-invalid',
      /TOKEN/,
    ],
  ] as const)('refuses %j with %j before anything happens', async (steps, changes, code, words) => {
    const { result, events } = await run([...steps], changes as Partial<PipelineOptions>);
    expect(result).toMatchObject({ code, message: expect.stringMatching(words) });
    expect(events.map(({ type }) => type)).toEqual(['run.finished']);
    expect(readdirSync(path.join(folder, 'work'))).toEqual([]);
    expect(existsSync(path.join(folder, 'source/.livery'))).toBe(false);
  });
});
