import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const repository = resolve(__dirname, '../..');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('The system gave no port.');
  }
  return address.port;
}

/** The portal as `npm start` starts it, with data of its own that go away with it. */
export class RunningPortal {
  readonly address: string;
  readonly #process: ChildProcess;
  readonly #dataFolder: string;

  /** Starts a portal; it can be used when this has come back. */
  static async start(): Promise<RunningPortal> {
    const port = await freePort();
    const dataFolder = await mkdtemp(join(tmpdir(), 'livery-portal-'));
    // What a portal leaves behind that was killed: the next one takes it over.
    await writeFile(join(dataFolder, 'portal.lock'), '1999999999');
    const child = spawn(process.execPath, [join(repository, 'scripts/start.js')], {
      cwd: repository,
      env: { ...process.env, PORT: String(port), LIVERY_DATA: dataFolder, LIVERY_VERBOSE: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const portal = new RunningPortal(`http://localhost:${port}`, child, dataFolder);
    try {
      await portal.#ready();
    } catch (cause) {
      await portal.stop();
      throw cause;
    }
    return portal;
  }

  private constructor(address: string, child: ChildProcess, dataFolder: string) {
    this.address = address;
    this.#process = child;
    this.#dataFolder = dataFolder;
  }

  /** Stops the portal and removes its data. */
  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGTERM');
      await once(this.#process, 'exit');
    }
    await rm(this.#dataFolder, { recursive: true, force: true });
  }

  /** What the portal itself wrote, for a person who wants to know why a test failed. */
  async log(): Promise<string> {
    return await readFile(join(this.#dataFolder, 'portal.log'), 'utf8').catch(() => '');
  }

  #ready(): Promise<void> {
    return new Promise((resolveReady, reject) => {
      let output = '';
      const onOutput = (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes(`The portal is ready: ${this.address}`)) {
          resolveReady();
        }
      };
      this.#process.stdout?.on('data', onOutput);
      this.#process.stderr?.on('data', onOutput);
      this.#process.once('error', reject);
      this.#process.once('exit', code => reject(new Error(`npm start ended with ${code}:\n${output}`)));
    });
  }
}
