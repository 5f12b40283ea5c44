import { dockerLoginCommand, type TargetRules } from '../TargetRules';

const DOCUMENTATION =
  'https://docs.gitlab.com/user/packages/container_registry/authenticate_with_container_registry/';

/** The user of the token of a job. */
const JOB_USER = 'gitlab-ci-token';

/** GitLab.com, and a GitLab of one's own. */
export const gitlab: TargetRules = {
  kind: 'gitlab_registry',
  title: 'GitLab',
  host: 'registry.gitlab.com',
  hosts: /^registry\.gitlab\.com$/,
  isSelfHosted: true,
  example: 'registry.gitlab.com/acme/project/app',
  documentation:
    'https://docs.gitlab.com/user/packages/container_registry/#naming-convention-for-your-container-images',
  login: {
    tokenUser: JOB_USER,
    advice:
      'Use a deploy token or a personal access token with write_registry, or in a job the CI_JOB_TOKEN with the user "gitlab-ci-token".',
    documentation: DOCUMENTATION,
    command: dockerLoginCommand,
    check({ username, password }) {
      // https://docs.gitlab.com/security/tokens/#token-prefixes
      const isOfPerson = /^(?:glpat|gldt)-/.test(password.reveal());
      return username === JOB_USER && isOfPerson
        ? {
            why: `"${JOB_USER}" is the user of the token of a job, and this is another kind of token`,
            hint: 'Give the user name of the token: for a personal access token your own, for a deploy token the one that GitLab showed with it.',
          }
        : undefined;
    },
  },
  check(repository, registry) {
    return repository.includes('/')
      ? undefined
      : {
          why: 'GitLab keeps images in projects, and one part alone is no project',
          hint: `Write ${registry}/<group>/<project>, and behind it the name of the image if the project has several.`,
        };
  },
};
