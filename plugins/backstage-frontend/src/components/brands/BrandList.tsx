import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { RiPaletteLine } from '@remixicon/react';
import { useBrandTemplates } from '../../hooks/useBrandTemplates';
import { liveryTranslationRef } from '../../translation';
import { EmptyState } from '../feedback/EmptyState';
import { Failure } from '../feedback/Failure';
import { Loading } from '../feedback/Loading';
import { BrandCard } from './BrandCard';
import styles from './BrandList.module.css';

/** The brand templates as cards. */
export function BrandList() {
  const { t } = useTranslationRef(liveryTranslationRef);
  const templates = useBrandTemplates();
  if (templates.error) {
    return <Failure title={t('brands.failed')} error={templates.error} onRetry={templates.reload} />;
  }
  if (!templates.value) {
    return <Loading label={t('brands.loading')} />;
  }
  if (templates.value.items.length === 0) {
    return (
      <EmptyState
        icon={<RiPaletteLine />}
        title={t('brands.empty.title')}
        description={t('brands.empty.description')}
      />
    );
  }
  return (
    <ul className={styles.list} aria-label={t('brands.title')}>
      {templates.value.items.map(template => (
        <li key={template.id}>
          <BrandCard template={template} />
        </li>
      ))}
    </ul>
  );
}
