import type { ImageOutput, Report } from '@livery/contracts';
import type { Statistics } from '@livery/images';
import type { Attestation } from '../supplyChain';
import type { Places } from './places';
import type { Work } from './workOf';

/** What a run came to, as far as it came: outputs, report and summary are made of it, also of that of a run that stops. */
export interface Outcome {
  readonly kind: Work['kind'];
  readonly isDryRun: boolean;
  readonly places: Places;
  /** The branded source. */
  readonly tree: string | undefined;
  /** The plan, or what was done; left out when every target had the image already. */
  report?: Report;
  readonly images: ImageOutput[];
  /** Whether every target had the image already. */
  isUnchanged: boolean;
  /** What was attested, at each target. */
  attestations: readonly Attestation[];
  /** What was asked of each registry, by its host; empty where an engine asked. */
  registries: ReadonlyMap<string, Readonly<Statistics>>;
}
