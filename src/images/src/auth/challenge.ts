/** One way to log in that a server offers. https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** The names are in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Longer headers are not looked at; real ones have a few hundred characters. */
const MAXIMUM_LENGTH = 8192;

const token = /[\w!#$%&'*+.^`|~-]+/y;
const unquoted = /[^\s,"]*/y;

/** Walks through the text of a header, and never back. */
class Scanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  read(pattern: RegExp): string {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#position += found.length;
    return found;
  }

  /** Takes one character if it is there. */
  take(character: string): boolean {
    const isThere = this.#text[this.#position] === character;
    this.#position += isThere ? 1 : 0;
    return isThere;
  }

  skip(characters: string): void {
    while (!this.isAtEnd && characters.includes(this.#text.charAt(this.#position))) {
      this.#position += 1;
    }
  }

  /** The rest of a quoted string, behind its first quote. */
  quoted(): string {
    let value = '';
    while (!this.isAtEnd && !this.take('"')) {
      this.take('\\');
      value += this.#text.charAt(this.#position);
      this.#position += 1;
    }
    return value;
  }

  skipOne(): void {
    this.#position += 1;
  }
}

/**
 * Reads the header WWW-Authenticate, in which several challenges can stand. What makes no sense is passed over, and of a
 * parameter that comes twice the first counts.
 *
 * Registries seen: `Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:acme/app:pull"`
 * (Docker Hub), `Basic realm="https://000000000000.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"` (ECR), and
 * `Basic realm="Artifactory Realm"`, which is no URL.
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  if (header.length > MAXIMUM_LENGTH) {
    return challenges;
  }
  const scanner = new Scanner(header);
  while (!scanner.isAtEnd) {
    scanner.skip(' \t,');
    const name = scanner.read(token).toLowerCase();
    if (name === '') {
      scanner.skipOne();
      continue;
    }
    scanner.skip(' \t');
    if (!scanner.take('=')) {
      challenges.push({ scheme: name, parameters: new Map() });
      continue;
    }
    scanner.skip(' \t');
    const value = scanner.take('"') ? scanner.quoted() : scanner.read(unquoted);
    const parameters = challenges.at(-1)?.parameters;
    if (parameters && !parameters.has(name)) {
      parameters.set(name, value);
    }
  }
  return challenges;
}
