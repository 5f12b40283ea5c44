import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AssetContents } from './AssetContents';

/** Whoever stores bytes refers to them within moments; a day is more than enough. */
const graceMs = 24 * 60 * 60 * 1000;

/** Clears up the bytes that nothing refers to any more. */
export class OrphanedAssets {
  readonly #contents: AssetContents;
  readonly #logger: LoggerService;

  constructor(options: { contents: AssetContents; logger: LoggerService }) {
    this.#contents = options.contents;
    this.#logger = options.logger;
  }

  async delete(): Promise<void> {
    const removed = await this.#contents.deleteOrphans(new Date(Date.now() - graceMs));
    if (removed > 0) {
      this.#logger.info(`Removed ${removed} files that no brand template and no earlier state of one uses.`);
    }
  }
}
