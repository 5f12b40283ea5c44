import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { KeyPair } from './certificates';

/** How a registry lets people in. */
export type RegistryAuth =
  | { readonly kind: 'htpasswd'; readonly users: Readonly<Record<string, string>> }
  | {
      readonly kind: 'token';
      readonly realm: string;
      readonly service: string;
      readonly issuer: string;
      /** Whose signature on a token counts. */
      readonly signer: KeyPair;
    };

export interface RegistrySettings {
  /** Everybody may do everything without it. */
  readonly auth?: RegistryAuth;
  /** Plain HTTP without it. */
  readonly tls?: KeyPair;
  /** Name places without the host. */
  readonly relativeUrls?: boolean;
}

const START_TIMEOUT_MS = 15_000;

/** Debian's `docker-registry` on loopback, with a folder of its own. https://distribution.github.io/distribution/about/configuration/ */
export class Registry {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #scheme: string;
  #log = '';
  #port = 0;

  /** Starts one; it listens when this is done. */
  static async start(settings: RegistrySettings = {}): Promise<Registry> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'livery-registry-'));
    const configuration = path.join(folder, 'config.yml');
    // JSON is YAML.
    writeFileSync(configuration, JSON.stringify(configurationOf(settings, folder)));
    const child = spawn('docker-registry', ['serve', configuration], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH },
    });
    const registry = new Registry(child, folder, settings.tls ? 'https' : 'http');
    try {
      await registry.#listening();
    } catch (error) {
      await registry.stop();
      throw error;
    }
    return registry;
  }

  private constructor(child: ChildProcess, folder: string, scheme: string) {
    this.#child = child;
    this.#folder = folder;
    this.#scheme = scheme;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    }
  }

  async #listening(): Promise<void> {
    const failed = once(this.#child, 'error').then(([error]) => {
      throw error;
    });
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (performance.now() < deadline) {
      const port = /listening on [^"\s]*:(\d+)/.exec(this.#log)?.[1];
      if (port !== undefined) {
        this.#port = Number(port);
        failed.catch(() => undefined);
        return;
      }
      if (this.#child.exitCode !== null) {
        break;
      }
      await Promise.race([failed, new Promise(resolve => setTimeout(resolve, 5))]);
    }
    throw new Error(`docker-registry does not listen:\n${this.#log}`);
  }

  /** Host and port, as references name it. */
  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get url(): string {
    return `${this.#scheme}://${this.host}`;
  }

  /** Everything it has printed, with a line for each request. */
  get log(): string {
    return this.#log;
  }

  /** The folder in which its blobs are. */
  get storage(): string {
    return path.join(this.#folder, 'data');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'close');
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function configurationOf(settings: RegistrySettings, folder: string): unknown {
  const { tls } = settings;
  return {
    version: '0.1',
    log: { level: 'info', accesslog: { disabled: false } },
    storage: { filesystem: { rootdirectory: path.join(folder, 'data') }, delete: { enabled: true } },
    http: {
      // It says which port it got.
      addr: '127.0.0.1:0',
      secret: 'only for tests',
      relativeurls: settings.relativeUrls ?? false,
      ...(tls && { tls: { certificate: tls.certificateFile, key: tls.keyFile } }),
    },
    ...(settings.auth && { auth: authOf(settings.auth, folder) }),
  };
}

function authOf(auth: RegistryAuth, folder: string): unknown {
  if (auth.kind === 'token') {
    const { realm, service, issuer, signer } = auth;
    return { token: { realm, service, issuer, rootcertbundle: signer.certificateFile } };
  }
  const file = path.join(folder, 'htpasswd');
  const lines = Object.entries(auth.users).map(([name, password]) =>
    // -C 4: the cheapest hash; the tests are many
    execFileSync('htpasswd', ['-niBC', '4', name], { input: password, encoding: 'utf8' }).trim(),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  return { htpasswd: { realm: 'Livery tests', path: file } };
}
