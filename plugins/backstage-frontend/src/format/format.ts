const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const days = { unit: 'day', unitMs: DAY_MS } as const;
const shorterThanDays = [
  { unit: 'second', unitMs: 1000, belowMs: MINUTE_MS },
  { unit: 'minute', unitMs: MINUTE_MS, belowMs: HOUR_MS },
  { unit: 'hour', unitMs: HOUR_MS, belowMs: DAY_MS },
] as const;

const bytes = { unit: 'byte', unitBytes: 1 } as const;
const largerThanBytes = [
  { unit: 'gigabyte', unitBytes: 1e9 },
  { unit: 'megabyte', unitBytes: 1e6 },
  { unit: 'kilobyte', unitBytes: 1e3 },
] as const;

function formatUnit(language: string, unit: string, value: number, maximumFractionDigits = 0): string {
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits,
  }).format(value);
}

/** How long ago, such as `3 minutes ago`. */
export function formatRelativeTime(language: string, timeMs: number, nowMs: number): string {
  // A server clock a little ahead of the browser's must not read as "in 2 seconds".
  const elapsedMs = Math.max(0, nowMs - timeMs);
  const { unit, unitMs } = shorterThanDays.find(({ belowMs }) => elapsedMs < belowMs) ?? days;
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(
    -Math.floor(elapsedMs / unitMs),
    unit,
  );
}

/** A point in time in full, in the time zone of the reader. */
export function formatTime(language: string, time: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' }).format(new Date(time));
}

/** The time of the day alone, for a line of a log. */
export function formatClock(language: string, time: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium', hourCycle: 'h23' }).format(new Date(time));
}

/** A duration in at most two units, such as `1 min 12 sec`. */
export function formatDuration(language: string, durationMs: number): string {
  if (durationMs < 10_000) {
    return formatUnit(language, 'second', durationMs / 1000, 1);
  }
  const seconds = Math.round(durationMs / 1000);
  const parts: [string, number][] =
    seconds < 3600
      ? [
          ['minute', Math.floor(seconds / 60)],
          ['second', seconds % 60],
        ]
      : [
          ['hour', Math.floor(seconds / 3600)],
          ['minute', Math.floor((seconds % 3600) / 60)],
        ];
  return parts
    .filter(([, value]) => value > 0)
    .map(([unit, value]) => formatUnit(language, unit, value))
    .join(' ');
}

/** A size in the unit that a person would choose, such as `3.4 MB`. */
export function formatSize(language: string, sizeBytes: number): string {
  const { unit, unitBytes } = largerThanBytes.find(step => sizeBytes >= step.unitBytes) ?? bytes;
  return formatUnit(language, unit, sizeBytes / unitBytes, 1);
}

/** A number as the language groups its digits. */
export function formatCount(language: string, count: number): string {
  return new Intl.NumberFormat(language).format(count);
}
