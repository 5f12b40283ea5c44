import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { RunSource } from '@livery/backstage-plugin-livery-common';
import { useCallback } from 'react';
import { useUpstreams } from '../../hooks/useUpstreams';
import { liveryTranslationRef } from '../../translation';

/** Gives a function that says what a run brands, in the words a person would use. */
export function useSourceText(): (source: RunSource) => string {
  const { t } = useTranslationRef(liveryTranslationRef);
  const upstreams = useUpstreams().value?.items;
  return useCallback(
    source => {
      const name =
        'upstream' in source
          ? (upstreams?.find(({ id }) => id === source.upstream)?.title ?? source.upstream)
          : source.url.replace(/^https:\/\/[^/]*\//i, '').replace(/\.git$/, '');
      return source.ref === undefined ? name : t('runSource.at', { source: name, ref: source.ref });
    },
    [t, upstreams],
  );
}

/** The whole address of a repository that {@link useSourceText} names by its path. */
export function sourceAddress(source: RunSource): string | undefined {
  return 'url' in source ? source.url : undefined;
}
