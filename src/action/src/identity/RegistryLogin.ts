import { parseYaml } from '@livery/engine';
import { LiveryError } from '@livery/contracts';
import { isRegistry, kindOfRegistry, parseEcrHost, Secret } from '@livery/images';
import { z } from 'zod';

/** How a workflow logs in to one registry. */
export type RegistryLogin =
  | { readonly kind: 'password'; registry: string; username?: string; password: Secret }
  /** A role of AWS that trusts the workflow. */
  | { readonly kind: 'aws-role'; registry: string; role: string }
  | { readonly kind: 'quay-robot'; registry: string; robot: string }
  | { readonly kind: 'docker-hub-connection'; registry: string; username: string; connection: string };

const text = z.string().min(1);

/** What tells the ways to log in apart: each has one of these. */
const WAYS = ['password', 'role', 'robot', 'connection'] as const;

/** An entry of the input, as it is written. */
const LoginEntry = z
  .strictObject({
    registry: text
      .refine(isRegistry, 'must be the host of a registry, such as ghcr.io, without https://')
      // References name it so, however it is written here.
      .transform(host =>
        /^(?:index\.|registry-1\.)?docker\.io$/i.test(host) ? 'docker.io' : host.toLowerCase(),
      ),
    username: text.optional(),
    password: text.transform(value => new Secret(value)).optional(),
    role: text
      .regex(
        /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/,
        'must be a role, such as arn:aws:iam::123456789012:role/livery',
      )
      .optional(),
    robot: text.regex(/^[\w.-]+\+[\w.-]+$/, 'must be the name of a robot, such as acme+livery').optional(),
    connection: z.uuid('must be the id of a connection, as Docker Home shows it').optional(),
  })
  .superRefine((entry, context) => {
    const { registry, username } = entry;
    const ways = WAYS.filter(way => entry[way] !== undefined);
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (ways.length !== 1) {
      refuse(
        'registry',
        `${registry} needs one of ${WAYS.join(', ')}, and has ${ways.join(' and ') || 'none'}`,
      );
    }
    if (entry.role !== undefined && !parseEcrHost(registry)) {
      refuse('role', `is for Amazon ECR, and ${registry} is none`);
    }
    if (entry.robot !== undefined && !['quay_io', 'generic'].includes(kindOfRegistry(registry))) {
      refuse('robot', `is for Quay, and ${registry} is none`);
    }
    if (entry.connection !== undefined && registry !== 'docker.io') {
      refuse('connection', `is for docker.io, and ${registry} is another registry`);
    }
    if (entry.connection !== undefined && username === undefined) {
      refuse('connection', 'wants the organisation as "username"');
    }
  });

function loginOf({
  registry,
  username,
  password,
  role,
  robot,
  connection,
}: z.infer<typeof LoginEntry>): RegistryLogin {
  if (role !== undefined) {
    return { kind: 'aws-role', registry, role };
  }
  if (robot !== undefined) {
    return { kind: 'quay-robot', registry, robot };
  }
  if (connection !== undefined) {
    return { kind: 'docker-hub-connection', registry, username: username ?? '', connection };
  }
  return {
    kind: 'password',
    registry,
    ...(username !== undefined && { username }),
    password: password ?? new Secret(''),
  };
}

const LoginEntries = z
  .array(LoginEntry)
  .superRefine((entries, context) => {
    entries.forEach(({ registry }, position) => {
      if (entries.findIndex(other => other.registry === registry) < position) {
        context.addIssue({
          code: 'custom',
          path: [position, 'registry'],
          message: `${registry} is there twice`,
        });
      }
    });
  })
  .transform(entries => entries.map(loginOf));

const HINT =
  'Write a list with "- registry: HOST" and below it "username" and "password", or "role", "robot" or "connection"; a password as ${{ toJSON(secrets.NAME) }}, so that no character of it means something.';

/**
 * Reads the logins of an input: a list in YAML. Nothing of a secret is in an error.
 *
 * @throws LiveryError `usage-invalid`, naming every wrong entry with its line
 */
export function parseLogins(input: string): RegistryLogin[] {
  if (input.trim() === '') {
    return [];
  }
  try {
    return parseYaml(input, LoginEntries, { file: 'The input logins', code: 'usage-invalid', hint: HINT });
  } catch (error) {
    if (error instanceof LiveryError && !error.message.startsWith('The input logins is not valid: ')) {
      // What the parser of YAML says can quote the text, and with it a part of a password.
      throw new LiveryError('usage-invalid', { message: 'The input logins is not valid YAML.', hint: HINT });
    }
    throw error;
  }
}
