import { dockerLoginCommand, type TargetRules } from '../TargetRules';

const DOCUMENTATION =
  'https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-container-registry';

/** GHCR, and the same of a GitHub Enterprise Server, which is at `containers.<host>`. */
export const github: TargetRules = {
  kind: 'github_registry',
  title: 'GHCR',
  host: 'ghcr.io',
  hosts: /^(?:ghcr\.io|containers\.[\w-]+\.ghe\.com)$/,
  isSelfHosted: true,
  example: 'ghcr.io/acme/app',
  documentation: DOCUMENTATION,
  login: {
    // It looks at the token only, and wants some user name with it.
    tokenUser: 'token',
    advice:
      'Use a personal access token (classic) with write:packages, or in a workflow the GITHUB_TOKEN with "packages: write".',
    documentation: DOCUMENTATION,
    command: dockerLoginCommand,
    check({ password }) {
      // Only classic ones open it: https://docs.github.com/en/packages/learn-github-packages/about-permissions-for-github-packages
      return password.reveal().startsWith('github_pat_')
        ? {
            why: 'it is a fine-grained personal access token, which GHCR does not take',
            hint: 'Create a personal access token (classic) with write:packages, or use the GITHUB_TOKEN of a workflow.',
          }
        : undefined;
    },
  },
  check(repository, registry) {
    return repository.includes('/')
      ? undefined
      : {
          why: 'GHCR keeps images under a user or an organisation, and there is none before the name',
          hint: `Write ${registry}/<owner>/${repository}.`,
        };
  },
};
