import { LiveryError } from '@livery/contracts';
import type { RegistryType } from '@livery/backstage-plugin-livery-common';
import {
  apiHostOf,
  type AwsCredentials,
  checkLogin,
  type Credentials,
  type CredentialSource,
  EcrClient,
  ecrLogins,
  fixedAwsCredentials,
  fixedCredentials,
  RegistryClient,
  type RegistryOptions,
} from '@livery/images';
import type { HostRules } from './HostRules';

/** What opens a registry. */
export type RegistryLogin = Credentials | { readonly kind: 'aws'; readonly credentials: AwsCredentials };

/** A registry, and the repository in it that images are pushed to. */
export interface RegistryPlace {
  readonly type: RegistryType;
  /** As references name it. */
  readonly host: string;
  readonly repository: string;
}

/** A tag and what it points to now. */
export interface RemoteTag {
  readonly name: string;
  readonly digest?: string;
  readonly mediaType?: string;
}

/** Registries of other hosts. Each look may end with one of the errors of `RegistryClient`, and with `host-refused`. */
export interface RegistryRemotes {
  /** @throws LiveryError `host-refused` if registries may not be there */
  requireAllowed(place: Pick<RegistryPlace, 'host'>): void;
  /**
   * Logs in, and asks for the right to push to the repository. Nothing is left there.
   *
   * @returns what was found out, as one sentence
   */
  verify(place: RegistryPlace, login?: RegistryLogin, signal?: AbortSignal): Promise<string>;
  /**
   * Logs in, and asks for nothing else.
   *
   * @returns whether the registry wanted to know who we are; if not, nothing is known of the login
   */
  logIn(
    place: Pick<RegistryPlace, 'type' | 'host'>,
    login: RegistryLogin,
    signal?: AbortSignal,
  ): Promise<boolean>;
  /** The repositories that the registry shows us, of which it may have more than are read. */
  listRepositories(
    place: RegistryPlace,
    part: { limit: number; offset: number },
    login?: RegistryLogin,
    signal?: AbortSignal,
  ): Promise<{ items: string[]; hasMore: boolean }>;
  /** The tags of a repository in the order of their names, with digests. */
  listTags(
    place: RegistryPlace,
    part: { limit: number; offset: number },
    login?: RegistryLogin,
    signal?: AbortSignal,
  ): Promise<{ items: RemoteTag[]; total: number }>;
  /**
   * Creates the repository of a place, where the registry wants that before a push.
   *
   * @returns whether there was none yet
   */
  createRepository(place: RegistryPlace, login?: RegistryLogin, signal?: AbortSignal): Promise<boolean>;
}

export interface DefaultRegistryRemotesOptions {
  readonly rules: HostRules;
  /** The only registries that may be used; all without it. */
  readonly registryHosts?: readonly string[];
  /** Those that are spoken to in plain HTTP. */
  readonly plainHttpHosts: readonly string[];
  readonly certificateAuthorities?: string;
  readonly timeoutSeconds: number;
  /** Of the API of Amazon ECR, instead of that of AWS. */
  readonly awsEndpoint?: string;
  /** Makes a client; only tests need another one. */
  readonly connect?: (options: RegistryOptions) => RegistryClient;
}

/** At most so many tags or repositories are looked at. */
const MAXIMUM_LISTED = 10_000;
/** Digests that are asked for at a time. */
const DIGESTS_AT_A_TIME = 8;

/** Talks to registries through the client that runs use, on hosts that the configuration allows. */
export class DefaultRegistryRemotes implements RegistryRemotes {
  readonly #options: DefaultRegistryRemotesOptions;

  constructor(options: DefaultRegistryRemotesOptions) {
    this.#options = options;
  }

  requireAllowed({ host }: Pick<RegistryPlace, 'host'>): void {
    const { registryHosts } = this.#options;
    if (registryHosts && !registryHosts.includes(host)) {
      throw new LiveryError('host-refused', {
        message: `${host} is not among the registries of this portal (${registryHosts.join(', ') || 'none'}).`,
        hint: 'An administrator can add it under livery.remotes.registryHosts.',
      });
    }
  }

  async verify(place: RegistryPlace, login?: RegistryLogin, signal?: AbortSignal): Promise<string> {
    return this.#with(place, login, signal, async (client, wasAsked) => {
      await client.ping();
      await client.probePush(place.repository);
      const where = `${place.host}/${place.repository}`;
      return login && !wasAsked()
        ? `Verified - everybody may push to ${where}: the registry did not ask for the credential, so nothing is known of it`
        : `Verified - ${nameOf(login)} may push to ${where}`;
    });
  }

  async logIn(
    place: Pick<RegistryPlace, 'type' | 'host'>,
    login: RegistryLogin,
    signal?: AbortSignal,
  ): Promise<boolean> {
    return this.#with({ ...place, repository: '' }, login, signal, async (client, wasAsked) => {
      await client.ping();
      return wasAsked();
    });
  }

  async listRepositories(
    place: RegistryPlace,
    { limit, offset }: { limit: number; offset: number },
    login?: RegistryLogin,
    signal?: AbortSignal,
  ): Promise<{ items: string[]; hasMore: boolean }> {
    return this.#with(place, login, signal, async client => {
      const found = await take(client.listRepositories(), offset + limit + 1);
      return { items: found.slice(offset, offset + limit), hasMore: found.length > offset + limit };
    });
  }

  async listTags(
    place: RegistryPlace,
    { limit, offset }: { limit: number; offset: number },
    login?: RegistryLogin,
    signal?: AbortSignal,
  ): Promise<{ items: RemoteTag[]; total: number }> {
    return this.#with(place, login, signal, async client => {
      const names = (await take(client.listTags(place.repository), MAXIMUM_LISTED)).sort();
      const items: RemoteTag[] = [];
      const wanted = names.slice(offset, offset + limit);
      for (let start = 0; start < wanted.length; start += DIGESTS_AT_A_TIME) {
        const some = wanted.slice(start, start + DIGESTS_AT_A_TIME);
        items.push(
          ...(await Promise.all(
            some.map(async name => {
              const head = await client.headManifest(place.repository, name);
              return { name, ...(head && { digest: head.digest, mediaType: head.mediaType }) };
            }),
          )),
        );
      }
      return { items, total: names.length };
    });
  }

  async createRepository(
    place: RegistryPlace,
    login?: RegistryLogin,
    signal?: AbortSignal,
  ): Promise<boolean> {
    if (place.type !== 'aws_ecr' || login?.kind !== 'aws') {
      throw new LiveryError('usage-invalid', {
        message: `The repository ${place.host}/${place.repository} cannot be created from here.`,
        hint:
          place.type === 'aws_ecr'
            ? 'Choose a credential with an AWS access key for the registry.'
            : 'Only Amazon ECR wants that; most registries make a repository with the first push to it.',
      });
    }
    this.requireAllowed(place);
    const client = new EcrClient(place.host, this.#ecrOptions(login.credentials, signal));
    try {
      return await client.createRepository(place.repository);
    } finally {
      client.close();
    }
  }

  #ecrOptions(credentials: AwsCredentials, signal: AbortSignal | undefined) {
    const { awsEndpoint, timeoutSeconds } = this.#options;
    return {
      credentials: fixedAwsCredentials(credentials),
      deadlineMs: timeoutSeconds * 1000,
      retry: { tries: 2 },
      ...(awsEndpoint !== undefined && { endpoint: awsEndpoint }),
      ...(signal && { signal }),
    };
  }

  /** Does something with a client that is closed in the end, and tells whether the registry asked for the login. */
  async #with<T>(
    place: RegistryPlace,
    login: RegistryLogin | undefined,
    signal: AbortSignal | undefined,
    task: (client: RegistryClient, wasAsked: () => boolean) => Promise<T>,
  ): Promise<T> {
    const { rules, plainHttpHosts, certificateAuthorities, timeoutSeconds } = this.#options;
    const { connect = options => new RegistryClient(options) } = this.#options;
    const { host } = place;
    this.requireAllowed(place);
    // The server of Docker Hub has another name than the registry.
    const apiHost = apiHostOf(host);
    await rules.find(apiHost, 'registry');
    const source = this.#credentialsOf(place, login, signal);
    let asked = false;
    const credentials: CredentialSource | undefined = source && {
      find(...where) {
        asked = true;
        return source.find(...where);
      },
    };
    const client = connect({
      registry: host,
      onlyPublic: !rules.isPrivate(host),
      plainHttp: plainHttpHosts.includes(host),
      lookup: rules.lookupFor(apiHost),
      deadlineMs: timeoutSeconds * 1000,
      // Somebody is waiting for the answer.
      retry: { tries: 2 },
      ...(credentials && { credentials }),
      ...(certificateAuthorities !== undefined && { certificateAuthorities }),
      ...(signal && { signal }),
    });
    try {
      return await task(client, () => asked);
    } finally {
      client.close();
    }
  }

  #credentialsOf(
    place: RegistryPlace,
    login: RegistryLogin | undefined,
    signal: AbortSignal | undefined,
  ): CredentialSource | undefined {
    if (!login) {
      return undefined;
    }
    if (login.kind === 'aws') {
      return ecrLogins(() => this.#ecrOptions(login.credentials, signal));
    }
    checkLogin({ kind: place.type, registry: place.host }, login);
    return fixedCredentials(place.host, login);
  }
}

function nameOf(login: RegistryLogin | undefined): string {
  if (!login) {
    return 'everybody';
  }
  if (login.kind === 'aws') {
    return `the access key ${login.credentials.accessKeyId}`;
  }
  return login.kind === 'password' ? `user "${login.username}"` : 'the token';
}

async function take(source: AsyncIterable<string>, count: number): Promise<string[]> {
  const items: string[] = [];
  for await (const item of source) {
    items.push(item);
    if (items.length >= count) {
      break;
    }
  }
  return items;
}
