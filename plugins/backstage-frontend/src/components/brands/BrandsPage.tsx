import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { RequirePermission } from '@backstage/plugin-permission-react';
import { Container, Header } from '@backstage/ui';
import { brandTemplateReadPermission } from '@livery/backstage-plugin-livery-common';
import { RiLockLine } from '@remixicon/react';
import { liveryTranslationRef } from '../../translation';
import { EmptyState } from '../feedback/EmptyState';
import { BrandList } from './BrandList';

/** The brand templates of the portal. */
export function BrandsPage() {
  const { t } = useTranslationRef(liveryTranslationRef);
  return (
    <RequirePermission
      permission={brandTemplateReadPermission}
      errorPage={
        <Container>
          <EmptyState
            icon={<RiLockLine />}
            title={t('brands.forbidden.title')}
            description={t('brands.forbidden.description')}
          />
        </Container>
      }
    >
      <Header title={t('brands.title')} />
      <Container>
        <BrandList />
      </Container>
    </RequirePermission>
  );
}
