import { Problem } from './problem';

/** A refusal by the Livery backend. */
export class LiveryResponseError extends Error {
  readonly status: number;
  /** What the backend said in full; absent when something before it answered. */
  readonly problem?: Problem;

  constructor(status: number, message: string, problem?: Problem) {
    super(message);
    this.name = 'LiveryResponseError';
    this.status = status;
    this.problem = problem;
  }
}

/** Makes an error of an answer that is none of success: of a problem, or of what Backstage itself says. */
export async function readRefusal(response: Response): Promise<LiveryResponseError> {
  const body: unknown = await response.json().catch(() => undefined);
  const problem = Problem.safeParse(body);
  if (problem.success) {
    return new LiveryResponseError(response.status, problem.data.detail, problem.data);
  }
  const message = (body as { error?: { message?: string } } | undefined)?.error?.message;
  return new LiveryResponseError(
    response.status,
    message ?? `The Livery backend answered ${response.status} ${response.statusText}.`,
  );
}
