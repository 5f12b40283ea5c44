import fc from 'fast-check';
import { Needles } from './Needles';

describe('Texts that are looked for together', () => {
  it('are in a file if and only if one of them is, whatever they have in common', () => {
    const name = fc.constantFrom(
      'Open App',
      'OpenApp',
      'Open-App',
      'OPEN APP',
      'App',
      'Öpen App 😀',
      '😁pen App',
    );
    const file = fc.array(fc.oneof(name, fc.constantFrom('open app', ' App', 'Open ', '😀', 'x')));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), file, (texts, parts) => {
        const bytes = Buffer.from(parts.join(' '));
        expect(new Needles(texts).areIn(bytes)).toBe(texts.some(text => bytes.includes(Buffer.from(text))));
      }),
    );
  });
});
