import { z } from 'zod';

/** A flag in a query. */
export const queryFlag = z
  .preprocess(value => (value === 'true' ? true : value === 'false' ? false : value), z.boolean())
  .describe('true or false') as unknown as z.ZodType<boolean, boolean>;

/** One page of a list, with the total over all pages. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int().describe('over all pages') });
export interface Page<T> {
  items: T[];
  total: number;
}

/** The largest page of a list. */
export const MAXIMUM_PAGE = 1000;

/** The order of a list: a column, or a column with a dash in front for the opposite. */
export type Sort<Column extends string> = Column | `-${Column}`;

/** What every list takes: words to look for, an order, a part of the whole. Resources add filters of their own. */
export interface ListRequest<Column extends string = string> {
  search?: string;
  sort: Sort<Column>;
  limit: number;
  offset: number;
}

// z.enum would widen the names, which are only known to the caller.
function sortOf<Name extends string>(names: readonly Name[]): z.ZodType<Name, Name> {
  return z.enum(names).describe('a column; with a dash in front the other way round') as unknown as z.ZodType<
    Name,
    Name
  >;
}

/**
 * The query of a list.
 *
 * @param columns - what it can be sorted by; the first one is the default
 * @param filters - further parameters, each of which narrows the list
 */
export function listQuery<const Column extends string, Filters extends z.core.$ZodLooseShape>(
  columns: readonly [Column, ...Column[]],
  filters: Filters,
  defaultSort: Sort<NoInfer<Column>> = columns[0],
) {
  const sorts = columns.flatMap((column): Sort<Column>[] => [column, `-${column}`]);
  return z.strictObject({
    ...filters,
    search: z
      .string()
      .max(200)
      .optional()
      .describe('words, or the beginnings of words, that all have to be there'),
    sort: sortOf(sorts).default(defaultSort as z.core.util.NoUndefined<Sort<Column>>),
    limit: z.coerce.number<number>().int().min(1).max(MAXIMUM_PAGE).default(50),
    offset: z.coerce.number<number>().int().min(0).max(1_000_000_000).default(0),
  });
}
