import { z } from 'zod';

/** What kinds of credentials there are. */
export const CredentialType = z.enum([
  'git_ssh',
  'git_https',
  'registry_docker_hub',
  'registry_aws_ecr',
  'registry_quay_io',
  'registry_generic',
  'api_key',
  'oauth_token',
  'custom',
]);
export type CredentialType = z.infer<typeof CredentialType>;

/** How a type is called and what a form asks for. */
export interface CredentialTypeText {
  readonly title: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, { title: string; description?: string; isMultiline?: boolean }>>;
}

const username = { title: 'User name' };

/** The words for each type and its fields; which fields are required is in the schemas of the secrets. */
export const credentialTypeTexts: Readonly<Record<CredentialType, CredentialTypeText>> = {
  git_ssh: {
    title: 'Git over SSH',
    description: 'SSH key for Git repository access',
    fields: {
      privateKey: { title: 'Private key', isMultiline: true },
      passphrase: { title: 'Passphrase', description: 'of the private key, if it has one' },
      knownHosts: {
        title: 'Known hosts',
        description: 'lines of a known_hosts file with the keys of the host',
        isMultiline: true,
      },
    },
  },
  git_https: {
    title: 'Git over HTTPS',
    description: 'HTTPS credentials for Git repository',
    fields: {
      username: {
        title: 'User name',
        description: 'without it, the one that the host takes with a token',
      },
      password: { title: 'Password or access token' },
    },
  },
  registry_docker_hub: {
    title: 'Docker Hub',
    description: 'Docker Hub registry credentials',
    fields: { username, password: { title: 'Access token' } },
  },
  registry_aws_ecr: {
    title: 'AWS ECR',
    description: 'AWS ECR registry credentials',
    fields: {
      accessKeyId: { title: 'Access key id' },
      secretAccessKey: { title: 'Secret access key' },
      sessionToken: { title: 'Session token', description: 'of a temporary access key' },
      region: { title: 'Region' },
    },
  },
  registry_quay_io: {
    title: 'Quay',
    description: 'Red Hat Quay.io registry credentials',
    fields: { username, password: { title: 'Password or robot token' } },
  },
  registry_generic: {
    title: 'Any other registry',
    description: 'Generic Docker registry credentials: GitHub, GitLab, Azure, Google, Harbor and others',
    fields: { username, password: { title: 'Password or access token' } },
  },
  api_key: {
    title: 'API key',
    description: 'A key that a service asks for',
    fields: { apiKey: { title: 'API key' } },
  },
  oauth_token: {
    title: 'OAuth token',
    description: 'An access token of an OAuth service',
    fields: { accessToken: { title: 'Access token' } },
  },
  custom: {
    title: 'Something else',
    description: 'Names and secret values of your own',
    fields: { fields: { title: 'Fields', description: 'names with their secret values' } },
  },
};
