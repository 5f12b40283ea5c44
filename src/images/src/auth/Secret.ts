import { inspect } from 'node:util';

const SHOWN = '[secret]';

/** Shorter texts are not looked for in what gets printed: they would blot out half of it. */
const SHORTEST_REDACTED = 4;

/** A password or a token. However it is printed, only `[secret]` is seen; what is inside has to be asked for. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one statement that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}

/**
 * Takes secrets out of text that came from outside: a registry can repeat in an error what was sent to it.
 *
 * Each secret is looked for as it is, and in base64, base64url, hexadecimal and URI form.
 */
export class Redactor {
  readonly #forms = new Set<string>();

  /** Remembers a secret, and hands it back: register it in the statement that obtains it. */
  add(secret: Secret): Secret {
    const value = secret.reveal();
    if (value.length >= SHORTEST_REDACTED) {
      const bytes = Buffer.from(value, 'utf8');
      const forms = [
        value,
        bytes.toString('base64'),
        bytes.toString('base64url'),
        bytes.toString('hex'),
        encodeURIComponent(value.toWellFormed()),
      ];
      forms.forEach(form => this.#forms.add(form));
    }
    return secret;
  }

  /** The text with `[secret]` in place of every secret. */
  clean(text: string): string {
    // The longest first: a short one may be a part of it.
    const forms = [...this.#forms].sort((one, other) => other.length - one.length);
    return forms.reduce((cleaned, form) => cleaned.replaceAll(form, SHOWN), text);
  }
}
