import { z } from 'zod';
import {
  description,
  exampleId,
  idParams,
  line,
  OwnerRef,
  recordFields,
  recordFilters,
  recordName,
  Tags,
  timestamp,
} from './fields';
import { CredentialType } from './credentialTypes';
import { listQuery, pageOf, queryFlag } from './http/listQuery';
import { defineRoute } from './http/route';
import {
  credentialCreatePermission,
  credentialDeletePermission,
  credentialReadPermission,
  credentialUpdatePermission,
  credentialUsePermission,
} from './permissions';

/** The one host that a credential may be sent to, with a port where it is not the usual one. */
export const CredentialHost = z
  .string()
  .max(253)
  .regex(
    /^(?:\w(?:[\w-]*\w)?(?:\.\w(?:[\w-]*\w)?)*|\[[\da-f:.]+\])(?::\d{1,5})?$/i,
    'must be the name of a host, such as git.example.org or registry.example.org:5000',
  )
  .toLowerCase()
  .describe('the only host that the secret may be sent to; another one needs the secret to be entered again');

const isNotBlank = (text: string) => text.trim() !== '';

/** A text that is sent as it is: what somebody pasted with a line break behind it would be refused everywhere. */
const token = z
  .string()
  .max(16_384)
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not contain line breaks or control characters')
  .refine(isNotBlank, 'must not be blank');
const username = token.max(255);
const anyText = z.string().max(65_536).refine(isNotBlank, 'must not be blank');

const privateKey = anyText
  .regex(
    /^\s*-----BEGIN (?:OPENSSH |RSA |DSA |EC |ENCRYPTED )?PRIVATE KEY-----\s/,
    'must be a private SSH key, with its first line -----BEGIN ... PRIVATE KEY-----',
  )
  .regex(
    /-----END (?:OPENSSH |RSA |DSA |EC |ENCRYPTED )?PRIVATE KEY-----\s*$/,
    'must be a private SSH key to its last line -----END ... PRIVATE KEY-----',
  );

/** Refuses fields that it does not know without repeating them: somebody may have put the secret there. */
const secretObject = <const Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? `has a field that is not one of ${Object.keys(shape).join(', ')}`
        : undefined,
  });

/** What is secret of a credential, for each type. It goes in, and never comes out. */
export const secretSchemas = {
  git_ssh: secretObject({
    privateKey,
    passphrase: token.optional(),
    knownHosts: anyText.optional(),
  }),
  git_https: secretObject({ username: username.optional(), password: token }),
  registry_docker_hub: secretObject({ username, password: token }),
  registry_aws_ecr: secretObject({
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    accessKeyId: z
      .string()
      .regex(/^(?:AKIA|ASIA)\w{12,124}$/, 'must start with AKIA or ASIA and have at least 16 characters'),
    secretAccessKey: token.min(40, 'must have at least 40 characters'),
    sessionToken: token.optional(),
    region: z
      .string()
      .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be a region, such as eu-central-1')
      .optional(),
  }).refine(
    ({ accessKeyId, sessionToken }) => !accessKeyId.startsWith('ASIA') || sessionToken !== undefined,
    {
      path: ['sessionToken'],
      message: 'is missing: an access key that starts with ASIA is a temporary one',
    },
  ),
  registry_quay_io: secretObject({ username, password: token }),
  registry_generic: secretObject({ username, password: token }),
  api_key: secretObject({ apiKey: token }),
  oauth_token: secretObject({ accessToken: token }),
  custom: secretObject({
    fields: z
      .record(line.min(1).max(100), anyText)
      .refine(fields => Object.keys(fields).length > 0, 'must have at least one field')
      .refine(fields => Object.keys(fields).length <= 50, 'must have at most 50 fields'),
  }),
} as const satisfies Record<CredentialType, z.ZodType>;

/** Where the secret of a type may go, and where it goes if nobody says. */
export const hostSchemas = {
  git_ssh: CredentialHost,
  git_https: CredentialHost,
  registry_docker_hub: z.literal('docker.io').default('docker.io'),
  // All of it is below the domain, and each region and account has a host of its own.
  registry_aws_ecr: z.literal(['amazonaws.com', 'amazonaws.com.cn']).default('amazonaws.com'),
  registry_quay_io: CredentialHost.default('quay.io'),
  registry_generic: CredentialHost,
  api_key: CredentialHost.optional(),
  oauth_token: CredentialHost.optional(),
  custom: CredentialHost.optional(),
} as const satisfies Record<CredentialType, z.ZodType>;

const secretOf = <const Type extends CredentialType>(type: Type) => ({
  type: z.literal(type),
  host: hostSchemas[type],
  secret: secretSchemas[type],
});

/** The secret of a credential with its type and its host, which cannot be changed apart from each other. */
export const CredentialSecret = z.discriminatedUnion('type', [
  z.strictObject(secretOf('git_ssh')),
  z.strictObject(secretOf('git_https')),
  z.strictObject(secretOf('registry_docker_hub')),
  z.strictObject(secretOf('registry_aws_ecr')),
  z.strictObject(secretOf('registry_quay_io')),
  z.strictObject(secretOf('registry_generic')),
  z.strictObject(secretOf('api_key')),
  z.strictObject(secretOf('oauth_token')),
  z.strictObject(secretOf('custom')),
]);
export type CredentialSecret = z.infer<typeof CredentialSecret>;

/** Whatever else people want to keep with a credential. It is shown to everybody who sees the credential. */
const metadata = z
  .record(z.string().max(100), z.unknown())
  .refine(value => JSON.stringify(value).length <= 16_384, 'must be at most 16 KiB of JSON')
  .describe('shown to everybody who sees the credential: nothing in it is secret');

/** The end of a credential, in any time zone. */
const expiresAt = z.iso.datetime({ offset: true }).overwrite(text => new Date(text).toISOString());

const commonFields = {
  name: recordName,
  description: description.default(''),
  owner: OwnerRef.optional().describe('without it, whoever creates the credential'),
  tags: Tags.default([]),
  metadata: metadata.default({}),
  expiresAt: expiresAt.optional(),
};

/** What a new credential is made from. */
export const NewCredential = z.discriminatedUnion('type', [
  z.strictObject({ ...commonFields, ...secretOf('git_ssh') }),
  z.strictObject({ ...commonFields, ...secretOf('git_https') }),
  z.strictObject({ ...commonFields, ...secretOf('registry_docker_hub') }),
  z.strictObject({ ...commonFields, ...secretOf('registry_aws_ecr') }),
  z.strictObject({ ...commonFields, ...secretOf('registry_quay_io') }),
  z.strictObject({ ...commonFields, ...secretOf('registry_generic') }),
  z.strictObject({ ...commonFields, ...secretOf('api_key') }),
  z.strictObject({ ...commonFields, ...secretOf('oauth_token') }),
  z.strictObject({ ...commonFields, ...secretOf('custom') }),
]);
export type NewCredential = z.infer<typeof NewCredential>;

/** What of a credential changes apart from its secret; what is left out stays. */
export const CredentialUpdate = z.strictObject({
  name: recordName.optional(),
  description: description.optional(),
  owner: OwnerRef.optional(),
  tags: Tags.optional(),
  metadata: metadata.optional().describe('takes the place of all that was there'),
  expiresAt: expiresAt.nullable().optional().describe('null: it does not expire'),
});
export type CredentialUpdate = z.infer<typeof CredentialUpdate>;

/** What the last real use of a credential showed. */
export const CredentialVerification = z.object({
  state: z
    .enum(['unknown', 'valid', 'invalid'])
    .describe('unknown: it was not tried since it was entered, or the other side could not be asked'),
  message: z.string().optional(),
  checkedAt: timestamp.optional(),
});
export type CredentialVerification = z.infer<typeof CredentialVerification>;

/** The record of a credential. No part of its secret is in it. */
export const Credential = z.object({
  ...recordFields,
  name: z.string(),
  description: z.string(),
  type: CredentialType,
  host: z.string().optional().describe('the only host that the secret may be sent to'),
  metadata: z.record(z.string(), z.unknown()),
  isActive: z.boolean().describe('whether it can be used'),
  expiresAt: timestamp.optional(),
  hasExpired: z.boolean(),
  daysUntilExpiry: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('whole days; absent for a credential that does not expire'),
  lastUsedAt: timestamp.optional(),
  secretVersion: z.number().int().describe('grows each time the secret is replaced'),
  secretChangedAt: timestamp,
  fingerprint: z.string().describe('the same for the same secret; tells nothing else about it'),
  verification: CredentialVerification,
});
export type Credential = z.infer<typeof Credential>;

/** Something that stops working without a credential. */
export const CredentialUse = z.object({
  kind: z.string().describe('git-repository or container-registry'),
  id: z.string(),
  name: z.string(),
});
export type CredentialUse = z.infer<typeof CredentialUse>;

/** A credential with what uses it. */
export const CredentialInUse = z.object({ credential: Credential, uses: z.array(CredentialUse) });
export type CredentialInUse = z.infer<typeof CredentialInUse>;

/** What a credential is tried on. */
export const CredentialTrial = z.strictObject({
  target: line
    .min(1)
    .max(1024)
    .optional()
    .describe('the address of a repository, or the name of an image, on the host of the credential'),
});
export type CredentialTrial = z.infer<typeof CredentialTrial>;

/** The query of the list of credentials. */
export const CredentialQuery = listQuery(
  ['name', 'type', 'createdAt', 'updatedAt', 'expiresAt', 'lastUsedAt'],
  {
    ...recordFilters,
    type: CredentialType.optional(),
    host: CredentialHost.optional(),
    isActive: queryFlag.optional(),
    hasExpired: queryFlag.optional(),
    expiresWithinDays: z.coerce
      .number<number>()
      .int()
      .min(0)
      .max(3650)
      .optional()
      .describe('expires within so many days, and has not expired yet'),
  },
);
export type CredentialQuery = z.infer<typeof CredentialQuery>;

/** What is known about a type: what a form asks for, and where the type fits. */
export const CredentialTypeInfo = z.object({
  type: CredentialType,
  title: z.string(),
  description: z.string(),
  host: z.object({
    isRequired: z.boolean(),
    default: z.string().optional(),
  }),
  fields: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      description: z.string().optional(),
      isRequired: z.boolean(),
      isMultiline: z.boolean(),
    }),
  ),
});
export type CredentialTypeInfo = z.infer<typeof CredentialTypeInfo>;

const params = { id: exampleId };
const path = '/v1/credentials';
const secret = {
  type: 'git_https',
  host: 'git.example.org',
  secret: { username: 'octo', password: 'a token' },
} as const;

/** The routes of credentials. */
export const credentialRoutes = {
  listCredentialTypes: defineRoute({
    method: 'GET',
    path: `${path}/types`,
    summary: 'List the types of credentials with their fields',
    permissions: [credentialReadPermission],
    response: pageOf(CredentialTypeInfo),
    example: {},
  }),
  listCredentials: defineRoute({
    method: 'GET',
    path,
    summary: 'List credentials, without their secrets',
    permissions: [credentialReadPermission],
    whenDenied: 'empty-page',
    query: CredentialQuery,
    response: pageOf(Credential),
    example: { query: { type: 'git_https', expiresWithinDays: 30, limit: 20 } },
  }),
  createCredential: defineRoute({
    method: 'POST',
    path,
    summary: 'Create a credential',
    permissions: [credentialCreatePermission],
    bodyLimit: '4mb',
    body: NewCredential,
    response: Credential,
    status: 201,
    audit: { eventId: 'credential-create', severityLevel: 'high' },
    example: { body: { name: 'Bot', ...secret } },
  }),
  cleanUpExpiredCredentials: defineRoute({
    method: 'POST',
    path: `${path}/cleanup-expired`,
    summary: 'Deactivate the credentials that have expired',
    permissions: [credentialUpdatePermission],
    response: z.object({ count: z.number().int() }),
    audit: { eventId: 'credential-cleanup-expired', severityLevel: 'medium' },
    example: {},
  }),
  getCredential: defineRoute({
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Get a credential, without its secret',
    permissions: [credentialReadPermission],
    params: idParams,
    response: Credential,
    example: { params },
  }),
  listCredentialUses: defineRoute({
    method: 'GET',
    path: `${path}/:id/uses`,
    summary: 'List what uses a credential',
    permissions: [credentialReadPermission],
    params: idParams,
    response: pageOf(CredentialUse),
    example: { params },
  }),
  updateCredential: defineRoute({
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Change a credential apart from its secret',
    permissions: [credentialUpdatePermission],
    params: idParams,
    body: CredentialUpdate,
    response: Credential,
    needsRevision: true,
    audit: { eventId: 'credential-update', severityLevel: 'medium' },
    example: { params, body: { description: 'For the nightly build' } },
  }),
  replaceCredentialSecret: defineRoute({
    method: 'PUT',
    path: `${path}/:id/secret`,
    summary: 'Replace the secret of a credential, and its host with it',
    permissions: [credentialUpdatePermission],
    bodyLimit: '4mb',
    params: idParams,
    body: CredentialSecret,
    response: Credential,
    needsRevision: true,
    audit: { eventId: 'credential-replace-secret', severityLevel: 'high' },
    example: { params, body: secret },
  }),
  verifyCredential: defineRoute({
    method: 'POST',
    path: `${path}/:id/verify`,
    summary: 'Try a credential on its host',
    permissions: [credentialUsePermission],
    params: idParams,
    body: CredentialTrial,
    response: CredentialVerification,
    audit: { eventId: 'credential-verify', severityLevel: 'medium' },
    example: { params, body: { target: 'https://git.example.org/team/app' } },
  }),
  deactivateCredential: defineRoute({
    method: 'POST',
    path: `${path}/:id/deactivate`,
    summary: 'Stop a credential from being used, and learn what used it',
    permissions: [credentialUpdatePermission],
    params: idParams,
    response: CredentialInUse,
    needsRevision: true,
    audit: { eventId: 'credential-deactivate', severityLevel: 'medium' },
    example: { params },
  }),
  reactivateCredential: defineRoute({
    method: 'POST',
    path: `${path}/:id/reactivate`,
    summary: 'Let a credential be used again',
    permissions: [credentialUpdatePermission],
    params: idParams,
    response: Credential,
    needsRevision: true,
    audit: { eventId: 'credential-reactivate', severityLevel: 'medium' },
    example: { params },
  }),
  deleteCredential: defineRoute({
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Delete a credential and its secret for good',
    permissions: [credentialDeletePermission],
    params: idParams,
    query: z.strictObject({
      evenIfUsed: queryFlag.optional().describe('also when something uses it'),
    }),
    needsRevision: true,
    audit: { eventId: 'credential-delete', severityLevel: 'high' },
    example: { params },
  }),
} as const;
