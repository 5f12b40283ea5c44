import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** A duration as people write it, such as `90s`, `45m` or `2h`, in milliseconds. */
export const Duration = z.string().transform((text, context): number => {
  const [, number, unit = ''] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? Number.NaN);
  // Timers take no more: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
  if (!(milliseconds > 0 && milliseconds < 2 ** 31)) {
    context.addIssue({ code: 'custom', message: 'must be a number with s, m or h behind it, such as 45m' });
  }
  return milliseconds;
});
