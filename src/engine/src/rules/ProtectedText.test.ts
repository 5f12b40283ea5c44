import { ProtectedText } from './ProtectedText';

const header = /["']X-Title["']:\s*["']Open WebUI["']/gu;
const address = /https:\/\/openwebui\.com[^\s"'<>]*/gu;

/** Whether a text inside of another one is protected. */
function isProtected(text: string, part: string): boolean {
  const start = text.lastIndexOf(part);
  return new ProtectedText(text, [header, address])
    .near(start, start + part.length)
    .some(span => span.start < start + part.length && span.end > start);
}

describe('What a pattern protects', () => {
  it.each([
    ['in one line', `{ "X-Title": "Open WebUI" }`],
    ['over a line break', `headers = {\n    "X-Title":\n        "Open WebUI",\n}\n`],
    ['over blank lines and two line breaks of Windows', `{ 'X-Title':\r\n\r\n  'Open WebUI' }`],
    ['at the end of a long line', `${'x = y;'.repeat(1000)}{"X-Title": "Open WebUI"}`],
    ['behind a long line', `${'x = y;'.repeat(1000)}{"X-Title":\n"Open WebUI"}`],
    ['at the start of a long line', `{"X-Title":\n"Open WebUI"}${'; x = y'.repeat(1000)}`],
  ])('is found %s', (_name, text) => {
    expect(isProtected(text, 'Open WebUI')).toBe(true);
  });

  it('is found to the end of an address that is longer than what is looked at', () => {
    const url = `https://openwebui.com/${'a'.repeat(1800)}/foo/bar`;
    expect(isProtected(`${'x = y;'.repeat(700)}f("${url}")${';z'.repeat(3000)}`, 'foo/bar')).toBe(true);
    expect(isProtected(`f("${url}", "${'-'.repeat(9000)}foo/bar")`, 'foo/bar')).toBe(false);
  });

  it('is nothing that stands two lines further on', () => {
    expect(isProtected(`{"X-Title":\n"Other",\n"Open WebUI"}`, 'Open WebUI')).toBe(false);
    expect(isProtected('https://openwebui.com/a\nOpen WebUI', 'Open WebUI')).toBe(false);
  });

  it('is found in time, in a text that nothing breaks', () => {
    const text = 'foo/bar'.repeat(100_000);
    const protectedText = new ProtectedText(text, [header, address]);
    const started = performance.now();
    for (let start = 0; start < text.length; start += 7) {
      protectedText.near(start, start + 7);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
