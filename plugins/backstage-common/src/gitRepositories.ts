import { GitRef, RunState } from '@livery/contracts';
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
  gitHostKeyApprovePermission,
  gitRepositoryCreatePermission,
  gitRepositoryDeletePermission,
  gitRepositoryReadPermission,
  gitRepositoryUpdatePermission,
} from './permissions';
import { RemoteVerification } from './remotes';
import { parseRepositoryUrl, RepositoryAddress, RepositoryType } from './repositoryUrl';

/** The address of a repository as people write it; it becomes its normal form. */
export const RepositoryUrl = z
  .string()
  .max(2000)
  .transform((text, context) => {
    const { address, problem } = parseRepositoryUrl(text);
    if (!address) {
      // Not the text: it may hold a password.
      context.issues.push({ code: 'custom', message: problem, input: undefined });
      return z.NEVER;
    }
    return address.url;
  })
  // What comes out, for the OpenAPI document, which cannot look into a function.
  .pipe(z.string())
  .describe('https://host/owner/name, ssh://user@host/owner/name or user@host:owner/name');

/** A commit as a repository shows it. */
export const CommitInfo = z.object({
  commit: z.string(),
  committedAt: timestamp.optional(),
  author: z.string().optional(),
  subject: z.string().optional().describe('the first line of its message'),
});
export type CommitInfo = z.infer<typeof CommitInfo>;

const { owner: _pathOwner, ...addressFields } = RepositoryAddress.shape;

/** The record of a git repository. */
export const GitRepository = z.object({
  ...recordFields,
  ...addressFields,
  pathOwner: RepositoryAddress.shape.owner,
  name: z.string(),
  description: z.string(),
  defaultBranch: z.string(),
  credentialId: z.uuid().optional(),
  isExperimental: z.boolean().describe('for trials; left out of lists unless somebody asks for it'),
  warning: z.string().optional().describe('what to show beside it, such as that it is for trials'),
  isActive: z.boolean().describe('whether runs can be started with it'),
  verification: RemoteVerification,
  lastCommit: CommitInfo.optional().describe('of the default branch, when it was last looked at'),
});
export type GitRepository = z.infer<typeof GitRepository>;

/** What a new git repository is made from. */
export const NewGitRepository = z.strictObject({
  name: recordName,
  description: description.default(''),
  url: RepositoryUrl,
  defaultBranch: GitRef.default('main'),
  credentialId: z.uuid().optional(),
  isExperimental: z.boolean().default(false),
  owner: OwnerRef.optional().describe('without it, whoever creates the repository'),
  tags: Tags.default([]),
});
export type NewGitRepository = z.infer<typeof NewGitRepository>;

/** What of a git repository changes; what is left out stays. */
export const GitRepositoryUpdate = z.strictObject({
  name: recordName.optional(),
  description: description.optional(),
  url: RepositoryUrl.optional(),
  defaultBranch: GitRef.optional(),
  credentialId: z.uuid().nullable().optional().describe('null: it needs none'),
  isExperimental: z.boolean().optional(),
  isActive: z.boolean().optional(),
  owner: OwnerRef.optional(),
  tags: Tags.optional(),
});
export type GitRepositoryUpdate = z.infer<typeof GitRepositoryUpdate>;

/** The query of the list of git repositories. */
export const GitRepositoryQuery = listQuery(['name', 'createdAt', 'updatedAt', 'host'], {
  ...recordFilters,
  type: RepositoryType.optional(),
  host: line.max(300).toLowerCase().optional(),
  verification: RemoteVerification.shape.state.optional(),
  credentialId: z.uuid().optional(),
  isActive: queryFlag.optional(),
  includeExperimental: queryFlag.default(false).describe('also those that are for trials'),
});
export type GitRepositoryQuery = z.infer<typeof GitRepositoryQuery>;

/** An address that somebody wants to have looked at before anything is saved. */
export const RepositoryUrlCheck = z.strictObject({ url: z.string().max(2000) });
export type RepositoryUrlCheck = z.infer<typeof RepositoryUrlCheck>;

/** What is to be said about an address. Nothing was looked up and nothing was sent. */
export const RepositoryUrlResult = z.object({
  isValid: z.boolean(),
  repositoryType: RepositoryType.optional(),
  normalizedUrl: z.string().optional(),
  error: z.string().optional(),
  parsedInfo: z.object({ host: z.string(), owner: z.string(), repoName: z.string() }).optional(),
});
export type RepositoryUrlResult = z.infer<typeof RepositoryUrlResult>;

const ref = z.object({ name: z.string(), commit: z.string() });

/** The branches and tags of a repository, as its host lists them now. */
export const RepositoryRefs = z.object({
  defaultBranch: z.string().optional().describe('what the host says it is'),
  branches: z.array(ref),
  tags: z.array(ref),
});
export type RepositoryRefs = z.infer<typeof RepositoryRefs>;

/** The branch or tag to fetch for a trial; without it the default branch. */
export const CloneTrial = z.strictObject({ ref: GitRef.optional() });
export type CloneTrial = z.infer<typeof CloneTrial>;

/** How often runs have used a repository. */
export const RepositoryUsage = z.object({
  totalRuns: z.number().int(),
  successfulRuns: z.number().int(),
  failedRuns: z.number().int(),
  runningRuns: z.number().int().describe('those that have not ended'),
  successRate: z.number().optional().describe('of those that completed or failed, between 0 and 1'),
  lastUsedAt: timestamp.optional(),
  recentRuns: z
    .array(z.object({ id: z.uuid(), state: RunState, createdAt: timestamp }))
    .describe('the newest five'),
});
export type RepositoryUsage = z.infer<typeof RepositoryUsage>;

/** A key that the host of a repository shows to those who connect by SSH. */
export const GitHostKey = z.object({
  type: z.string(),
  fingerprint: z.string().describe('what to compare with what the owner of the host publishes'),
  isApproved: z.boolean(),
});
export type GitHostKey = z.infer<typeof GitHostKey>;

/** The keys of the host of a repository. */
export const GitHostKeys = z.object({
  host: z.string(),
  keys: z.array(GitHostKey),
  changed: z
    .boolean()
    .describe(
      'whether a key that was approved is no longer the one that the host has: somebody may be in between',
    ),
});
export type GitHostKeys = z.infer<typeof GitHostKeys>;

/** The keys that a person has compared. All others that were approved for the host before are forgotten. */
export const HostKeyApproval = z.strictObject({
  fingerprints: z
    .array(z.string().regex(/^SHA256:[\w+/]{43}$/, 'must be a fingerprint such as SHA256:...'))
    .min(1)
    .max(20),
});
export type HostKeyApproval = z.infer<typeof HostKeyApproval>;

const params = { id: exampleId };
const path = '/v1/git-repositories';

/** The routes of git repositories. */
export const gitRepositoryRoutes = {
  validateRepositoryUrl: defineRoute({
    method: 'POST',
    path: `${path}/validate-url`,
    summary: 'Look at the address of a repository, without sending anything there',
    permissions: [gitRepositoryCreatePermission],
    body: RepositoryUrlCheck,
    response: RepositoryUrlResult,
    audit: { eventId: 'git-repository-validate-url', severityLevel: 'low' },
    example: { body: { url: 'git@github.com:acme/app' } },
  }),
  listGitRepositories: defineRoute({
    method: 'GET',
    path,
    summary: 'List git repositories',
    permissions: [gitRepositoryReadPermission],
    whenDenied: 'empty-page',
    query: GitRepositoryQuery,
    response: pageOf(GitRepository),
    example: { query: { verification: 'failed', includeExperimental: true, limit: 20 } },
  }),
  createGitRepository: defineRoute({
    method: 'POST',
    path,
    summary: 'Create a git repository',
    permissions: [gitRepositoryCreatePermission],
    body: NewGitRepository,
    response: GitRepository,
    status: 201,
    audit: { eventId: 'git-repository-create', severityLevel: 'medium' },
    example: { body: { name: 'App', url: 'https://github.com/acme/app' } },
  }),
  getGitRepository: defineRoute({
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Get a git repository',
    permissions: [gitRepositoryReadPermission],
    params: idParams,
    response: GitRepository,
    example: { params },
  }),
  updateGitRepository: defineRoute({
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Change a git repository',
    permissions: [gitRepositoryUpdatePermission],
    params: idParams,
    body: GitRepositoryUpdate,
    response: GitRepository,
    needsRevision: true,
    audit: { eventId: 'git-repository-update', severityLevel: 'medium' },
    example: { params, body: { defaultBranch: 'release/1.x' } },
  }),
  deleteGitRepository: defineRoute({
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Delete a git repository from the portal',
    permissions: [gitRepositoryDeletePermission],
    params: idParams,
    needsRevision: true,
    audit: { eventId: 'git-repository-delete', severityLevel: 'medium' },
    example: { params },
  }),
  verifyGitRepository: defineRoute({
    method: 'POST',
    path: `${path}/:id/verify`,
    summary: 'Ask the host of a repository whether it can be read',
    permissions: [gitRepositoryUpdatePermission],
    isExpensive: true,
    params: idParams,
    response: GitRepository,
    audit: { eventId: 'git-repository-verify', severityLevel: 'medium' },
    example: { params },
  }),
  listRepositoryRefs: defineRoute({
    method: 'GET',
    path: `${path}/:id/branches`,
    summary: 'List the branches and tags of a repository, as its host has them now',
    permissions: [gitRepositoryReadPermission],
    isExpensive: true,
    params: idParams,
    response: RepositoryRefs,
    audit: { eventId: 'git-repository-list-branches', severityLevel: 'low' },
    example: { params },
  }),
  testClone: defineRoute({
    method: 'POST',
    path: `${path}/:id/test-clone`,
    summary: 'Fetch the newest commit of a branch, without its files',
    permissions: [gitRepositoryUpdatePermission],
    isExpensive: true,
    params: idParams,
    body: CloneTrial,
    response: CommitInfo,
    audit: { eventId: 'git-repository-test-clone', severityLevel: 'medium' },
    example: { params, body: { ref: 'main' } },
  }),
  getRepositoryUsage: defineRoute({
    method: 'GET',
    path: `${path}/:id/usage`,
    summary: 'Count the runs that used a repository',
    permissions: [gitRepositoryReadPermission],
    params: idParams,
    response: RepositoryUsage,
    example: { params },
  }),
  getGitHostKeys: defineRoute({
    method: 'GET',
    path: `${path}/:id/host-keys`,
    summary: 'Ask the host of an SSH repository for its keys',
    permissions: [gitRepositoryReadPermission],
    isExpensive: true,
    params: idParams,
    response: GitHostKeys,
    audit: { eventId: 'git-host-keys-read', severityLevel: 'low' },
    example: { params },
  }),
  approveGitHostKeys: defineRoute({
    method: 'PUT',
    path: `${path}/:id/host-keys`,
    summary: 'Trust the host of an SSH repository by keys that a person has compared',
    permissions: [gitRepositoryReadPermission, gitHostKeyApprovePermission],
    isExpensive: true,
    params: idParams,
    body: HostKeyApproval,
    response: GitHostKeys,
    audit: { eventId: 'git-host-keys-approve', severityLevel: 'high' },
    example: { params, body: { fingerprints: ['SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU'] } },
  }),
} as const;
