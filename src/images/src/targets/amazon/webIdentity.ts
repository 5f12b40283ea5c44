import { LiveryError } from '@livery/contracts';
import { Redactor, type Secret } from '../../auth/Secret';
import type { Answer } from '../../http/HttpClient';
import type { AwsCredentials, AwsCredentialSource } from './AwsCredentials';
import { AwsClient, type AwsClientOptions, type AwsError, secretFrom } from './AwsClient';
import { awsDomainOf } from './ecrHost';

/** A role that an identity from elsewhere may take, such as that of a workflow. */
export interface WebIdentity extends AwsClientOptions {
  /** `arn:aws:iam::123456789012:role/livery` */
  readonly roleArn: string;
  readonly region: string;
  /** The token of the identity; asked for when it is needed, because it does not live long. */
  token(): Promise<Secret>;
  /** What the session is called in the logs of AWS; `livery` without it. */
  readonly sessionName?: string;
}

/** A session that ends sooner is not used again, in milliseconds. */
const MARGIN_MS = 300_000;

const roleName = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;

/** The text of an element without others in it. The answers of this service are small, and their texts have nothing to escape. */
function textOf(answer: Answer, element: string): string {
  return (
    new RegExp(`<${element}>([^<>&]*)</${element}>`).exec(answer.body.toString('utf8'))?.[1]?.trim() ?? ''
  );
}

function xmlErrorOf(answer: Answer): AwsError | undefined {
  const name = textOf(answer, 'Code');
  return name === '' ? undefined : { name: name.slice(0, 100), text: textOf(answer, 'Message') };
}

/**
 * The access keys of a role, for a token of somebody whom the role trusts: nothing has to be stored.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 *
 * What it answers may throw a LiveryError `registry-denied`, `registry-refused`, `registry-failed`, `registry-limited`,
 * `registry-unreachable`, `cancelled`.
 *
 * @throws LiveryError `usage-invalid`
 */
export function webIdentityCredentials(identity: WebIdentity): AwsCredentialSource {
  if (!roleName.test(identity.roleArn)) {
    throw new LiveryError('usage-invalid', {
      message: `${JSON.stringify(identity.roleArn)} is not the name of a role of AWS.`,
      hint: 'Write it as arn:aws:iam::123456789012:role/name, as the console shows it.',
    });
  }
  let known: { credentials: AwsCredentials; expiresAt: number } | undefined;
  return async () => {
    if (!known || known.expiresAt - Date.now() < MARGIN_MS) {
      known = await assumeRole(identity);
    }
    return known.credentials;
  };
}

async function assumeRole(identity: WebIdentity) {
  const { roleArn, region, sessionName = 'livery' } = identity;
  const redactor = new Redactor();
  const purpose = `Taking the role ${roleArn}`;
  const client = new AwsClient(`https://sts.${region}.${awsDomainOf(region)}/`, redactor, identity);
  try {
    const who = 'the token of the identity that was given';
    const { answer, error } = await client.call(
      { purpose, identity: who },
      async () => {
        const token = redactor.add(await identity.token());
        const form = new URLSearchParams({
          Action: 'AssumeRoleWithWebIdentity',
          Version: '2011-06-15',
          RoleArn: roleArn,
          RoleSessionName: sessionName.replace(/[^\w+=,.@-]/g, '-').slice(0, 64),
          WebIdentityToken: token.reveal(),
        });
        return {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: Buffer.from(form.toString(), 'utf8'),
        };
      },
      xmlErrorOf,
    );
    if (answer.status !== 200) {
      throw client.refused(
        purpose,
        who,
        `sts:AssumeRoleWithWebIdentity, in the trust policy of ${roleArn},`,
        answer,
        error,
      );
    }
    return sessionOf(answer, redactor, identity);
  } finally {
    client.close();
  }
}

function sessionOf(answer: Answer, redactor: Redactor, { roleArn }: WebIdentity) {
  const accessKeyId = textOf(answer, 'AccessKeyId');
  const secretAccessKey = secretFrom(redactor, textOf(answer, 'SecretAccessKey'));
  const sessionToken = secretFrom(redactor, textOf(answer, 'SessionToken'));
  const expiresAt = Date.parse(textOf(answer, 'Expiration'));
  const isWhole = [accessKeyId, secretAccessKey.reveal(), sessionToken.reveal()].every(part => part !== '');
  if (!isWhole || Number.isNaN(expiresAt)) {
    throw new LiveryError('registry-failed', {
      message: `Taking the role ${roleArn} failed: the answer has no access key that can be used.`,
      hint: 'Check the endpoint; that of AWS answers as it should.',
    });
  }
  const credentials = { accessKeyId, secretAccessKey, sessionToken, from: `the role ${roleArn}` };
  return { credentials, expiresAt };
}
