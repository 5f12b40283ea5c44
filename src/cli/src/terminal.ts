import { LiveryError, type RunEvent, stepTitles } from '@livery/contracts';

/** Where the command writes to: documents to one stream, everything for people to the other. And what is sent to it. */
export interface Terminal {
  /** The one document of a command, on standard output. */
  document(text: string): void;
  /** A line for people, on standard error. */
  line(text: string): void;
  /** What goes on right now; only a terminal shows it, and the next line takes its place. */
  progress(text: string): void;
  /** Ends with the error as one paragraph, and as the document when JSON was asked for. */
  fail(error: LiveryError, json: boolean): void;
  /**
   * All that is sent to the command on standard input.
   *
   * @throws LiveryError `usage-invalid` when nobody sends anything, or no text, or too much of it
   */
  input(): Promise<string>;
}

/** The longest text that is taken from standard input, in bytes. */
const MAXIMUM_INPUT_BYTES = 4 * 1024 * 1024;

/** Control characters of foreign text (names of branches, answers of git) would move the cursor or worse. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** The terminal of this process. */
export function createTerminal(
  output: NodeJS.WritableStream = process.stdout,
  messages: NodeJS.WritableStream & { isTTY?: boolean } = process.stderr,
  openInput: () => AsyncIterable<Uint8Array> & { isTTY?: boolean } = () => process.stdin,
): Terminal {
  let progressShown = false;
  let documentShown = false;
  const clear = () => {
    if (progressShown) {
      messages.write('\r\u001b[K');
      progressShown = false;
    }
  };
  const terminal: Terminal = {
    document(text) {
      clear();
      output.write(`${text.trimEnd().replace(CONTROL, '')}\n`);
      documentShown = true;
    },
    line(text) {
      clear();
      messages.write(`${text.replace(CONTROL, '')}\n`);
    },
    progress(text) {
      if (messages.isTTY) {
        clear();
        messages.write(`${text.replace(CONTROL, '')} …`);
        progressShown = true;
      }
    },
    fail(error, json) {
      terminal.line(`livery: ${error.toParagraph().replace(/[\r\n]+/g, ' ')} [${error.code}]`);
      // One document at the most: a plan that is not as expected has been printed already.
      if (json && !documentShown) {
        const { code, message, hint } = error;
        terminal.document(JSON.stringify({ error: { code, message, hint } }, undefined, 2));
      }
    },
    async input() {
      const stream = openInput();
      if (stream.isTTY) {
        throw new LiveryError('usage-invalid', {
          message: 'Nothing is sent to standard input.',
          hint: 'Give the text with an option, or send it: livery … < FILE.',
        });
      }
      return readInput(stream);
    },
  };
  return terminal;
}

async function readInput(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const part of stream) {
    sizeBytes += part.length;
    if (sizeBytes > MAXIMUM_INPUT_BYTES) {
      throw new LiveryError('usage-invalid', {
        message: `Standard input has more than ${MAXIMUM_INPUT_BYTES} bytes.`,
        hint: 'Send a smaller text.',
      });
    }
    parts.push(part);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch (error) {
    throw new LiveryError('usage-invalid', {
      message: 'Standard input is not UTF-8 text.',
      hint: 'Send a text.',
      cause: error,
    });
  }
}

/**
 * A document as JSON. Control characters beyond those that JSON escapes by itself are escaped as well, since
 * {@link Terminal.document} would leave them out.
 */
export function jsonText(document: unknown): string {
  return JSON.stringify(document, undefined, 2).replace(
    /[\u007f-\u009f]/g,
    control => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Shows the events of a run as they come. */
export function showEvents(terminal: Terminal): (event: RunEvent) => void {
  return event => {
    if (event.type === 'step.started') {
      terminal.progress(stepTitles[event.step]);
    } else if (event.type === 'log') {
      // One event is one line, whatever names of files it holds.
      const message = event.message.replace(/[\r\n]+/g, ' ');
      terminal.line(event.level === 'info' ? message : `Look at: ${message}`);
    }
  };
}
