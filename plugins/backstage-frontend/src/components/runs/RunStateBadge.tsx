import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { RunState } from '@livery/contracts';
import {
  RiAlarmWarningFill,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiForbid2Fill,
  RiHourglassLine,
  RiLoader4Line,
  RiTimeLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import { liveryTranslationRef } from '../../translation';
import motion from '../feedback/motion.module.css';
import styles from './RunStateBadge.module.css';

const icons: Readonly<Record<RunState, ReactElement>> = {
  pending: <RiTimeLine aria-hidden />,
  queued: <RiHourglassLine aria-hidden />,
  running: <RiLoader4Line aria-hidden className={motion.turning} />,
  completed: <RiCheckboxCircleFill aria-hidden />,
  failed: <RiCloseCircleFill aria-hidden />,
  cancelled: <RiForbid2Fill aria-hidden />,
  timeout: <RiAlarmWarningFill aria-hidden />,
};

/** Props of {@link RunStateBadge}. */
export interface RunStateBadgeProps {
  state: RunState;
}

/** The state of a run as an icon, a colour and a word. */
export function RunStateBadge(props: RunStateBadgeProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  return (
    <span className={styles.badge} data-state={props.state}>
      {icons[props.state]}
      {t(`runState.${props.state}`)}
    </span>
  );
}
