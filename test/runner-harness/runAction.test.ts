import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lineReader } from './runProcess';
import { runAction, type RunActionOptions } from './runAction';
import { type ThrowAwayAction, ThrowAwayFolders } from './throwAwayAction';

let folders: ThrowAwayFolders;

beforeAll(async () => {
  folders = await ThrowAwayFolders.create();
});
afterAll(() => folders.remove());

async function run(action: ThrowAwayAction, options: Partial<RunActionOptions> = {}) {
  const [folder, workspace] = [await folders.action(action), await folders.workspace()];
  return runAction({ action: folder, workspace, timeoutMs: 8000, ...options });
}

const append = (name: string, text: string) =>
  `appendFileSync(process.env.GITHUB_${name}, ${JSON.stringify(text)});`;

/** Whether a process has ended; a killed one needs a moment, and may never be waited for by anybody. */
async function hasEnded(id: number): Promise<boolean> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      process.kill(id, 0);
    } catch {
      return true;
    }
    const status = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
    if (/\) [ZX] /.test(status)) return true;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return false;
}

describe('the surroundings of an action', () => {
  it('are the documented variables and no others, in the workspace, on Node 24, without input or terminal', async () => {
    const { stdout, stages, conclusion } = await run(
      {
        inputs: '  github-token:\n    default: ${{ github.token }}',
        main: `console.log(JSON.stringify({
          env: process.env, cwd: process.cwd(), node: process.versions.node,
          input: require('node:fs').readFileSync(0, 'utf8'), terminal: Boolean(process.stdout.isTTY),
          event: require(process.env.GITHUB_EVENT_PATH),
        }))`,
      },
      {
        token: 'ghs_secret',
        env: { MINE: '1', CI: 'mine' },
        github: { repository: 'o/r' },
        event: { name: 'push', payload: { after: 'abc' } },
      },
    );
    const seen = JSON.parse(stdout) as { env: Record<string, string>; cwd: string; node: string };
    expect(conclusion).toBe('success');
    expect(stages.map(({ stage }) => stage)).toEqual(['main']);
    expect(seen).toMatchObject({
      input: '',
      terminal: false,
      event: { after: 'abc' },
      cwd: seen.env.GITHUB_WORKSPACE,
    });
    expect(seen.node).toMatch(/^24\./);
    expect(seen.env).toMatchObject({
      'INPUT_GITHUB-TOKEN': 'ghs_secret',
      GITHUB_ACTIONS: 'true',
      CI: 'mine',
      MINE: '1',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_EVENT_NAME: 'push',
      RUNNER_ENVIRONMENT: 'self-hosted',
    });
    const named = (prefix: string) =>
      Object.keys(seen.env)
        .filter(name => name.startsWith(prefix))
        .map(name => name.slice(prefix.length).toLowerCase())
        .sort();
    expect(named('GITHUB_').filter(name => name !== 'actions')).toEqual(
      (
        'action action_path action_ref action_repository actor actor_id api_url base_ref env event_name event_path ' +
        'graphql_url head_ref job output path ref ref_name ref_protected ref_type repository repository_id ' +
        'repository_owner repository_owner_id retention_days run_attempt run_id run_number server_url sha state ' +
        'step_summary triggering_actor workflow workflow_ref workflow_sha workspace'
      ).split(' '),
    );
    expect(named('RUNNER_')).toEqual(
      'arch environment name os temp tool_cache tracking_id workspace'.split(' '),
    );
    expect(Object.keys(seen.env).filter(name => /^(?:ACTIONS|JEST|NODE)_/.test(name))).toEqual([]);
  });

  it('have warnings about inputs in the log', async () => {
    const { commands, log } = await run({ main: '' }, { inputs: { logo: 'x' } });
    expect(commands.annotations).toEqual([
      { level: 'warning', message: "Unexpected input(s) 'logo', valid inputs are []" },
    ]);
    expect(log).toContain('##[warning]Unexpected input(s)');
  });
});

describe('the files of an action', () => {
  it('give outputs, state, environment, path and summary, also when the action fails', async () => {
    const result = await run({
      main: [
        append('OUTPUT', 'digest=sha256:1\nlist<<E\na\nb\nE\n'),
        append('STATE', 'startedAt=7\n'),
        append('ENV', 'COLOUR=teal\n'),
        append('PATH', '/opt/a\n\n/opt/b\n'),
        append('STEP_SUMMARY', '# Done\n'),
        'process.exitCode = 3;',
      ].join('\n'),
    });
    expect(result).toMatchObject({
      conclusion: 'failure',
      exitCode: 3,
      outputs: { digest: 'sha256:1', list: 'a\nb' },
      state: { startedAt: '7' },
      env: { COLOUR: 'teal' },
      path: ['/opt/b', '/opt/a'],
      summary: '# Done\n',
    });
  });

  it('fail the step when one cannot be read, and the others still count', async () => {
    const { conclusion, exitCode, outputs, state, commands } = await run({
      main: `${append('OUTPUT', 'broken\n')} ${append('STATE', 'a=1\n')}`,
    });
    expect([conclusion, exitCode, outputs, state]).toEqual(['failure', 0, {}, { a: '1' }]);
    expect(commands.annotations.map(({ message }) => message)).toEqual([
      "Unable to process file command 'output' successfully.",
      "Invalid format 'broken'",
    ]);
  });

  it('cannot set NODE_OPTIONS for later steps', async () => {
    const { env, commands } = await run({ main: append('ENV', 'NODE_OPTIONS=--inspect\nA=1\n') });
    expect(env).toEqual({ A: '1' });
    expect(commands.annotations).toMatchObject([{ level: 'error' }]);
  });

  it('drop a summary over one mebibyte as a whole, and scrub secrets from a smaller one', async () => {
    const summaryOf = (main: string) => run({ main }, { secrets: ['hunter22'] });
    const write = (expression: string) => `appendFileSync(process.env.GITHUB_STEP_SUMMARY, ${expression});`;

    const [atLimit, above, secret] = await Promise.all([
      summaryOf(write("'x'.repeat(1024 * 1024)")),
      summaryOf(write("'x'.repeat(1024 * 1024 + 1)")),
      summaryOf(write("'key hunter22\\nnext\\n'")),
    ]);
    expect(atLimit.summary).toHaveLength(1024 * 1024);
    expect([above.summary, above.commands.annotations[0]?.level]).toEqual(['', 'error']);
    expect(secret.summary).toBe('key ***\nnext\n');
  });

  it('keep an output that holds a secret from other jobs', async () => {
    const { outputs, jobOutputs } = await run(
      { main: append('OUTPUT', 'safe=1\nleaky=x hunter22\n') },
      { secrets: ['hunter22'] },
    );
    expect(Object.keys(outputs)).toEqual(['safe', 'leaky']);
    expect(jobOutputs).toEqual({ safe: '1' });
  });
});

describe('the output of an action', () => {
  it('is read from both streams, and masked in the log alone', async () => {
    const { stdout, stderr, log, commands } = await run({
      main: "console.log('::add-mask::hunter22'); console.error('::warning::w hunter22'); console.log('o hunter22');",
    });
    expect(stdout).toContain('o hunter22\n');
    expect(stderr).toContain('hunter22');
    expect(log).toContain('o ***\n');
    expect(log).not.toContain('hunter22');
    expect(commands.masks).toContain('hunter22');
  });

  it('is cut into lines at LF, CR and CRLF, wherever its chunks are cut', () => {
    const text = 'a\r\nb\rc\n\nö\r';
    for (let cut = 0; cut <= Buffer.byteLength(text); cut += 1) {
      const lines: string[] = [];
      const reader = lineReader(line => lines.push(line));
      reader.push(Buffer.from(text).subarray(0, cut));
      reader.push(Buffer.from(text).subarray(cut));
      reader.end();
      expect(lines).toEqual(['a', 'b', 'c', '', 'ö']);
    }
  });
});

describe('the post stage', () => {
  it('runs after a failed main, with the same inputs, the state by its unchanged name, and fresh files', async () => {
    const { stages, stdout, outputs, conclusion, exitCode } = await run(
      {
        inputs: '  brand:\n    default: b',
        main: `${append('STATE', 'runId=42\n')} ${append('OUTPUT', 'a=1\n')} ${append('ENV', 'LATER=yes\n')}
          ${append('PATH', '/opt/first\n')} process.exit(1);`,
        post: `const { readFileSync } = require('node:fs');
          const { env } = process;
          console.log(JSON.stringify([env.STATE_runId, env.INPUT_BRAND, env.LATER, env.PATH.split(':')[0],
            readFileSync(env.GITHUB_OUTPUT, 'utf8')]));`,
      },
      { inputs: { brand: 'given' } },
    );
    expect(JSON.parse(stdout)).toEqual(['42', 'given', 'yes', '/opt/first', '']);
    expect(stages.map(({ stage, conclusion: how }) => [stage, how])).toEqual([
      ['main', 'failure'],
      ['post', 'success'],
    ]);
    expect([conclusion, exitCode, outputs]).toEqual(['failure', 1, { a: '1' }]);
  });

  it('runs on the condition of post-if, and fails the action when it fails', async () => {
    const post = 'process.exit(2)';
    const [left, ran] = await Promise.all([
      run({ main: '', post, runs: '  post-if: failure()' }),
      run({ main: '', post, runs: '  post-if: success()' }),
    ]);
    expect([left.stages.length, left.conclusion]).toEqual([1, 'success']);
    expect([ran.stages.length, ran.conclusion, ran.exitCode]).toEqual([2, 'failure', 0]);
    await expect(run({ main: '', post, runs: '  post-if: runner.os == 1' })).rejects.toThrow('does not know');
  });
});

describe('a cancelled action', () => {
  const times = { terminateAfterMs: 120, killAfterMs: 120, drainMs: 150 };
  const wait = 'setInterval(() => {}, 1000); console.log("ready");';

  it('gets SIGINT and may end by itself, and post still runs', async () => {
    const { conclusion, stages, stdout } = await run(
      {
        main: `process.on('SIGINT', () => { console.log('tidy'); process.exit(0); }); ${wait}`,
        post: "console.log('post')",
      },
      { signalOnOutput: 'ready' },
    );
    expect([conclusion, stdout]).toEqual(['cancelled', 'ready\ntidy\npost\n']);
    expect(stages[0]).toMatchObject({ conclusion: 'cancelled', exitCode: 0 });
  });

  it('gets SIGTERM when it goes on', async () => {
    const { stages } = await run(
      { main: `process.on('SIGINT', () => console.log('no')); ${wait}` },
      { signalOnOutput: 'ready', times: { terminateAfterMs: 300 } },
    );
    expect(stages[0]).toMatchObject({
      conclusion: 'cancelled',
      exitCode: 143,
      signal: 'SIGTERM',
      stdout: 'ready\nno\n',
    });
  });

  it('is killed with everything it started when it goes on after that', async () => {
    const { stages, stdout } = await run(
      {
        main: `for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
          const child = require('node:child_process').spawn(
            process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'inherit' });
          console.log(child.pid); ${wait}`,
      },
      { signalOnOutput: 'ready', times },
    );
    expect(stages[0]).toMatchObject({ conclusion: 'cancelled', exitCode: 137, signal: 'SIGKILL' });
    expect(await hasEnded(Number.parseInt(stdout, 10))).toBe(true);
  });

  it('can be cancelled by the clock', async () => {
    const { conclusion, stages } = await run({ main: wait }, { signalAfterMs: 150 });
    expect(conclusion).toBe('cancelled');
    expect(stages[0]).toMatchObject({ exitCode: 130, signal: 'SIGINT' });
  });
});

describe('processes an action leaves behind', () => {
  const leave = (stdio: string) =>
    `const child = require('node:child_process').spawn(
      process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: '${stdio}' });
     child.unref(); console.log(child.pid);`;

  it('are waited for while they hold its output open, and then killed', async () => {
    const { conclusion, stdout, stages } = await run({ main: leave('inherit') }, { times: { drainMs: 200 } });
    expect(conclusion).toBe('success');
    expect(stages[0]?.durationMs).toBeGreaterThan(200);
    expect(await hasEnded(Number(stdout))).toBe(true);
  });

  it('live until post has run, and not longer', async () => {
    const { conclusion, stdout } = await run({
      main: `${leave('ignore')} appendFileSync(process.env.GITHUB_STATE, 'child=' + child.pid);`,
      post: 'process.kill(Number(process.env.STATE_child), 0)',
    });
    expect(conclusion).toBe('success');
    expect(await hasEnded(Number(stdout))).toBe(true);
  });
});

describe('the harness', () => {
  it('gives up on an action that does not end', async () => {
    await expect(run({ main: 'setInterval(() => {}, 1000)' }, { timeoutMs: 300 })).rejects.toThrow(
      'within 300 ms',
    );
  });

  it('removes its own folders, and leaves a temporary folder it was given', async () => {
    const temp = await folders.workspace();
    const main = `appendFileSync(process.env.RUNNER_TEMP + '/made', ''); console.log(process.env.RUNNER_TEMP);`;
    await run({ main }, { temp });
    await expect(access(join(temp, 'made'))).resolves.toBeUndefined();

    const { stdout } = await run({ main });
    await expect(access(stdout.trim())).rejects.toThrow('ENOENT');
  });

  it('reads action.yaml as well, and says what is wrong with one', async () => {
    const folder = await folders.workspace();
    const options = { action: folder, workspace: folder };
    await expect(runAction(options)).rejects.toThrow('ENOENT');

    await writeFile(join(folder, 'action.yaml'), 'name: x\nruns:\n  using: node24\n  main: main.js\n');
    await writeFile(join(folder, 'main.js'), '');
    await expect(runAction(options)).resolves.toMatchObject({ conclusion: 'success' });
  });
});
