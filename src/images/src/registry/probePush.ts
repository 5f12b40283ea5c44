import type { RegistrySession } from './RegistrySession';
import { cancelUpload, openUpload } from './uploads';

/**
 * Finds out whether we may push to a repository, without leaving anything in it: an upload is opened, which a registry allows
 * only to those who may push, and given up again.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-monolithically
 *
 * @throws LiveryError `registry-denied` if we may not, and those of the registry
 */
export async function probePush(session: RegistrySession, repository: string): Promise<void> {
  const purpose = `Opening an upload to ${session.describe(repository)}`;
  const location = await session.within(async deadline => {
    const tries = session.http.tries(deadline);
    for (;;) {
      const { value: opened, failure } = await openUpload(session, repository, purpose, deadline);
      if (opened) {
        return opened.location;
      }
      await tries.afterFailure(purpose, failure);
    }
  });
  await cancelUpload(session, repository, location);
}
