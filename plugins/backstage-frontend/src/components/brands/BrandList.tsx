import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Container, Header } from '@backstage/ui';
import { RiPaletteLine } from '@remixicon/react';
import { useBrandTemplates } from '../../hooks/useBrandTemplates';
import { liveryTranslationRef } from '../../translation';
import { EmptyState } from '../feedback/EmptyState';
import { Failure } from '../feedback/Failure';
import { Loading } from '../feedback/Loading';
import { BrandCard } from './BrandCard';
import styles from './BrandList.module.css';
import { NewBrandButton } from './NewBrandButton';

/** The brand templates as cards. */
export function BrandList() {
  const { t } = useTranslationRef(liveryTranslationRef);
  const templates = useBrandTemplates();
  const items = templates.value?.items;
  return (
    <>
      <Header title={t('brands.title')} customActions={<NewBrandButton onCreated={templates.reload} />} />
      <Container>
        {templates.error && (
          <Failure title={t('brands.failed')} error={templates.error} onRetry={templates.reload} />
        )}
        {!items && !templates.error && <Loading label={t('brands.loading')} />}
        {items?.length === 0 && (
          <EmptyState
            icon={<RiPaletteLine />}
            title={t('brands.empty.title')}
            description={t('brands.empty.description')}
          />
        )}
        {items && items.length > 0 && (
          <ul className={styles.list} aria-label={t('brands.title')}>
            {items.map(template => (
              <li key={template.id}>
                <BrandCard template={template} />
              </li>
            ))}
          </ul>
        )}
      </Container>
    </>
  );
}
