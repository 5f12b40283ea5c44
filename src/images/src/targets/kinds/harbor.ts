import { dockerLoginCommand, type TargetRules } from '../TargetRules';

/** Harbor, known by the name that many give its host. */
export const harbor: TargetRules = {
  kind: 'harbor',
  title: 'Harbor',
  hosts: /^harbor\.|^(?:[a-z\d-]+\.)*goharbor\.io$/,
  isSelfHosted: true,
  example: 'harbor.example.org/acme/app',
  documentation:
    'https://goharbor.io/docs/main/working-with-projects/working-with-images/pulling-pushing-images/',
  login: {
    advice:
      'Use a robot account of the project with the right to push; its whole name counts, such as robot$acme+livery.',
    documentation:
      'https://goharbor.io/docs/main/working-with-projects/project-configuration/create-robot-accounts/',
    command: dockerLoginCommand,
  },
  check(repository, registry) {
    return repository.includes('/')
      ? undefined
      : {
          why: 'Harbor keeps images in projects, and there is none before the name',
          hint: `Write ${registry}/<project>/${repository}. If ${registry} is no Harbor, say of which kind it is.`,
        };
  },
};
