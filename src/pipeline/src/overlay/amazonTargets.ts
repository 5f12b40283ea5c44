import {
  awsCredentialsFromEnvironment,
  EcrClient,
  type EcrOptions,
  fixedAwsCredentials,
  type ImageReference,
  parseEcrHost,
} from '@livery/images';

/** How the API of an Amazon registry is reached, by its host; undefined leaves the registry as it is. */
export type AmazonAccess = (host: string) => EcrOptions | undefined;

/** By the access key in the environment, at the address that Amazon's own tools take from there. */
export const amazonOfEnvironment: AmazonAccess = () => {
  const credentials = awsCredentialsFromEnvironment();
  const endpoint = process.env['AWS_ENDPOINT_URL_ECR'];
  return credentials && { credentials: fixedAwsCredentials(credentials), ...(endpoint && { endpoint }) };
};

/** The repositories of Amazon ECR among the targets, each once. */
function amazonRepositories(targets: readonly ImageReference[], access: AmazonAccess) {
  const repositories = new Map<string, { host: string; repository: string; options: EcrOptions }>();
  for (const { registry, repository } of targets) {
    const options = parseEcrHost(registry) && access(registry);
    if (options) {
      repositories.set(`${registry}/${repository}`, { host: registry, repository, options });
    }
  }
  return [...repositories.values()];
}

/**
 * Creates the repositories of the targets that Amazon ECR does not have yet: unlike other registries it makes none by itself.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-ecr-image.html
 *
 * @throws LiveryError `registry-denied` and the others of the API
 */
export async function createAmazonRepositories(
  targets: readonly ImageReference[],
  access: AmazonAccess,
  log: (message: string) => void,
): Promise<void> {
  for (const { host, repository, options } of amazonRepositories(targets, access)) {
    const client = new EcrClient(host, options);
    try {
      if (await client.createRepository(repository)) {
        log(`Created the repository ${host}/${repository}.`);
      }
    } finally {
      client.close();
    }
  }
}

/** Says why all layers were sent, where a setting of Amazon ECR is the reason. Never throws: the image is there. */
export async function explainAmazonMounting(
  targets: readonly ImageReference[],
  access: AmazonAccess,
  log: (message: string) => void,
): Promise<void> {
  const hosts = new Map(amazonRepositories(targets, access).map(({ host, options }) => [host, options]));
  for (const [host, options] of hosts) {
    const client = new EcrClient(host, options);
    try {
      const explanation = client.explainMounting(await client.blobMounting());
      if (explanation !== undefined) {
        log(explanation);
      }
    } catch {
      // Nobody needs the explanation to use the image.
    } finally {
      client.close();
    }
  }
}
