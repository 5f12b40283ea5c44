import type { AuditorService, AuditorServiceCreateEventOptions } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';

/** Does something between an audit event and its success or failure. */
export async function audited<T>(
  auditor: AuditorService,
  event: AuditorServiceCreateEventOptions,
  action: () => Promise<T>,
): Promise<T> {
  const auditorEvent = await auditor.createEvent(event);
  try {
    const result = await action();
    await auditorEvent.success();
    return result;
  } catch (error) {
    await auditorEvent.fail({ error: toError(error) });
    throw error;
  }
}
