import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LiveryError, messageOf } from '@livery/contracts';
import { type Credentials, DOCKER_HUB, type FoundCredentials } from '@livery/images';
import { z } from 'zod';

/** Docker keeps the login of Docker Hub under this name: https://github.com/docker/cli/issues/3793 */
const HUB_SERVER = 'https://index.docker.io/v1/';

/** The settings of a user; all of them are carried on. */
const UserConfig = z.looseObject({
  auths: z.record(z.string(), z.unknown()).optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
});

/** A login that a program may use for as long as a task runs. */
export interface LoginEnvironment {
  /** Where the program finds it. */
  readonly environment: NodeJS.ProcessEnv;
  /** Takes the secret out of what the program prints. */
  readonly redact: (text: string) => string;
}

/**
 * Lends a login to podman or buildah: a file of this one login, which nobody else can read, and which is removed afterwards.
 *
 * @throws LiveryError `credentials-invalid` for a kind of login that they do not know
 */
export async function withPodmanLogin<T>(
  registry: string,
  login: FoundCredentials | undefined,
  task: (login: LoginEnvironment & { readonly authFile: string }) => Promise<T>,
): Promise<T> {
  if (login?.credentials.kind === 'registry-token') {
    throw new LiveryError('credentials-invalid', {
      message: `The login for ${registry} is a token for the registry itself, which podman and buildah cannot use.`,
      hint: 'Give a user name with a password or an access token.',
    });
  }
  return withPrivateFolder(async folder => {
    const authFile = path.join(folder, 'auth.json');
    const auths = login ? { [registry]: entryOf(login.credentials) } : {};
    await writePrivate(authFile, { auths });
    return task({ environment: { REGISTRY_AUTH_FILE: authFile }, authFile, redact: redactorOf(login) });
  });
}

/**
 * Lends a login to docker: a copy of the user's settings with this login in it, so that plug-ins, contexts and the logins of
 * base images stay. Nobody else can read it, and it is removed afterwards.
 *
 * @throws LiveryError `credentials-invalid` when the user's own settings cannot be read
 */
export async function withDockerLogin<T>(
  registry: string,
  login: FoundCredentials | undefined,
  environment: NodeJS.ProcessEnv,
  task: (login: LoginEnvironment) => Promise<T>,
): Promise<T> {
  if (!login) {
    return task({ environment: {}, redact: text => text });
  }
  const own = environment.DOCKER_CONFIG || path.join(environment.HOME ?? os.homedir(), '.docker');
  const config = await readUserConfig(path.join(own, 'config.json'));
  const server = registry === DOCKER_HUB ? HUB_SERVER : registry;
  return withPrivateFolder(async folder => {
    // What is not a setting stays where it is: plug-ins, contexts, builders.
    for (const name of await readdir(own).catch(() => [])) {
      if (name !== 'config.json') {
        await symlink(path.resolve(own, name), path.join(folder, name));
      }
    }
    await writePrivate(path.join(folder, 'config.json'), {
      ...config,
      auths: { ...config.auths, [server]: entryOf(login.credentials) },
      // Without a name: this login is in the file, wherever the others are.
      // https://github.com/docker/cli/blob/master/cli/config/configfile/file.go
      credHelpers: { ...config.credHelpers, [server]: '' },
    });
    const builders = environment.BUILDX_CONFIG || path.join(own, 'buildx');
    return task({
      environment: { DOCKER_CONFIG: folder, BUILDX_CONFIG: builders },
      redact: redactorOf(login),
    });
  });
}

/** https://github.com/docker/cli/blob/master/cli/config/types/authconfig.go */
function entryOf(credentials: Credentials): Record<string, string> {
  switch (credentials.kind) {
    case 'password':
      return { auth: pairOf(credentials.username, credentials.password.reveal()) };
    case 'identity-token':
      // The user name that tells it from a password
      return {
        auth: pairOf('00000000-0000-0000-0000-000000000000', ''),
        identitytoken: credentials.token.reveal(),
      };
    case 'registry-token':
      return { registrytoken: credentials.token.reveal() };
  }
}

function pairOf(username: string, password: string): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}

/** Shorter texts are not looked for: they would blot out half of the log. */
const SHORTEST_REDACTED = 4;

function redactorOf(login: FoundCredentials | undefined): (text: string) => string {
  if (!login) {
    return text => text;
  }
  const { credentials } = login;
  const secret = credentials.kind === 'password' ? credentials.password.reveal() : credentials.token.reveal();
  const bytes = Buffer.from(secret);
  const forms = [
    ...(credentials.kind === 'password' ? [pairOf(credentials.username, secret)] : []),
    ...[bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')],
    ...[encodeURIComponent(secret.toWellFormed()), secret],
  ].sort((one, other) => other.length - one.length);
  return secret.length < SHORTEST_REDACTED
    ? text => text
    : text => forms.reduce((cleaned, form) => cleaned.replaceAll(form, '[secret]'), text);
}

async function readUserConfig(file: string): Promise<z.infer<typeof UserConfig>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return {};
    }
    throw unreadable(file, messageOf(error));
  }
  try {
    return UserConfig.parse(JSON.parse(text));
  } catch {
    // The words of the parser would quote the file.
    throw unreadable(file, 'it is not what docker writes');
  }
}

function unreadable(file: string, why: string): LiveryError {
  return new LiveryError('credentials-invalid', {
    message: `The settings of docker in ${file} cannot be used: ${why}.`,
    hint: 'Correct the file, or log in again.',
  });
}

async function withPrivateFolder<T>(task: (folder: string) => Promise<T>): Promise<T> {
  // mkdtemp makes it for this user alone.
  const folder = await mkdtemp(path.join(os.tmpdir(), 'livery-login-'));
  try {
    return await task(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writePrivate(file: string, document: unknown): Promise<void> {
  await writeFile(file, JSON.stringify(document), { mode: 0o600, flag: 'wx' });
}
