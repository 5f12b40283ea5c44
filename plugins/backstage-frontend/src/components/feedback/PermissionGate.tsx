import { Container } from '@backstage/ui';
import { RiLockLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import { useAllowed } from '../../hooks/useAllowed';
import { EmptyState } from './EmptyState';
import { Failure } from './Failure';
import { Loading } from './Loading';

/** Props of {@link PermissionGate}. */
export interface PermissionGateProps {
  permission: Parameters<typeof useAllowed>[0];
  /** What a page says while it is not known, when it cannot be known, and when the answer is no. */
  texts: { loading: string; failed: string; forbidden: { title: string; description: string } };
  children: ReactNode;
}

/** Shows a page to those who may see it; says to the others whether they may not, or whether nobody could tell. */
export function PermissionGate(props: PermissionGateProps) {
  const { texts } = props;
  const allowed = useAllowed(props.permission);
  if (allowed.value === true) {
    return <>{props.children}</>;
  }
  return (
    <Container>
      {allowed.value === false && <EmptyState icon={<RiLockLine />} {...texts.forbidden} />}
      {allowed.error && <Failure title={texts.failed} error={allowed.error} onRetry={allowed.reload} />}
      {allowed.value === undefined && !allowed.error && <Loading label={texts.loading} />}
    </Container>
  );
}
