import { toLiveryError } from '@livery/contracts';
import { CommanderError } from 'commander';
import { createProgram, toUsageError } from './program';
import type { Terminal } from './terminal';

/**
 * Runs the command line.
 *
 * @param args - without the program's own name
 * @returns the exit code
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const cancel = new AbortController();
  const stop = () => cancel.abort();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const program = createProgram(terminal, cancel.signal);
    for (const command of [
      program,
      ...program.commands,
      ...program.commands.flatMap(({ commands }) => commands),
    ]) {
      command.exitOverride().configureOutput({ writeErr: () => undefined });
    }
    if (args.length === 0) {
      program.outputHelp();
      return 0;
    }
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (thrown) {
    const error = thrown instanceof CommanderError ? toUsageError(thrown) : toLiveryError(thrown);
    if (!error) {
      return 0;
    }
    terminal.fail(error, args.includes('--json'));
    return error.exitCode;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
