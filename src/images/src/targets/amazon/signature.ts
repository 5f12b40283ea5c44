import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentials } from './AwsCredentials';

/** A request before it is signed. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** For what a signature counts, and from when on. */
export interface SignatureScope {
  readonly region: string;
  readonly service: string;
  readonly at: Date;
}

/** What has to be added to a request. */
export interface SignedHeaders {
  /** All but the authorization; one of them is as secret as it, if the credentials have a session token. */
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: Uint8Array | string, content: string): Buffer {
  return createHmac('sha256', key).update(content, 'utf8').digest();
}

/** Everything but what RFC 3986 leaves as it is, of which encodeURIComponent leaves a little more. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function canonicalQuery({ searchParams }: URL): string {
  return [...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort((one, other) => (one < other ? -1 : 1))
    .join('&');
}

/**
 * Signs a request to an AWS service, with Signature Version 4. The path of the URL has to be in its normal form, which that of
 * every `URL` is.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signRequest(
  request: UnsignedRequest,
  credentials: AwsCredentials,
  { region, service, at }: SignatureScope,
): SignedHeaders {
  const timestamp = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = timestamp.slice(0, 8);
  const added = {
    'x-amz-date': timestamp,
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken.reveal() }),
  };
  const headers = Object.entries({ ...request.headers, host: request.url.host, ...added })
    .map(([name, value]) => [name, value.trim().replace(/ +/g, ' ')] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const signedNames = headers.map(([name]) => name).join(';');
  const canonicalRequest = [
    request.method,
    request.url.pathname,
    canonicalQuery(request.url),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    signedNames,
    sha256(request.body),
  ].join('\n');

  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = [ALGORITHM, timestamp, scope, sha256(canonicalRequest)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Uint8Array | string>(
    hmac,
    `AWS4${credentials.secretAccessKey.reveal()}`,
  );
  const signature = hmac(key, toSign).toString('hex');
  return {
    headers: added,
    authorization: `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`,
  };
}
