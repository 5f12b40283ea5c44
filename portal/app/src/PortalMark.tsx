import { useSidebarOpenState } from '@backstage/core-components';
import { Link } from 'react-router-dom';
import styles from './PortalMark.module.css';

/** The mark of the portal at the head of the sidebar, with its name where there is room. */
export function PortalMark() {
  const { isOpen } = useSidebarOpenState();
  return (
    <Link to="/" className={styles.link} aria-label="Livery, home">
      <svg className={styles.mark} viewBox="0 0 32 32" aria-hidden="true">
        <path fill="#0f766e" d="M4 5h24v13c0 6-5 9.6-12 12C9 27.6 4 24 4 18z" />
        <path fill="#5eead4" d="M4 14 28 5v6L4 20z" />
        <path fill="#fbbf24" d="M4.3 20 28 11v4.500L6 23.800A9 9 0 0 1 4.3 20z" />
      </svg>
      {isOpen && <span>Livery</span>}
    </Link>
  );
}
