import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The files an action may write to, by the name in `GITHUB_<NAME>`. */
export const fileCommandNames = ['env', 'output', 'path', 'state', 'step_summary'] as const;
export type FileCommandName = (typeof fileCommandNames)[number];

/** Where the files of one stage are. */
export type FileCommandPaths = Record<FileCommandName, string>;

/** A summary that is larger than this is dropped as a whole. */
export const SUMMARY_LIMIT_BYTES = 1024 * 1024;

/** Makes the files of one stage, each of them new and empty. */
export async function createFileCommands(temp: string, stageId: string): Promise<FileCommandPaths> {
  const folder = join(temp, '_runner_file_commands');
  await mkdir(folder, { recursive: true });
  const file = (name: string) => join(folder, `${name}_${stageId}`);
  const paths: FileCommandPaths = {
    env: file('set_env'),
    output: file('set_output'),
    path: file('add_path'),
    state: file('save_state'),
    step_summary: file('step_summary'),
  };
  for (const path of Object.values(paths)) await writeFile(path, '');
  return paths;
}

/** Reads a file back. An action that removed it wrote nothing. */
export async function readFileCommand(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}

type Line = { text: string; start: number; end: number; terminated: boolean };

// Only LF ends a line: a CR before it belongs to the value.
function* linesOf(content: string): Generator<Line, undefined> {
  let start = 0;
  while (start < content.length) {
    const feed = content.indexOf('\n', start);
    const end = feed < 0 ? content.length : feed;
    yield { text: content.slice(start, end), start, end, terminated: feed >= 0 };
    start = end + 1;
  }
}

function readHeredoc(content: string, lines: Iterator<Line, undefined>, delimiter: string): string {
  let first: number | undefined;
  let last = 0;
  for (;;) {
    const line = lines.next().value;
    if (!line) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    if (line.text === delimiter) break;
    if (!line.terminated) throw new Error('Invalid value. EOF marker missing new line.');
    first ??= line.start;
    last = line.end;
  }
  return first === undefined ? '' : content.slice(first, last);
}

/**
 * Reads `NAME=VALUE` and `NAME<<DELIMITER` pairs. Which of the two a line is depends on which sign comes first.
 *
 * @throws Error with the runner's own words when the file cannot be read
 */
export function parsePairs(content: string): Map<string, string> {
  const pairs = new Map<string, string>();
  const lines = linesOf(content);
  for (let line = lines.next().value; line; line = lines.next().value) {
    const { text } = line;
    if (text === '') continue;
    const equals = text.indexOf('=');
    const heredoc = text.indexOf('<<');

    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const name = text.slice(0, heredoc);
      const delimiter = text.slice(heredoc + 2);
      if (name === '' || delimiter === '') {
        throw new Error(`Invalid format '${text}'. Name must not be empty and delimiter must not be empty`);
      }
      pairs.set(name, readHeredoc(content, lines, delimiter));
    } else if (equals >= 0) {
      if (equals === 0) throw new Error(`Invalid format '${text}'. Name must not be empty`);
      pairs.set(text.slice(0, equals), text.slice(equals + 1));
    } else {
      throw new Error(`Invalid format '${text}'`);
    }
  }
  return pairs;
}
