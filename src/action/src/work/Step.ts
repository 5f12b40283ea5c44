import type { RunEvent } from '@livery/contracts';
import type { LoadedBrand } from '@livery/engine';
import type { CredentialSource } from '@livery/images';
import type { Workflow } from '../guard/Workflow';
import type { IdTokens } from '../identity';
import type { Inputs } from '../inputs/Inputs';

/** All that a piece of work is given. */
export interface Step {
  readonly inputs: Inputs;
  readonly workflow: Workflow;
  readonly brand: LoadedBrand;
  /** Who may pull and push. */
  readonly credentials: CredentialSource;
  /** Who this workflow is, for those who want to see it. */
  readonly idTokens: IdTokens;
  readonly signal: AbortSignal;
  /** Gets every event of the run. */
  readonly emit: (event: RunEvent) => void;
  /** Remembers a private folder, in case the step is killed before it can remove it. */
  readonly owns: (folder: string) => void;
}
