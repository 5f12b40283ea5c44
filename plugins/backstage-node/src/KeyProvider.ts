/** A key that wraps data keys: one entry of `livery.vault.keys`. */
export interface WrappingKey {
  /** The name that each sealed secret keeps of it. */
  readonly id: string;
  /** Encrypts a data key, and authenticates `context` with it. The result is this key's own format. */
  wrap(dataKey: Uint8Array, context: Uint8Array): Promise<Buffer>;
  /**
   * The inverse.
   *
   * @throws LiveryError `secret-unreadable` if the wrapped key or the context is not what was wrapped; anything else
   * that it throws means that the provider cannot be reached.
   */
  unwrap(wrapped: Uint8Array, context: Uint8Array): Promise<Buffer>;
}

/** Makes the keys of one kind: of the configuration, of a key management service, of a security module. */
export interface KeyProvider {
  /** What `provider` of a key in the configuration names. */
  readonly id: string;
  /**
   * @param options - the entry of `livery.vault.keys` but for `id` and `provider`
   * @throws LiveryError `vault-key-invalid` if the options make no key
   */
  createKey(id: string, options: Readonly<Record<string, unknown>>): Promise<WrappingKey>;
}
