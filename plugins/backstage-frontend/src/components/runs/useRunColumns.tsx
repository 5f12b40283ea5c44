import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Cell, CellText, type ColumnConfig, Link } from '@backstage/ui';
import type { Run } from '@livery/backstage-plugin-livery-common';
import { useMemo } from 'react';
import { formatCount } from '../../format/format';
import { useLanguage } from '../../hooks/useLanguage';
import { useMediaQuery } from '../../hooks/useMediaQuery';
import { runRouteRef } from '../../routes';
import { shortIdOf } from '../../shownRun';
import { liveryTranslationRef } from '../../translation';
import { Elapsed } from '../feedback/Elapsed';
import { RelativeTime } from '../feedback/RelativeTime';
import { UserName } from '../feedback/UserName';
import styles from './RunList.module.css';
import { RunStateBadge } from './RunStateBadge';
import { sourceAddress, useSourceText } from './useSourceText';

/** What a run brands, never cut; with the version where the words for it do not say one. */
function SourceOfRun(props: { run: Run; text: string }) {
  const { run, text } = props;
  const version = run.source.ref ?? run.summary?.version;
  return (
    <div className={styles.source} title={sourceAddress(run.source)}>
      {text}
      {version !== undefined && !text.includes(version) && (
        <span className={styles.version}> · {version}</span>
      )}
    </div>
  );
}

/** The columns of the table of runs, fewer on a narrow screen, and where a row leads. */
export function useRunColumns(): {
  columns: ColumnConfig<Run>[];
  getHref: (run: Run) => string | undefined;
} {
  const { t } = useTranslationRef(liveryTranslationRef);
  const language = useLanguage();
  const sourceText = useSourceText();
  const runPath = useRouteRef(runRouteRef);
  const isNarrow = useMediaQuery('(max-width: 767px)');
  const isMedium = useMediaQuery('(max-width: 1199px)');
  const isLarge = useMediaQuery('(max-width: 1399px)');

  return useMemo(() => {
    const getHref = (run: Run) => runPath?.({ runId: run.id });
    const columns: ColumnConfig<Run>[] = [
      {
        id: 'state',
        label: t('runs.columns.state'),
        width: 130,
        isHidden: isNarrow,
        cell: run => (
          <Cell>
            <RunStateBadge state={run.state} />
          </Cell>
        ),
      },
      {
        id: 'brand',
        label: t('runs.columns.brand'),
        isRowHeader: true,
        width: '2fr',
        cell: run =>
          isNarrow ? (
            <Cell className={styles.stack}>
              <Link href={getHref(run)} variant="body-medium">
                {run.templateName}
              </Link>
              <SourceOfRun run={run} text={sourceText(run.source)} />
              <div className={styles.below}>
                <RunStateBadge state={run.state} />
                <RelativeTime time={run.createdAt} />
                <span>{shortIdOf(run)}</span>
              </div>
            </Cell>
          ) : (
            <CellText title={run.templateName} description={shortIdOf(run)} href={getHref(run)} />
          ),
      },
      {
        id: 'source',
        label: t('runs.columns.source'),
        width: '3fr',
        isHidden: isNarrow,
        cell: run => (
          <Cell className={styles.stack}>
            <SourceOfRun run={run} text={sourceText(run.source)} />
          </Cell>
        ),
      },
      {
        id: 'changedFiles',
        label: t('runs.columns.changedFiles'),
        width: 140,
        isHidden: isLarge,
        cell: run => (
          <Cell className={styles.number}>
            {run.summary ? formatCount(language, run.summary.changedFiles) : '–'}
          </Cell>
        ),
      },
      {
        id: 'createdBy',
        label: t('runs.columns.createdBy'),
        width: 120,
        isHidden: isMedium,
        cell: run => (
          <Cell>
            <UserName userRef={run.createdBy} />
          </Cell>
        ),
      },
      {
        id: 'createdAt',
        label: t('runs.columns.createdAt'),
        width: 150,
        isHidden: isNarrow,
        cell: run => (
          <Cell>
            <RelativeTime time={run.createdAt} />
          </Cell>
        ),
      },
      {
        id: 'duration',
        label: t('runs.columns.duration'),
        width: 110,
        isHidden: isNarrow,
        cell: run => (
          <Cell className={styles.number}>
            <Elapsed from={run.startedAt} to={run.finishedAt} />
          </Cell>
        ),
      },
    ];
    return { columns, getHref };
  }, [t, language, sourceText, runPath, isNarrow, isMedium, isLarge]);
}
