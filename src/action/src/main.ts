import os from 'node:os';
import * as core from '@actions/core';
import { toLiveryError } from '@livery/contracts';
import { readInputs } from './inputs';
import { harmless } from './log';
import { run } from './run';

async function main(): Promise<void> {
  const cancel = new AbortController();
  // The runner asks with SIGINT, then SIGTERM, and kills the process 10 seconds after the first.
  process.on('SIGINT', () => cancel.abort());
  process.on('SIGTERM', () => cancel.abort());
  try {
    const folders = {
      workspace: process.env.GITHUB_WORKSPACE ?? process.cwd(),
      temporary: process.env.RUNNER_TEMP ?? os.tmpdir(),
    };
    await run(readInputs(), folders, cancel.signal);
  } catch (thrown) {
    const error = toLiveryError(thrown);
    core.setFailed(harmless(error.toParagraph()));
    process.exitCode = error.exitCode;
  }
}

void main();
