import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import type { Run } from '@livery/backstage-plugin-livery-common';
import { liveryTranslationRef } from '../../translation';
import styles from './RunErrorPanel.module.css';

/** Props of {@link RunErrorPanel}. */
export interface RunErrorPanelProps {
  run: Run;
}

/** Why a run did not complete, and what to do next; nothing for a run that has no error. */
export function RunErrorPanel(props: RunErrorPanelProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const { error, state } = props.run;
  if (!error) {
    return undefined;
  }
  const titles: Partial<Record<Run['state'], string>> = {
    cancelled: t('run.error.cancelled'),
    timeout: t('run.error.timeout', { code: error.code }),
  };
  return (
    <Alert
      role="alert"
      status={state === 'cancelled' ? 'info' : 'danger'}
      icon
      title={titles[state] ?? t('run.error.title', { code: error.code })}
      description={
        <>
          <span className={styles.message}>{error.message}</span>
          <strong className={styles.message}>{error.hint}</strong>
        </>
      }
    />
  );
}
