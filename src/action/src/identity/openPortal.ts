import type { PortalOptions, PortalSession } from './PortalSession';

/** Opens a session at a portal. What speaks with portals is loaded only for those who have one. */
export async function openPortal(options: PortalOptions): Promise<PortalSession> {
  const { PortalSession: Session } = await import('./PortalSession');
  return Session.open(options);
}
