import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { saveBlob } from '../../saveBlob';
import { FakeBackend } from '../../testing/FakeBackend';
import { activeRunOf, idOf, runOf, zip } from '../../testing/fixtures';
import { renderLivery } from '../../testing/renderLivery';

jest.mock('../../saveBlob', () => ({ saveBlob: jest.fn() }));

const at = '2026-03-01T09:00:05.000Z';

function log(message: string, step?: 'clone_repo' | 'apply_branding') {
  return { type: 'log', at, level: 'info', message, ...(step && { step }) } as const;
}

describe('the page of a run', () => {
  it('shows the log as it is written, goes on after a broken connection, and ends with the outputs', async () => {
    const backend = new FakeBackend();
    backend.runs = [activeRunOf(7)];
    renderLivery(`/livery/runs/${idOf(7)}`, backend);

    const state = await screen.findByRole('status', { name: 'State' });
    expect(state).toHaveTextContent('Running');
    expect(state).toHaveAttribute('aria-live', 'polite');
    backend.emit({ type: 'step.started', at, step: 'clone_repo' });
    backend.emit(log('Cloned 412 files.', 'clone_repo'));
    const clone = await screen.findByRole('region', { name: 'Get the source' });
    expect(await within(clone).findByText('Cloned 412 files.')).toBeVisible();

    backend.breakStreams();
    await waitFor(() => expect(backend.resumedAfter).toEqual(['0', '2']), { timeout: 4000 });
    backend.emit({ type: 'step.started', at, step: 'apply_branding' });
    backend.emit(log('1387 replacements in 214 files.', 'apply_branding'));
    const brand = await screen.findByRole('region', { name: 'Apply the brand' });
    expect(await within(brand).findByText('1387 replacements in 214 files.')).toBeVisible();
    expect(screen.getAllByText('Cloned 412 files.')).toHaveLength(1);

    // The log tells of the end before the record does: then the page believes the log.
    backend.emit({ type: 'run.finished', at, state: 'completed' });
    await waitFor(() => expect(state).toHaveTextContent('Completed'));
    expect(backend.runs[0]).toMatchObject({ state: 'running' });
    expect(screen.queryByRole('button', { name: 'Cancel the run' })).not.toBeInTheDocument();
    expect(screen.getByText('What the run produces appears here.')).toBeVisible();

    backend.runs = [runOf(7, { outputs: [zip] })];
    backend.endStreams();
    expect(await screen.findByRole('button', { name: `Download ${zip.name}` })).toBeVisible();
    expect(state).toHaveTextContent('Completed');
    expect(screen.getByText(zip.digest)).toBeVisible();
    expect(screen.getByText('1,387')).toBeVisible();
    expect(backend.resumedAfter).toHaveLength(2);

    await userEvent.click(screen.getByRole('button', { name: 'Download the log' }));
    const [written] = jest.mocked(saveBlob).mock.lastCall ?? [];
    expect(await written?.text()).toBe(
      `${at} info  [Get the source] Cloned 412 files.\n` +
        `${at} info  [Apply the brand] 1387 replacements in 214 files.\n`,
    );
  });

  it('downloads an output under its name, and says so when it cannot', async () => {
    const backend = new FakeBackend();
    backend.runs = [runOf(7, { outputs: [zip] })];
    renderLivery(`/livery/runs/${idOf(7)}`, backend);
    const download = await screen.findByRole('button', { name: `Download ${zip.name}` });

    await userEvent.click(download);
    await waitFor(() => expect(saveBlob).toHaveBeenCalledWith(expect.anything(), zip.name));
    const [blob] = jest.mocked(saveBlob).mock.lastCall ?? [];
    expect(await blob?.text()).toBe('the bytes of the zip');

    backend.outage = 'The output has expired.';
    await userEvent.click(download);
    expect(await screen.findByText('The output has expired.')).toBeVisible();

    backend.isAway = true;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/The portal did not answer\. Check that it is running/)).toBeVisible();
    expect(screen.queryByText(/Failed to fetch/)).not.toBeInTheDocument();
  });

  it('says so when the browser does not let something be copied', async () => {
    const writeText = jest.fn().mockRejectedValueOnce(new Error('not allowed')).mockResolvedValue(undefined);
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
    try {
      const backend = new FakeBackend();
      backend.runs = [runOf(7, { outputs: [zip] })];
      renderLivery(`/livery/runs/${idOf(7)}`, backend);

      const copy = await screen.findByRole('button', { name: `Copy the digest of ${zip.name}` });
      await userEvent.click(copy);
      expect(await screen.findByRole('button', { name: /did not let it be copied/ })).toBe(copy);
      await userEvent.click(copy);
      expect(await screen.findByRole('button', { name: 'Copied' })).toBe(copy);
      expect(writeText).toHaveBeenLastCalledWith(zip.digest);
    } finally {
      Reflect.deleteProperty(navigator, 'clipboard');
    }
  });

  it('asks before it cancels a run, by its name', async () => {
    const backend = new FakeBackend();
    backend.runs = [activeRunOf(7)];
    renderLivery(`/livery/runs/${idOf(7)}`, backend);

    await userEvent.click(await screen.findByRole('button', { name: 'Cancel the run' }));
    await screen.findByRole('dialog', { name: 'Cancel the run of Meridian?' });
    expect(backend.runs[0]).toMatchObject({ state: 'running' });
    await userEvent.click(screen.getByRole('button', { name: 'Yes, cancel the run' }));

    await waitFor(() => expect(screen.getByRole('status', { name: 'State' })).toHaveTextContent('Cancelled'));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('disables cancelling without the permission, with the reason', async () => {
    const backend = new FakeBackend();
    backend.runs = [activeRunOf(7)];
    renderLivery(`/livery/runs/${idOf(7)}`, backend, ['livery.run.cancel']);

    await screen.findByText(/livery\.run\.cancel/);
    expect(screen.getByRole('button', { name: 'Cancel the run' })).toBeDisabled();
  });

  it('says why a run failed and what to do next', async () => {
    const backend = new FakeBackend();
    const error = { code: 'licence-unknown', message: 'The licence is new.', hint: 'Ask for a profile.' };
    const steps = [
      { key: 'clone_repo', state: 'failed' } as const,
      { key: 'apply_branding', state: 'skipped' } as const,
    ];
    backend.runs = [runOf(7, { state: 'failed', summary: undefined, steps, error })];
    backend.emit({ type: 'step.failed', at, step: 'clone_repo', durationMs: 5, error });
    backend.emit({ type: 'run.finished', at, state: 'failed', error });
    renderLivery(`/livery/runs/${idOf(7)}`, backend);

    const panel = await screen.findByRole('alert');
    expect(panel).toHaveTextContent('The run failed (licence-unknown)');
    expect(panel).toHaveTextContent('The licence is new.');
    expect(panel).toHaveTextContent('Ask for a profile.');
    const list = within(screen.getByRole('list', { name: 'Steps' })).getAllByRole('listitem');
    expect(list[0]).toHaveTextContent('Failed');
    expect(list[1]).toHaveTextContent('Skipped');
    expect(
      await within(screen.getByRole('log', { name: 'Log of the run' })).findByText('The licence is new.'),
    ).toBeVisible();
  });

  it('is called after its brand; its id and its source are told in full to who points at them', async () => {
    const backend = new FakeBackend();
    const url = 'https://git.example.org/team/fork.git';
    backend.runs = [runOf(7, { source: { url, ref: 'v1' } })];
    renderLivery(`/livery/runs/${idOf(7)}`, backend);

    expect(await screen.findByRole('heading', { name: 'Meridian' })).toBeVisible();
    expect(screen.getByText(idOf(7).slice(0, 8))).toHaveAttribute('title', idOf(7));
    expect(screen.getByText('team/fork @ v1')).toHaveAttribute('title', url);
  });

  it('leads back to the list from a run that is not there', async () => {
    renderLivery(`/livery/runs/${idOf(404)}`, new FakeBackend());

    expect(await screen.findByRole('heading', { name: 'There is no such run' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Go to the runs' })).toHaveAttribute('href', '/livery/runs');
  });
});
