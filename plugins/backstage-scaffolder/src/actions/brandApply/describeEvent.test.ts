import { describeEvent } from './describeEvent';

const at = '2026-01-01T00:00:00.000Z';
const error = { code: 'clone-failed', message: 'It is not there.', hint: 'Look again.' };

describe('describeEvent', () => {
  it('says in sentences what a run does and how it ends', () => {
    expect(describeEvent({ type: 'step.started', at, step: 'clone_repo' })).toBe('Now fetching the source.');
    expect(describeEvent({ type: 'step.failed', at, step: 'clone_repo', durationMs: 250, error })).toBe(
      'Fetching the source failed after 0.3 s.',
    );
    expect(describeEvent({ type: 'run.finished', at, state: 'failed', error })).toBe('The run failed.');
    expect(describeEvent({ type: 'run.finished', at, state: 'completed' })).toBe('The run completed.');
  });
});
