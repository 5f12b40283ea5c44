import { logoPathOf } from './logo';
import { meridian } from './testing/fixtures';

describe('logoPathOf', () => {
  it.each([
    [{ 'favicon-ico': 'assets/f.ico', 'icon-dark': 'assets/d.png', icon: 'assets/i.png' }, 'assets/i.png'],
    [{ splash: 'assets/s.png', 'app-logo': 'assets/l.svg', icon: 'assets/i.png' }, 'assets/l.svg'],
    [{ splash: 'assets/s.png' }, 'assets/s.png'],
    [{}, undefined],
  ])('of the slots %j takes %s', (assets, path) => {
    expect(logoPathOf({ ...meridian, brand: { ...meridian.brand, assets } })).toBe(path);
  });
});
