import { readdirSync, readFileSync } from 'node:fs';

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** Since the machine started, in ticks: a number that is given again does not mean the same process. */
  readonly started: string;
}

/**
 * A process with all that it started. It has to lead a session of its own (`detached`).
 *
 * Where there is no /proc only the group of the process is known: what leaves the group, as some container runtimes do, is not.
 */
export class ProcessTree {
  readonly #pid: number;
  /** Everything that was ever seen to belong to it: once its parent is gone, nobody can tell any more. */
  readonly #members = new Map<number, Entry>();

  constructor(pid: number) {
    this.#pid = pid;
    this.refresh();
  }

  /** Looks who belongs to it now, and says how many of them are running. */
  refresh(): number {
    const table = readProcesses();
    if (!table) {
      return isAlive(-this.#pid) ? 1 : 0;
    }
    for (let found = true; found;) {
      found = false;
      for (const entry of table.values()) {
        const belongs =
          entry.pid === this.#pid || entry.session === this.#pid || this.#isRunning(table, entry.parent);
        if (belongs && !this.#members.has(entry.pid)) {
          this.#members.set(entry.pid, entry);
          found = true;
        }
      }
    }
    return [...this.#members.keys()].filter(pid => this.#isRunning(table, pid)).length;
  }

  /** Sends a signal to all of them that are running. */
  signal(name: NodeJS.Signals): void {
    const table = readProcesses();
    send(-this.#pid, name);
    for (const pid of this.#members.keys()) {
      if (table && this.#isRunning(table, pid)) {
        send(pid, name);
      }
    }
  }

  #isRunning(table: ReadonlyMap<number, Entry>, pid: number): boolean {
    const member = this.#members.get(pid);
    return member !== undefined && table.get(pid)?.started === member.started;
  }
}

/** All processes that are running; undefined where there is no /proc. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readProcesses(): Map<number, Entry> | undefined {
  let names: string[];
  try {
    names = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  } catch {
    return undefined;
  }
  const table = new Map<number, Entry>();
  for (const name of names) {
    const entry = readEntry(Number(name));
    if (entry) {
      table.set(entry.pid, entry);
    }
  }
  return table.size > 0 ? table : undefined;
}

function readEntry(pid: number): Entry | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // it has just ended
  }
  // The name, in brackets, may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent, , session] = fields;
  const started = fields[19] ?? '';
  return /^[ZX]$/.test(state)
    ? undefined
    : { pid, parent: Number(parent), session: Number(session), started };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended, or is not ours to end.
  }
}
