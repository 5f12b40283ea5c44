import type { GitRepository, RepositoryUsage } from '@livery/backstage-plugin-livery-common';
import { finalRunStates, type RunState } from '@livery/contracts';
import type { Knex } from 'knex';
import { toTimestamp } from '../../database';

interface CountedRow {
  state: RunState;
  runs: number | string;
  last: Date | number | string;
}

interface RunRow {
  id: string;
  state: RunState;
  created_at: Date | number | string;
}

const RECENT_RUNS = 5;

/** Counts the runs that fetched from the address of a repository, however it was written. */
export async function usageOf(client: Knex, { url }: Pick<GitRepository, 'url'>): Promise<RepositoryUsage> {
  const [counted, recent] = await Promise.all([
    runsOf(client, url)
      .groupBy('state')
      .select('state')
      .count({ runs: '*' })
      .max({ last: 'created_at' }) as Promise<CountedRow[]>,
    runsOf(client, url)
      .orderBy('created_at', 'desc')
      .limit(RECENT_RUNS)
      .select('id', 'state', 'created_at') as Promise<RunRow[]>,
  ]);
  const count = (...states: RunState[]) =>
    counted.filter(({ state }) => states.includes(state)).reduce((sum, { runs }) => sum + Number(runs), 0);
  const totalRuns = counted.reduce((sum, { runs }) => sum + Number(runs), 0);
  const successfulRuns = count('completed');
  const failedRuns = count('failed', 'timeout');
  const last = counted.map(row => toTimestamp(row.last)).sort();
  return {
    totalRuns,
    successfulRuns,
    failedRuns,
    runningRuns: totalRuns - count(...finalRunStates),
    ...(successfulRuns + failedRuns > 0 && {
      successRate: successfulRuns / (successfulRuns + failedRuns),
    }),
    ...(last.length > 0 && { lastUsedAt: last.at(-1) }),
    recentRuns: recent.map(({ id, state, created_at }) => ({
      id,
      state,
      createdAt: toTimestamp(created_at),
    })),
  };
}

/** The source of a run is kept as JSON, with the address as whoever started the run wrote it. */
function runsOf(client: Knex, url: string): Knex.QueryBuilder {
  const bare = url.replace(/\.git$/, '');
  return client('runs').where(alternatives => {
    for (const written of [bare, `${bare}/`, `${bare}.git`, `${bare}.git/`]) {
      // As JSON, without the brace and with whatever else was said about the source behind it.
      const pattern = JSON.stringify({ url: written.toLowerCase() }).slice(1, -1);
      alternatives.orWhereRaw(`lower(source) LIKE ? ESCAPE '!'`, [`%${pattern.replace(/[!%_]/g, '!$&')}%`]);
    }
  });
}
