import * as core from '@actions/core';
import { Redactor, Secret } from '@livery/images';

/** The runner would blot out half of the log for a shorter one. */
const SHORTEST_MASKED = 4;

/**
 * Every secret of a run: the runner blots it out in what it shows, and we take it out of what we send.
 *
 * The runner knows eleven forms of a value, but not these: hexadecimal, base64url, and a user name with its password in base64 as
 * one string. https://github.com/actions/runner/blob/main/src/Runner.Common/HostContext.cs
 */
export class KnownSecrets {
  readonly #mask: (value: string) => void;
  readonly #redactor = new Redactor();
  readonly #masked = new Set<string>();

  /** @param mask - tells the runner of a value */
  constructor(mask: (value: string) => void = core.setSecret) {
    this.#mask = mask;
  }

  /** For those who talk to others with a secret, and print what they answer. */
  get redactor(): Redactor {
    return this.#redactor;
  }

  /**
   * Remembers a secret, and hands it back: to be called in the statement that obtains it.
   *
   * @param username - who logs in with it, if somebody does
   */
  keep(secret: Secret, username?: string): Secret {
    this.#keepForms(secret);
    if (username !== undefined && secret.reveal() !== '') {
      const pair = Buffer.from(`${username}:${secret.reveal()}`, 'utf8').toString('base64');
      this.#keepForms(new Secret(pair));
    }
    return secret;
  }

  /** A text without any of them. */
  clean(text: string): string {
    return this.#redactor.clean(text);
  }

  #keepForms(secret: Secret): void {
    this.#redactor.add(secret);
    const value = secret.reveal();
    if (value.length < SHORTEST_MASKED) {
      return;
    }
    const bytes = Buffer.from(value, 'utf8');
    for (const form of [value, bytes.toString('hex'), bytes.toString('base64url')]) {
      if (!this.#masked.has(form)) {
        this.#masked.add(form);
        this.#mask(form);
      }
    }
  }
}
