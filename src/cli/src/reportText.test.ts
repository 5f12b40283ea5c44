import { table } from './reportText';

describe('A table for a terminal', () => {
  it('keeps each row on its line, whatever files are called', () => {
    expect(
      table([
        ['edits', 'file'],
        ['1', 'e\n::error::x.py\u2028y'],
      ]),
    ).toEqual(['edits  file', '    1  e ::error::x.py y']);
  });
});
