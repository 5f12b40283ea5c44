import { dockerLoginCommand, type TargetRules } from '../TargetRules';

/** Quay.io, and a Quay of one's own. */
export const quay: TargetRules = {
  kind: 'quay_io',
  title: 'Quay',
  host: 'quay.io',
  hosts: /^quay\.io$/,
  isSelfHosted: true,
  example: 'quay.io/acme/app',
  documentation: 'https://docs.quay.io/guides/create-repo.html',
  login: {
    // A token of a robot and one of OAuth look alike, so no name goes without saying.
    // https://github.com/quay/quay/blob/master/auth/credential_consts.py
    advice:
      'Use a robot account, whose name is <namespace>+<robot>, with the right to write; the user of an OAuth token is "$oauthtoken".',
    documentation: 'https://docs.quay.io/glossary/robot-accounts.html',
    command: dockerLoginCommand,
  },
  check(repository, registry) {
    return repository.includes('/')
      ? undefined
      : {
          why: 'Quay keeps images under a user or an organisation, and there is none before the name',
          hint: `Write ${registry}/<namespace>/${repository}.`,
        };
  },
};
