/** What a registry lets this client do, as it said last. https://docs.docker.com/docker-hub/usage/pulls/ */
export interface RateLimit {
  readonly limit?: number;
  readonly remaining?: number;
  /** The time in which so many are allowed, in seconds. */
  readonly windowSeconds?: number;
}

/** What a client did so far. */
export interface Statistics {
  /** HTTP requests, redirects and tokens among them. */
  requests: number;
  /** Bytes of bodies that came. */
  bytesDown: number;
  /** Bytes of bodies that went. */
  bytesUp: number;
  /** Blobs that the registry took over from another repository of its own. */
  mounted: number;
  /** Their bytes, as far as known. */
  mountedBytes: number;
  /** Mounts that were answered with an upload instead. If that is all of them, the registry has mounting switched off. */
  mountsRefused: number;
  /** Tries after the first. */
  retries: number;
  /** Time spent waiting before a request, in milliseconds. */
  waitedMs: number;
  rateLimit?: RateLimit;
}

export function emptyStatistics(): Statistics {
  return {
    requests: 0,
    bytesDown: 0,
    bytesUp: 0,
    mounted: 0,
    mountedBytes: 0,
    mountsRefused: 0,
    retries: 0,
    waitedMs: 0,
  };
}
