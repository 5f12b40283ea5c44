import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Card, Container, Header, Table } from '@backstage/ui';
import { RiFileList3Line, RiPaintBrushLine } from '@remixicon/react';
import { useSearchParams } from 'react-router-dom';
import { useRuns } from '../../hooks/useRuns';
import { liveryTranslationRef } from '../../translation';
import { EmptyState } from '../feedback/EmptyState';
import { Failure } from '../feedback/Failure';
import { StartRunButton } from '../start/StartRunButton';
import styles from './RunList.module.css';
import { useRunColumns } from './useRunColumns';

const PAGE_SIZE = 20;

/** The table of runs; the page is part of the address. */
export function RunList() {
  const { t } = useTranslationRef(liveryTranslationRef);
  const [searchParams, setSearchParams] = useSearchParams();
  const offset = Math.max(0, Math.trunc(Number(searchParams.get('offset'))) || 0);
  const runs = useRuns({ offset, limit: PAGE_SIZE });
  const { columns, getHref } = useRunColumns();
  const total = runs.value?.total ?? 0;
  const goTo = (next: number) => setSearchParams(next > 0 ? { offset: String(next) } : {});

  const emptyState =
    offset > 0 ? (
      <EmptyState
        icon={<RiFileList3Line />}
        title={t('runs.emptyPage.title')}
        description={t('runs.emptyPage.description')}
        action={<Button onPress={() => goTo(0)}>{t('runs.emptyPage.action')}</Button>}
      />
    ) : (
      <EmptyState
        icon={<RiPaintBrushLine />}
        title={t('runs.empty.title')}
        description={t('runs.empty.description')}
      />
    );
  const isEmpty = runs.value?.items.length === 0 && !runs.isLoading;

  return (
    <>
      <Header title={t('runs.title')} customActions={<StartRunButton />} />
      <Container className={styles.content}>
        {runs.error && <Failure title={t('runs.failed')} error={runs.error} onRetry={runs.reload} />}
        {isEmpty && emptyState}
        {!isEmpty && (runs.value || !runs.error) && (
          <Card className={styles.card}>
            <Table
              columnConfig={columns}
              data={runs.value?.items}
              isPending={runs.isLoading}
              isStale={runs.isLoading && runs.value !== undefined}
              rowConfig={{ getHref }}
              pagination={{
                type: 'page',
                pageSize: PAGE_SIZE,
                pageSizeOptions: [],
                offset,
                totalCount: total,
                hasNextPage: offset + PAGE_SIZE < total,
                hasPreviousPage: offset > 0,
                onNextPage: () => goTo(offset + PAGE_SIZE),
                onPreviousPage: () => goTo(offset - PAGE_SIZE),
                getLabel: () =>
                  t('runs.range', {
                    from: String(Math.min(offset + 1, total)),
                    to: String(Math.min(offset + PAGE_SIZE, total)),
                    total: String(total),
                  }),
              }}
            />
          </Card>
        )}
      </Container>
    </>
  );
}
