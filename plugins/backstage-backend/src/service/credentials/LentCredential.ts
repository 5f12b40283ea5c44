import { Secret } from '@livery/images';
import { z } from 'zod';

const secret = z.string().transform(value => new Secret(value));

/** The secrets of a credential as the vault gives them out: nothing that prints them shows them. */
const LentSecret = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('git_ssh'),
    privateKey: secret,
    passphrase: secret.optional(),
    knownHosts: z.string().optional(),
  }),
  z.object({ type: z.literal('git_https'), username: z.string().optional(), password: secret }),
  z.object({ type: z.literal('registry_docker_hub'), username: z.string(), password: secret }),
  z.object({
    type: z.literal('registry_aws_ecr'),
    accessKeyId: z.string(),
    secretAccessKey: secret,
    sessionToken: secret.optional(),
    region: z.string().optional(),
  }),
  z.object({ type: z.literal('registry_quay_io'), username: z.string(), password: secret }),
  z.object({ type: z.literal('registry_generic'), username: z.string(), password: secret }),
  z.object({ type: z.literal('api_key'), apiKey: secret }),
  z.object({ type: z.literal('oauth_token'), accessToken: secret }),
  z.object({ type: z.literal('custom'), fields: z.record(z.string(), secret) }),
]);

/** A credential that is lent for one purpose. */
export type LentCredential = z.infer<typeof LentSecret> & {
  readonly id: string;
  readonly name: string;
  /** The only host that it may be sent to. */
  readonly host?: string;
};

/** Reads what the vault opened, and overwrites it. */
export function toLentCredential(
  credential: { id: string; name: string; type: string; host?: string },
  opened: Buffer,
): LentCredential {
  try {
    const { id, name, type, host } = credential;
    return { ...LentSecret.parse({ ...JSON.parse(opened.toString('utf8')), type }), id, name, host };
  } finally {
    opened.fill(0);
  }
}

/** All secrets of a credential, to be taken out of what others say about it. */
export function secretsOf(lent: LentCredential): Secret[] {
  const values: unknown[] = lent.type === 'custom' ? Object.values(lent.fields) : Object.values(lent);
  return values.filter(value => value instanceof Secret);
}
