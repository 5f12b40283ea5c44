import fc from 'fast-check';
import knexFactory from 'knex';
import { MalformedRequestError } from '../errors';
import { parseInput } from '../http/parse';
import { z } from 'zod';
import { meets, type RecordFacts, type RecordFilter, type RecordTables, whereRecord } from './criteria';
import { toSearchWords, wordsOf } from './searchWords';

const tables: RecordTables = { id: 'things.id', owner: 'things.owner', tags: 'tags', taggedId: 'thing_id' };
const owners = ['user:default/ada', 'user:default/bob', 'group:default/all'];
const tags = ['a', 'b', 'c'];

const filters = fc.letrec<{ filter: Exclude<RecordFilter, 'everything'> }>(tie => ({
  filter: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record({ owners: fc.subarray(owners) }),
    fc.record({ tag: fc.constantFrom(...tags) }),
    fc.record({ not: tie('filter') }),
    fc.record({ allOf: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ anyOf: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
  ) as fc.Arbitrary<Exclude<RecordFilter, 'everything'>>,
})).filter;

describe('records', () => {
  it('meet the conditions of a policy in SQL exactly where they meet them in memory', async () => {
    const client = knexFactory({
      client: 'better-sqlite3',
      connection: ':memory:',
      useNullAsDefault: true,
      pool: { min: 1, max: 1 },
    });
    await client.schema.createTable('things', table => {
      table.integer('id').primary();
      table.string('owner');
    });
    await client.schema.createTable('tags', table => {
      table.integer('thing_id');
      table.string('tag');
    });
    const facts: RecordFacts[] = owners.flatMap(owner =>
      [[], ['a'], ['b', 'c'], ['a', 'b', 'c']].map(own => ({ owner, tags: own })),
    );
    for (const [id, { owner, tags: own }] of facts.entries()) {
      await client('things').insert({ id, owner });
      for (const tag of own) {
        await client('tags').insert({ thing_id: id, tag });
      }
    }
    await fc.assert(
      fc.asyncProperty(filters, fc.constantFrom(...owners), async (filter, owner) => {
        const query = client('things').select('id').orderBy('id');
        whereRecord(query, filter, tables);
        // What narrows the list further must not get into the alternatives of a condition.
        query.where('owner', owner);
        const expected = facts.flatMap((each, id) =>
          each.owner === owner && meets(filter, each) ? [id] : [],
        );
        expect((await query).map(({ id }) => id)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
    await client.destroy();
  });

  it('are found by words without case and accents, whatever signs stand between them', () => {
    expect(wordsOf('Ácme – Größe, 東京!', undefined, "it's 0.6.5")).toEqual([
      'acme',
      'große',
      '東京',
      'it',
      's',
      '0',
      '6',
      '5',
    ]);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (one, two) => {
        const words = wordsOf(one, two);
        expect(words.every(word => /^[\p{L}\p{N}]{1,64}$/u.test(word))).toBe(true);
        expect(wordsOf(toSearchWords(one, two))).toEqual(words);
        // The short way for plain letters finds the same as the long one.
        expect(wordsOf(`${two} é`)).toEqual([...new Set([...wordsOf(two), 'e'])]);
      }),
    );
  });

  it('are refused with each wrong field by its path', () => {
    const schema = z.strictObject({ a: z.object({ b: z.number() }), c: z.string() });
    expect(() => parseInput(schema, { a: { b: 'x' } }, 'thing')).toThrow(MalformedRequestError);
    try {
      parseInput(schema, { a: { b: 'x' } }, 'thing');
    } catch (error) {
      expect((error as MalformedRequestError).issues.map(({ path }) => path)).toEqual(['a.b', 'c']);
    }
  });
});
