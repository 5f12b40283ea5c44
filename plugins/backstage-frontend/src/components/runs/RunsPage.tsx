import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Container } from '@backstage/ui';
import { runReadPermission } from '@livery/backstage-plugin-livery-common';
import { RequirePermission } from '@backstage/plugin-permission-react';
import { RiLockLine } from '@remixicon/react';
import { Route, Routes, useParams } from 'react-router-dom';
import { liveryTranslationRef } from '../../translation';
import { EmptyState } from '../feedback/EmptyState';
import { RunPage } from '../run/RunPage';
import { RunList } from './RunList';

function RunPageOfAddress() {
  const { runId = '' } = useParams();
  // Another run is another page: nothing of the former one may show through.
  return <RunPage key={runId} runId={runId} />;
}

/** The runs, and one run below its address. */
export function RunsPage() {
  const { t } = useTranslationRef(liveryTranslationRef);
  return (
    <RequirePermission
      permission={runReadPermission}
      errorPage={
        <Container>
          <EmptyState
            icon={<RiLockLine />}
            title={t('runs.forbidden.title')}
            description={t('runs.forbidden.description')}
          />
        </Container>
      }
    >
      <Routes>
        <Route index element={<RunList />} />
        <Route path=":runId" element={<RunPageOfAddress />} />
      </Routes>
    </RequirePermission>
  );
}
