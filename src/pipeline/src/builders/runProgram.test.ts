import { readProcessTable } from '@livery/test/support/engines';
import { LineReader } from './LineReader';
import { type ProgramRun, runProgram } from './runProgram';

function run(script: string, changes: Partial<ProgramRun> = {}) {
  const lines: string[] = [];
  const result = runProgram({
    what: 'The test',
    program: '/bin/sh',
    args: ['-c', script],
    environment: { PATH: process.env.PATH },
    timeoutMs: 20_000,
    onLine: line => lines.push(line),
    ...changes,
  });
  return { lines, result };
}

const running = (marker: string) => readProcessTable().filter(text => text.includes(marker));

describe('A program that is run', () => {
  it('gives its lines as they come, and its code', async () => {
    const { lines, result } = run('echo one; echo two >&2; printf three; exit 4', {
      redact: line => line.replace('two', '[secret]'),
    });
    expect(await result).toMatchObject({ code: 4, output: 'one\nthree' });
    expect(lines.sort()).toEqual(['[secret]', 'one', 'three']);
  });

  it('sees nothing of the environment but what it is given', async () => {
    const { result } = run('env', { environment: { PATH: '/usr/bin:/bin', CANARY: 'x' } });
    expect((await result).output).toMatch(/^CANARY=x$/m);
    expect((await result).output).not.toMatch(/HOME/);
  });

  it('is stopped with all it started: what left its group, and what does not want to', async () => {
    const marker = `86397.${process.pid}`;
    const controller = new AbortController();
    const { result } = run(
      `setsid sh -c 'trap "" TERM; sleep ${marker}; sleep ${marker}' & sleep ${marker} & echo started; wait`,
      { signal: controller.signal, onLine: () => setTimeout(() => controller.abort(), 100) },
    );
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    expect(running(`sleep ${marker}`)).toEqual([]);
  });

  it('is stopped after its time, and not started when it is cancelled before', async () => {
    const marker = `86396.${process.pid}`;
    await expect(run(`sleep ${marker}`, { timeoutMs: 200 }).result).rejects.toMatchObject({
      code: 'timed-out',
      message: 'The test was stopped: it took more than 0.2 s.',
    });
    expect(running(`sleep ${marker}`)).toEqual([]);
    const { lines, result } = run('echo started', { signal: AbortSignal.abort() });
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    expect(lines).toEqual([]);
  });
});

describe('A reader of lines', () => {
  it.each([
    ['colours', '\u001b[1;31mERROR\u001b[0m: x\n', ['ERROR: x']],
    ['a link of a terminal', '\u001b]8;;http://x\u0007text\u001b]8;;\u0007\n', ['text']],
    ['progress that is drawn over itself', '10%\r20%\r\n', ['10%', '20%']],
    ['control characters', 'a\u0000\u0008\u009bb\tc\u202e\n', ['ab c']],
    ['a last line without an end', 'x\ny', ['x', 'y']],
    ['a line that is too long', `${'z'.repeat(3000)}\n`, [`${'z'.repeat(2000)}…`]],
  ])('takes care of %s', (_name, text, expected) => {
    for (const size of [1, 7, text.length]) {
      const lines: string[] = [];
      const reader = new LineReader(line => lines.push(line));
      const bytes = Buffer.from(text);
      for (let start = 0; start < bytes.length; start += size) {
        reader.write(bytes.subarray(start, start + size));
      }
      reader.end();
      expect(lines).toEqual(expected);
    }
  });

  it('keeps no line in memory that never ends', () => {
    const lines: string[] = [];
    const reader = new LineReader(line => lines.push(line));
    for (let count = 0; count < 100; count += 1) {
      reader.write(Buffer.alloc(10_000, 'x'));
    }
    reader.write(Buffer.from('tail\nnext\n'));
    reader.end();
    expect(lines).toEqual([`${'x'.repeat(2000)}…`, 'next']);
  });
});
