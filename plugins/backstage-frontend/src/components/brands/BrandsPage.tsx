import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { brandTemplateReadPermission } from '@livery/backstage-plugin-livery-common';
import { liveryTranslationRef } from '../../translation';
import { PermissionGate } from '../feedback/PermissionGate';
import { BrandList } from './BrandList';

/** The brand templates of the portal. */
export function BrandsPage() {
  const { t } = useTranslationRef(liveryTranslationRef);
  const texts = {
    loading: t('brands.loading'),
    failed: t('brands.failed'),
    forbidden: { title: t('brands.forbidden.title'), description: t('brands.forbidden.description') },
  };
  return (
    <PermissionGate permission={brandTemplateReadPermission} texts={texts}>
      <BrandList />
    </PermissionGate>
  );
}
