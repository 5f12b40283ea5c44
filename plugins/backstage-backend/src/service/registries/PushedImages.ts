import type { RunEvent } from '@livery/contracts';
import { parseReference } from '@livery/images';
import type { ContainerRegistriesStore } from './ContainerRegistriesStore';

/** Notes, of the registries of the portal, that a run has pushed to them. */
export class PushedImages {
  readonly #store: Pick<ContainerRegistriesStore, 'recordPush'>;

  constructor({ store }: { store: Pick<ContainerRegistriesStore, 'recordPush'> }) {
    this.#store = store;
  }

  /** Looks for images among what a run reports. The time is ours: a clock elsewhere may be wrong. */
  async note(events: readonly RunEvent[], at = new Date()): Promise<void> {
    for (const event of events) {
      if (event.type === 'output' && event.output.kind === 'image') {
        const place = placeIn(event.output.name);
        if (place) {
          await this.#store.recordPush(place.registry, place.repository, at);
        }
      }
    }
  }
}

/** Where an image is; undefined if a runner called it what no image can be called, which is its own affair. */
function placeIn(name: string) {
  try {
    return parseReference(name);
  } catch {
    return undefined;
  }
}
