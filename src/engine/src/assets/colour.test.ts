import { contrast, formatColour, parseColour, readableOn, textColourOn } from './colour';

describe('A colour', () => {
  it('is read in every spelling that a brand may use, and written in one', () => {
    expect(
      ['#0f7', '#0F7A75', '#000f', '#0f7a7580', '#fff0'].map(text => formatColour(parseColour(text))),
    ).toEqual(['#00ff77', '#0f7a75', '#000000', '#87bcba', '#ffffff']);
  });

  it('has text on it that is easy to read', () => {
    expect(textColourOn(parseColour('#0f7a75'))).toEqual([255, 255, 255]);
    expect(textColourOn(parseColour('#ffd400'))).toEqual([0, 0, 0]);
    expect(contrast([0, 0, 0], [255, 255, 255])).toBe(21);
  });

  it('is moved only as far as text in it has to be, and stays itself where it is readable', () => {
    const [light, dark] = [parseColour('#ffffff'), parseColour('#171717')];
    for (const text of ['#0f7a75', '#ffd400', '#000000', '#ffffff', '#808080', '#ff0000']) {
      const colour = parseColour(text);
      for (const ground of [light, dark]) {
        const readable = readableOn(colour, ground);
        expect(contrast(readable, ground)).toBeGreaterThanOrEqual(4.5);
        if (contrast(colour, ground) >= 4.5) {
          expect(readable).toEqual(colour);
        }
      }
    }
  });
});
