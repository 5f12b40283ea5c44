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
import { listQuery, pageOf, queryFlag } from './http/listQuery';
import { defineRoute } from './http/route';
import {
  containerRegistryCreatePermission,
  containerRegistryDeletePermission,
  containerRegistryReadPermission,
  containerRegistryUpdatePermission,
} from './permissions';
import { RemoteVerification } from './remotes';

/** The kinds of registries whose rules are known. */
export const RegistryType = z.enum([
  'docker_hub',
  'aws_ecr',
  'quay_io',
  'github_registry',
  'gitlab_registry',
  'azure_registry',
  'google_registry',
  'harbor',
  'generic',
]);
export type RegistryType = z.infer<typeof RegistryType>;

/** What images are made from and pushed to unless somebody says otherwise. */
export const DEFAULT_BASE_IMAGE = 'ghcr.io/open-webui/open-webui:main';

const imageName = line.min(1).max(255);

const place = {
  host: line
    .max(300)
    .toLowerCase()
    .optional()
    .describe('with a port if it needs one; only where the type does not say it: registry.example.com:5000'),
  awsAccountId: z
    .string()
    .regex(/^\d{12}$/, 'AWS Account ID must be a 12-digit number')
    .optional(),
  awsRegion: z
    .string()
    .regex(/^[a-z]{2,4}(?:-[a-z]+)+-\d+$/, 'must be a region of AWS, such as eu-central-1')
    .optional(),
  targetImage: imageName.describe('what is pushed: the path of the image in the registry, and a tag'),
};

/** The record of a container registry. No secret is in it. */
export const ContainerRegistry = z.object({
  ...recordFields,
  name: z.string(),
  description: z.string(),
  type: RegistryType,
  host: z.string().describe('as the names of images have it'),
  awsAccountId: z.string().optional(),
  awsRegion: z.string().optional(),
  baseImage: z.string(),
  targetImage: z.string(),
  image: z.string().describe('the full name of the target image, with registry and tag'),
  loginCommand: z
    .string()
    .optional()
    .describe('how a person logs in, without a secret; absent without a credential'),
  credentialId: z.uuid().optional(),
  isActive: z.boolean().describe('whether runs can push to it'),
  verification: RemoteVerification,
  lastPushedAt: timestamp.optional(),
});
export type ContainerRegistry = z.infer<typeof ContainerRegistry>;

/** What a new container registry is made from. A user name or a password is no part of it: that is a credential. */
export const NewContainerRegistry = z.strictObject({
  name: recordName,
  description: description.default(''),
  type: RegistryType,
  ...place,
  baseImage: imageName.default(DEFAULT_BASE_IMAGE),
  credentialId: z.uuid().optional(),
  owner: OwnerRef.optional().describe('without it, whoever creates the registry'),
  tags: Tags.default([]),
});
export type NewContainerRegistry = z.infer<typeof NewContainerRegistry>;

/** What of a container registry changes; what is left out stays. With the type, the host and the account go as well. */
export const ContainerRegistryUpdate = z.strictObject({
  name: recordName.optional(),
  description: description.optional(),
  type: RegistryType.optional(),
  ...place,
  targetImage: place.targetImage.optional(),
  baseImage: imageName.optional(),
  credentialId: z.uuid().nullable().optional().describe('null: it needs none'),
  isActive: z.boolean().optional(),
  owner: OwnerRef.optional(),
  tags: Tags.optional(),
});
export type ContainerRegistryUpdate = z.infer<typeof ContainerRegistryUpdate>;

/** The query of the list of container registries. */
export const ContainerRegistryQuery = listQuery(['name', 'createdAt', 'updatedAt', 'host', 'lastPushedAt'], {
  ...recordFilters,
  type: RegistryType.optional(),
  awsRegion: line.max(50).optional(),
  verification: RemoteVerification.shape.state.optional(),
  credentialId: z.uuid().optional(),
  isActive: queryFlag.optional(),
});
export type ContainerRegistryQuery = z.infer<typeof ContainerRegistryQuery>;

/** What is known about a type: what a form asks for. */
export const RegistryTypeInfo = z.object({
  type: RegistryType,
  title: z.string(),
  host: z.string().optional().describe('where all have the same'),
  needsHost: z.boolean(),
  needsAccount: z.boolean(),
  credentialType: z.string(),
  example: z.string(),
  loginAdvice: z.string(),
  documentation: z.string(),
});
export type RegistryTypeInfo = z.infer<typeof RegistryTypeInfo>;

/** The name of an image in a registry. */
export const RegistryImage = z.object({ image: z.string(), loginCommand: z.string().optional() });
export type RegistryImage = z.infer<typeof RegistryImage>;

const part = {
  limit: z.coerce.number<number>().int().min(1).max(200).default(50),
  offset: z.coerce.number<number>().int().min(0).max(100_000).default(0),
};

/** Repositories that a registry shows us. */
export const RegistryRepositories = z.object({
  items: z.array(z.string()),
  hasMore: z.boolean(),
});
export type RegistryRepositories = z.infer<typeof RegistryRepositories>;

/** The tags of a repository, each with the digest that it has now. */
export const RegistryTags = z.object({
  repository: z.string(),
  items: z.array(
    z.object({ name: z.string(), digest: z.string().optional(), mediaType: z.string().optional() }),
  ),
  total: z.number().int(),
});
export type RegistryTags = z.infer<typeof RegistryTags>;

const params = { id: exampleId };
const path = '/v1/container-registries';

/** The routes of container registries. */
export const containerRegistryRoutes = {
  listRegistryTypes: defineRoute({
    method: 'GET',
    path: `${path}/types`,
    summary: 'List the types of container registries with their rules',
    permissions: [containerRegistryCreatePermission],
    response: pageOf(RegistryTypeInfo),
    example: {},
  }),
  listContainerRegistries: defineRoute({
    method: 'GET',
    path,
    summary: 'List container registries',
    permissions: [containerRegistryReadPermission],
    whenDenied: 'empty-page',
    query: ContainerRegistryQuery,
    response: pageOf(ContainerRegistry),
    example: { query: { type: 'github_registry', limit: 20 } },
  }),
  createContainerRegistry: defineRoute({
    method: 'POST',
    path,
    summary: 'Create a container registry',
    permissions: [containerRegistryCreatePermission],
    body: NewContainerRegistry,
    response: ContainerRegistry,
    status: 201,
    audit: { eventId: 'container-registry-create', severityLevel: 'medium' },
    example: { body: { name: 'GHCR', type: 'github_registry', targetImage: 'acme/app:latest' } },
  }),
  getContainerRegistry: defineRoute({
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Get a container registry',
    permissions: [containerRegistryReadPermission],
    params: idParams,
    response: ContainerRegistry,
    example: { params },
  }),
  updateContainerRegistry: defineRoute({
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Change a container registry',
    permissions: [containerRegistryUpdatePermission],
    params: idParams,
    body: ContainerRegistryUpdate,
    response: ContainerRegistry,
    needsRevision: true,
    audit: { eventId: 'container-registry-update', severityLevel: 'medium' },
    example: { params, body: { targetImage: 'acme/app:stable' } },
  }),
  deleteContainerRegistry: defineRoute({
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Delete a container registry from the portal',
    permissions: [containerRegistryDeletePermission],
    params: idParams,
    needsRevision: true,
    audit: { eventId: 'container-registry-delete', severityLevel: 'medium' },
    example: { params },
  }),
  verifyContainerRegistry: defineRoute({
    method: 'POST',
    path: `${path}/:id/verify`,
    summary: 'Log in to a registry, and ask for the right to push',
    permissions: [containerRegistryUpdatePermission],
    isExpensive: true,
    params: idParams,
    response: ContainerRegistry,
    audit: { eventId: 'container-registry-verify', severityLevel: 'medium' },
    example: { params },
  }),
  createRegistryRepository: defineRoute({
    method: 'POST',
    path: `${path}/:id/repository`,
    summary: 'Create the repository of the target image, where a registry wants that before a push',
    permissions: [containerRegistryUpdatePermission],
    isExpensive: true,
    params: idParams,
    response: z.object({ image: z.string(), isNew: z.boolean(), message: z.string() }),
    audit: { eventId: 'container-registry-create-repository', severityLevel: 'medium' },
    example: { params },
  }),
  getRegistryImage: defineRoute({
    method: 'GET',
    path: `${path}/:id/image`,
    summary: 'Get the full name of the target image, with another tag if one is given',
    permissions: [containerRegistryReadPermission],
    params: idParams,
    query: z.strictObject({ tag: line.min(1).max(128).optional() }),
    response: RegistryImage,
    example: { params, query: { tag: 'v1.2.3' } },
  }),
  listRegistryRepositories: defineRoute({
    method: 'GET',
    path: `${path}/:id/repositories`,
    summary: 'List the repositories that a registry shows us',
    permissions: [containerRegistryReadPermission],
    isExpensive: true,
    params: idParams,
    query: z.strictObject(part),
    response: RegistryRepositories,
    audit: { eventId: 'container-registry-list-repositories', severityLevel: 'low' },
    example: { params },
  }),
  listRegistryTags: defineRoute({
    method: 'GET',
    path: `${path}/:id/tags`,
    summary: 'List the tags of a repository with their digests',
    permissions: [containerRegistryReadPermission],
    isExpensive: true,
    params: idParams,
    query: z.strictObject({
      ...part,
      repository: line.min(1).max(255).optional().describe('without it, that of the target image'),
    }),
    response: RegistryTags,
    audit: { eventId: 'container-registry-list-tags', severityLevel: 'low' },
    example: { params },
  }),
} as const;
