import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { DialogBody } from '@backstage/ui';
import { RiPaletteLine } from '@remixicon/react';
import { useBrandTemplates } from '../../hooks/useBrandTemplates';
import { useUpstreams } from '../../hooks/useUpstreams';
import { liveryTranslationRef } from '../../translation';
import { EmptyState } from '../feedback/EmptyState';
import { Failure } from '../feedback/Failure';
import { Loading } from '../feedback/Loading';
import { StartRunFields } from './StartRunFields';

/** Props of {@link StartRunForm}. */
export interface StartRunFormProps {
  templateId: string | undefined;
  onClose: () => void;
}

/** The form that starts a run, once what it chooses from is there. */
export function StartRunForm(props: StartRunFormProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const templates = useBrandTemplates();
  const upstreams = useUpstreams();
  const error = templates.error ?? upstreams.error;

  if (error) {
    const retry = () => {
      templates.reload();
      upstreams.reload();
    };
    return (
      <DialogBody>
        <Failure title={t('start.failed')} error={error} onRetry={retry} />
      </DialogBody>
    );
  }
  if (!templates.value || !upstreams.value) {
    return (
      <DialogBody>
        <Loading label={t('start.loading')} />
      </DialogBody>
    );
  }
  if (templates.value.items.length === 0) {
    return (
      <DialogBody>
        <EmptyState
          icon={<RiPaletteLine />}
          title={t('start.noTemplates.title')}
          description={t('start.noTemplates.description')}
        />
      </DialogBody>
    );
  }
  return (
    <StartRunFields
      templates={templates.value.items}
      upstreams={upstreams.value.items}
      templateId={props.templateId}
      onClose={props.onClose}
    />
  );
}
