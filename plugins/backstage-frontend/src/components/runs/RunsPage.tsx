import { NotFoundErrorPage, useTranslationRef } from '@backstage/frontend-plugin-api';
import { runReadPermission } from '@livery/backstage-plugin-livery-common';
import { Route, Routes, useParams } from 'react-router-dom';
import { liveryTranslationRef } from '../../translation';
import { PermissionGate } from '../feedback/PermissionGate';
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
  const texts = {
    loading: t('runs.loading'),
    failed: t('runs.failed'),
    forbidden: { title: t('runs.forbidden.title'), description: t('runs.forbidden.description') },
  };
  return (
    <PermissionGate permission={runReadPermission} texts={texts}>
      <Routes>
        <Route index element={<RunList />} />
        <Route path=":runId" element={<RunPageOfAddress />} />
        <Route path="*" element={<NotFoundErrorPage />} />
      </Routes>
    </PermissionGate>
  );
}
