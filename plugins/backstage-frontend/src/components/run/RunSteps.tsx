import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';
import type { Run, RunStep } from '@livery/backstage-plugin-livery-common';
import {
  RiCheckboxCircleFill,
  RiCircleLine,
  RiCloseCircleFill,
  RiLoader4Line,
  RiSkipForwardLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import { formatDuration } from '../../format/format';
import { useLanguage } from '../../hooks/useLanguage';
import { liveryTranslationRef } from '../../translation';
import motion from '../feedback/motion.module.css';
import styles from './RunSteps.module.css';

const icons: Readonly<Record<RunStep['state'], ReactElement>> = {
  pending: <RiCircleLine aria-hidden />,
  running: <RiLoader4Line aria-hidden className={motion.turning} />,
  completed: <RiCheckboxCircleFill aria-hidden />,
  failed: <RiCloseCircleFill aria-hidden />,
  skipped: <RiSkipForwardLine aria-hidden />,
};

/** Props of {@link RunSteps}. */
export interface RunStepsProps {
  run: Run;
}

/** How far a run has come, step by step. */
export function RunSteps(props: RunStepsProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const language = useLanguage();
  return (
    <Card>
      <CardHeader>
        <Text as="h3" variant="title-x-small" weight="bold">
          {t('steps.title')}
        </Text>
      </CardHeader>
      <CardBody>
        <ol className={styles.steps} aria-label={t('steps.title')}>
          {props.run.steps.map(step => (
            <li
              key={step.key}
              className={styles.step}
              data-state={step.state}
              aria-current={step.state === 'running' ? 'step' : undefined}
            >
              {icons[step.state]}
              <span className={styles.name}>{t(`steps.name.${step.key}`)}</span>
              <span className={styles.detail}>
                {t(`steps.state.${step.state}`)}
                {step.durationMs !== undefined && `, ${formatDuration(language, step.durationMs)}`}
              </span>
            </li>
          ))}
        </ol>
      </CardBody>
    </Card>
  );
}
