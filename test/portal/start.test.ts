import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

// A script, which has no types
const { makeVaultKey } = jest.requireActual<{ makeVaultKey(settings: { dataFolder: string }): boolean }>(
  '../../scripts/dataFolder',
);

const script = resolve(__dirname, '../../scripts/start.js');

async function start(settings: Record<string, string>): Promise<{ code: unknown; said: string }> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code, said };
}

describe('npm start', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'livery-start-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    [{ PORT: '0' }, 'PORT has to be a number from 1 to 65535'],
    [{ LIVERY_DATA: '  ' }, 'LIVERY_DATA has to be the path of a folder, and it is blank.'],
    [{ LIVERY_HOST: '203.0.113.7' }, 'LIVERY_HOST has to be an address of this machine'],
    [{ LIVERY_HOST: 'no host' }, "and it is 'no host'."],
  ])('refuses %j in one line', async (settings, line) => {
    const { code, said } = await start({ LIVERY_DATA: folder, PORT: '37999', ...settings });
    expect(code).toBe(2);
    expect(said).toContain(line);
    expect(said.trim().split('\n')).toHaveLength(1);
  });

  it('keeps out of the data folder of a portal that runs, and leaves its log as it is', async () => {
    await writeFile(join(folder, 'portal.lock'), `1999999999 ${process.pid}`);
    await writeFile(join(folder, 'portal.log'), 'of the other one');
    const { code, said } = await start({ LIVERY_DATA: folder, PORT: '37999' });
    expect(code).toBe(2);
    expect(said).toContain(
      `A portal with the data folder ${folder} runs already, as process ${process.pid}.`,
    );
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(await readFile(join(folder, 'portal.log'), 'utf8')).toBe('of the other one');
    expect(await readFile(join(folder, 'portal.lock'), 'utf8')).toBe(`1999999999 ${process.pid}`);
  });

  it('makes a key for the vault once, which only its own user can read, and keeps the one that is there', async () => {
    const file = join(folder, 'vault.key');
    expect(makeVaultKey({ dataFolder: folder })).toBe(true);
    const key = await readFile(file, 'utf8');
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(makeVaultKey({ dataFolder: folder })).toBe(false);
    expect(await readFile(file, 'utf8')).toBe(key);
  });
});
