import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { LiveryError } from '@livery/contracts';
import type { Language } from '../tokens/language';
import { type Grammar, grammarOf } from './grammar';

/** What a parser says of a text before and after its edits. */
export type SyntaxVerdict =
  | { readonly type: 'valid' }
  /** The upstream's own text is not what its name says: nothing can be said of the edited one. */
  | { readonly type: 'was-invalid'; readonly fault: string };

/** A text before and after its edits. */
export interface EditedFile {
  readonly file: string;
  readonly language: Language;
  readonly originalText: string;
  readonly result: string;
}

/** The longest that one file may take, in milliseconds. A megabyte of script takes a tenth of a second. */
const TIMEOUT_MS = 60_000;

/** What the parsers of one file may take; the largest script of a real app takes a quarter of it. */
const MAXIMUM_HEAP_MB = 512;

/** How much text may wait for the parsers, in UTF-16 units: whoever plans faster than they read would fill the memory. */
const MAXIMUM_BACKLOG = 200_000;

/** Where the bundle keeps the worker: see scripts/build.js. */
const BUNDLED = 'syntax/index.mjs';

const VALID: SyntaxVerdict = { type: 'valid' };

/**
 * Asks parsers for a second opinion on every edited text. Our own scanners prove that the tokens are the same; the parsers do
 * not share their mistakes. They run in a worker thread, beside the planning: docs/decisions/0005-second-opinion.md.
 */
export class SyntaxChecker {
  #worker: Worker | undefined;
  #lastId = 0;
  readonly #waiting = new Map<number, (fault: string | undefined) => void>();
  #backlog = 0;
  #onAnswer: () => void = () => undefined;

  /**
   * Parses an edited text, and the original as well where that fails. A text without edits, or in a language without a parser,
   * is always valid.
   *
   * @throws LiveryError `edit-unprovable` when the edits broke the text
   */
  async check({ file, language, originalText, result }: EditedFile): Promise<SyntaxVerdict> {
    const grammar = grammarOf(file, language);
    if (!grammar || result === originalText) {
      return VALID;
    }
    const fault = await this.#parse(grammar, result);
    if (fault === undefined) {
      return VALID;
    }
    const faultBefore = await this.#parse(grammar, originalText);
    if (faultBefore !== undefined) {
      return { type: 'was-invalid', fault: faultBefore };
    }
    throw new LiveryError('edit-unprovable', {
      message: `The branded text of ${file} is no valid ${grammar} any more: ${fault}.`,
      hint: 'Nothing was written. Please report it with the name of the brand; until then keep the file out of the rule with "files".',
    });
  }

  /** Starts the worker ahead of the first text, since loading the parsers takes as long as reading a megabyte. */
  start(): void {
    this.#worker ??= this.#startWorker();
  }

  /** Waits until there is room for more. */
  async room(): Promise<void> {
    while (this.#backlog > MAXIMUM_BACKLOG) {
      await new Promise<void>(resolve => {
        this.#onAnswer = resolve;
      });
    }
  }

  /** Ends the worker. The checker can be used again. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #parse(grammar: Grammar, text: string): Promise<string | undefined> {
    const worker = (this.#worker ??= this.#startWorker());
    const id = (this.#lastId += 1);
    this.#backlog += text.length;
    return new Promise(resolve => {
      const timer = setTimeout(
        () => this.#stop(`its parser took more than ${TIMEOUT_MS / 1000} s`),
        TIMEOUT_MS,
      );
      this.#waiting.set(id, fault => {
        clearTimeout(timer);
        this.#backlog -= text.length;
        resolve(fault);
        this.#onAnswer();
      });
      worker.postMessage({ id, grammar, text });
    });
  }

  #startWorker(): Worker {
    const worker = new Worker(findWorker(), {
      // New objects get little room: what a parser makes is thrown away at once, and would wait there in tens of megabytes.
      resourceLimits: { maxOldGenerationSizeMb: MAXIMUM_HEAP_MB, maxYoungGenerationSizeMb: 8 },
      // The text comes from elsewhere: it gets no environment, and cannot write to the output of this process.
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    worker.on('message', ({ id, fault }: { id: number; fault?: string }) => {
      this.#waiting.get(id)?.(fault);
      this.#waiting.delete(id);
    });
    worker.on('error', error => this.#stop(error.message));
    worker.on('exit', () => this.#stop('its parser ended'));
    // A plan that is given up must not keep the process alive.
    worker.unref();
    return worker;
  }

  /** Answers everybody who still waits: what cannot be parsed is not proven. */
  #stop(fault: string): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    void this.close();
    waiting.forEach(answer => answer(fault));
  }
}

/** The worker: beside the bundle or above it, or in the source. */
function findWorker(): string {
  const bundled = [__dirname, path.dirname(__dirname)].map(folder => path.resolve(folder, BUNDLED));
  return bundled.find(existsSync) ?? path.resolve(__dirname, 'worker.mjs');
}
