import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { cancelled, LiveryError, messageOf } from '@livery/contracts';
import { z } from 'zod';

/** A public key by which a host of SSH is known. */
export const HostKey = z.object({
  type: z.string().regex(/^[\w@.-]{1,64}$/, 'must be the name of a kind of key, such as ssh-ed25519'),
  key: z.base64().min(1).max(8192),
});
export type HostKey = z.infer<typeof HostKey>;

/** What people compare: `SHA256:` and 43 characters, as `ssh-keygen -l` shows it. */
export function fingerprintOf({ key }: HostKey): string {
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64');
  return `SHA256:${digest.replaceAll('=', '')}`;
}

/** The lines of a file of host keys. */
export function knownHostsFile(name: string, keys: readonly HostKey[]): string {
  return keys.map(({ type, key }) => `${name} ${type} ${key}\n`).join('');
}

/** Where the keys of a host are looked up. */
export interface HostKeyScan {
  /** As people know it, for errors. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks a host which keys it has. Nothing proves that they are its own: a person has to compare them.
 *
 * @returns in the order of their types; at least one
 * @throws LiveryError `repository-unreachable`, `cancelled`
 */
export async function scanHostKeys(scan: HostKeyScan): Promise<HostKey[]> {
  const { host, address, port, timeoutSeconds, signal } = scan;
  let lines: string[];
  try {
    const { stdout } = await promisify(execFile)(
      'ssh-keyscan',
      ['-T', String(timeoutSeconds), '-p', String(port), '-t', 'ed25519,ecdsa,rsa', '--', address],
      // No variable of ours: nothing in there is its business.
      {
        env: { PATH: process.env.PATH },
        timeout: (timeoutSeconds + 5) * 1000,
        maxBuffer: 256 * 1024,
        ...(signal && { signal }),
      },
    );
    lines = stdout.split('\n');
  } catch (error) {
    if (signal?.aborted) {
      throw cancelled(`Asking ${host} for its host keys`, error);
    }
    throw unreachable(host, port, messageOf(error), error);
  }
  const keys = lines.flatMap(line => {
    const [, type, key] = /^[^#\s]\S* (\S+) (\S+)$/.exec(line) ?? [];
    const parsed = HostKey.safeParse({ type, key });
    return parsed.success ? [parsed.data] : [];
  });
  if (keys.length === 0) {
    throw unreachable(host, port, 'no SSH server answers there');
  }
  return keys.sort((one, other) => (one.type < other.type ? -1 : 1));
}

function unreachable(host: string, port: number, reason: string, cause?: unknown): LiveryError {
  return new LiveryError('repository-unreachable', {
    message: `The host keys of ${host} could not be read at port ${port}: ${reason.split('\n')[0] ?? ''}.`,
    hint: 'Check the name of the host, its port, and the network between here and there.',
    cause,
  });
}
