import { DOCKER_HUB } from '../../reference/reference';
import { dockerLoginCommand, type TargetRules } from '../TargetRules';

/** https://docs.docker.com/docker-hub/repos/create/ says how long a name may be. */
const MINIMUM_NAME_LENGTH = 2;

/** Docker Hub. */
export const dockerHub: TargetRules = {
  kind: 'docker_hub',
  title: 'Docker Hub',
  host: DOCKER_HUB,
  hosts: /^docker\.io$/,
  isSelfHosted: false,
  example: 'docker.io/acme/app',
  documentation: 'https://docs.docker.com/docker-hub/repos/create/',
  login: {
    advice: 'Use your Docker ID, or the name of your organisation, with an access token that may write.',
    documentation: 'https://docs.docker.com/security/access-tokens/',
    command: dockerLoginCommand,
  },
  check(repository) {
    const [namespace, name = '', ...rest] = repository.split('/');
    if (namespace === 'library') {
      // https://docs.docker.com/docker-hub/image-library/trusted-content/
      return {
        why: `images without a user or an organisation before them are Docker's own`,
        hint: `Write docker.io/<user or organisation>/${name}.`,
      };
    }
    if (rest.length > 0) {
      return {
        why: `Docker Hub has no folders: a repository is a user or an organisation, and one name`,
        hint: `Write docker.io/${namespace}/${[name, ...rest].join('-')}, for instance.`,
      };
    }
    return name.length < MINIMUM_NAME_LENGTH
      ? {
          why: `Docker Hub wants a name of ${MINIMUM_NAME_LENGTH} characters or more`,
          hint: 'Choose a longer name.',
        }
      : undefined;
  },
};
