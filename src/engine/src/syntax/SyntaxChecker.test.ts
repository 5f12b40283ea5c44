import type { Language } from '../tokens/language';
import { SyntaxChecker } from './SyntaxChecker';

const checker = new SyntaxChecker();
afterAll(async () => checker.close());

const check = async (file: string, language: Language, originalText: string, result: string) =>
  checker.check({ file, language, originalText, result });

describe('The second opinion', () => {
  it.each<[string, Language, string, string]>([
    ['a.js', 'javascript', 'say("The App")', 'say("The "Bot"")'],
    ['a.ts', 'javascript', 'const a: string = `App`;', 'const a: string = `A`pp`;'],
    ['a.tsx', 'jsx', 'const a = <b title="App">App</b>;', 'const a = <b title="A"pp"">App</b>;'],
    ['a.py', 'python', "say('App')\n", "say('O'Neil')\n"],
    ['a.json', 'json', '{"a": "App"}', '{"a": "A"pp"}'],
    ['a.svg', 'xml', '<svg><title>App</title></svg>', '<svg><title>A & B</title></svg>'],
  ])('refuses an edit that breaks %s', async (file, language, before, after) => {
    await expect(check(file, language, before, before.replace('App', 'Acme'))).resolves.toEqual({
      type: 'valid',
    });
    await expect(check(file, language, before, after)).rejects.toMatchObject({
      code: 'edit-unprovable',
      message: expect.stringContaining(file),
    });
    // It was not valid before either, so the edit is not to blame.
    await expect(check(file, language, after, `${after} `)).resolves.toMatchObject({ type: 'was-invalid' });
  });

  it('knows what the languages allow', async () => {
    for (const [file, language, text] of [
      ['script.js', 'javascript', '#!/usr/bin/env node\nwith (a) b; return 1;'],
      ['module.mjs', 'javascript', 'export default await import("./a.js");'],
      ['types.ts', 'javascript', 'enum A { B } const c = <D>e; export type { F } from "./f";'],
      [
        'generic.tsx',
        'jsx',
        'const a = <T extends object,>(b: T) => <i>{b as never}</i>; const c = <T extends U>(d: T) => d;',
      ],
      ['plain.jsx', 'jsx', 'export const a = () => <b>c</b>;'],
      ['bom.json', 'json', '\ufeff{}'],
      ['match.py', 'python', 'match a:\n    case {"b": c}: print(f"{c!r:>{d}}")\n'],
      ['search.xml', 'xml', '<?xml version="1.0"?>\n<a xmlns="urn:b"><b:c xmlns:b="urn:d"/></a>\n'],
    ] as const) {
      await expect(check(file, language, '', text)).resolves.toEqual({ type: 'valid' });
    }
  });

  it('has nothing to say of languages without a parser, and of a text without edits', async () => {
    await expect(check('a.svelte', 'svelte', '{a', '{b')).resolves.toEqual({ type: 'valid' });
    await expect(check('a.js', 'javascript', 'a b', 'a b')).resolves.toEqual({ type: 'valid' });
  });

  it('does not take a text for proven that a parser cannot get through', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    await expect(check('deep.js', 'javascript', 'a', deep)).rejects.toMatchObject({
      code: 'edit-unprovable',
    });
    // The next one is asked all the same.
    await expect(check('a.js', 'javascript', '', 'a')).resolves.toEqual({ type: 'valid' });
  });
});
