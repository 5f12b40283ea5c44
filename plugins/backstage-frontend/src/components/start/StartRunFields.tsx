import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  DialogBody,
  DialogFooter,
  Flex,
  Radio,
  RadioGroup,
  Select,
  SelectItemText,
  TextField,
} from '@backstage/ui';
import type { BrandTemplate, Upstream } from '@livery/backstage-plugin-livery-common';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { liveryTranslationRef } from '../../translation';
import { BrandLogo } from '../brands/BrandLogo';
import { Failure } from '../feedback/Failure';
import { checkStartForm, initialStartForm, OTHER_SOURCE, splitRef, type StartForm } from './startForm';
import styles from './StartRunFields.module.css';
import { useStartRun } from './useStartRun';

/** Props of {@link StartRunFields}. */
export interface StartRunFieldsProps {
  templates: BrandTemplate[];
  upstreams: Upstream[];
  templateId: string | undefined;
  onClose: () => void;
}

/** The fields and buttons of the form that starts a run. */
export function StartRunFields(props: StartRunFieldsProps) {
  const { templates, upstreams } = props;
  const { t } = useTranslationRef(liveryTranslationRef);
  const { start, isStarting, refusal } = useStartRun();
  const [form, setForm] = useState(() => initialStartForm(templates, upstreams, props.templateId));
  // Nobody wants to be told off while still typing: errors show from the first press of the button.
  const [isChecked, setIsChecked] = useState(false);
  const formElement = useRef<HTMLFormElement>(null);

  const set = (change: Partial<StartForm>) => setForm(previous => ({ ...previous, ...change }));
  const { errors } = checkStartForm(form);
  const shown = isChecked ? (errors ?? {}) : {};
  const urlErrors = {
    invalid: t('start.urlInvalid'),
    'host-refused': t('start.urlHostRefused'),
    'with-credentials': t('start.urlWithCredentials'),
    'with-blank': t('start.urlWithBlank'),
    'with-ref': t('start.urlWithRef'),
  };
  const template = templates.find(({ id }) => id === form.templateId);
  const upstream = upstreams.find(({ id }) => id === form.upstreamId);
  const isOther = form.upstreamId === OTHER_SOURCE;

  useEffect(() => {
    if (isChecked) {
      formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }, [isChecked]);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const { run } = checkStartForm(form);
    if (run) {
      void start(run);
    } else {
      setIsChecked(true);
    }
  };

  return (
    <form ref={formElement} className={styles.form} noValidate onSubmit={onSubmit}>
      <DialogBody>
        <Flex direction="column" gap="5">
          <Select
            label={t('start.template')}
            icon={template && <BrandLogo template={template} size="small" />}
            items={templates}
            value={form.templateId}
            onChange={key => set({ templateId: String(key) })}
          >
            {item => (
              <SelectItemText
                id={item.id}
                title={item.name}
                description={item.brand.name === item.name ? undefined : item.brand.name}
                leadingIcon={<BrandLogo template={item} size="small" />}
              />
            )}
          </Select>
          <RadioGroup
            label={t('start.source')}
            value={form.upstreamId}
            onChange={upstreamId => set({ upstreamId, ref: '' })}
          >
            {upstreams.map(({ id, title }) => (
              <Radio key={id} value={id}>
                {title}
              </Radio>
            ))}
            <Radio value={OTHER_SOURCE}>{t('start.otherSource')}</Radio>
          </RadioGroup>
          {isOther && (
            <TextField
              label={t('start.url')}
              secondaryLabel={t('start.required')}
              description={t('start.urlDescription')}
              type="url"
              isRequired
              value={form.url}
              onChange={url => set({ url })}
              onBlur={() => setForm(splitRef)}
              validationBehavior="aria"
              validate={() => shown.url && urlErrors[shown.url]}
            />
          )}
          {/* What the configuration fixes is part of the title: another ref would make that untrue. */}
          {(isOther || (upstream?.url !== undefined && upstream.ref === undefined)) && (
            <TextField
              label={t('start.ref')}
              description={t('start.refDescription')}
              value={form.ref}
              onChange={ref => set({ ref })}
              validationBehavior="aria"
              validate={() => shown.ref && t('start.refInvalid')}
            />
          )}
          {refusal && <Failure title={t('start.refused')} error={refusal} />}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button type="submit" variant="primary" isPending={isStarting}>
          {t('start.submit')}
        </Button>
        <Button variant="secondary" onPress={props.onClose}>
          {t('start.cancel')}
        </Button>
      </DialogFooter>
    </form>
  );
}
