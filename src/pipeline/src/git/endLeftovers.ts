import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends what a git command has left running. git that is ended itself does not end its helpers, such as the one that talks HTTP:
 * they would wait for a server that hangs. They are known by the private home folder, which nobody else has in the environment.
 *
 * Where there is no /proc they go on until they have heard nothing for long enough.
 */
export function endLeftovers(home: string): void {
  const mark = `HOME=${home}`;
  for (const pid of processes()) {
    if (environmentOf(pid).includes(mark)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    }
  }
}

function processes(): number[] {
  try {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_environ.5.html */
function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // it is somebody else's, or has just ended
  }
}
