import * as z from 'zod/mini';

/** The name of the state, which post finds as `STATE_livery`. */
export const STATE = 'livery';

/** What main leaves for post: one object, written whole each time. */
export const ActionState = z.strictObject({
  /** `running` in post means that main was killed. */
  phase: z.enum(['running', 'completed', 'failed', 'cancelled']),
  /** Private folders of the run, which main removes unless it is killed. */
  folders: z.array(z.string()),
});
export type ActionState = z.infer<typeof ActionState>;
