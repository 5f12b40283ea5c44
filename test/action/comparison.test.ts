import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/trees';

const page = readFileSync(path.join(root, 'docs/action.md'), 'utf8');

/** The last cell of each line of the tables that promise something. */
const promised = page
  .split('\n')
  .flatMap(line => /^\|.*\| "(?<test>[^|]*)"\s*\|$/.exec(line)?.groups?.test ?? []);

const tests = ['test/action', 'src/action/src', 'src/images/src'].flatMap(folder =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.ts'))
    .map(name => readFileSync(path.join(root, folder, name), 'utf8')),
);

describe('What docs/action.md says', () => {
  it('is said in tables that this test can read', () => {
    expect(promised.length).toBeGreaterThan(30);
  });

  it.each([...new Set(promised)])('has the test "%s"', name => {
    expect(tests.some(text => text.includes(`'${name}'`))).toBe(true);
  });
});
