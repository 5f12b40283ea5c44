import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeBackend } from '../../testing/FakeBackend';
import { logoBase64 } from '../../testing/fixtures';
import { renderLivery } from '../../testing/renderLivery';

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
    expect(screen.getByText(/livery brand init/)).toBeVisible();
  });
});
