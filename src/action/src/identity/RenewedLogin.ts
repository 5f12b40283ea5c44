import type { Credentials, FoundCredentials } from '@livery/images';

/** A login and when it ends, in milliseconds since 1970. */
export interface TemporaryLogin {
  readonly credentials: Credentials;
  readonly endsAt: number;
}

/** A login that ends sooner is fetched anew, in milliseconds. */
const MARGIN_MS = 60_000;

/** A login that is fetched when it is first needed and when it is about to end, once for all who wait for it. */
export class RenewedLogin {
  readonly #identity: string;
  readonly #fetch: () => Promise<TemporaryLogin | undefined>;
  #login: Promise<TemporaryLogin | undefined> | undefined;

  /** @param identity - whose login it is, for errors */
  constructor(identity: string, fetchLogin: () => Promise<TemporaryLogin | undefined>) {
    this.#identity = identity;
    this.#fetch = fetchLogin;
  }

  /** @returns undefined if there is none to be had */
  async find(): Promise<FoundCredentials | undefined> {
    const known = this.#login;
    let login = await (known ?? this.#instead(known));
    if (known && login && login.endsAt - Date.now() < MARGIN_MS) {
      login = await this.#instead(known);
    }
    return login && { credentials: login.credentials, identity: this.#identity };
  }

  /** The login that comes after another, fetched by whoever asks first. */
  #instead(known: Promise<TemporaryLogin | undefined> | undefined): Promise<TemporaryLogin | undefined> {
    if (this.#login !== known && this.#login) {
      return this.#login;
    }
    const fetching = this.#fetch();
    this.#login = fetching;
    // One that failed is tried anew by whoever comes next.
    fetching.catch(() => {
      this.#login = undefined;
    });
    return fetching;
  }
}
