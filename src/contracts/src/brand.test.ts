import { BrandGlob } from './brand';

describe('A glob of a brand', () => {
  it.each(['src/**/*.svelte', '**/*.{json,md}', 'a+b (1).txt'])('can be %s', glob => {
    expect(BrandGlob.parse(glob)).toBe(glob);
  });

  it.each(['!src/**', 'a/+(a|aa)b', '@(a)', 'a'.repeat(201), 'a\nb', ''])('cannot be %j', glob => {
    expect(BrandGlob.safeParse(glob).success).toBe(false);
  });
});
