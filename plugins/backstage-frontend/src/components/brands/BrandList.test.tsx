import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeBackend } from '../../testing/FakeBackend';
import { logoBase64 } from '../../testing/fixtures';
import { renderLivery } from '../../testing/renderLivery';

/** A file with the one method that the document of a test does not have. */
function fileOf(text: string, name: string): File {
  const arrayBuffer = async () => new TextEncoder().encode(text).buffer;
  return Object.assign(new File([text], name), { arrayBuffer });
}

describe('the brands', () => {
  it('are cards with the logo, the colours in words, and how much there is to them', async () => {
    renderLivery('/livery/brands', new FakeBackend());

    const logo = await screen.findByRole('img', { name: 'Logo of Meridian Chat' });
    expect(logo).toHaveAttribute('src', `data:image/svg+xml;base64,${logoBase64}`);
    const card = screen.getByRole('list', { name: 'Brands' });
    expect(within(card).getByRole('heading', { name: 'Meridian' })).toBeVisible();
    expect(card).toHaveTextContent('For the makers of charts.');
    expect(card).toHaveTextContent('Primary#0f7a75');
    expect(card).toHaveTextContent('Background, dark#0b1f22');
    expect(card).toHaveTextContent('1 rule of its own · 1 asset');
    await userEvent.click(within(card).getByRole('button', { name: 'Start a run with Meridian' }));
    expect(await screen.findByRole('dialog', { name: 'Start a run' })).toBeVisible();
  });

  it('say what to do when there are none', async () => {
    const backend = new FakeBackend();
    backend.templates = [];
    renderLivery('/livery/brands', backend);

    expect(await screen.findByRole('heading', { name: 'No brand template yet' })).toBeVisible();
    expect(screen.getByText(/Press "New brand" above/)).toBeVisible();
  });

  it('are made in a form, which says beside its fields what is wrong', async () => {
    const backend = new FakeBackend();
    // A picture may have any name; what it is, its bytes say.
    const forms = userEvent.setup({ applyAccept: false });
    renderLivery('/livery/brands', backend);
    await userEvent.click(await screen.findByRole('button', { name: 'New brand' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New brand' }));
    const brandName = dialog.getByRole('textbox', { name: /^Brand name/ });
    const primary = dialog.getByRole('textbox', { name: 'Primary' });
    const logo = dialog.getByLabelText(/^Logo/);

    await userEvent.type(primary, 'green');
    await userEvent.click(dialog.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(brandName).toHaveFocus());
    expect(brandName).toHaveAccessibleDescription(/Enter one line of at most 80 characters/);
    expect(primary).toHaveAccessibleDescription(/such as #0b6e4f/);
    expect(logo).toHaveAccessibleDescription(/Choose a PNG or an SVG/);

    await userEvent.type(brandName, 'Harbour Chat');
    await userEvent.clear(primary);
    await userEvent.type(primary, '#123456');
    await forms.upload(logo, fileOf('no picture', 'logo.png'));
    await userEvent.click(dialog.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(logo).toHaveAccessibleDescription(/Choose a PNG or an SVG/));
    expect(backend.created).toEqual([]);

    await forms.upload(logo, fileOf(atob(logoBase64), 'logo.svg'));
    backend.outage = 'There is a brand template of that name.';
    await userEvent.click(dialog.getByRole('button', { name: 'Create' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('There is a brand template of that name.');
    backend.outage = undefined;
    await userEvent.click(dialog.getByRole('button', { name: 'Create' }));

    expect(await screen.findByRole('heading', { name: 'Harbour Chat' })).toBeVisible();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(backend.created).toMatchObject([
      {
        name: 'Harbour Chat',
        bundle: {
          brand: {
            name: 'Harbour Chat',
            colours: { primary: '#123456' },
            assets: { 'icon-svg': 'assets/icon.svg' },
          },
          assets: { 'assets/icon.svg': logoBase64 },
        },
      },
    ]);
  });

  it('cannot be made without the permission, which the page names', async () => {
    renderLivery('/livery/brands', new FakeBackend(), ['livery.brand-template.create']);

    await screen.findByText(/livery\.brand-template\.create/);
    expect(screen.getByRole('button', { name: 'New brand' })).toBeDisabled();
  });

  it('say that nobody answered rather than that they may not be seen', async () => {
    const backend = new FakeBackend();
    backend.isAway = true;
    renderLivery('/livery/brands', backend);

    expect(await screen.findByRole('alert')).toHaveTextContent('The portal did not answer.');
    expect(screen.queryByText(/You may not see/)).not.toBeInTheDocument();
    backend.isAway = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Meridian' })).toBeVisible();
  });
});
