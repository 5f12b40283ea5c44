import type { RunEvent } from '@livery/contracts';
import { applyRunEvent } from './applyRunEvent';
import type { RunRecord } from './RunsStore';

const pending: RunRecord = {
  id: '5b1c1d1a-6f0e-4a52-9d0a-0c9b4d3a7e11',
  state: 'pending',
  runner: 'scaffolder',
  templateName: 'Acme',
  source: { upstream: 'demo' },
  createdBy: 'user:default/ada',
  createdAt: '2026-01-01T00:00:00.000Z',
  steps: [],
};
const error = { code: 'clone-failed', message: 'It is not there.', hint: 'Look elsewhere.' };
const summary = {
  upstream: 'abc',
  changedFiles: 1,
  replacements: 2,
  assetsWritten: 3,
  residue: 0,
  licence: 'mit',
};

function at(second: number): string {
  return `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`;
}

function apply(events: RunEvent[], run = pending): RunRecord {
  return events.reduce(applyRunEvent, run);
}

const started: RunEvent[] = [
  { type: 'run.started', at: at(1), steps: ['clone_repo', 'apply_branding', 'create_zip'] },
  { type: 'step.started', at: at(2), step: 'clone_repo' },
];

describe('applyRunEvent', () => {
  it('follows a run from its start to its end', () => {
    expect(apply(started)).toEqual({
      ...pending,
      state: 'running',
      startedAt: at(1),
      steps: [
        { key: 'clone_repo', state: 'running' },
        { key: 'apply_branding', state: 'pending' },
        { key: 'create_zip', state: 'pending' },
      ],
    });
    const run = apply([
      ...started,
      { type: 'log', at: at(2), level: 'info', message: 'hello' },
      { type: 'step.completed', at: at(3), step: 'clone_repo', durationMs: 1000 },
      { type: 'step.started', at: at(3), step: 'apply_branding' },
      { type: 'step.completed', at: at(4), step: 'apply_branding', durationMs: 900 },
      { type: 'step.started', at: at(4), step: 'create_zip' },
      {
        type: 'output',
        at: at(5),
        output: { kind: 'zip', name: 'a.zip', digest: `sha256:${'0'.repeat(64)}`, sizeBytes: 1 },
      },
      { type: 'step.completed', at: at(5), step: 'create_zip', durationMs: 800 },
      { type: 'run.finished', at: at(6), state: 'completed', summary },
    ]);
    expect(run).toEqual({
      ...pending,
      state: 'completed',
      startedAt: at(1),
      finishedAt: at(6),
      summary,
      error: undefined,
      steps: [
        { key: 'clone_repo', state: 'completed', durationMs: 1000 },
        { key: 'apply_branding', state: 'completed', durationMs: 900 },
        { key: 'create_zip', state: 'completed', durationMs: 800 },
      ],
    });
  });

  it('keeps why a run failed, and says which steps never began', () => {
    const run = apply([
      ...started,
      { type: 'step.failed', at: at(3), step: 'clone_repo', durationMs: 500, error },
      { type: 'run.finished', at: at(3), state: 'failed', error },
    ]);
    expect(run).toMatchObject({ state: 'failed', error, finishedAt: at(3) });
    expect(run.steps.map(({ state }) => state)).toEqual(['failed', 'skipped', 'skipped']);
  });

  it('does not leave a step running in a run that somebody else ended', () => {
    const run = apply([...started, { type: 'run.finished', at: at(3), state: 'cancelled' }]);
    expect(run.steps.map(({ state }) => state)).toEqual(['failed', 'skipped', 'skipped']);
  });

  it('starts the steps over when the runner does, and keeps the first start', () => {
    const run = apply([...started, { type: 'run.started', at: at(9), steps: ['clone_repo'] }]);
    expect(run).toMatchObject({ startedAt: at(1), steps: [{ key: 'clone_repo', state: 'pending' }] });
  });

  it.each(['completed', 'failed', 'cancelled', 'timeout'] as const)(
    'accepts nothing more once a run is %s',
    state => {
      const final = apply([{ type: 'run.finished', at: at(1), state }]);
      for (const event of [...started, { type: 'run.finished', at: at(9), state: 'completed' } as const]) {
        expect(() => applyRunEvent(final, event)).toThrow(
          expect.objectContaining({ name: 'ConflictError', message: expect.stringContaining(`is ${state}`) }),
        );
      }
    },
  );
});
