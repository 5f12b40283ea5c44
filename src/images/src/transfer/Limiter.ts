/** Lets so many tasks run at a time; the others wait in the order in which they came. */
export class Limiter {
  readonly #jobs: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(jobs: number) {
    this.#jobs = jobs;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#jobs) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await task();
    } finally {
      // The place goes straight to the next one, so that nobody who comes now gets in before it.
      const next = this.#waiting.shift();
      if (next) {
        next();
      } else {
        this.#running -= 1;
      }
    }
  }
}

/** Tasks of which one runs for all who want the same at the same time. */
export class InFlight<T> {
  readonly #tasks = new Map<string, Promise<T>>();

  run(key: string, start: () => Promise<T>): Promise<T> {
    const running = this.#tasks.get(key);
    if (running) {
      return running;
    }
    const task = start().finally(() => this.#tasks.delete(key));
    this.#tasks.set(key, task);
    return task;
  }
}
