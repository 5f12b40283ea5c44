import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { formatClock } from '../../format/format';
import { useLanguage } from '../../hooks/useLanguage';
import type { LogGroup } from '../../runLog';
import { liveryTranslationRef } from '../../translation';
import styles from './RunLog.module.css';

/** Props of {@link LogGroupView}. */
export interface LogGroupViewProps {
  group: LogGroup;
}

/** The lines of one step, under its name. */
export function LogGroupView(props: LogGroupViewProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const language = useLanguage();
  const { step, lines } = props.group;
  const name = step === undefined ? t('log.general') : t(`steps.name.${step}`);
  return (
    <section className={styles.group} aria-label={name}>
      <h4 className={styles.groupName}>{name}</h4>
      {lines.map(line => (
        <p key={line.id} className={styles.line} data-level={line.level}>
          <time className={styles.time} dateTime={line.at}>
            {formatClock(language, line.at)}
          </time>
          <span className={styles.message}>
            {line.level !== 'info' && <strong>{t(`log.level.${line.level}`)}: </strong>}
            {line.message}
          </span>
        </p>
      ))}
    </section>
  );
}
