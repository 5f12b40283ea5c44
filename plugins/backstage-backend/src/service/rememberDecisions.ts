import type { BackstageCredentials, PermissionsService } from '@backstage/backend-plugin-api';

interface Remembered {
  decision: Promise<unknown>;
  untilMs: number;
}

/** A policy that changes is followed after this time at the latest. */
const lifeMs = 2000;

/**
 * Asks for each decision once in a moment, for as long as the caller is known by the same credentials: the permission system
 * answers over HTTP, and whoever looks at a page asks the same several times. What fails is not remembered.
 */
export function rememberDecisions(
  permissions: PermissionsService,
  now: () => number = Date.now,
): PermissionsService {
  const known = new WeakMap<BackstageCredentials, Map<string, Remembered>>();

  function ask<Decision>(
    caller: BackstageCredentials,
    key: string,
    question: () => Promise<Decision>,
  ): Promise<Decision> {
    let decisions = known.get(caller);
    if (!decisions) {
      decisions = new Map();
      known.set(caller, decisions);
    }
    const remembered = decisions.get(key);
    if (remembered && remembered.untilMs > now()) {
      return remembered.decision as Promise<Decision>;
    }
    const decision = question();
    decisions.set(key, { decision, untilMs: now() + lifeMs });
    const own = decisions;
    decision.catch(() => own.delete(key));
    return decision;
  }

  return {
    authorize: (requests, options) =>
      'credentials' in options
        ? ask(options.credentials, JSON.stringify(['one', requests]), () =>
            permissions.authorize(requests, options),
          )
        : permissions.authorize(requests, options),
    authorizeConditional: (requests, options) =>
      'credentials' in options
        ? ask(options.credentials, JSON.stringify(['conditional', requests]), () =>
            permissions.authorizeConditional(requests, options),
          )
        : permissions.authorizeConditional(requests, options),
  };
}
