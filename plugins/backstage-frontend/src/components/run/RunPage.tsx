import { BreadcrumbEntry, useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, ButtonLink, Container, Header } from '@backstage/ui';
import type { Run } from '@livery/backstage-plugin-livery-common';
import { RiSearchLine } from '@remixicon/react';
import { useEffect } from 'react';
import type { Resource } from '../../hooks/useResource';
import { useErrorText } from '../../hooks/useErrorText';
import { useRun } from '../../hooks/useRun';
import { useRunEvents } from '../../hooks/useRunEvents';
import { runRouteRef, runsRouteRef } from '../../routes';
import { isActive } from '../../runStates';
import { shortIdOf, shownRun } from '../../shownRun';
import { liveryTranslationRef } from '../../translation';
import { Elapsed } from '../feedback/Elapsed';
import { EmptyState } from '../feedback/EmptyState';
import { Failure } from '../feedback/Failure';
import { Loading } from '../feedback/Loading';
import { RelativeTime } from '../feedback/RelativeTime';
import { UserName } from '../feedback/UserName';
import { RunStateBadge } from '../runs/RunStateBadge';
import { sourceAddress, useSourceText } from '../runs/useSourceText';
import { CancelRunButton } from './CancelRunButton';
import { RunErrorPanel } from './RunErrorPanel';
import { RunFacts } from './RunFacts';
import { RunLog } from './RunLog';
import { RunOutputs } from './RunOutputs';
import styles from './RunPage.module.css';
import { RunSteps } from './RunSteps';

/** Props of {@link RunPage}. */
export interface RunPageProps {
  runId: string;
}

/** One run, from its start to its outputs. */
export function RunPage(props: RunPageProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const run = useRun(props.runId);
  const runsPath = useRouteRef(runsRouteRef);

  if (run.value) {
    return <LoadedRun resource={run} run={run.value} />;
  }
  const isMissing = (run.error as { status?: number } | undefined)?.status === 404;
  return (
    <Container className={styles.content}>
      {!run.error && <Loading label={t('run.loading')} />}
      {run.error && !isMissing && <Failure title={t('run.failed')} error={run.error} onRetry={run.reload} />}
      {isMissing && (
        <EmptyState
          icon={<RiSearchLine />}
          title={t('run.missing.title')}
          description={t('run.missing.description')}
          action={<ButtonLink href={runsPath?.() ?? ''}>{t('run.missing.action')}</ButtonLink>}
        />
      )}
    </Container>
  );
}

function LoadedRun(props: { resource: Resource<Run>; run: Run }) {
  const { resource, run: record } = props;
  const { t } = useTranslationRef(liveryTranslationRef);
  const sourceText = useSourceText();
  const errorText = useErrorText();
  const runPath = useRouteRef(runRouteRef);
  const { events, connection, reconnect } = useRunEvents(record.id, !isActive(record.state));
  const run = shownRun(record, events);

  // The log tells of a step or an output earlier than the next refresh would.
  const { reload } = resource;
  const milestone = events.findLast(({ event }) => event.type !== 'log')?.id;
  useEffect(() => {
    if (milestone !== undefined) {
      reload();
    }
  }, [milestone, reload]);

  const title = run.templateName;
  return (
    <BreadcrumbEntry entry={{ label: title, href: runPath?.({ runId: run.id }) ?? '' }}>
      <Header
        title={title}
        metadata={[
          {
            label: t('run.state'),
            value: (
              <span role="status" aria-live="polite" aria-label={t('run.state')}>
                <RunStateBadge state={run.state} />
              </span>
            ),
          },
          {
            label: t('run.source'),
            value: (
              <span className={styles.value} title={sourceAddress(run.source)}>
                {sourceText(run.source)}
              </span>
            ),
          },
          { label: t('run.startedBy'), value: <UserName userRef={run.createdBy} /> },
          { label: t('run.startedAt'), value: <RelativeTime time={run.createdAt} /> },
          { label: t('run.duration'), value: <Elapsed from={run.startedAt} to={run.finishedAt} /> },
          { label: t('run.id'), value: <span title={run.id}>{shortIdOf(run)}</span> },
        ]}
        customActions={<CancelRunButton run={run} onCancelled={reload} />}
      />
      <Container className={styles.content}>
        {resource.error && (
          <Alert status="warning" icon title={t('run.stale', { message: errorText(resource.error) })} />
        )}
        <RunErrorPanel run={run} />
        <div className={styles.columns}>
          <div className={styles.side}>
            <RunSteps run={run} />
            {/* The outputs come with the record: until then the run has none yet, and not none at all. */}
            <RunOutputs run={record} onDownloaded={reload} />
            <RunFacts run={run} />
          </div>
          <RunLog runId={run.id} events={events} connection={connection} onReconnect={reconnect} />
        </div>
      </Container>
    </BreadcrumbEntry>
  );
}
