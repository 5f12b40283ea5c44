import { LiveryError } from '@livery/contracts';
import { z } from 'zod';
import { Redactor, type Secret } from '../../auth/Secret';
import { parseJson } from '../../json';
import type { AwsCredentialSource } from './AwsCredentials';
import {
  AwsClient,
  type AwsClientOptions,
  type AwsError,
  identityOf,
  jsonErrorOf,
  secretFrom,
} from './AwsClient';
import { type EcrRegistry, parseEcrHost } from './ecrHost';
import { signRequest } from './signature';

/** A login to a registry of Amazon ECR. */
export interface EcrToken {
  /** The password of the user `AWS`. */
  readonly password: Secret;
  readonly expiresAt: Date;
  /** Who got it, for errors. */
  readonly identity: string;
}

/** Whether a registry takes layers over from one repository to another; unknown if it does not say. */
export type BlobMounting = 'on' | 'off' | 'unknown';

/** How the API of Amazon ECR is reached. */
export interface EcrOptions extends AwsClientOptions {
  readonly credentials: AwsCredentialSource;
  /** Log in to the registry of another account than that of the credentials, which its policy has to allow. */
  readonly allowOtherAccount?: boolean;
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html */
const AuthorizationToken = z.object({
  authorizationData: z
    .array(
      z.object({
        authorizationToken: z.base64(),
        expiresAt: z.number().describe('seconds since 1970'),
        proxyEndpoint: z.url().optional(),
      }),
    )
    .min(1),
});

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAccountSetting.html */
const AccountSetting = z.object({ value: z.string() });

const API_VERSION = 'AmazonEC2ContainerRegistry_V20150921';

/** The API of the private registry of one account in one region. */
export class EcrClient {
  readonly #options: EcrOptions;
  readonly #redactor = new Redactor();
  readonly #client: AwsClient;
  readonly #registry: EcrRegistry;
  readonly host: string;

  /** @throws LiveryError `reference-invalid` for a host that is not of Amazon ECR */
  constructor(host: string, options: EcrOptions) {
    const registry = parseEcrHost(host);
    if (!registry) {
      throw new LiveryError('reference-invalid', {
        message: `${JSON.stringify(host)} is not a host of Amazon ECR.`,
        hint: 'Write <account>.dkr.ecr.<region>.amazonaws.com, where the account has 12 digits.',
      });
    }
    this.host = host;
    this.#registry = registry;
    this.#options = options;
    this.#client = new AwsClient(registry.apiEndpoint, this.#redactor, options);
  }

  close(): void {
    this.#client.close();
  }

  /**
   * Gets a login.
   *
   * @throws LiveryError `credentials-invalid` if the access key is of another account; `registry-denied`, `registry-refused`,
   * `registry-failed`, `registry-limited`, `registry-unreachable`, `cancelled`
   */
  async login(): Promise<EcrToken> {
    const purpose = `Logging in to ${this.host}`;
    const { document, identity } = await this.#call('GetAuthorizationToken', {}, purpose);
    const parsed = AuthorizationToken.safeParse(document);
    const [data] = parsed.data?.authorizationData ?? [];
    const [user, password] = Buffer.from(data?.authorizationToken ?? '', 'base64')
      .toString('utf8')
      .split(':');
    if (!data || user !== 'AWS' || !password) {
      throw new LiveryError('registry-failed', {
        message: `${purpose} failed: ${this.#client.url.host} answered without a login that can be used.`,
        hint: 'Check the endpoint; that of AWS answers as it should.',
      });
    }
    const secret = secretFrom(this.#redactor, password);
    this.#checkAccount(data.proxyEndpoint, identity);
    return { password: secret, expiresAt: new Date(data.expiresAt * 1000), identity };
  }

  /** The answer names the registry of the account that the credentials are of. */
  #checkAccount(proxyEndpoint: string | undefined, identity: string): void {
    const own = proxyEndpoint === undefined ? undefined : parseEcrHost(new URL(proxyEndpoint).host);
    const { account, region } = this.#registry;
    if (!own || (own.account === account && own.region === region) || this.#options.allowOtherAccount) {
      return;
    }
    const isAccount = own.account !== account;
    throw new LiveryError('credentials-invalid', {
      message: `Logging in to ${this.host} was refused: ${identity} is for ${isAccount ? `the account ${own.account}` : `the region ${own.region}`}.`,
      hint: isAccount
        ? `Use an access key of the account ${account}, or allow another account if the policy of the repository does.`
        : 'Leave out the endpoint, or name that of the region.',
    });
  }

  /**
   * Creates a repository, as the registry has them by default.
   *
   * @returns whether there was none yet
   * @throws LiveryError `registry-denied`, `registry-refused`, `registry-failed`, `registry-limited`, `registry-unreachable`,
   * `cancelled`
   */
  async createRepository(repository: string): Promise<boolean> {
    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
    const { error } = await this.#call(
      'CreateRepository',
      { registryId: this.#registry.account, repositoryName: repository },
      `Creating the repository ${this.host}/${repository}`,
      ['RepositoryAlreadyExistsException'],
    );
    return error === undefined;
  }

  /**
   * Whether layers can be mounted; the setting is off until somebody switches it on.
   * https://docs.aws.amazon.com/AmazonECR/latest/userguide/blob-mounting.html
   */
  async blobMounting(): Promise<BlobMounting> {
    const { document, error } = await this.#call(
      'GetAccountSetting',
      { name: 'BLOB_MOUNTING' },
      `Reading the settings of ${this.host}`,
      // Where the setting is not known yet, or may not be read, a push works all the same.
      [
        'AccessDeniedException',
        'InvalidParameterException',
        'ValidationException',
        'UnknownOperationException',
      ],
    );
    const setting = error ? undefined : AccountSetting.safeParse(document).data?.value;
    return setting === 'ENABLED' ? 'on' : setting === 'DISABLED' ? 'off' : 'unknown';
  }

  /** What to tell people whose layers were sent and not mounted; undefined if mounting is not known to be off. */
  explainMounting(mounting: BlobMounting): string | undefined {
    const { region } = this.#registry;
    return mounting === 'off'
      ? `${this.host} does not take layers over from its own repositories, so all of them are sent. This makes the next push fast: aws ecr put-account-setting --region ${region} --name BLOB_MOUNTING --value ENABLED`
      : undefined;
  }

  /** Calls an action; an error is an answer only if it is among `taken`. */
  async #call(
    action: string,
    input: Readonly<Record<string, string>>,
    purpose: string,
    taken: readonly string[] = [],
  ): Promise<{ document: unknown; error?: AwsError; identity: string }> {
    const credentials = await this.#options.credentials();
    const identity = identityOf(credentials);
    const { secretAccessKey, sessionToken } = credentials;
    [secretAccessKey, sessionToken].forEach(secret => secret && this.#redactor.add(secret));
    const body = Buffer.from(JSON.stringify(input), 'utf8');
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${API_VERSION}.${action}`,
    };
    const { answer, error } = await this.#client.call(
      { purpose, identity },
      () => {
        const signed = signRequest({ method: 'POST', url: this.#client.url, headers, body }, credentials, {
          region: this.#registry.region,
          service: 'ecr',
          at: new Date(),
        });
        const authorization = secretFrom(this.#redactor, signed.authorization);
        return Promise.resolve({ headers: { ...headers, ...signed.headers }, authorization, body });
      },
      jsonErrorOf,
    );
    if (answer.status !== 200 && !taken.includes(error?.name ?? '')) {
      throw this.#client.refused(purpose, identity, `ecr:${action}`, answer, error);
    }
    return { document: parseJson(answer.body), identity, ...(error && { error }) };
  }
}
