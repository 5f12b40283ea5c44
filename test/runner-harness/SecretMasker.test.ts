import { SecretMasker } from './SecretMasker';

function masked(secrets: string[], text: string): string {
  const masker = new SecretMasker();
  for (const secret of secrets) masker.add(secret);
  return masker.mask(text);
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('masking', () => {
  it.each([
    ['base64', 'p@ss wörd', base64('p@ss wörd')],
    ['base64 one byte into a group', 'p@ss wörd', base64('p@ss wörd'.slice(1))],
    ['base64 two bytes into a group', 'p@ss wörd', base64('p@ss wörd'.slice(2))],
    ['a command line argument', 'a"bcdef', 'a\\"bcdef'],
    ['an expression string', "it's secret", "it''s secret"],
    ['a JSON string', 'tab\tquote"', 'tab\\tquote\\"'],
    ['URI data', "p@ss wörd!*'()", 'p%40ss%20w%C3%B6rd%21%2A%27%28%29'],
    ['XML data', `<a href="b">'&`, '&lt;a href=&quot;b&quot;&gt;&apos;&amp;'],
    ['a quoted value without its quotes', '"12345678"', '12345678'],
    ['PowerShell up to the last ampersand', 'secret1&secret2&secret3', 'secret1&secret2&'],
    ['PowerShell after the last ampersand', 'secret1&secret2&secret3', 'secret3'],
    ['PowerShell up to a coloured letter', 'secret1&+secret2', 'secret1&+'],
    ['PowerShell after a coloured letter', 'secret1&+secret2', 'ecret2'],
  ])('covers %s', (_, secret, form) => {
    expect(masked([secret], `<${form}>`)).toBe('<***>');
    expect(masked([secret], secret)).toBe('***');
  });

  it('leaves out forms that are too short to be told from other text', () => {
    expect(masked(['"123456"'], '123456')).toBe('123456');
    expect(masked(['ab&cdefg'], 'ab& cdefg')).toBe('ab& cdefg');
  });

  it('makes one mask of secrets that overlap or touch', () => {
    expect(masked(['abcd', 'cdef'], 'x abcdef y')).toBe('x *** y');
    expect(masked(['abcd', 'efgh'], 'abcdefgh abcd')).toBe('*** ***');
    expect(masked(['aba'], 'ababa')).toBe('***');
  });

  it('masks nothing for an empty value', () => {
    expect(masked([''], 'text')).toBe('text');
  });
});
