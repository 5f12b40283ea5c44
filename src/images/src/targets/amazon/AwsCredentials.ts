import { LiveryError } from '@livery/contracts';
import { Secret } from '../../auth/Secret';

/** An access key of AWS, of a user or, with a session token, of a role. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken?: Secret;
  /** Where it is from, for errors: `the environment`. */
  readonly from: string;
}

/** Where access keys come from; asked before each call, so that one that expires can be renewed. */
export type AwsCredentialSource = () => Promise<AwsCredentials>;

/** The same access key each time. */
export function fixedAwsCredentials(credentials: AwsCredentials): AwsCredentialSource {
  checkAwsCredentials(credentials);
  return () => Promise.resolve(credentials);
}

/**
 * The access key in the variables of the environment, and nothing from a file.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 *
 * @returns undefined if there is none
 * @throws LiveryError `credentials-invalid` if a half is missing, or cannot be one
 */
export function awsCredentialsFromEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
): AwsCredentials | undefined {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: token,
  } = environment;
  if (!accessKeyId && !secret) {
    return undefined;
  }
  const credentials = {
    accessKeyId: accessKeyId ?? '',
    secretAccessKey: new Secret(secret ?? ''),
    ...(token && { sessionToken: new Secret(token) }),
    from: 'the environment',
  };
  checkAwsCredentials(credentials);
  return credentials;
}

/** @throws LiveryError `credentials-invalid` for what cannot be an access key, such as one with a line break behind it */
function checkAwsCredentials(credentials: AwsCredentials): void {
  const { accessKeyId, secretAccessKey, sessionToken, from } = credentials;
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html
  const wrong = [
    { part: 'access key id', isRight: /^\w{16,128}$/.test(accessKeyId) },
    { part: 'secret access key', isRight: /^[\x21-\x7e]+$/.test(secretAccessKey.reveal()) },
    { part: 'session token', isRight: !sessionToken || /^[\x21-\x7e]+$/.test(sessionToken.reveal()) },
  ].find(({ isRight }) => !isRight);
  if (wrong) {
    throw new LiveryError('credentials-invalid', {
      message: `The AWS access key of ${from} cannot be used: its ${wrong.part} is missing, or has characters that none has.`,
      hint: 'Give both halves, without blanks and line breaks; an id has at least 16 letters and digits, such as AKIAIOSFODNN7EXAMPLE.',
    });
  }
  if (accessKeyId.startsWith('ASIA') && !sessionToken) {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    throw new LiveryError('credentials-invalid', {
      message: `The AWS access key ${accessKeyId} of ${from} cannot be used: it is a temporary one, and its session token is missing.`,
      hint: 'Give the session token, too: AWS_SESSION_TOKEN in the environment.',
    });
  }
}
