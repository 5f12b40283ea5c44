import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, DialogBody, DialogFooter, Flex, Text, TextField } from '@backstage/ui';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useCreateBrand } from '../../hooks/useCreateBrand';
import { liveryTranslationRef } from '../../translation';
import { Failure } from '../feedback/Failure';
import { checkNewBrand, colourRoles, emptyNewBrand, type NewBrandField, type NewBrandForm } from './newBrand';
import styles from './NewBrandFields.module.css';

/** Props of {@link NewBrandFields}. */
export interface NewBrandFieldsProps {
  onCreated: () => void;
  onClose: () => void;
}

/** The fields and buttons of the form that makes a brand template. */
export function NewBrandFields(props: NewBrandFieldsProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const { create, isCreating, refusal } = useCreateBrand(props.onCreated);
  const [form, setForm] = useState<NewBrandForm>(emptyNewBrand);
  const [wrong, setWrong] = useState<ReadonlySet<NewBrandField>>(new Set());
  const [attempts, setAttempts] = useState(0);
  const formElement = useRef<HTMLFormElement>(null);
  const logoId = useId();

  // After a press of the button, and not while a field is being corrected.
  useEffect(() => {
    if (attempts > 0) {
      formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }, [attempts]);

  const submit = async () => {
    const { template, wrong: found } = await checkNewBrand(form);
    setWrong(found ?? new Set());
    setAttempts(previous => previous + 1);
    if (template) {
      await create(template);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  const set = (field: NewBrandField, change: Partial<NewBrandForm>) => {
    setForm(previous => ({ ...previous, ...change }));
    setWrong(previous => new Set([...previous].filter(each => each !== field)));
  };

  return (
    <form ref={formElement} className={styles.form} noValidate onSubmit={onSubmit}>
      <DialogBody>
        <Flex direction="column" gap="5">
          <TextField
            label={t('newBrand.brandName')}
            secondaryLabel={t('start.required')}
            description={t('newBrand.brandNameDescription')}
            isRequired
            value={form.brandName}
            onChange={brandName => set('brandName', { brandName })}
            validationBehavior="aria"
            validate={() => (wrong.has('brandName') ? t('newBrand.nameInvalid') : undefined)}
          />
          <TextField
            label={t('newBrand.name')}
            description={t('newBrand.nameDescription')}
            value={form.name}
            onChange={name => set('name', { name })}
            validationBehavior="aria"
            validate={() => (wrong.has('name') ? t('newBrand.nameInvalid') : undefined)}
          />
          <div className={styles.logo}>
            <label htmlFor={logoId}>
              {t('newBrand.logo')} <span className={styles.hint}>({t('start.required')})</span>
            </label>
            <input
              id={logoId}
              type="file"
              accept=".png,.svg,image/png,image/svg+xml"
              required
              aria-invalid={wrong.has('logo')}
              aria-describedby={`${logoId}-hint`}
              onChange={event => set('logo', { logo: event.target.files?.[0] })}
            />
            <span id={`${logoId}-hint`} className={wrong.has('logo') ? styles.wrong : styles.hint}>
              {wrong.has('logo') ? t('newBrand.logoInvalid') : t('newBrand.logoDescription')}
            </span>
          </div>
          <Flex direction="column" gap="2">
            <div className={styles.colours}>
              {colourRoles.map(role => (
                <TextField
                  key={role}
                  label={t(`newBrand.colour.${role}`)}
                  placeholder="#0b6e4f"
                  value={form.colours[role]}
                  onChange={value => set(role, { colours: { ...form.colours, [role]: value } })}
                  validationBehavior="aria"
                  validate={() => (wrong.has(role) ? t('newBrand.colourInvalid') : undefined)}
                />
              ))}
            </div>
            <Text variant="body-small" color="secondary">
              {t('newBrand.coloursDescription')}
            </Text>
          </Flex>
          {refusal && <Failure title={t('newBrand.refused')} error={refusal} />}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button type="submit" variant="primary" isPending={isCreating}>
          {t('newBrand.submit')}
        </Button>
        <Button variant="secondary" onPress={props.onClose}>
          {t('start.cancel')}
        </Button>
      </DialogFooter>
    </form>
  );
}
