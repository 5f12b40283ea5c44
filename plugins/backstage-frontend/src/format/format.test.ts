import { formatDuration, formatRelativeTime, formatSize } from './format';

describe('formatting', () => {
  it.each([
    [340, '0.3 sec'],
    [9_400, '9.4 sec'],
    [72_000, '1 min 12 sec'],
    [120_000, '2 min'],
    [3_723_000, '1 hr 2 min'],
  ])('writes a duration of %d ms as %s', (durationMs, text) => {
    expect(formatDuration('en', durationMs)).toBe(text);
  });

  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [48_213_377, '48.2 MB'],
  ])('writes a size of %d bytes as %s', (sizeBytes, text) => {
    expect(formatSize('en', sizeBytes)).toBe(text);
  });

  it.each([
    [0, 'now'],
    [-5_000, 'now'],
    [59_999, '59 seconds ago'],
    [3 * 3_600_000, '3 hours ago'],
    [26 * 3_600_000, 'yesterday'],
  ])('writes %d ms ago as %s', (elapsedMs, text) => {
    expect(formatRelativeTime('en', 1_000_000 - elapsedMs, 1_000_000)).toBe(text);
  });

  it('speaks the language of the portal', () => {
    expect(formatDuration('de', 72_000)).toBe('1 Min. 12 Sek.');
  });
});
