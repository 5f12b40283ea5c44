import { messageOf } from '@livery/contracts';
import type { CredentialType, CredentialVerification } from '@livery/backstage-plugin-livery-common';
import { Redactor } from '@livery/images';
import { type LentCredential, secretsOf } from './LentCredential';

/** What a trial showed. The message is for people; what it repeats of the secret is taken out afterwards. */
export interface Finding {
  /** `unknown` if the other side could not be asked. */
  readonly state: CredentialVerification['state'];
  readonly message: string;
}

/** What a credential is tried on. */
export interface Trial {
  /** The address of a repository or the name of an image, on the host of the credential. */
  readonly target?: string;
  readonly signal: AbortSignal;
}

/** Tries credentials of one or several types on their hosts. */
export interface CredentialVerifier {
  readonly types: readonly CredentialType[];
  /** @throws Error if the trial itself failed, which says nothing about the credential */
  verify(credential: LentCredential, trial: Trial): Promise<Finding>;
}

/** After this long a host has not answered. */
const trialTimeoutMs = 30_000;

const maximumMessage = 1000;

/** Finds who can try a credential, and words what came out. */
export class CredentialVerifiers {
  readonly #byType: ReadonlyMap<CredentialType, CredentialVerifier>;

  constructor(verifiers: readonly CredentialVerifier[]) {
    this.#byType = new Map(verifiers.flatMap(verifier => verifier.types.map(type => [type, verifier])));
  }

  /** Never throws what a verifier throws: a host that cannot be asked is a finding, too. */
  async verify(lent: LentCredential, target: string | undefined): Promise<CredentialVerification> {
    const redactor = new Redactor();
    secretsOf(lent).forEach(secret => redactor.add(secret));
    const { state, message } = await this.#find(lent, target);
    return {
      state,
      message: redactor.clean(message).slice(0, maximumMessage),
      checkedAt: new Date().toISOString(),
    };
  }

  async #find(lent: LentCredential, target: string | undefined): Promise<Finding> {
    const verifier = this.#byType.get(lent.type);
    if (!verifier) {
      return {
        state: 'unknown',
        message: `The secret opens. What it is good for cannot be tried: Livery does not know how credentials of the type ${lent.type} are used.`,
      };
    }
    const signal = AbortSignal.timeout(trialTimeoutMs);
    try {
      return await verifier.verify(lent, { target, signal });
    } catch (error) {
      if (signal.aborted) {
        const seconds = trialTimeoutMs / 1000;
        return {
          state: 'unknown',
          message: `${lent.host ?? 'The host'} did not answer within ${seconds} s.`,
        };
      }
      return { state: 'unknown', message: `The credential could not be tried: ${messageOf(error)}` };
    }
  }
}
