import fc from 'fast-check';
import { describeRateLimit, describeSeconds, rateLimitOf, retryAfterMs } from './retryAfter';

describe('What a host asks of us when we are too fast', () => {
  it.each<[string, Record<string, string>, string, number | undefined]>([
    ['seconds', { 'retry-after': '7' }, '', 7000],
    ['fractions', { 'retry-after': ' 0.25 ' }, '', 250],
    ['a date that is past', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, '', 0],
    ['nonsense', { 'retry-after': 'soon' }, '', undefined],
    ['more than a day', { 'retry-after': '999999999' }, '', 86_400_000],
    ['milliseconds in the body', {}, 'toomanyrequests: retry-after: 12.5ms, allowed: 2000/minute', 12.5],
    ['seconds in JSON', {}, '{"errors":[{"code":"TOOMANYREQUESTS","retry-after":"3"}]}', 3000],
    ['words in the body', {}, 'Please retry after 2m', 120_000],
    ['a limit that is used up', { 'ratelimit-remaining': '0', 'ratelimit-reset': '30' }, '', 30_000],
    ['a limit that is not', { 'ratelimit-remaining': '5', 'ratelimit-reset': '30' }, '', undefined],
    ['nothing', {}, '', undefined],
  ])('is read from %s', (_what, headers, body, expected) => {
    expect(retryAfterMs(headers, body)).toBe(expected);
  });

  it('is read from a date in the future', () => {
    const header = new Date(Date.now() + 10_000).toUTCString();
    expect(retryAfterMs({ 'retry-after': header }, '')).toBeGreaterThan(8000);
  });

  it('is never anything but a bounded number', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (header, body) => {
        const waitMs = retryAfterMs({ 'retry-after': header }, `retry-after ${body}`) ?? 0;
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(86_400_000);
      }),
    );
  });

  it('is told in the words of people', () => {
    const limit = rateLimitOf({ 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '76;w=21600' });
    expect(limit).toEqual({ limit: 100, remaining: 76, windowSeconds: 21_600 });
    expect(describeRateLimit(limit!)).toBe('76 of 100 requests in 6 hours are left');
    expect(describeRateLimit({ remaining: 3 })).toBe('3 requests are left');
    expect(describeRateLimit({ limit: 3 })).toBeUndefined();
    expect(rateLimitOf({ 'ratelimit-limit': 'many' })).toBeUndefined();
    expect([0.25, 9.96, 119, 300, 7200].map(describeSeconds)).toEqual([
      '0.3 s',
      '10 s',
      '119 s',
      '5 minutes',
      '2 hours',
    ]);
  });
});
