import type { ErrorCode, Report, RunSummary } from '@livery/contracts';

/** The totals of a run, as its last event has them. */
export function summaryOf({ upstream, totals, licence }: Report): RunSummary {
  return {
    upstream: upstream.commit ?? upstream.source,
    ...(upstream.version !== undefined && { version: upstream.version }),
    changedFiles: totals.changedFiles,
    replacements: totals.replacements + totals.filledTranslations,
    assetsWritten: totals.assetsWritten,
    residue: totals.residue,
    licence: licence.text,
  };
}

/** How a run ends with an error: some were ended, and did not fail. */
export function endOf(code: ErrorCode): 'failed' | 'cancelled' | 'timeout' {
  const ended: Partial<Record<ErrorCode, 'cancelled' | 'timeout'>> = {
    cancelled: 'cancelled',
    'timed-out': 'timeout',
  };
  return ended[code] ?? 'failed';
}
