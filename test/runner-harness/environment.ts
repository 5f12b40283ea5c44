import { join } from 'node:path';

/** The part of the `github` context that reaches an action as `GITHUB_…`, but for the paths the harness makes. */
export type GithubContext = {
  action: string;
  action_ref: string;
  action_repository: string;
  actor: string;
  actor_id: string;
  api_url: string;
  base_ref: string;
  graphql_url: string;
  head_ref: string;
  job: string;
  ref: string;
  ref_name: string;
  ref_protected: string;
  ref_type: string;
  repository: string;
  repository_id: string;
  repository_owner: string;
  repository_owner_id: string;
  retention_days: string;
  run_attempt: string;
  run_id: string;
  run_number: string;
  server_url: string;
  sha: string;
  triggering_actor: string;
  workflow: string;
  workflow_ref: string;
  workflow_sha: string;
};

const SHA = '4f8a1c35d2b96e07a8c1f3d5b7e9024681ace357';

/** A push to the default branch of a made-up repository. */
export const defaultGithubContext: Readonly<GithubContext> = {
  action: '__livery',
  action_ref: '',
  action_repository: '',
  actor: 'octocat',
  actor_id: '583231',
  api_url: 'https://api.github.com',
  base_ref: '',
  graphql_url: 'https://api.github.com/graphql',
  head_ref: '',
  job: 'brand',
  ref: 'refs/heads/main',
  ref_name: 'main',
  ref_protected: 'false',
  ref_type: 'branch',
  repository: 'acme/chat',
  repository_id: '123456789',
  repository_owner: 'acme',
  repository_owner_id: '987654',
  retention_days: '90',
  run_attempt: '1',
  run_id: '16000000001',
  run_number: '7',
  server_url: 'https://github.com',
  sha: SHA,
  triggering_actor: 'octocat',
  workflow: 'Brand',
  workflow_ref: 'acme/chat/.github/workflows/brand.yml@refs/heads/main',
  workflow_sha: SHA,
};

/** The folders of one job. */
export type RunnerFolders = { temp: string; toolCache: string; workspace: string };

/** The `runner` context. */
export function runnerContext(folders: RunnerFolders, debug: boolean): Record<string, string> {
  return {
    os: process.platform === 'darwin' ? 'macOS' : 'Linux',
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    name: 'runner-harness',
    environment: 'self-hosted',
    temp: folders.temp,
    tool_cache: folders.toolCache,
    workspace: join(folders.workspace, '..'),
    ...(debug ? { debug: '1' } : {}),
  };
}

/** Turns a context into variables: `{ run_id: '1' }` with `GITHUB` is `GITHUB_RUN_ID=1`. */
export function contextVariables(
  prefix: string,
  context: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(context).map(([name, value]) => [`${prefix}_${name.toUpperCase()}`, value]),
  );
}

/**
 * What a step inherits from the machine. Only this: a variable of the developer's shell, or of the test
 * runner, must not decide whether a test passes.
 */
export function machineVariables(): Record<string, string> {
  const inherited = ['PATH', 'HOME', 'USER', 'LANG', 'TZ'] as const;
  const variables: Record<string, string> = {};
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}
