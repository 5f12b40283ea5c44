import type { IncomingHttpHeaders } from 'node:http';
import type { RateLimit } from './statistics';

/** Longer than anybody waits: one day. */
const MAXIMUM_WAIT_MS = 86_400_000;

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

function bounded(waitMs: number): number | undefined {
  return Number.isFinite(waitMs) ? Math.min(Math.max(0, waitMs), MAXIMUM_WAIT_MS) : undefined;
}

/**
 * How long a host asks to be left alone, in milliseconds, read from its headers or, failing them, from the text of its answer.
 *
 * Retry-After has seconds or a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after); fractions are seen too. GHCR says
 * `retry-after: 12.5ms` in the body of its answer only: https://github.com/coreruleset/modsecurity-crs-docker/pull/449
 */
export function retryAfterMs(headers: IncomingHttpHeaders, body: string): number | undefined {
  const header = headers['retry-after']?.trim();
  if (header !== undefined) {
    if (/^\d{1,9}(?:\.\d{1,9})?$/.test(header)) {
      return bounded(Number(header) * 1000);
    }
    const date = Date.parse(header);
    if (!Number.isNaN(date)) {
      return bounded(date - Date.now());
    }
  }
  const hint = /retry[- ]after["']?\s?[:=]?\s?["']?(\d{1,9}(?:\.\d{1,9})?)\s?(ms|s|m)?\b/i.exec(body);
  if (hint) {
    return bounded(Number(hint[1]) * (units[hint[2]?.toLowerCase() ?? 's'] ?? 1000));
  }
  const limit = rateLimitOf(headers);
  const reset = Number(headers['ratelimit-reset']);
  return limit?.remaining === 0 && reset > 0 ? bounded(reset * 1000) : undefined;
}

/**
 * What a host says of its limit. Docker Hub writes `ratelimit-remaining: 76;w=21600`:
 * https://docs.docker.com/docker-hub/usage/pulls/#view-hourly-pull-rate-and-limit
 */
export function rateLimitOf(headers: IncomingHttpHeaders): RateLimit | undefined {
  const read = (name: string) => {
    const value = headers[name];
    const match = typeof value === 'string' ? /^(\d{1,12})(?:;w=(\d{1,9}))?/.exec(value.trim()) : null;
    return match ? { count: Number(match[1]), windowSeconds: match[2] } : undefined;
  };
  const limit = read('ratelimit-limit');
  const remaining = read('ratelimit-remaining');
  const windowSeconds = remaining?.windowSeconds ?? limit?.windowSeconds;
  if (!limit && !remaining) {
    return undefined;
  }
  return {
    ...(limit && { limit: limit.count }),
    ...(remaining && { remaining: remaining.count }),
    ...(windowSeconds !== undefined && { windowSeconds: Number(windowSeconds) }),
  };
}

/** `0 of 100 requests in 6 hours are left` */
export function describeRateLimit(rateLimit: RateLimit): string | undefined {
  const { limit, remaining, windowSeconds } = rateLimit;
  if (remaining === undefined) {
    return undefined;
  }
  const of = limit === undefined ? '' : ` of ${limit}`;
  const within = windowSeconds === undefined ? '' : ` in ${describeSeconds(windowSeconds)}`;
  return `${remaining}${of} requests${within} are left`;
}

/** A time as people say it: `12 s`, `5 minutes`, `6 hours`. */
export function describeSeconds(seconds: number): string {
  if (seconds < 120) {
    return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
  }
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}
