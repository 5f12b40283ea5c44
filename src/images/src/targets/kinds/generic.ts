import { dockerLoginCommand, type TargetRules } from '../TargetRules';

/** Any other registry: it takes what the specification allows. */
export const generic: TargetRules = {
  kind: 'generic',
  title: 'the registry',
  isSelfHosted: true,
  example: 'registry.example.org:5000/acme/app',
  documentation: 'https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests',
  login: {
    advice: 'Use a user name and a password or token with the right to push.',
    documentation: 'https://docs.docker.com/reference/cli/docker/login/',
    command: dockerLoginCommand,
  },
  check: () => undefined,
};
