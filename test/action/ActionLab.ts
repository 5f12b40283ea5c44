import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Report } from '@livery/contracts';
import { runAction, type RunActionOptions, type RunActionResult } from '../runner-harness';
import { demoUpstream, root, sampleBrand } from '../support/trees';

/** A ground on which the demo release may be rebranded, as the input has it. */
export const LICENCE = `basis: enterprise-license
reference: C-1
acknowledged-by: Legal
date: 2026-01-01
review-by: 2999-01-01`;

/** Runs the bundled action, in folders of its own: the logins and caches of whoever runs the tests are not its. */
export class ActionLab {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  #count = 0;

  /** A workspace with a brand in it. */
  workspace(withSource = false): string {
    this.#count += 1;
    const workspace = this.at(`workspace-${this.#count}`);
    if (withSource) {
      cpSync(demoUpstream, workspace, { recursive: true });
    }
    cpSync(sampleBrand, path.join(workspace, 'brand'), { recursive: true });
    return workspace;
  }

  at(name: string): string {
    return path.join(this.folder, name);
  }

  /** `RUNNER_TEMP` of all its runs; with what the runner itself keeps there. */
  get temp(): string {
    const temp = this.at('temp');
    mkdirSync(temp, { recursive: true });
    return temp;
  }

  run(options: Omit<RunActionOptions, 'action' | 'temp' | 'workspace'> & { workspace?: string }) {
    const { inputs, env, workspace = this.workspace() } = options;
    return runAction({
      action: root,
      temp: this.temp,
      ...options,
      workspace,
      inputs: { brand: 'brand', licence: LICENCE, ...inputs },
      env: { XDG_CACHE_HOME: this.at('cache'), DOCKER_CONFIG: this.at('docker'), ...env },
    });
  }

  report(result: RunActionResult): Report {
    return Report.parse(JSON.parse(readFileSync(result.outputs.report ?? '', 'utf8')));
  }

  /** What runs have left in the temporary folder, beside reports and what is the runner's. */
  leftBehind(): string[] {
    return readdirSync(this.temp).filter(name => !name.startsWith('_') && name !== 'livery-report.json');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** How a run ended, with its log when that is not what was expected. */
export function ending({ conclusion, log }: RunActionResult, expected = 'success') {
  return conclusion === expected ? { conclusion } : { conclusion, log };
}

/** The messages of the errors on the page of a run. */
export function errorsOf({ commands }: RunActionResult): string[] {
  return commands.annotations.filter(({ level }) => level === 'error').map(({ message }) => message);
}
