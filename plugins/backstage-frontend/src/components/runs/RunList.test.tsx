import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeBackend } from '../../testing/FakeBackend';
import { activeRunOf, idOf, runOf } from '../../testing/fixtures';
import { renderLivery } from '../../testing/renderLivery';

describe('the list of runs', () => {
  it('is what the plugin opens with, and shows every run with its state in words', async () => {
    const backend = new FakeBackend();
    backend.runs = [
      activeRunOf(2, { templateName: 'Harbour' }),
      runOf(1, { source: { url: 'https://git.example.org/team/fork.git', ref: 'v0.6.5' } }),
    ];
    renderLivery('/livery', backend);

    const active = await screen.findByRole('row', { name: /^Harbour/ });
    const ended = screen.getByRole('row', { name: /^Meridian/ });
    expect(within(active).getByText('Running')).toBeVisible();
    expect(await within(active).findByText('Demo upstream')).toBeVisible();
    expect(within(ended).getByText('Completed')).toBeVisible();
    expect(within(ended).getByText('team/fork @ v0.6.5')).toHaveAttribute(
      'title',
      'https://git.example.org/team/fork.git',
    );
    expect(within(ended).getByText(idOf(1).slice(0, 8))).toBeVisible();
    expect(within(ended).getByText('214')).toBeVisible();
    expect(within(ended).getByText('guest')).toBeVisible();
    expect(within(ended).getByText('1 min 12 sec')).toBeVisible();
    expect(ended.querySelector('time')).toHaveAttribute('title', expect.stringContaining('2026'));
    expect(screen.getByText('1 to 2 of 2')).toBeVisible();
  });

  it('turns its pages', async () => {
    const backend = new FakeBackend();
    backend.runs = Array.from({ length: 21 }, (_, index) =>
      runOf(index + 1, { templateName: `Brand ${index}` }),
    );
    renderLivery('/livery/runs', backend);

    await userEvent.click(await screen.findByRole('button', { name: 'Next table page' }));

    expect(await screen.findByText('21 to 21 of 21')).toBeVisible();
    expect(await screen.findByRole('row', { name: /^Brand 20/ })).toBeVisible();
    expect(screen.queryByRole('row', { name: /^Brand 0 / })).not.toBeInTheDocument();
  });

  it('says what a run is when there is none, and offers to start one', async () => {
    renderLivery('/livery/runs', new FakeBackend());

    expect(await screen.findByRole('heading', { name: 'No run yet' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Start a run' })).toBeEnabled();
  });

  it('says why it could not be loaded, and loads when asked again', async () => {
    const backend = new FakeBackend();
    backend.runs = [runOf(1)];
    backend.outage = 'The database is not reachable.';
    renderLivery('/livery/runs', backend);

    expect(await screen.findByRole('alert')).toHaveTextContent('The database is not reachable.');
    backend.outage = undefined;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByRole('row', { name: /^Meridian/ })).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('tells "nobody answered" from "you may not", and asks again', async () => {
    const backend = new FakeBackend();
    backend.runs = [runOf(1)];
    backend.isAway = true;
    renderLivery('/livery/runs', backend);

    expect(await screen.findByRole('alert')).toHaveTextContent('The portal did not answer.');
    expect(screen.queryByText(/livery\.run\.read/)).not.toBeInTheDocument();
    backend.isAway = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('row', { name: /^Meridian/ })).toBeVisible();
  });

  it.each(['/livery/nonsense', '/livery/runs/a/b'])('is not shown at %s, which is no page', async address => {
    renderLivery(address, new FakeBackend());
    expect(await screen.findByText(/not found/i)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Start a run' })).not.toBeInTheDocument();
  });

  it('tells a user without the permission what to ask for', async () => {
    renderLivery('/livery/runs', new FakeBackend(), ['livery.run.read']);

    expect(await screen.findByText(/livery\.run\.read/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Start a run' })).not.toBeInTheDocument();
  });
});
