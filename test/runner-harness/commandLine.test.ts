import { parseCommandLine } from './commandLine';

const registered = new Set(['warning', 'set-output']);
const parse = (line: string) => {
  const command = parseCommandLine(line, registered);
  return command && { ...command, properties: Object.fromEntries(command.properties) };
};

describe('a command', () => {
  it('has a name, properties and data, and may follow white space', () => {
    expect(parse('  ::Warning File=a.ts,line=3::Text :: with signs')).toEqual({
      name: 'warning',
      properties: { file: 'a.ts', line: '3' },
      data: 'Text :: with signs',
    });
  });

  it('is plain output when its name is unknown, or anything but white space precedes it', () => {
    for (const line of ['::unknown::x', 'see ::warning::x', '::warning', ':: warning::x', 'text']) {
      expect(parse(line)).toBeUndefined();
    }
  });

  it('is understood in the old form wherever it stands in the line', () => {
    expect(parse('10:42:01 ##[set-output name=a%3Bb;]v')).toEqual({
      name: 'set-output',
      properties: { name: 'a;b' },
      data: 'v',
    });
    expect(parse('##[unknown]x')).toBeUndefined();
  });

  it('is unescaped once, and colons and commas only in properties', () => {
    expect(parse('::warning title=a%3A%2C%25%0A::b%3A%2C%250A%0D%0A')).toMatchObject({
      properties: { title: 'a:,%\n' },
      data: 'b%3A%2C%0A\r\n',
    });
    expect(parse('##[warning title=%5D%3B]%5D%3A')).toMatchObject({
      properties: { title: '];' },
      data: ']%3A',
    });
  });
});
