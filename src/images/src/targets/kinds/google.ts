import type { Problem, TargetRules } from '../TargetRules';

/** Artifact Registry: one host for each location. */
const artifactRegistry = /^[a-z\d-]+-docker\.pkg\.dev$/;
/** Container Registry, which Artifact Registry took over with its addresses: https://cloud.google.com/artifact-registry/docs/transition/gcr-repositories */
const containerRegistry = /^(?:(?:us|eu|asia)\.)?gcr\.io$/;

/** https://cloud.google.com/resource-manager/docs/creating-managing-projects#before_you_begin */
const projectName = /^[a-z][a-z\d-]{4,28}[a-z\d]$/;

const users: ReadonlySet<string> = new Set(['oauth2accesstoken', '_json_key', '_json_key_base64']);

function checkPath(repository: string, registry: string): Problem | undefined {
  const [first = '', second = '', ...rest] = repository.split('/');
  // A project of a domain has that before its name: https://cloud.google.com/artifact-registry/docs/docker/names#domain
  const [project, path] = first.includes('.')
    ? [second, rest]
    : [first, [second, ...rest].filter(part => part !== '')];
  if (!projectName.test(project)) {
    return {
      why: `${JSON.stringify(project)} cannot be the id of a Google Cloud project, which comes first`,
      hint: `Write ${registry}/<project>/${artifactRegistry.test(registry) ? '<repository>/<image>' : '<image>'}. An id has 6 to 30 lower-case letters, digits and dashes.`,
    };
  }
  if (artifactRegistry.test(registry) && path.length < 2) {
    return {
      why: 'Artifact Registry wants a project, a repository and an image, and one of them is missing',
      hint: `Write ${registry}/<project>/<repository>/<image>. The repository has to exist already.`,
    };
  }
  return path.length === 0
    ? { why: 'there is no image behind the project', hint: `Write ${registry}/${project}/<image>.` }
    : undefined;
}

/** Google Artifact Registry, also under the addresses of the Container Registry of old. */
export const google: TargetRules = {
  kind: 'google_registry',
  title: 'Google Artifact Registry',
  hosts: new RegExp(`${artifactRegistry.source}|${containerRegistry.source}`),
  isSelfHosted: false,
  example: 'europe-west3-docker.pkg.dev/acme-project/images/app',
  documentation: 'https://cloud.google.com/artifact-registry/docs/docker/names',
  login: {
    tokenUser: 'oauth2accesstoken',
    advice: 'Use an access token, or the key of a service account with the role Artifact Registry Writer.',
    documentation: 'https://cloud.google.com/artifact-registry/docs/docker/authentication',
    command: registry =>
      `gcloud auth print-access-token | docker login --username oauth2accesstoken --password-stdin ${registry}`,
    check({ username, password }) {
      if (!users.has(username)) {
        return {
          why: `Google knows no user ${JSON.stringify(username)}: the user name says what the password is`,
          hint: 'Use "oauth2accesstoken" with an access token, "_json_key" with the key of a service account, or "_json_key_base64" with that in base64.',
        };
      }
      return username === '_json_key' && !password.reveal().trimStart().startsWith('{')
        ? {
            why: 'the password of "_json_key" has to be the key file of a service account, and this is no JSON',
            hint: 'Give the whole content of the key file, or use "_json_key_base64" if it is in base64.',
          }
        : undefined;
    },
  },
  check: checkPath,
};
