import { dockerLoginCommand, type TargetRules } from '../TargetRules';

/** The user that stands for a token of Microsoft Entra. */
const TOKEN_USER = '00000000-0000-0000-0000-000000000000';

/** Azure Container Registry. */
export const azure: TargetRules = {
  kind: 'azure_registry',
  title: 'Azure Container Registry',
  // The name may have a dash and a hash: https://learn.microsoft.com/azure/container-registry/container-registry-get-started-portal
  hosts: /^[a-z\d][a-z\d-]*(?:\.[a-z\d-]+\.data)?\.azurecr\.(?:io|cn|us|de)$/,
  isSelfHosted: false,
  example: 'acme.azurecr.io/app',
  documentation: 'https://learn.microsoft.com/azure/container-registry/container-registry-concepts',
  login: {
    tokenUser: TOKEN_USER,
    advice:
      'Use a service principal or a token with the role AcrPush, or the output of "az acr login --expose-token".',
    documentation: 'https://learn.microsoft.com/azure/container-registry/container-registry-authentication',
    command: dockerLoginCommand,
  },
  check(_repository, registry) {
    return registry.includes('.data.')
      ? {
          why: 'its host is that of the data behind a registry, not of the registry',
          hint: 'Write <registry>.azurecr.io.',
        }
      : undefined;
  },
};
