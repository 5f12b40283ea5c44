import fc from 'fast-check';
import { importForTest, replaceForTest } from './testing';

const taken = (pattern: string, replacement: string, use_regex = false) => ({
  pattern,
  replacement,
  use_regex,
  expect: { optional: true },
});

describe('Rules of the Customizer', () => {
  it('are read in each of their shapes, in their order', () => {
    const engine = [
      { pattern: 'b+', replacement: 'B', use_regex: true },
      { pattern: 'a', replacement: 'A', use_regex: false },
      { pattern: 'c' },
    ];
    expect(importForTest(engine).rules).toMatchObject([
      taken('b+', 'B', true),
      taken('a', 'A'),
      taken('c', ''),
    ]);
    expect(importForTest({ b: 'B', a: 'A' }).rules).toMatchObject([taken('b', 'B'), taken('a', 'A')]);
    const tool = [
      { search: 'b', replace: 'B', regex: false, id: 1762000000000 },
      { search: 'a.', replace: '$&', regex: true, id: 1762000000001 },
    ];
    for (const shape of [tool, { rules: tool, timestamp: '2025-11-01T00:00:00.000Z' }]) {
      expect(importForTest(shape).rules).toMatchObject([
        taken('b', 'B'),
        taken('a[^\\n\\r\\x{2028}\\x{2029}]', '$0', true),
      ]);
    }
  });

  it('are read when a form stored them twice over, and when there are none', () => {
    expect(importForTest(JSON.stringify({ a: 'A' })).rules).toMatchObject([taken('a', 'A')]);
    for (const nothing of [null, undefined, [], {}, '{}', { rules: [] }]) {
      expect(importForTest(nothing)).toEqual({ rules: [], notes: [] });
    }
  });

  it('keep a text that has a meaning in JavaScript', () => {
    expect(importForTest(JSON.parse('{"__proto__": "a", "constructor": "b"}')).rules).toMatchObject([
      taken('__proto__', 'a'),
      taken('constructor', 'b'),
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['a number', 7, /^rules.json does not hold rules that Livery knows/],
    ['a text that is no JSON', 'a: b', /holds rules as a text that is not JSON/],
    ['a list of texts', ['a'], /rule 1: /],
    ['a rule without a pattern', [{ pattern: 'a' }, { replacement: 'a' }], /rule 2, pattern: /],
    ['a replacement that is no text', { a: 1 }, /"a": /],
    ['a rule of the page without a replacement', { rules: [{ search: 'a' }] }, /rule 1, replace: /],
    ['a flag that is no flag', [{ pattern: 'a', use_regex: 'yes' }], /rule 1, use_regex: /],
    ['too many', Object.fromEntries([...Array(1001).keys()].map(key => [`a${key}`, ''])), /holds 1001 rules/],
  ])('are refused as a whole when they are %s', (_name, rules, message) => {
    expect(() => importForTest(rules)).toThrow(
      expect.objectContaining({ code: 'brand-invalid', message: expect.stringMatching(message) }),
    );
  });

  it('are counted as they stood there, whatever is left out', () => {
    const { rules, notes } = importForTest([
      { pattern: '', replacement: 'x' },
      { pattern: 'a', replacement: 'b' },
      { pattern: '(?=a)', replacement: '', use_regex: true },
      { pattern: 'c\\Z', replacement: '', use_regex: true },
    ]);
    expect(rules).toMatchObject([taken('a', 'b'), taken('c\\z', '', true)]);
    expect(notes).toMatchObject([
      { rule: 1, severity: 'dropped', message: 'It looks for nothing.' },
      { rule: 3, severity: 'dropped' },
      { rule: 4, severity: 'translated' },
    ]);
  });

  it('that look for a text replace every one of it, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '$', '\\', '.', '1', '{'), minLength: 1, maxLength: 3 }),
        fc.string({ unit: 'grapheme', maxLength: 5 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '$', '\\', '.', '1', '{'), maxLength: 30 }),
        (pattern, replacement, text) => {
          expect(replaceForTest(importForTest([{ pattern, replacement }]), text)).toBe(
            text.split(pattern).join(replacement),
          );
        },
      ),
    );
  });

  it('never stop the import, whatever their expressions are', () => {
    const any = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'\\()[]{}?*+|^$.<>=!:#-PaZg1,') }),
    );
    fc.assert(
      fc.property(any, any, fc.boolean(), (pattern, replacement, isTool) => {
        const rule = isTool
          ? { search: pattern, replace: replacement, regex: true }
          : { pattern, replacement, use_regex: true };
        const { rules, notes } = importForTest([rule]);
        expect(rules.length + notes.filter(({ severity }) => severity === 'dropped').length).toBe(1);
        expect(() => replaceForTest({ rules }, 'aZg1, P<a>=\n')).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it('for the name of the app are what the name of the brand does', () => {
    const { rules, notes } = importForTest({ 'Open WebUI': 'Acme', WebUI: 'Acme', LibreChat: 'Acme Chat' });
    expect(rules).toMatchObject([taken('WebUI', 'Acme'), taken('LibreChat', 'Acme Chat')]);
    expect(notes).toEqual([
      {
        rule: 1,
        severity: 'dropped',
        message: 'The name of the brand does this by itself: "Open WebUI" becomes "Acme".',
      },
      {
        rule: 3,
        severity: 'differs',
        message: expect.stringContaining(
          '"LibreChat" is the name of the app, which the name of the brand makes "Acme"',
        ),
      },
    ]);
  });

  it('that worked on what others had put in, or had taken away, are pointed out', () => {
    const { rules, notes } = importForTest([
      { pattern: 'Chat', replacement: 'Acme Talk' },
      { pattern: 'Talk', replacement: 'Speak' },
      { pattern: 'Chat room', replacement: 'Hall' },
      { pattern: 'T\\w+', replacement: 'X', use_regex: true },
    ]);
    expect(rules).toHaveLength(4);
    expect(notes.filter(({ severity }) => severity === 'differs')).toEqual([
      expect.objectContaining({
        rule: 2,
        message: expect.stringContaining('what rule 1 had put in, "Acme Talk"'),
      }),
      expect.objectContaining({
        rule: 3,
        message: expect.stringContaining('rule 1 had changed "Chat room"'),
      }),
      expect.objectContaining({ rule: 4, message: expect.stringContaining('what rule 1 had put in') }),
    ]);
  });

  it('that the brand has already are not taken again', () => {
    const { rules } = importForTest({ a: 'A', b: 'B' });
    const again = importForTest({ a: 'A', b: 'C' }, { rules });
    expect(again.rules).toMatchObject([taken('b', 'C')]);
    expect(again.notes).toEqual([
      { rule: 1, severity: 'dropped', message: 'The brand has a rule that does the same.' },
    ]);
  });

  it('are read within seconds, however they are made', () => {
    const rules = [...Array(300).keys()].map(number => ({
      pattern: `${'('.repeat(100)}\\w${')'.repeat(100)}${number}`,
      replacement: 'a'.repeat(3999),
      use_regex: true,
    }));
    const started = performance.now();
    expect(importForTest(rules).rules).toHaveLength(300);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
