import { type Language, scanners } from '../language';

/** The text with a name in place of NAME; undefined when it cannot be written there. */
function write(language: Language, text: string, name: string): string | undefined {
  const start = text.indexOf('NAME');
  const { segments } = scanners[language](text, { translationCalls: [] });
  const segment = segments.find(found => found.start <= start && found.end > start)!;
  const raw = segment.encoding.encode(name);
  if (raw === undefined) {
    return undefined;
  }
  const inside = text.slice(segment.start, segment.end).replace('NAME', () => raw);
  const [before = '', after = ''] = text.slice(segment.start, segment.end).split('NAME');
  expect(segment.encoding.decode(inside)).toBe(
    `${segment.encoding.decode(before)}${name}${segment.encoding.decode(after)}`,
  );
  return text.slice(0, segment.start) + inside + text.slice(segment.end);
}

describe('A name in a string that a program formats', () => {
  it.each<[string, string, string]>([
    ['"NAME: %s failed" % x', '100% A', '"100%% A: %s failed" % x'],
    ['("NAME "\n  "%s failed"  # why\n) % x', '100% A', '("100%% A "\n  "%s failed"  # why\n) % x'],
    ['"NAME and %(b)s" % x', '%(c)s', '"%%(c)s and %(b)s" % x'],
    ['log.info("NAME … %s", e)', '50%', 'log.info("50%% … %s", e)'],
    ['self.logger.error(\n  "NAME "\n  "%s", e\n)', '50%', 'self.logger.error(\n  "50%% "\n  "%s", e\n)'],
    ['log.info("NAME")', '50%', 'log.info("50%")'],
    ['log.error("NAME", exc_info=True)', '50%', 'log.error("50%", exc_info=True)'],
    ['"NAME {} failed".format(x)', '{A} 1%', '"{{A}} 1% {} failed".format(x)'],
    ['x = "NAME"; y %= 2', '1%{A}', 'x = "1%{A}"; y %= 2'],
    ['x = f"NAME {y}"', '1%{A}', 'x = f"1%{{A}} {y}"'],
    ['x = "{{NAME}}"', '{A}', 'x = "{{{A}}}"'],
    ['html = "<b>NAME</b>"', "<i> & 'A'", 'html = "<b>&lt;i&gt; &amp; &#39;A&#39;</b>"'],
    ['prompt = "<source>NAME</source>"', 'A & B', 'prompt = "<source>A & B</source>"'],
    ['re.compile("^NAME (.*)$")', 'Acme AI', 're.compile("^Acme AI (.*)$")'],
  ])('is written so that it means itself: %s', (text, name, expected) => {
    expect(write('python', text, name)).toBe(expected);
  });

  it.each<[Language, string, string]>([
    ['python', 'MESSAGE = "NAME: %s failed"', '100%'],
    ['python', 'MESSAGE = "NAME: {reason}"', '{A}'],
    ['python', 're.compile("^NAME (.*)$")', 'A (B)'],
    ['python', 're.sub(r"x", "NAME", y)', 'A\\1'],
    ['javascript', "new RegExp('^NAME (.*)$')", 'A.B'],
    ['javascript', 'RegExp(`NAME`)', 'A+'],
  ])('is refused where nobody can say what it would mean, in %s: %s', (language, text, name) => {
    expect(write(language, text, name)).toBeUndefined();
    expect(write(language, text, 'Acme')).toBe(text.replace('NAME', 'Acme'));
  });

  it('is not looked for in the names of its fields', () => {
    const { segments } = scanners.python('"a %(NAME)s b" % x');
    expect('a %(NAME)s b'.match(segments[0]!.encoding.escapes!)).toEqual(['%(NAME)']);
  });
});
