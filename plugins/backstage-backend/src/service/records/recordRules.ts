import { createPermissionRule, type PermissionResourceRef } from '@backstage/plugin-permission-node';
import { z } from 'zod';
import type { RecordCriterion, RecordFacts } from './criteria';

/** The resource of a kind of records, for the permission system. */
export type RecordResourceRef = PermissionResourceRef<RecordFacts, RecordCriterion, string, 'livery'>;

/** The rules that a policy can make conditions of, for records that have an owner and tags. */
export function createRecordRules(resourceRef: RecordResourceRef) {
  return [
    createPermissionRule({
      name: 'IS_OWNER',
      description: 'Allow records that belong to one of these users or groups',
      resourceRef,
      paramsSchema: z.object({
        claims: z
          .array(z.string())
          .describe('references of users and groups, one of which has to be the owner'),
      }),
      apply: ({ owner }, { claims }) => claims.includes(owner),
      toQuery: ({ claims }) => ({ owners: claims }),
    }),
    createPermissionRule({
      name: 'HAS_TAG',
      description: 'Allow records that carry a tag',
      resourceRef,
      paramsSchema: z.object({ tag: z.string().describe('the tag that the record has to carry') }),
      apply: ({ tags }, { tag }) => tags.includes(tag),
      toQuery: ({ tag }) => ({ tag }),
    }),
  ];
}
