import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LiveryError, messageOf } from '@livery/contracts';
import { z } from 'zod';
import { DOCKER_HUB } from '../reference/reference';
import type { Credentials, CredentialSource, FoundCredentials } from './Credentials';
import { askCredentialHelper } from './credentialHelper';
import { Secret } from './Secret';

/** https://github.com/docker/cli/blob/master/cli/config/types/authconfig.go */
const AuthEntry = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional(),
});
type AuthEntry = z.infer<typeof AuthEntry>;

/** What docker and podman keep logins in. The rest of the file is not ours to judge. */
export const DockerConfig = z.object({
  auths: z.record(z.string(), AuthEntry).optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
  credsStore: z.string().optional(),
});
export type DockerConfig = z.infer<typeof DockerConfig>;

/** Docker logs in to Docker Hub under this name: https://github.com/docker/cli/issues/3793 */
const HUB_SERVER = 'https://index.docker.io/v1/';

/** Where to look, in this order; the variables win over what is usual. https://docs.podman.io/en/latest/markdown/podman-login.1.html */
function candidates(environment: NodeJS.ProcessEnv): string[] {
  const { REGISTRY_AUTH_FILE: authFile, DOCKER_CONFIG: folder, XDG_RUNTIME_DIR: runtime } = environment;
  if (authFile) {
    return [authFile];
  }
  if (folder) {
    return [path.join(folder, 'config.json')];
  }
  return [
    ...(runtime ? [path.join(runtime, 'containers', 'auth.json')] : []),
    path.join(environment.HOME ?? os.homedir(), '.docker', 'config.json'),
  ];
}

function invalid(file: string, why: string, hint: string, cause?: unknown): LiveryError {
  return new LiveryError('credentials-invalid', {
    message: `The logins in ${file} cannot be used: ${why}.`,
    hint,
    cause,
  });
}

async function readConfig(file: string): Promise<DockerConfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw invalid(
      file,
      messageOf(error),
      'Make the file readable, or name another with REGISTRY_AUTH_FILE.',
      error,
    );
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // The parser's own words would quote the file.
    throw invalid(file, 'it is not JSON', 'Correct it, or log in again.');
  }
  const config = DockerConfig.safeParse(document);
  if (!config.success) {
    const [issue] = config.error.issues;
    throw invalid(file, `${issue?.path.join('.')}: ${issue?.message}`, 'Correct it, or log in again.');
  }
  return config.data;
}

/** The host that a key of `auths` is for, and the path below it: keys were URLs once. */
function splitKey(key: string): { host: string; folder: string } {
  const [host = '', ...folders] = key.replace(/^https?:\/\//, '').split('/');
  const folder = folders.filter(part => part !== '').join('/');
  const isHub = /^(?:index\.|registry-1\.)?docker\.io$/.test(host);
  // https://index.docker.io/v1/ and https://host/v2/ name a version of the API, no folder.
  return { host: isHub ? DOCKER_HUB : host.toLowerCase(), folder: /^v[12]$/.test(folder) ? '' : folder };
}

/** The entry for a repository; podman can log in to a part of a registry, and the longest part wins. */
function entryFor(config: DockerConfig, registry: string, repository: string): AuthEntry | undefined {
  return Object.entries(config.auths ?? {})
    .map(([key, entry]) => ({ ...splitKey(key), entry }))
    .filter(
      ({ host, folder }) =>
        host === registry && (folder === '' || repository === folder || repository.startsWith(`${folder}/`)),
    )
    .sort((one, other) => other.folder.length - one.folder.length)[0]?.entry;
}

function helperFor(config: DockerConfig, registry: string): string | undefined {
  const own = Object.entries(config.credHelpers ?? {}).find(([key]) => splitKey(key).host === registry)?.[1];
  return own || config.credsStore || undefined;
}

function credentialsOf(entry: AuthEntry, file: string, registry: string): Credentials | undefined {
  if (entry.registrytoken) {
    return { kind: 'registry-token', token: new Secret(entry.registrytoken) };
  }
  if (entry.identitytoken) {
    return { kind: 'identity-token', token: new Secret(entry.identitytoken) };
  }
  if (entry.auth) {
    const pair = Buffer.from(entry.auth, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    if (colon < 1) {
      throw invalid(
        file,
        `the entry for ${registry} holds no user name and password`,
        `Log in to ${registry} again.`,
      );
    }
    // Some old logins end in zero bytes: https://github.com/docker/cli/blob/master/cli/config/configfile/file.go
    const password = pair.slice(colon + 1).split('\0', 1)[0] ?? '';
    return { kind: 'password', username: pair.slice(0, colon), password: new Secret(password) };
  }
  if (entry.username && entry.password) {
    return { kind: 'password', username: entry.username, password: new Secret(entry.password) };
  }
  // An empty entry means that the login is in the store.
  return undefined;
}

function describe(credentials: Credentials, where: string): FoundCredentials {
  const who = credentials.kind === 'password' ? `user "${credentials.username}"` : 'the token';
  return { credentials, identity: `${who} of ${where}` };
}

/**
 * The logins of `docker login` and `podman login`: REGISTRY_AUTH_FILE, DOCKER_CONFIG, or the usual files; with their
 * credential helpers and stores. The files are read each time, so that a new login is seen.
 */
export function dockerLogins(environment: NodeJS.ProcessEnv = process.env): CredentialSource {
  return {
    async find(registry, repository) {
      for (const file of candidates(environment)) {
        const config = await readConfig(file);
        const found = config && (await findIn(config, { file, registry, repository, environment }));
        if (found) {
          return found;
        }
      }
      return undefined;
    },
  };
}

async function findIn(
  config: DockerConfig,
  wanted: { file: string; registry: string; repository: string; environment: NodeJS.ProcessEnv },
): Promise<FoundCredentials | undefined> {
  const { file, registry, repository, environment } = wanted;
  const helper = helperFor(config, registry);
  if (helper !== undefined) {
    const server = registry === DOCKER_HUB ? HUB_SERVER : registry;
    const credentials = await askCredentialHelper(helper, server, environment);
    if (credentials) {
      return describe(credentials, `the credential helper "${helper}"`);
    }
  }
  const entry = entryFor(config, registry, repository);
  const credentials = entry && credentialsOf(entry, file, registry);
  return credentials && describe(credentials, file);
}
