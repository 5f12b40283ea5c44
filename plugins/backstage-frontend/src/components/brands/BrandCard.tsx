import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardFooter, CardHeader, Text } from '@backstage/ui';
import type { BrandTemplate } from '@livery/backstage-plugin-livery-common';
import { liveryTranslationRef } from '../../translation';
import { StartRunButton } from '../start/StartRunButton';
import styles from './BrandCard.module.css';
import { BrandLogo } from './BrandLogo';
import { ColourSwatches } from './ColourSwatches';

/** Props of {@link BrandCard}. */
export interface BrandCardProps {
  template: BrandTemplate;
}

/** One brand template, recognisable at a glance. */
export function BrandCard(props: BrandCardProps) {
  const { template } = props;
  const { brand } = template;
  const { t } = useTranslationRef(liveryTranslationRef);
  const description = template.description || brand.description;
  return (
    <Card className={styles.card}>
      <CardHeader className={styles.header}>
        <BrandLogo template={template} size="large" />
        <Text as="h3" variant="title-x-small" weight="bold" className={styles.name}>
          {template.name}
        </Text>
      </CardHeader>
      <CardBody className={styles.body}>
        {description && (
          <Text as="p" color="secondary" className={styles.description}>
            {description}
          </Text>
        )}
        <dl className={styles.facts}>
          <dt>{t('brands.brandName')}</dt>
          <dd>{brand.name}</dd>
          {brand.shortName !== undefined && (
            <>
              <dt>{t('brands.shortName')}</dt>
              <dd>{brand.shortName}</dd>
            </>
          )}
          <dt>{t('brands.colours')}</dt>
          <dd>
            <ColourSwatches colours={brand.colours} />
          </dd>
        </dl>
      </CardBody>
      <CardFooter className={styles.footer}>
        <Text variant="body-small" color="secondary">
          {t('brands.rules', { count: brand.rules.length })}
          {' · '}
          {t('brands.assets', { count: template.assets.length })}
        </Text>
        <StartRunButton template={template} />
      </CardFooter>
    </Card>
  );
}
