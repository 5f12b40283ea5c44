import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';

/** What conditions of a policy look at. */
export interface RecordFacts {
  owner: string;
  tags: readonly string[];
}

/** One condition on a record. */
export type RecordCriterion = { owners: readonly string[] } | { tag: string };

/** Which records a caller may see; `everything` when no condition was made. */
export type RecordFilter = PermissionCriteria<RecordCriterion> | 'everything';

/** Where the owner and the tags of a kind of records are. */
export interface RecordTables {
  /** The column of the owner, with its table: `brand_templates.owner`. */
  owner: string;
  /** The column of the id, with its table. */
  id: string;
  /** The table of the tags, with a column `tag`. */
  tags: string;
  /** The column of that table which refers to the record. */
  taggedId: string;
}

/** Whether a record meets the conditions: the same in memory as {@link whereRecord} in SQL. */
export function meets(filter: RecordFilter, facts: RecordFacts): boolean {
  if (filter === 'everything') {
    return true;
  }
  if ('allOf' in filter) {
    return filter.allOf.every(part => meets(part, facts));
  }
  if ('anyOf' in filter) {
    return filter.anyOf.some(part => meets(part, facts));
  }
  if ('not' in filter) {
    return !meets(filter.not, facts);
  }
  return 'owners' in filter ? filter.owners.includes(facts.owner) : facts.tags.includes(filter.tag);
}

/** Narrows a query to the records that meet the conditions. */
export function whereRecord(query: Knex.QueryBuilder, filter: RecordFilter, tables: RecordTables): void {
  if (filter === 'everything') {
    return;
  }
  if ('allOf' in filter) {
    for (const part of filter.allOf) {
      query.andWhere(nested => whereRecord(nested, part, tables));
    }
  } else if ('anyOf' in filter) {
    query.andWhere(alternatives => {
      for (const part of filter.anyOf) {
        alternatives.orWhere(nested => whereRecord(nested, part, tables));
      }
    });
  } else if ('not' in filter) {
    query.whereNot(nested => whereRecord(nested, filter.not, tables));
  } else if ('owners' in filter) {
    query.whereIn(tables.owner, [...filter.owners]);
  } else {
    const { tag } = filter;
    query.whereExists(tagged => {
      tagged
        .from(tables.tags)
        .select('tag')
        .whereRaw('?? = ??', [`${tables.tags}.${tables.taggedId}`, tables.id])
        .where('tag', tag);
    });
  }
}
