import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { encodings } from '../runner-harness';

/** Forms that the runner does not know beside its own eleven. */
const FURTHER_FORMS: readonly ((value: string) => string)[] = [
  value => value,
  value => Buffer.from(value).toString('hex'),
  value => Buffer.from(value).toString('base64url'),
  value => encodeURIComponent(value),
];

/** Looks for secrets where none may be, in every form they could have. */
export class LeakHunt {
  readonly #forms: readonly string[];
  readonly #commandLines = new Set<string>();
  #sampler: NodeJS.Timeout | undefined;

  /** @param users - user name → password; the pair in base64 is what goes over the wire */
  constructor(users: Readonly<Record<string, string>>) {
    const values = Object.entries(users).flatMap(([user, password]) => [
      password,
      Buffer.from(`${user}:${password}`).toString('base64').replaceAll('=', ''),
    ]);
    this.#forms = values.flatMap(value => [
      ...FURTHER_FORMS.map(form => form(value)),
      ...encodings.flatMap(({ encode }) => encode(value) ?? []),
    ]);
  }

  /** Reads the command lines of all processes over and over, until {@link stop}. */
  start(): void {
    this.#sampler = setInterval(() => {
      for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
        try {
          this.#commandLines.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
        } catch {
          // it has just ended
        }
      }
    }, 10);
  }

  stop(): void {
    clearInterval(this.#sampler);
  }

  /** How many different command lines were seen. */
  get sampled(): number {
    return this.#commandLines.size;
  }

  /**
   * Says where a secret is.
   *
   * @param texts - what each is called → what it holds
   * @param folders - all files below them, packed ones also as what is in them
   */
  find(texts: Readonly<Record<string, string>>, folders: readonly string[]): string[] {
    const places = [
      ...Object.entries(texts),
      ['a command line', [...this.#commandLines].join('\n')] as const,
      ...folders.flatMap(folder => filesBelow(folder)),
    ];
    return places.filter(([, text]) => this.#forms.some(form => text.includes(form))).map(([name]) => name);
  }
}

function filesBelow(folder: string): (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => {
      const file = path.join(entry.parentPath, entry.name);
      const bytes = readFileSync(file);
      const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
      return [file, (isPacked ? gunzipSync(bytes) : bytes).toString('latin1')] as const;
    });
}

/** What an action printed, without the lines that tell the runner what to hide. */
export function withoutMasks(output: string): string {
  return output
    .split('\n')
    .filter(line => !line.startsWith('::add-mask::'))
    .join('\n');
}
