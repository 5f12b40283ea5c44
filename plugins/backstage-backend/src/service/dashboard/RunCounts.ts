import { finalRunStates } from '@livery/contracts';
import type { Dashboard } from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';

const recentMs = 30 * 24 * 60 * 60 * 1000;

/** Counts runs by what became of them. */
export class RunCounts {
  readonly #client: Knex;

  constructor(options: { client: Knex }) {
    this.#client = options.client;
  }

  async get(): Promise<Dashboard['runs']> {
    const [states, [recent]] = await Promise.all([
      this.#client('runs')
        .groupBy('state')
        .select('state')
        .count<{ state: string; runs: number | string }[]>({ runs: '*' }),
      this.#client('runs')
        .where('created_at', '>=', new Date(Date.now() - recentMs))
        .count<{ runs: number | string }[]>({ runs: '*' }),
    ]);
    // PostgreSQL counts in 64 bits, which arrive as text.
    const runsOf = (matches: (state: string) => boolean) =>
      states.filter(({ state }) => matches(state)).reduce((sum, { runs }) => sum + Number(runs), 0);
    const isFinal = (state: string) => (finalRunStates as readonly string[]).includes(state);
    return {
      total: runsOf(() => true),
      running: runsOf(state => !isFinal(state)),
      completed: runsOf(state => state === 'completed'),
      failed: runsOf(state => state === 'failed' || state === 'timeout'),
      last30Days: Number(recent?.runs ?? 0),
    };
  }
}
