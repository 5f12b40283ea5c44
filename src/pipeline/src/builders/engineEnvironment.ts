import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * What a container engine gets to see of the environment: what it is set up with, and no more. A runner's environment holds tokens,
 * and an engine can pass on any variable as a build argument.
 */
const NAMES: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'TMP', 'TEMP', 'LANG', 'SYSTEMROOT', 'USERPROFILE'],
  ...['XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'DBUS_SESSION_BUS_ADDRESS'],
  // A company's way out to the internet, and the certificates it is signed with
  ...[
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'all_proxy',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'ALL_PROXY',
  ],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'SSH_AUTH_SOCK'],
  // https://docs.docker.com/reference/cli/docker/#environment-variables
  ...[
    'DOCKER_HOST',
    'DOCKER_CONTEXT',
    'DOCKER_CONFIG',
    'DOCKER_TLS',
    'DOCKER_TLS_VERIFY',
    'DOCKER_CERT_PATH',
  ],
  ...['DOCKER_API_VERSION', 'DOCKER_DEFAULT_PLATFORM', 'BUILDX_BUILDER', 'BUILDX_CONFIG', 'BUILDKIT_HOST'],
  // https://docs.podman.io/en/latest/markdown/podman.1.html#environment-variables
  ...['CONTAINERS_CONF', 'CONTAINERS_CONF_OVERRIDE', 'CONTAINERS_REGISTRIES_CONF', 'CONTAINERS_STORAGE_CONF'],
  ...['CONTAINER_HOST', 'CONTAINER_CONNECTION', 'CONTAINER_SSHKEY', 'PODMAN_CONNECTIONS_CONF'],
  ...['STORAGE_DRIVER', 'STORAGE_OPTS', 'REGISTRY_AUTH_FILE', 'BUILDAH_ISOLATION', 'BUILDAH_RUNTIME'],
  ...['_CONTAINERS_USERNS_CONFIGURED', '_CONTAINERS_ROOTLESS_UID', '_CONTAINERS_ROOTLESS_GID'],
]);

/** What every engine gets: its environment, and English messages without colours. */
export function engineEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const known = Object.entries(environment).filter(
    ([name]) => NAMES.has(name) || NAMES.has(name.toUpperCase()),
  );
  return { ...Object.fromEntries(known), LC_ALL: 'C.UTF-8', NO_COLOR: '1' };
}

/** The same for podman and buildah, which end when DOCKER_CONFIG names a folder with no config.json in it. */
export function podmanEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DOCKER_CONFIG: folder, ...rest } = engineEnvironment(environment);
  const exists = folder !== undefined && existsSync(path.join(folder, 'config.json'));
  return exists ? { ...rest, DOCKER_CONFIG: folder } : rest;
}
