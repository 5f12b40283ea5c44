import { type FileCommandPaths, parsePairs, readFileCommand, SUMMARY_LIMIT_BYTES } from './fileCommands';
import type { SecretMasker } from './SecretMasker';
import type { StepCommands } from './StepCommands';

/** What a stage has left behind, by files and by commands together. */
export type FileResults = {
  outputs: ReadonlyMap<string, string>;
  state: ReadonlyMap<string, string>;
  environment: ReadonlyMap<string, string>;
  /** in the order they were added */
  paths: readonly string[];
  summary: string;
};

/**
 * Reads the files of a stage after its process has ended, also when it failed. A file that cannot be read
 * fails the stage and gives nothing.
 */
export async function readFileResults(
  files: FileCommandPaths,
  commands: StepCommands,
  masker: SecretMasker,
): Promise<FileResults> {
  const read = async <T>(
    name: keyof FileCommandPaths,
    empty: T,
    parse: (content: string) => T,
  ): Promise<T> => {
    try {
      return parse(await readFileCommand(files[name]));
    } catch (error) {
      commands.fail(`Unable to process file command '${name}' successfully.`);
      commands.fail((error as Error).message);
      return empty;
    }
  };
  const pairs = (name: keyof FileCommandPaths) => read(name, new Map<string, string>(), parsePairs);

  const environment = await pairs('env');
  // It would let a step change what the Node of every later action does.
  if (environment.delete('NODE_OPTIONS')) commands.issue('error', "Can't store NODE_OPTIONS by GITHUB_ENV.");

  return {
    outputs: new Map([...commands.outputs, ...(await pairs('output'))]),
    state: new Map([...commands.state, ...(await pairs('state'))]),
    environment: new Map([...commands.environment, ...environment]),
    paths: [
      ...commands.paths,
      ...(await read('path', [] as string[], content => content.split(/\r?\n/).filter(line => line !== ''))),
    ],
    summary: await read('step_summary', '', content => scrubSummary(content, commands, masker)),
  };
}

function scrubSummary(content: string, commands: StepCommands, masker: SecretMasker): string {
  const sizeBytes = Buffer.byteLength(content);
  if (sizeBytes > SUMMARY_LIMIT_BYTES) {
    commands.issue(
      'error',
      `The summary is dropped: ${sizeBytes} bytes, and ${SUMMARY_LIMIT_BYTES} are allowed.`,
    );
    return '';
  }
  // Line by line, as the runner does: a secret of several lines is masked by its lines, if at all.
  return content
    .split('\n')
    .map(line => masker.mask(line))
    .join('\n');
}
