import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { liveryTranslationRef } from '../translation';

/** Gives a function that says why something failed; where nobody answered, in words that are not the browser's. */
export function useErrorText(): (error: Error) => string {
  const { t } = useTranslationRef(liveryTranslationRef);
  return useCallback(
    error =>
      // "Failed to fetch" in Chrome, "NetworkError when ..." in Firefox, "Load failed" in Safari
      error.name === 'TypeError' && /fetch|network|load failed/i.test(error.message)
        ? t('unreachable')
        : error.message,
    [t],
  );
}
