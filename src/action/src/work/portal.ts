import { LiveryError, type RunEvent, toLiveryError } from '@livery/contracts';
import { brandFromBundle, type LoadedBrand } from '@livery/engine';
import { endOf } from '@livery/pipeline';
import { type IdTokens, type KnownSecrets, openPortal, type PortalSession } from '../identity';
import type { Inputs } from '../inputs/Inputs';

/** A run of a portal that this step carries out. */
export class PortalRun {
  readonly session: PortalSession;
  readonly brand: LoadedBrand;
  /** The inputs, with what the portal knows where the workflow says nothing. */
  readonly inputs: Inputs;
  #isFinished = false;

  constructor(session: PortalSession, brand: LoadedBrand, inputs: Inputs) {
    this.session = session;
    this.brand = brand;
    this.inputs = inputs;
  }

  report(event: RunEvent): void {
    this.#isFinished ||= event.type === 'run.finished';
    this.session.report(event);
  }

  /**
   * Waits until all is reported, with an end in any case: also of a run that stopped before it began.
   *
   * @throws LiveryError `backend-unreachable`, `backend-refused`
   */
  async end(failure: unknown): Promise<void> {
    if (!this.#isFinished) {
      const at = new Date().toISOString();
      if (failure === undefined) {
        this.report({ type: 'run.finished', at, state: 'completed' });
      } else {
        const { code, message, hint } = toLiveryError(failure);
        this.report({ type: 'run.finished', at, state: endOf(code), error: { code, message, hint } });
      }
    }
    await this.session.flush();
  }
}

/**
 * Asks a portal what to do: for the run that the workflow was started for, or for a brand of its own by name.
 *
 * @throws LiveryError `backend-unreachable`, `backend-refused`, and those of the identity
 */
export async function startFromPortal(
  inputs: Inputs & { portal: string },
  idTokens: IdTokens,
  secrets: KnownSecrets,
): Promise<PortalRun> {
  // Backstage's permissions bring an older client of HTTP along, whose warning nobody here can do anything about. Until they do not:
  // https://github.com/backstage/backstage/blob/master/plugins/permission-common/package.json
  process.noDeprecation = true;
  const runId = inputs['run-id'];
  const session = await openPortal({
    url: inputs.portal,
    purpose: runId === undefined ? { brand: inputs.brand } : { runId },
    idTokens,
    secrets,
    // No signal: that a run was cancelled is what the portal has to hear.
  });
  const { source, bundle, configuration, targets } = await session.getJob();
  if (inputs.source === undefined && source.kind !== 'git') {
    throw new LiveryError('usage-invalid', {
      message: 'The run of the portal is for a folder of the portal, which this job does not have.',
      hint: 'Say with the input "source" what to brand, or give the run a git URL in the portal.',
    });
  }
  const own = source.kind === 'git' ? `${source.location}${source.ref ? `#${source.ref}` : ''}` : undefined;
  return new PortalRun(session, brandFromBundle(bundle), {
    ...inputs,
    source: inputs.source ?? own,
    configuration: { ...configuration, ...inputs.configuration },
    targets: inputs.targets.length > 0 ? inputs.targets : targets,
  });
}
