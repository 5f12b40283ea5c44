import { spawnSync } from 'node:child_process';
import type { Place, PlaceKind } from './oracle';

/** A Python text, and the places of it that CPython is asked about. */
export interface PythonQuestion {
  readonly text: string;
  readonly places: readonly Place[];
}

/**
 * Reads questions as lines of JSON and answers each with the kinds of its places, or with an error.
 *
 * A token says what is a comment or a string, the syntax tree which strings are statements. Where the text of an f-string is, only
 * newer versions can say; so a mark is put in the place, and looked for in the constants of the string.
 */
const PROGRAM = `
import ast, bisect, io, json, sys, tokenize, warnings

warnings.simplefilter('ignore')
START = getattr(tokenize, 'FSTRING_START', None)
END = getattr(tokenize, 'FSTRING_END', None)

def constants(node):
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.FormattedValue):
        yield from constants(node.value)
        for part in node.format_spec.values if node.format_spec else []:
            if isinstance(part, ast.FormattedValue):
                yield from constants(part)
    else:
        for child in ast.iter_child_nodes(node):
            yield from constants(child)

def is_text(source, start, length):
    mark = ('Qzx' * length)[:length]
    try:
        tree = ast.parse('(' + source[:start] + mark + source[start + length:] + ')')
    except SyntaxError:
        return False
    # {name=} puts the name of a variable into the text as well.
    names = [getattr(node, field, None) for node in ast.walk(tree) for field in ('id', 'attr', 'arg')]
    return any(mark in text for text in constants(tree)) and not any(mark in name for name in names if name)

def answer(text, places):
    if text.startswith('\\ufeff'):
        return answer(text[1:], [(start - 1, length) for start, length in places])
    lines = io.StringIO(text, newline='').readlines()
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    offset = lambda place: starts[place[0] - 1] + place[1]
    spans = []
    open_strings = []
    for token in tokenize.generate_tokens(io.StringIO(text, newline='').readline):
        if token.type == START:
            open_strings.append(offset(token.start))
        elif token.type == END:
            start = open_strings.pop()
            if not open_strings:
                spans.append((start, offset(token.end), 'string'))
        elif not open_strings and token.type in (tokenize.STRING, tokenize.COMMENT):
            kind = 'string' if token.type == tokenize.STRING else 'none'
            spans.append((offset(token.start), offset(token.end), kind))
    statements = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, (ast.Constant, ast.JoinedStr)):
            line = lines[node.lineno - 1]
            column = len(line.encode()[:node.col_offset].decode())
            statements.add(starts[node.lineno - 1] + column)
    kinds = []
    for start, length in places:
        index = bisect.bisect_right(spans, (start, float('inf'), '')) - 1
        kind = 'none'
        if index >= 0 and spans[index][0] <= start < spans[index][1]:
            first, last, kind = spans[index]
            source = text[first:last]
            quote = min(i for i in (source.find('"'), source.find("'")) if i >= 0) if kind == 'string' else 0
            if kind == 'string' and first in statements:
                kind = 'docstring'
            if kind != 'none' and 'f' in source[:quote].lower() and not is_text(source, start - first, length):
                kind = 'none'
        kinds.append(kind)
    return kinds

for line in sys.stdin:
    question = json.loads(line)
    try:
        print(json.dumps({'kinds': answer(question['text'], question['places'])}), flush=True)
    except (SyntaxError, tokenize.TokenError, ValueError, RecursionError) as error:
        print(json.dumps({'error': str(error)}), flush=True)
`;

/** The kinds of all places of a text, or why CPython did not read it. */
export type PythonAnswer = { readonly kinds: readonly PlaceKind[] } | { readonly error: string };

/** Asks CPython, in one process for all texts. */
export function askPython(interpreter: string, questions: readonly PythonQuestion[]): PythonAnswer[] {
  const input = questions
    .map(({ text, places }) => JSON.stringify({ text, places: countCharacters(text, places) }))
    .join('\n');
  const { stdout, stderr, status, error } = spawnSync(interpreter, ['-c', PROGRAM], {
    input,
    encoding: 'utf8',
    maxBuffer: 1024 * 1024 * 1024,
    env: { PATH: process.env.PATH, PYTHONIOENCODING: 'utf-8' },
  });
  if (error || status !== 0) {
    throw new Error(`CPython gave no answer: ${error?.message ?? stderr}`);
  }
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as PythonAnswer);
}

/** Start and length of the places. Python counts characters, where JavaScript counts UTF-16 units. */
function countCharacters(text: string, places: readonly Place[]): [number, number][] {
  let units = 0;
  let characters = 0;
  return places.map(({ start, phrase }) => {
    characters += [...text.slice(units, start)].length;
    units = start;
    return [characters, [...phrase].length];
  });
}
