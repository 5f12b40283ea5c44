import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeBackend } from '../../testing/FakeBackend';
import { meridian } from '../../testing/fixtures';
import { renderLivery } from '../../testing/renderLivery';

async function openForm(): Promise<HTMLElement> {
  await userEvent.click(await screen.findByRole('button', { name: 'Start a run' }));
  const dialog = await screen.findByRole('dialog', { name: 'Start a run' });
  await within(dialog).findByRole('button', { name: 'Start' });
  return dialog;
}

describe('starting a run', () => {
  it('takes one press in the form, which opens with a brand and the upstream of the portal', async () => {
    const backend = new FakeBackend();
    renderLivery('/livery/runs', backend);
    const dialog = await openForm();

    expect(within(dialog).getByRole('radio', { name: 'Demo upstream' })).toBeChecked();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Start' }));

    expect(await screen.findByRole('heading', { name: 'Meridian' })).toBeVisible();
    expect(backend.started).toEqual([{ templateId: meridian.id, source: { upstream: 'demo' } }]);
  });

  it('checks another repository beside its fields before it starts anything', async () => {
    const backend = new FakeBackend();
    renderLivery('/livery/runs', backend);
    const dialog = await openForm();
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Another git repository' }));
    const url = within(dialog).getByRole('textbox', { name: /Address of the git repository/ });
    const ref = within(dialog).getByRole('textbox', { name: /Branch, tag or commit/ });
    const start = within(dialog).getByRole('button', { name: 'Start' });

    await userEvent.type(ref, 'v1..v2');
    await userEvent.click(start);
    expect(url).toHaveAccessibleDescription(/starts with https/);
    expect(url).toHaveFocus();
    expect(ref).toHaveAccessibleDescription(/such as v0\.6\.5/);

    await userEvent.type(url, 'https://me:secret@git.example.org/fork.git');
    expect(url).toHaveAccessibleDescription(/Leave out the user name/);
    await userEvent.clear(url);
    await userEvent.type(url, 'https://localhost/fork.git');
    expect(url).toHaveAccessibleDescription(/full name of the host/);
    await userEvent.clear(url);
    await userEvent.type(url, 'ssh://git.example.org/fork.git');
    expect(url).toBeInvalid();
    expect(backend.started).toEqual([]);

    await userEvent.clear(url);
    await userEvent.type(url, 'https://git.example.org/fo rk.git');
    expect(url).toHaveAccessibleDescription(/Take out the blanks/);
    await userEvent.clear(url);
    await userEvent.type(url, 'https://git.example.org/fork.git#v1');
    await userEvent.tab();
    expect(url).toHaveAccessibleDescription(/has a field of its own/);

    // Where the field is empty, what is pasted with an address goes there.
    await userEvent.clear(ref);
    await userEvent.clear(url);
    await userEvent.click(url);
    await userEvent.paste('https://git.example.org/fork.git#v0.6.5');
    await userEvent.tab();
    expect(url).toHaveValue('https://git.example.org/fork.git');
    expect(ref).toHaveValue('v0.6.5');
    await userEvent.type(ref, '{Enter}');

    expect(await screen.findByRole('heading', { name: 'Meridian' })).toBeVisible();
    expect(backend.started).toEqual([
      { templateId: meridian.id, source: { url: 'https://git.example.org/fork.git', ref: 'v0.6.5' } },
    ]);
  });

  it('asks for no branch of an upstream whose title says one', async () => {
    renderLivery('/livery/runs', new FakeBackend());
    const dialog = await openForm();
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Open WebUI' }));
    expect(within(dialog).queryByRole('textbox')).not.toBeInTheDocument();
  });

  it('shows why the backend refused, and keeps what was entered', async () => {
    const backend = new FakeBackend();
    renderLivery('/livery/runs', backend);
    const dialog = await openForm();
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Open WebUI' }));
    backend.outage = 'Too many runs are under way.';
    await userEvent.click(within(dialog).getByRole('button', { name: 'Start' }));

    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Too many runs are under way.');
    expect(within(dialog).getByRole('radio', { name: 'Open WebUI' })).toBeChecked();
  });

  it('is not offered without the permission, and says which one that is', async () => {
    renderLivery('/livery/runs', new FakeBackend(), ['livery.run.create']);

    await screen.findByText(/livery\.run\.create/);
    const button = screen.getByRole('button', { name: 'Start a run' });
    expect(button).toBeDisabled();
    expect(button).toHaveAccessibleDescription(/livery\.run\.create/);
  });

  it('says what to do first when there is no brand template', async () => {
    const backend = new FakeBackend();
    backend.templates = [];
    renderLivery('/livery/runs', backend);
    await userEvent.click(await screen.findByRole('button', { name: 'Start a run' }));

    expect(await screen.findByRole('heading', { name: 'There is no brand template yet' })).toBeVisible();
  });
});
