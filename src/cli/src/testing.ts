import { Readable } from 'node:stream';
import { main } from './main';
import { createTerminal } from './terminal';

/** What a command line came to. */
export interface Answer {
  readonly code: number;
  /** What it wrote to standard output. */
  readonly out: string;
  /** What it wrote to standard error. */
  readonly messages: string;
}

/** Runs a command line, and keeps what it writes. */
export async function runLivery(args: readonly string[], input: string | Buffer = ''): Promise<Answer> {
  let [out, messages] = ['', ''];
  const sink = (add: (text: string) => void) =>
    ({ write: (text: string) => (add(text), true) }) as unknown as NodeJS.WritableStream;
  const terminal = createTerminal(
    sink(text => (out += text)),
    sink(text => (messages += text)),
    () => Readable.from(Buffer.from(input).length > 0 ? [Buffer.from(input)] : []),
  );
  const code = await main([...args], terminal);
  return { code, out, messages };
}
