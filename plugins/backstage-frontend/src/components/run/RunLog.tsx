import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  ButtonIcon,
  Card,
  CardBody,
  CardHeader,
  Switch,
  Text,
  Tooltip,
  TooltipTrigger,
} from '@backstage/ui';
import type { StoredRunEvent } from '@livery/backstage-plugin-livery-common';
import { RiDownloadLine } from '@remixicon/react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { LogConnection } from '../../followRun';
import { groupLog, logText } from '../../runLog';
import { saveBlob } from '../../saveBlob';
import { liveryTranslationRef } from '../../translation';
import { CopyButton } from '../feedback/CopyButton';
import { LogGroupView } from './LogGroupView';
import styles from './RunLog.module.css';

// As near to the end as this counts as reading along.
const AT_END_PX = 24;

// Lines are only ever added: a group that has as many as before is not drawn again.
const SettledLogGroup = memo(
  LogGroupView,
  (before, after) =>
    before.group.id === after.group.id && before.group.lines.length === after.group.lines.length,
);

/** Props of {@link RunLog}. */
export interface RunLogProps {
  runId: string;
  events: StoredRunEvent[];
  connection: LogConnection;
  onReconnect: () => void;
}

/** The log of a run as it grows; it follows the last line until the reader scrolls up. */
export function RunLog(props: RunLogProps) {
  const { connection } = props;
  const { t } = useTranslationRef(liveryTranslationRef);
  const groups = useMemo(() => groupLog(props.events), [props.events]);
  const [isFollowing, setIsFollowing] = useState(true);
  const viewport = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (isFollowing && viewport.current) {
      viewport.current.scrollTop = viewport.current.scrollHeight;
    }
  }, [groups, isFollowing]);

  const onScroll = () => {
    const element = viewport.current;
    if (element) {
      setIsFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX);
    }
  };
  const text = () =>
    logText(groups, step => (step === undefined ? t('log.general') : t(`steps.name.${step}`)));
  const isEnded = connection.state === 'ended';

  return (
    <Card className={styles.card}>
      <CardHeader className={styles.header}>
        <Text as="h3" variant="title-x-small" weight="bold">
          {t('log.title')}
        </Text>
        {connection.state !== 'refused' && (
          <span className={styles.connection} data-state={connection.state} role="status">
            {t(`log.${connection.state}`)}
          </span>
        )}
        <span className={styles.tools}>
          <Switch label={t('log.follow')} isSelected={isFollowing} onChange={setIsFollowing} />
          <CopyButton label={t('log.copy')} getText={text} />
          <TooltipTrigger delay={300}>
            <ButtonIcon
              size="small"
              variant="tertiary"
              aria-label={t('log.download')}
              icon={<RiDownloadLine />}
              onPress={() =>
                saveBlob(new Blob([text()], { type: 'text/plain' }), `livery-run-${props.runId}.log`)
              }
            />
            <Tooltip>{t('log.download')}</Tooltip>
          </TooltipTrigger>
        </span>
      </CardHeader>
      <CardBody className={styles.body}>
        {connection.state === 'refused' && (
          <Alert
            role="alert"
            status="danger"
            icon
            title={t('log.refused', { message: connection.message })}
            customActions={<Button onPress={props.onReconnect}>{t('log.retry')}</Button>}
          />
        )}
        {/* A log can be long and fast: whoever listens to the page hears the state and the steps instead. */}
        <div
          ref={viewport}
          className={styles.viewport}
          role="log"
          aria-live="off"
          aria-label={t('log.label')}
          tabIndex={0}
          onScroll={onScroll}
        >
          {groups.length === 0 && connection.state !== 'refused' && (
            <p className={styles.placeholder}>{isEnded ? t('log.empty') : t('log.waiting')}</p>
          )}
          {groups.map(group => (
            <SettledLogGroup key={group.id} group={group} />
          ))}
        </div>
      </CardBody>
    </Card>
  );
}
