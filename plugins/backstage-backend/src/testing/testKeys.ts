import { randomBytes } from 'node:crypto';
import { KeyRing } from '../vault/KeyRing';
import { localKeyProvider } from '../vault/LocalKeyProvider';

/** A key as it stands in the configuration. */
export function newKeySecret(): string {
  return randomBytes(32).toString('base64');
}

/** A ring of local keys for tests; the first one is active. */
export function ringOf(
  first: readonly [id: string, secret: string],
  ...others: readonly (readonly [id: string, secret: string])[]
): Promise<KeyRing> {
  const entryOf = ([id, secret]: readonly [string, string]) => ({
    id,
    provider: 'local',
    options: { secret },
  });
  return KeyRing.create([entryOf(first), ...others.map(entryOf)], [localKeyProvider]);
}
