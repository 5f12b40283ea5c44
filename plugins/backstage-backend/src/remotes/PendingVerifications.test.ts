import { mockServices } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import { PendingVerifications, type VerifiedRecords } from './PendingVerifications';

/** Records that wait, and what was verified of them, as whom. */
function recordsOf(kind: string, ids: readonly string[], verify: (id: string) => void = () => undefined) {
  const verified: string[] = [];
  const callers = new Set<unknown>();
  const records: VerifiedRecords = {
    kind,
    listPending: async limit => ids.slice(0, limit).map(id => ({ id, name: `The ${id}` })),
    async verify(id, { credentials }) {
      callers.add(credentials.principal);
      verify(id);
      verified.push(id);
    },
  };
  return { records, verified, callers };
}

describe('What waits to be verified', () => {
  const auth = mockServices.auth();
  const logger = mockServices.logger.mock();

  it('is verified in the name of the portal, and what fails does not hold up the rest', async () => {
    const repositories = recordsOf('git repository', ['a', 'gone', 'b'], id => {
      if (id === 'gone') {
        throw new NotFoundError('deleted meanwhile');
      }
    });
    const registries = recordsOf('container registry', ['c']);
    await new PendingVerifications({
      records: [repositories.records, registries.records],
      auth,
      logger,
    }).run();
    expect([...repositories.verified, ...registries.verified]).toEqual(['a', 'b', 'c']);
    expect([...repositories.callers]).toEqual([expect.objectContaining({ subject: 'plugin:test' })]);
    expect(logger.warn).toHaveBeenCalledWith(
      "Could not verify the git repository 'The gone': deleted meanwhile",
      { id: 'gone' },
    );
  });

  it('is left for the next time when the portal stops', async () => {
    const controller = new AbortController();
    const { records, verified } = recordsOf('git repository', ['a', 'b'], () => controller.abort());
    await new PendingVerifications({ records: [records], auth, logger }).run(controller.signal);
    expect(verified).toEqual(['a']);
  });
});
