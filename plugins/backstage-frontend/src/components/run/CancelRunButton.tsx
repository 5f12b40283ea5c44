import { toError } from '@backstage/errors';
import { useAnalytics, useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Dialog, DialogBody, DialogFooter, DialogHeader, Flex, Text } from '@backstage/ui';
import { type Run, runCancelPermission } from '@livery/backstage-plugin-livery-common';
import { RiStopCircleLine } from '@remixicon/react';
import { useId, useState } from 'react';
import { liveryApiRef } from '../../api';
import { isActive } from '../../runStates';
import { liveryTranslationRef } from '../../translation';
import { Failure } from '../feedback/Failure';

/** Props of {@link CancelRunButton}. */
export interface CancelRunButtonProps {
  run: Run;
  /** Called when the backend has taken the cancellation. */
  onCancelled: () => void;
}

/** Cancels a run after a question; absent when there is nothing left to cancel. */
export function CancelRunButton(props: CancelRunButtonProps) {
  const { run, onCancelled } = props;
  const { t } = useTranslationRef(liveryTranslationRef);
  const client = useApi(liveryApiRef);
  const analytics = useAnalytics();
  const permission = usePermission({ permission: runCancelPermission });
  const [isOpen, setIsOpen] = useState(false);
  const [isCancelling, setIsCancelling] = useState(false);
  const [failure, setFailure] = useState<Error>();
  const reasonId = useId();

  if (!isActive(run.state)) {
    return undefined;
  }
  const isForbidden = !permission.loading && !permission.allowed && !permission.error;
  const cancel = async () => {
    setIsCancelling(true);
    setFailure(undefined);
    try {
      await client.cancelRun(run.id);
      analytics.captureEvent('cancel', 'run');
      setIsOpen(false);
      onCancelled();
    } catch (cause) {
      setFailure(toError(cause));
    } finally {
      setIsCancelling(false);
    }
  };

  return (
    <Flex align="center" gap="2">
      {isForbidden && (
        <Text id={reasonId} variant="body-small" color="secondary">
          {t('cancel.forbidden')}
        </Text>
      )}
      <Button
        variant="secondary"
        destructive
        iconStart={<RiStopCircleLine />}
        isDisabled={isForbidden}
        aria-describedby={isForbidden ? reasonId : undefined}
        onPress={() => setIsOpen(true)}
      >
        {t('cancel.button')}
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={setIsOpen} width={440}>
        <DialogHeader>{t('cancel.confirm.title', { brand: run.templateName })}</DialogHeader>
        <DialogBody>
          <Flex direction="column" gap="3">
            <Text as="p">{t('cancel.confirm.description')}</Text>
            {failure !== undefined && <Failure title={t('cancel.failed')} error={failure} />}
          </Flex>
        </DialogBody>
        <DialogFooter>
          <Button variant="primary" destructive isPending={isCancelling} onPress={() => void cancel()}>
            {t('cancel.confirm.yes')}
          </Button>
          <Button variant="secondary" onPress={() => setIsOpen(false)}>
            {t('cancel.confirm.no')}
          </Button>
        </DialogFooter>
      </Dialog>
    </Flex>
  );
}
