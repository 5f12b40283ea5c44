import { z } from 'zod';
import {
  description,
  exampleId,
  idParams,
  lines,
  recordFields,
  recordFilters,
  OwnerRef,
  Tags,
} from './fields';
import { listQuery, pageOf } from './http/listQuery';
import { defineRoute } from './http/route';
import {
  configurationCreatePermission,
  configurationDeletePermission,
  configurationReadPermission,
  configurationUpdatePermission,
} from './permissions';

/** What an entry is read by: as the name of a variable, or as dotted parts. */
export const ConfigurationKey = z
  .string()
  .max(255)
  .regex(
    /^[a-z_][\w.-]*$/i,
    'must start with a letter or an underscore, and go on with these, digits, dots and dashes',
  );

/** The largest value, in characters. */
export const MAXIMUM_CONFIGURATION_VALUE = 65_536;

const value = lines.max(MAXIMUM_CONFIGURATION_VALUE);
const category = z
  .string()
  .max(63)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')
  .describe('what the entry is shown under');

/** A part of a credential, where an entry is a secret. */
export const SecretReference = z.strictObject({
  credentialId: z.uuid(),
  field: z.string().min(1).max(100).describe('the part of its secret, such as token'),
});
export type SecretReference = z.infer<typeof SecretReference>;

const oneOf = 'must have either a value or a secret';
const hasOne = (entry: { value?: unknown; secret?: unknown }) =>
  (entry.value === undefined) !== (entry.secret === undefined);

/** One setting of the branded app. */
export const ConfigurationEntry = z.object({
  ...recordFields,
  key: ConfigurationKey,
  value: z.string().optional(),
  secret: SecretReference.optional().describe('in place of a value that nobody may read'),
  category,
  description: z.string(),
});
export type ConfigurationEntry = z.infer<typeof ConfigurationEntry>;

const content = {
  value: value.optional(),
  secret: SecretReference.optional(),
  category: category.default('general'),
  description: description.default(''),
  owner: OwnerRef.optional().describe('without it, whoever creates the entry'),
  tags: Tags.default([]),
};

/** What a new entry is made from. */
export const NewConfigurationEntry = z
  .strictObject({ key: ConfigurationKey, ...content })
  .refine(hasOne, { message: oneOf, path: ['value'] });
export type NewConfigurationEntry = z.infer<typeof NewConfigurationEntry>;

/** What the entry of a key shall be, whether there is one or not. */
export const ConfigurationContent = z
  .strictObject(content)
  .refine(hasOne, { message: oneOf, path: ['value'] });
export type ConfigurationContent = z.infer<typeof ConfigurationContent>;

/** What of an entry changes; what is left out stays. A value takes the place of a secret, and the other way round. */
export const ConfigurationUpdate = z
  .strictObject({
    key: ConfigurationKey.optional(),
    value: value.optional(),
    secret: SecretReference.optional(),
    category: category.optional(),
    description: description.optional(),
    owner: OwnerRef.optional(),
    tags: Tags.optional(),
  })
  .refine(entry => entry.value === undefined || entry.secret === undefined, {
    message: oneOf,
    path: ['value'],
  });
export type ConfigurationUpdate = z.infer<typeof ConfigurationUpdate>;

/** The query of the list of entries. */
export const ConfigurationQuery = listQuery(['key', 'category', 'createdAt', 'updatedAt'], {
  ...recordFilters,
  key: ConfigurationKey.optional().describe('exactly this key'),
  category: category.optional(),
});
export type ConfigurationQuery = z.infer<typeof ConfigurationQuery>;

const path = '/v1/configuration';
const params = { id: exampleId };

/** The routes of configuration. */
export const configurationRoutes = {
  listConfiguration: defineRoute({
    method: 'GET',
    path,
    summary: 'List the settings of branded apps',
    permissions: [configurationReadPermission],
    whenDenied: 'empty-page',
    query: ConfigurationQuery,
    response: pageOf(ConfigurationEntry),
    example: { query: { category: 'general' } },
  }),
  createConfiguration: defineRoute({
    method: 'POST',
    path,
    summary: 'Create a setting',
    permissions: [configurationCreatePermission],
    body: NewConfigurationEntry,
    response: ConfigurationEntry,
    status: 201,
    audit: { eventId: 'configuration-create', severityLevel: 'medium' },
    example: { body: { key: 'WEBUI_NAME', value: 'Acme Chat' } },
  }),
  putConfiguration: defineRoute({
    method: 'PUT',
    path: `${path}/by-key/:key`,
    summary: 'Create or replace the setting of a key',
    permissions: [configurationCreatePermission, configurationUpdatePermission],
    params: z.object({ key: ConfigurationKey }),
    body: ConfigurationContent,
    response: ConfigurationEntry,
    audit: { eventId: 'configuration-put', severityLevel: 'medium' },
    example: { params: { key: 'WEBUI_NAME' }, body: { value: 'Acme Chat' } },
  }),
  getConfiguration: defineRoute({
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Get a setting',
    permissions: [configurationReadPermission],
    params: idParams,
    response: ConfigurationEntry,
    example: { params },
  }),
  updateConfiguration: defineRoute({
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Change a setting',
    permissions: [configurationUpdatePermission],
    params: idParams,
    body: ConfigurationUpdate,
    response: ConfigurationEntry,
    needsRevision: true,
    audit: { eventId: 'configuration-update', severityLevel: 'medium' },
    example: { params, body: { value: 'Acme Chat' } },
  }),
  deleteConfiguration: defineRoute({
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Delete a setting',
    permissions: [configurationDeletePermission],
    params: idParams,
    needsRevision: true,
    audit: { eventId: 'configuration-delete', severityLevel: 'medium' },
    example: { params },
  }),
} as const;
