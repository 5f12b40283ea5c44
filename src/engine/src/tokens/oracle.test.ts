import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describeWith } from '@livery/test/requirements';
import { FolderTree } from '../tree/SourceTree';
import { type Language, languageOf, scanners } from './language';
import { findDifferences, findPlaces, kindsAt } from './oracle/oracle';
import { askPython } from './oracle/pythonOracle';
import { svelteOracle } from './oracle/svelteOracle';
import { typescriptOracle } from './oracle/typescriptOracle';

const root = path.join(__dirname, '../../../..');
const translationCalls = ['t', '$t'];

/** What our scanner and the parser of the language say differently, with the place. */
function compare(file: string, text: string): string[] {
  const language = languageOf(file);
  const oracle = language === 'svelte' ? svelteOracle : typescriptOracle(file);
  const places = findPlaces(text, ['Open WebUI', 'LibreChat']);
  const { segments, complete } = scanners[language](text, { translationCalls });
  expect([file, complete]).toEqual([file, true]);
  return findDifferences(places, segments, kindsAt(places, oracle(text, translationCalls))).map(
    ({ start, phrase, ours, theirs }) => `${file}:${start} ${phrase}: ${ours}, not ${theirs.join(' or ')}`,
  );
}

describe('The scanners say the same as parsers that other people wrote', () => {
  const languages: readonly Language[] = ['svelte', 'javascript', 'jsx'];

  it.each(['open-webui', 'librechat'])('in the demo upstream of %s', profile => {
    const upstream = path.join(root, 'profiles', profile, 'fixture/upstream');
    const files = FolderTree.open(upstream).files.filter(file => languages.includes(languageOf(file)));
    expect(files.length).toBeGreaterThan(8);
    expect(files.flatMap(file => compare(file, readFileSync(path.join(upstream, file), 'utf8')))).toEqual([]);
  });

  it.each<[string, string]>([
    ['a.ts', "const a = { 'key one': 'two', get 'three'() { return 'four'; }, ['five']: `six` };"],
    ['a.ts', "a ? 'one' : 'two'; switch (b) { case 'three': f('four'); default: g({ 'five' : h }); }"],
    [
      'a.ts',
      "const a = b / c; const d = /'one'/.test('two') / 3; e = f++ / 2; g = `three`.length / 'four'.length;",
    ],
    ['a.ts', "if (a) /'one'/.test('two'); while (b) /\"three\"/.exec('four'); ({}) / 'five' / 6;"],
    [
      'a.ts',
      "type A = 'one' | `two-${B}`; let c = <string>'three'; d = e as 'four'; f!.t('five'); g satisfies 'six';",
    ],
    ['a.ts', "interface A { 'one-two': string; three(a: 'four'): void } enum B { 'five six' = 'seven' }"],
    ['a.ts', "class A { 'one two' = 'three'; static 'four'() {} @five('six') private seven = `eight`; }"],
    [
      'a.ts',
      "const a = `one ${b ? `two ${c(`three`)} four` : 'five'} six`; String.raw`seven ${d('eight')} nine`;",
    ],
    [
      'a.ts',
      "$i18n.t('one', { two: 'three' }); i18n?.t?.(`four`); get(i18n).t('five'); $i18n\n  .t(\n 'six'); at('seven');",
    ],
    [
      'a.ts',
      "import one from 'two three'; export { a } from 'four five'; import('six seven'); export * from 'eight';",
    ],
    [
      'a.ts',
      "import('one two'); require('three'); require.resolve('four'); new URL('five', import.meta.url); declare module 'six' {}",
    ],
    [
      'a.ts',
      "a['one'] + b()['two'] + c?.['three'] + d[0]['four'] + e['five' + f]; if (g) ['six'].map(h); const i = ['seven'];",
    ],
    [
      'a.ts',
      "enum A { 'one', two = 'three' } class B { 'four' = 1; 'five'?: string; 'six': C; ['seven'] = ['eight'] } f({ [`nine`]: ['ten'] });",
    ],
    [
      'a.svelte',
      "{a['one']}{$i18n.t('two', { three: 'four' })}{new URL('five', b)}<p c={d?.['six']}>seven</p>",
    ],
    ['a.js', "#!/usr/bin/env node\n'use strict'; // 'one'\n/* `two` */ f('three') /* \" */; four\n"],
    ['a.js', "f('one\\\n two', 'it\\'s', \"three \\\" four\", '\\u{1F600} five', `six \\` \\${ seven`);"],
    [
      'a.js',
      "a = JSON.parse('{\"one\":\"two\"}'); b = async => async / 'three' / 1; function* c() { yield /four/ / 'five'; }",
    ],
    ['a.tsx', "const a = <A b='one' c={`two`} {...d}>three {'four'} it's <b>five</b>{/* six */}</A>;"],
    ['a.tsx', "const A = <T,>(b: T) => <>one {b ? <i>two</i> : 'three'} // four</>; f<B>('five');"],
    ['a.tsx', "<A t={t('one')} u={u('two')}>{a.map(b => <li key='three'>{b > 1 && 'four'}</li>)}</A>;"],
    [
      'a.svelte',
      '<p title="one {a} two" class=three {...b} on:click={() => f("four")} style="five">six {c} seven</p>',
    ],
    [
      'a.svelte',
      "{#if a.includes('one')}two{:else if b === 'three'}four{/if}{#each c as { d = 'five' }, i (d)}six{/each}",
    ],
    [
      'a.svelte',
      "{#await f('one')}two{:then a}three{:catch b}four{/await}{@html 'five'}{@const c = `six`}{#key d}seven{/key}",
    ],
    [
      'a.svelte',
      "{#snippet a(b = 'one')}two{/snippet}{@render a('three')}<A {@attach c('four')} bind:d>five</A>",
    ],
    [
      'a.svelte',
      '<script lang="ts">let a: \'one\' = "two"; $: b = `three`; // four</script>\n<!-- five --><p>six</p>',
    ],
    [
      'a.svelte',
      '<style lang="scss">/* one */ a[b="two"]::after { content: "three"; font-family: "four" }</style>five',
    ],
    [
      'a.svelte',
      "<svelte:head><title>one</title\n><style>two { three: 'four' }</style></svelte:head><A --five='six' />",
    ],
    [
      'a.svelte',
      "<p a='one' // two\n b={/'three'/.test(c)} /* four */ d={'}' + `{${'five'}`}>six &amp; seven</p>",
    ],
    ['a.svelte', "\uFEFF😀 one {$i18n.t('two', { three: four > 5 ? 'six' : 'seven' })} {'eight'}"],
    [
      'a.svelte',
      '<textarea value={a}>one</textarea><input placeholder="two" bind:value={b["three"]} /><br>four',
    ],
  ])('in %s: %s', (file, text) => {
    expect(compare(file, text)).toEqual([]);
  });
});

describeWith('python3', 'The scanner of Python says the same as CPython', interpreter => {
  function comparePython(texts: readonly string[]): string[] {
    const questions = texts.map(text => ({ text, places: findPlaces(text, ['Open WebUI']) }));
    return askPython(interpreter, questions).flatMap((answer, index) => {
      const { text, places } = questions[index]!;
      if ('error' in answer) {
        return [`${text}: ${answer.error}`];
      }
      const { segments, complete } = scanners.python(text);
      expect([text, complete]).toEqual([text, true]);
      const expected = answer.kinds.map(kind => [kind]);
      return findDifferences(places, segments, expected).map(
        ({ start, phrase, ours, theirs }) =>
          `${text}:${start} ${phrase}: ${ours}, not ${theirs.join(' or ')}`,
      );
    });
  }

  it('in the demo upstream of open-webui', () => {
    const upstream = path.join(root, 'profiles/open-webui/fixture/upstream');
    const files = FolderTree.open(upstream).files.filter(file => file.endsWith('.py'));
    expect(files.length).toBeGreaterThan(10);
    expect(comparePython(files.map(file => readFileSync(path.join(upstream, file), 'utf8')))).toEqual([]);
  });

  it('in texts that are hard to read', () => {
    const texts = [
      `def f(a: 'one' = "two") -> 'three': "four" # five\nclass A: 'six'\nx: 'seven'\nelse_ = {a: 'eight'}\n`,
      `"""one"""\nx = 'two' "three" r'four\\a' # 'six'\n`,
      `def f(a='one', *, b: 'two' = "three") -> "four":\n    r"""five"""\n    u'six'\n    return 'eight'\n`,
      `class A:\n    'one'\n\n    b = 'two'\n    """three"""\n`,
      `x = f'one {two} {{three}} {four!r:>five} {"six"} {seven["eight"]:{nine}} ten'\n`,
      `x = f"""one {\n  two + 'three'\n} four\n"five" """ rf'six\\{seven}'\n`,
      `x = f'{one:%H:%M} two {three=} \\x41 four {(lambda: five)()}'\n`,
      `x = (\n    'one'\n    "two"  # three\n)\ny = [\n    """four"""\n]\n`,
      `if a: x = 'one'\nelse: x = 'two'\nwith b('three') as c, d("four"): pass\n`,
      `x = 'one\\\n two' + \\\n  'three'\n'four'.join('five')\n`,
      `x = {'one': 'two', "three": f'four'}; print('five' if x else 'six')\n`,
      `x = rb'one'; x = bR"two"; x = F'three'; y = not'four'or"five"\n`,
      `x = "it's" 'say "one"' '\\'' "\\"" "" '' """"two" three\\"""" '''four''' #"five\n`,
      `# -*- coding: utf-8 -*-\r\nx = 'one'\r\n'''two\r\nthree'''\r\n`,
      `\uFEFFx = '😀 one' # 😀 two\ny = f'😀 {three} four'\n`,
      `match x:\n    case 'one' | {'two': y}: x = 'three'\n    case _: pass\n`,
      `@a('one')\nasync def b():\n    """two"""\n    yield 'three'\n    await c('four')`,
    ];
    expect(comparePython(texts)).toEqual([]);
  });

  it('but for strings that are statements and share their line, which nobody writes as documentation', () => {
    const differences = comparePython([`if a: 'one'\nu'two'; 'three'\n`]);
    expect(differences.map(difference => difference.split(' ').slice(-4).join(' '))).toEqual([
      'two: string, not docstring',
      'three: string, not docstring',
    ]);
  });
});
