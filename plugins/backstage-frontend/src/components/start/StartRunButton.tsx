import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Dialog, DialogHeader, Flex, Text } from '@backstage/ui';
import { runCreatePermission } from '@livery/backstage-plugin-livery-common';
import { RiPlayLine } from '@remixicon/react';
import { useId, useState } from 'react';
import { liveryTranslationRef } from '../../translation';
import { StartRunForm } from './StartRunForm';

/** Props of {@link StartRunButton}. */
export interface StartRunButtonProps {
  /** The brand template that the form opens with; without it the first one. */
  template?: { id: string; name: string };
}

/** Opens the form that starts a run. */
export function StartRunButton(props: StartRunButtonProps) {
  const { template } = props;
  const { t } = useTranslationRef(liveryTranslationRef);
  const permission = usePermission({ permission: runCreatePermission });
  const [isOpen, setIsOpen] = useState(false);
  const reasonId = useId();
  const isForbidden = !permission.loading && !permission.allowed && !permission.error;

  return (
    <Flex direction="column" gap="1" align="start">
      <Button
        variant={template ? 'secondary' : 'primary'}
        iconStart={<RiPlayLine />}
        isDisabled={isForbidden}
        aria-label={template && t('start.buttonFor', { name: template.name })}
        aria-describedby={isForbidden ? reasonId : undefined}
        onPress={() => setIsOpen(true)}
      >
        {t('start.button')}
      </Button>
      {isForbidden && (
        <Text id={reasonId} variant="body-small" color="secondary">
          {t('start.forbidden')}
        </Text>
      )}
      <Dialog isOpen={isOpen} onOpenChange={setIsOpen} width={520}>
        <DialogHeader>{t('start.title')}</DialogHeader>
        <StartRunForm templateId={template?.id} onClose={() => setIsOpen(false)} />
      </Dialog>
    </Flex>
  );
}
