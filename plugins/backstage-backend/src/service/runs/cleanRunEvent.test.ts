import { cleanRunEvent } from './cleanRunEvent';

describe('cleanRunEvent', () => {
  it.each([
    ['colours and cursor moves', '\u001b[31mred\u001b[0m \u001b[2Kgone\u001b]0;title\u0007', 'red gone'],
    ['overwritten lines', 'progress 10%\rprogress 20%\r\ndone', 'progress 10%\nprogress 20%\ndone'],
    ['control characters, but no tabs or line feeds', 'a\u0000b\u0008c\td\ne\u009bf', 'abc\td\ne'],
    ['text that turns around', 'evil\u202etxt.exe', 'eviltxt.exe'],
    ['nothing from ordinary text', 'Ünïcode – 東京 🎉', 'Ünïcode – 東京 🎉'],
  ])('takes away %s', (_name, message, expected) => {
    const at = '2026-01-01T00:00:00Z';
    const error = { code: 'x', message, hint: message };
    expect(cleanRunEvent({ type: 'log', at, level: 'info', message })).toMatchObject({ message: expected });
    expect(cleanRunEvent({ type: 'run.finished', at, state: 'failed', error })).toEqual({
      type: 'run.finished',
      at,
      state: 'failed',
      error: { code: 'x', message: expected, hint: expected },
    });
  });
});
