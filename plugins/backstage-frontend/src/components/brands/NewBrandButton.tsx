import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Dialog, DialogHeader, Flex, Text } from '@backstage/ui';
import { brandTemplateCreatePermission } from '@livery/backstage-plugin-livery-common';
import { RiAddLine } from '@remixicon/react';
import { useId, useState } from 'react';
import { liveryTranslationRef } from '../../translation';
import { NewBrandFields } from './NewBrandFields';

/** Props of {@link NewBrandButton}. */
export interface NewBrandButtonProps {
  onCreated: () => void;
}

/** Opens the form that makes a brand template. */
export function NewBrandButton(props: NewBrandButtonProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const permission = usePermission({ permission: brandTemplateCreatePermission });
  const [isOpen, setIsOpen] = useState(false);
  const reasonId = useId();
  const isForbidden = !permission.loading && !permission.allowed && !permission.error;
  const onCreated = () => {
    setIsOpen(false);
    props.onCreated();
  };

  return (
    <Flex direction="column" gap="1" align="start">
      <Button
        variant="primary"
        iconStart={<RiAddLine />}
        isDisabled={isForbidden}
        aria-describedby={isForbidden ? reasonId : undefined}
        onPress={() => setIsOpen(true)}
      >
        {t('newBrand.button')}
      </Button>
      {isForbidden && (
        <Text id={reasonId} variant="body-small" color="secondary">
          {t('newBrand.forbidden')}
        </Text>
      )}
      <Dialog isOpen={isOpen} onOpenChange={setIsOpen} width={520}>
        <DialogHeader>{t('newBrand.title')}</DialogHeader>
        <NewBrandFields onCreated={onCreated} onClose={() => setIsOpen(false)} />
      </Dialog>
    </Flex>
  );
}
