import { spellingsExpression } from './findings';

describe('A name that is left on show', () => {
  const expression = spellingsExpression(['Open WebUI', 'Open-WebUI', 'A.B']);

  it.each([
    'Open WebUI',
    'Open\n\t\tWebUI',
    'Open\u00a0WebUI',
    'Open&nbsp;WebUI',
    'Open <b>WebUI</b>',
    '<i>Open</i> WebUI',
    'Open-WebUI',
    'A.B',
  ])('is found however its words are set apart: %j', text => {
    expect(text.match(expression)).toHaveLength(1);
  });

  it.each(['OpenWebUI', 'open_webui', 'Open the WebUI', 'AxB', 'Open < WebUI'])(
    'is nothing else: %s',
    text => {
      expect(text.match(expression)).toBeNull();
    },
  );

  it('is found in time, in a text that was made to be slow', () => {
    const started = performance.now();
    for (const text of ['Open <b '.repeat(50_000), `Open${' '.repeat(500_000)}`, 'Open'.repeat(100_000)]) {
      expect(text.match(expression)).toBeNull();
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
