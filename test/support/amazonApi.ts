import { createHash, createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the account is like, and how the services behave. */
export interface AmazonSettings {
  /** Access key id → secret access key. */
  readonly keys: Readonly<Record<string, string>>;
  /** The account that the keys are of. */
  readonly account: string;
  readonly region: string;
  /** Web identity token → the role it may take. */
  readonly identities?: Readonly<Record<string, string>>;
  /** The role that a web identity token may take, where that has to be looked into. */
  readonly roleOf?: (token: string) => Promise<string | undefined>;
  /** The setting BLOB_MOUNTING; without it the service does not know it. */
  readonly blobMounting?: 'ENABLED' | 'DISABLED';
  /** Actions that the keys may not do. */
  readonly denied?: readonly string[];
  /** What a login is given out with; a new password each time without it. */
  readonly password?: string;
  /** How long a login lives, in seconds; 12 hours without it. */
  readonly loginSeconds?: number;
  /** Calls that are answered with ThrottlingException before one gets through. */
  readonly throttled?: number;
}

/** A call, as far as its signature was right. */
export interface AmazonCall {
  readonly action: string;
  readonly accessKeyId: string | undefined;
  readonly input: Readonly<Record<string, unknown>>;
}

interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/**
 * Stands in for the APIs of Amazon ECR and of the token service of AWS, on loopback: the one thing of them that cannot be had is
 * an account. Every signature is computed anew from what came, and a wrong one is refused as AWS does.
 */
export class AmazonApi {
  readonly #server: Server;
  readonly #settings: AmazonSettings;
  readonly #sessions = new Map<string, { secret: string; token: string }>();
  #throttles: number;
  readonly calls: AmazonCall[] = [];
  readonly repositories = new Set<string>();
  /** The passwords that were given out. */
  readonly passwords: string[] = [];

  static async start(settings: AmazonSettings): Promise<AmazonApi> {
    const api = new AmazonApi(settings);
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    return api;
  }

  private constructor(settings: AmazonSettings) {
    this.#settings = settings;
    this.#throttles = settings.throttled ?? 0;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const body = Buffer.concat(chunks);
    if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      await this.#answerTokenService(new URLSearchParams(body.toString('utf8')), response);
      return;
    }
    const action = /^AmazonEC2ContainerRegistry_V20150921\.(\w+)$/.exec(
      String(request.headers['x-amz-target']),
    )?.[1];
    const refusal = this.#checkSignature(request, body) ?? this.#checkAction(action);
    if (refusal || action === undefined) {
      const { status, type, message } = refusal ?? {
        status: 400,
        type: 'UnknownOperationException',
        message: '',
      };
      // With a namespace, as AWS sends it to some clients.
      const error = { __type: `com.amazonaws.ecr#${type}`, message };
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(error));
      return;
    }
    const input = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    const accessKeyId = credentialOf(request)?.[1];
    this.calls.push({ action, accessKeyId, input });
    const { status = 200, ...output } = this.#run(action, input);
    response
      .writeHead(status as number, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(output));
  }

  #checkAction(action = ''): Refusal | undefined {
    if (this.#throttles > 0) {
      this.#throttles -= 1;
      return { status: 400, type: 'ThrottlingException', message: 'Rate exceeded' };
    }
    return this.#settings.denied?.includes(action)
      ? { status: 400, type: 'AccessDeniedException', message: `not authorized to perform: ecr:${action}` }
      : undefined;
  }

  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
  #checkSignature(request: IncomingMessage, body: Buffer): Refusal | undefined {
    const wrong = (type: string, message: string): Refusal => ({ status: 400, type, message });
    const [, id = '', day = '', region = '', service = '', names = '', signature = ''] =
      credentialOf(request) ?? [];
    const session = this.#sessions.get(id);
    const secret = session?.secret ?? this.#settings.keys[id];
    if (secret === undefined || session?.token !== request.headers['x-amz-security-token']) {
      return wrong('UnrecognizedClientException', 'The security token included in the request is invalid.');
    }
    if (region !== this.#settings.region || service !== 'ecr') {
      return wrong(
        'InvalidSignatureException',
        `Credential should be scoped to ${this.#settings.region}/ecr`,
      );
    }
    const stamp = String(request.headers['x-amz-date']);
    const at = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
    if (!(Math.abs(Date.now() - at) < 300_000) || !stamp.startsWith(day)) {
      return wrong('InvalidSignatureException', 'Signature expired');
    }
    // What of the request must not be changed on its way.
    const needed = ['host', 'x-amz-date', 'x-amz-target', ...(session ? ['x-amz-security-token'] : [])];
    if (!needed.every(name => names.split(';').includes(name))) {
      return wrong('IncompleteSignatureException', 'a header is not signed');
    }
    const hash = (text: Buffer | string) => createHash('sha256').update(text).digest('hex');
    const sign = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();
    const lines = names.split(';').map(name => `${name}:${String(request.headers[name])}`);
    const canonical = `POST\n/\n\n${lines.join('\n')}\n\n${names}\n${hash(body)}`;
    const text = `AWS4-HMAC-SHA256\n${stamp}\n${day}/${region}/ecr/aws4_request\n${hash(canonical)}`;
    const key = sign(sign(sign(sign(`AWS4${secret}`, day), region), 'ecr'), 'aws4_request');
    return sign(key, text).toString('hex') === signature
      ? undefined
      : wrong('InvalidSignatureException', 'The request signature we calculated does not match');
  }

  #run(action: string, input: Record<string, unknown>): Record<string, unknown> {
    const { account, region, blobMounting, loginSeconds = 43_200 } = this.#settings;
    const host = `${account}.dkr.ecr.${region}.amazonaws.com`;
    switch (action) {
      case 'GetAuthorizationToken': {
        // Not longer, so that a real registry with bcrypt can be given it.
        const password = this.#settings.password ?? randomBytes(48).toString('base64');
        this.passwords.push(password);
        const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64');
        const expiresAt = Date.now() / 1000 + loginSeconds;
        return { authorizationData: [{ authorizationToken, expiresAt, proxyEndpoint: `https://${host}` }] };
      }
      case 'CreateRepository': {
        const name = String(input.repositoryName);
        if (input.registryId !== account) {
          return { status: 400, __type: 'AccessDeniedException', message: 'another account' };
        }
        if (this.repositories.has(name)) {
          return {
            status: 400,
            __type: 'RepositoryAlreadyExistsException',
            message: `${name} already exists`,
          };
        }
        this.repositories.add(name);
        return { repository: { repositoryName: name, repositoryUri: `${host}/${name}` } };
      }
      default:
        return input.name === 'BLOB_MOUNTING' && blobMounting !== undefined
          ? { name: 'BLOB_MOUNTING', value: blobMounting }
          : { status: 400, __type: 'InvalidParameterException', message: 'no such setting' };
    }
  }

  /** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
  async #answerTokenService(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const token = form.get('WebIdentityToken') ?? '';
    const { identities, roleOf } = this.#settings;
    const role = identities?.[token] ?? (await roleOf?.(token));
    const isRight =
      form.get('Action') === 'AssumeRoleWithWebIdentity' && form.get('Version') === '2011-06-15';
    this.calls.push({
      action: form.get('Action') ?? '',
      accessKeyId: undefined,
      input: Object.fromEntries([...form].filter(([name]) => name !== 'WebIdentityToken')),
    });
    if (!isRight || role === undefined || role !== form.get('RoleArn')) {
      response
        .writeHead(400, { 'content-type': 'text/xml' })
        .end(
          '<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>No provider found</Message></Error></ErrorResponse>',
        );
      return;
    }
    const id = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const session = {
      secret: randomBytes(30).toString('base64'),
      token: randomBytes(200).toString('base64'),
    };
    this.#sessions.set(id, session);
    const expiration = new Date(Date.now() + 3_600_000).toISOString();
    response.writeHead(200, { 'content-type': 'text/xml' }).end(
      `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <Credentials>
      <SessionToken>${session.token}</SessionToken>
      <SecretAccessKey>${session.secret}</SecretAccessKey>
      <Expiration>${expiration}</Expiration>
      <AccessKeyId>${id}</AccessKeyId>
    </Credentials>
  </AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>`,
    );
  }
}

/** Key, day, region, service, signed headers and signature of a request. */
function credentialOf(request: IncomingMessage): RegExpExecArray | undefined {
  return (
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/(\w+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=([\da-f]{64})$/.exec(
      request.headers.authorization ?? '',
    ) ?? undefined
  );
}
