import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import { useParams } from 'react-router-dom';

/** Props of {@link KnownPages}. */
export interface KnownPagesProps {
  /** The paths of the tabs, below that of the plugin. */
  paths: string[];
  children: ReactNode;
}

/** Says that a page is not there where Backstage would show a header with nothing below it. */
export function KnownPages(props: KnownPagesProps) {
  const { '*': rest = '' } = useParams();
  const [path = ''] = rest.split('/');
  return path === '' || props.paths.includes(path) ? props.children : <NotFoundErrorPage />;
}
