import { SecretMasker } from './SecretMasker';
import { StepCommands } from './StepCommands';

function run(lines: string[], options: { debug?: boolean; allowUnsecure?: boolean } = {}): StepCommands {
  const commands = new StepCommands({
    masker: new SecretMasker(),
    workspace: '/work/repo',
    debug: false,
    allowUnsecure: false,
    ...options,
  });
  for (const line of lines) commands.read(line);
  return commands;
}

const annotation = (line: string) => run([line]).annotations[0];

describe('annotations', () => {
  it('carry title and place, with the file relative to the workspace', () => {
    expect(
      annotation('::error file=/work/repo/src/a.ts,line=3,endLine=3,col=2,endColumn=5,title=T::M'),
    ).toEqual({
      level: 'error',
      message: 'M',
      title: 'T',
      file: 'src/a.ts',
      line: 3,
      endLine: 3,
      column: 2,
      endColumn: 5,
    });
    expect(annotation('::notice file=/elsewhere/a.ts::M')).toMatchObject({ file: '/elsewhere/a.ts' });
  });

  it.each([
    ['take endLine for a missing line', 'endLine=4', { line: 4, endLine: 4 }],
    ['drop columns over several lines', 'line=1,endLine=2,col=3,endColumn=4', { line: 1, endLine: 2 }],
    ['drop columns without a line', 'col=3,endColumn=4', {}],
    ['drop lines that end before they start', 'line=5,endLine=2', {}],
    ['drop columns that end before they start', 'line=5,col=9,endColumn=2', { line: 5 }],
    ['drop what is not a number', 'line=x', {}],
  ])('%s', (_, properties, place) => {
    expect(annotation(`::warning ${properties}::M`)).toEqual({ level: 'warning', message: 'M', ...place });
  });

  it('are cut at 4096 characters, and kept ten of each level', () => {
    const commands = run([...Array<string>(12).fill(`::error::${'x'.repeat(5000)}`), '::warning::W']);
    expect(commands.annotations).toHaveLength(11);
    expect(commands.annotations[0]?.message).toHaveLength(4096);
    expect(commands.log).toHaveLength(13);
  });
});

describe('masks', () => {
  it('hold from the line on, for the value and for each of its lines', () => {
    const { log, annotations } = run([
      'early',
      '::add-mask::early%0Alate',
      'early and late',
      '::error title=late::early',
    ]);
    expect(log).toEqual(['early', '*** and ***', '##[error]***']);
    expect(annotations).toEqual([{ level: 'error', title: '***', message: '***' }]);
  });

  it('are not made of nothing, which is warned about', () => {
    expect(run(['::add-mask::']).annotations).toMatchObject([{ level: 'warning' }]);
  });
});

describe('the log', () => {
  it('is grouped until the group or the next one ends it', () => {
    const { groups, log } = run([
      '::group::Plan',
      'one',
      '::group::Push',
      'two',
      '::endgroup::',
      'after',
      '::endgroup::',
    ]);
    expect(groups).toEqual([
      { title: 'Plan', lines: ['one'] },
      { title: 'Push', lines: ['two'] },
    ]);
    expect(log).toEqual([
      '##[group]Plan',
      'one',
      '##[endgroup]',
      '##[group]Push',
      'two',
      '##[endgroup]',
      'after',
    ]);
  });

  it('shows debug messages only when debugging is on', () => {
    expect(run(['::debug::d']).log).toEqual([]);
    expect(run(['::debug::d'], { debug: true }).log).toEqual(['::debug::d', '##[debug]d']);
  });

  it('shows commands only while they are echoed, and never what is to be masked', () => {
    const { log, failed } = run([
      '::notice::a',
      '::echo::on',
      '::notice::b',
      '::add-mask::hidden',
      '::echo::OFF',
      '::notice::c',
    ]);
    expect(log).toEqual([
      '##[notice]a',
      '::notice::b',
      '##[notice]b',
      '::add-mask::***',
      '::echo::OFF',
      '##[notice]c',
    ]);
    expect(failed).toBe(false);
    expect(run(['::echo::maybe']).failed).toBe(true);
  });

  it('takes matcher commands without a word', () => {
    expect(run(['::add-matcher::m.json', '::remove-matcher owner=m::']).log).toEqual([]);
  });
});

describe('stopped commands', () => {
  it('are plain output until the token comes, which is masked', () => {
    const { log, annotations, outputs } = run([
      '::stop-commands::my-Token',
      '::error::not one',
      '::set-output name=a::1',
      '::MY-token::',
      '::notice::one',
    ]);
    expect(annotations).toEqual([{ level: 'notice', message: 'one' }]);
    expect(outputs.size).toBe(0);
    expect(log).toEqual([
      '::stop-commands::***',
      '::error::not one',
      '::set-output name=a::1',
      '::MY-token::',
      '##[notice]one',
    ]);
  });

  it.each(['', '  ', 'pause-logging', 'Warning'])('do not take "%s" as a token', token => {
    const commands = run([`::stop-commands::${token}`, '::notice::still read']);
    expect(commands.failed).toBe(true);
    expect(commands.annotations).toContainEqual({ level: 'notice', message: 'still read' });
  });
});

describe('commands of old', () => {
  it('still set outputs and state, with a warning', () => {
    const commands = run(['::set-output name=digest::sha256:1', '::save-state name=Pid::7']);
    expect(commands.outputs.get('digest')).toBe('sha256:1');
    expect(commands.state.get('Pid')).toBe('7');
    expect(commands.annotations.map(({ level }) => level)).toEqual(['warning', 'warning']);
    expect(commands.failed).toBe(false);
    expect(run(['::set-output::1']).failed).toBe(true);
  });

  it('do not change the environment unless that is allowed', () => {
    const lines = ['::set-env name=A::1', '::add-path::/opt/bin'];
    const refused = run(lines);
    expect([refused.failed, refused.environment.size, refused.paths]).toEqual([true, 0, []]);

    const allowed = run(lines, { allowUnsecure: true });
    expect([allowed.failed, allowed.environment.get('A'), allowed.paths]).toEqual([false, '1', ['/opt/bin']]);
  });
});
