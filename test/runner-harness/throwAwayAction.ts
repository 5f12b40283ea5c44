import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An action that is written for one test. */
export type ThrowAwayAction = { main: string; post?: string; inputs?: string; runs?: string };

/** Folders for a test's actions, removed by `remove`. */
export class ThrowAwayFolders {
  readonly #root: string;
  #count = 0;

  private constructor(root: string) {
    this.#root = root;
  }

  static async create(): Promise<ThrowAwayFolders> {
    return new ThrowAwayFolders(await realpath(await mkdtemp(join(tmpdir(), 'runner-harness-test-'))));
  }

  /** An empty workspace. */
  async workspace(): Promise<string> {
    return this.#folder('workspace');
  }

  /** Writes an action. `inputs` and `runs` are lines of YAML below the keys of these names. */
  async action({ main, post, inputs, runs }: ThrowAwayAction): Promise<string> {
    const folder = await this.#folder('action');
    const lines = [
      'name: throw-away',
      ...(inputs ? ['inputs:', inputs] : []),
      'runs:',
      '  using: node24',
      '  main: main.js',
      ...(post ? ['  post: post.js'] : []),
      ...(runs ? [runs] : []),
    ];
    await writeFile(join(folder, 'action.yml'), `${lines.join('\n')}\n`);
    await writeFile(join(folder, 'main.js'), `const { appendFileSync } = require('node:fs');\n${main}\n`);
    if (post) await writeFile(join(folder, 'post.js'), post);
    return folder;
  }

  async remove(): Promise<void> {
    await rm(this.#root, { recursive: true, force: true });
  }

  async #folder(kind: string): Promise<string> {
    this.#count += 1;
    const folder = join(this.#root, `${kind}-${this.#count}`);
    await mkdir(folder);
    return folder;
  }
}
