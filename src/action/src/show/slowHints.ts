import { kindOfRegistry, type Statistics } from '@livery/images';
import { formatBytes, formatSeconds } from './units';

/** So long has to be waited before it is worth a word. */
const WORTH_MS = 5_000;
/** So few pulls are left before it is worth a word. */
const FEW_PULLS = 20;

/** Why a run was slower than it could be, with what would make the next one faster, a sentence for each reason. */
export function slowHints(registries: ReadonlyMap<string, Readonly<Statistics>>): string[] {
  return [...registries].flatMap(([registry, statistics]) => [
    ...mountHints(registry, statistics),
    ...waitHints(registry, statistics),
    ...limitHints(registry, statistics),
  ]);
}

function mountHints(registry: string, { mounted, mountsRefused, bytesUp }: Readonly<Statistics>): string[] {
  if (mountsRefused === 0 || mounted > 0) {
    return [];
  }
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/blob-mounting.html
  return kindOfRegistry(registry) === 'aws_ecr'
    ? [
        `${registry} took over no layer from another repository. Switch that on with "aws ecr put-account-setting --name BLOB_MOUNTING --value ENABLED".`,
      ]
    : [
        `${registry} took over none of ${mountsRefused} layers, so ${formatBytes(bytesUp)} were sent. The login has to be one that may also pull the base there.`,
      ];
}

function waitHints(registry: string, { retries, waitedMs }: Readonly<Statistics>): string[] {
  return waitedMs >= WORTH_MS
    ? [
        `${registry} was waited for: ${formatSeconds(waitedMs / 1000)} in all, with ${retries} further tries. It was busy, or limits how much may be asked.`,
      ]
    : [];
}

function limitHints(registry: string, { rateLimit }: Readonly<Statistics>): string[] {
  const { remaining, limit } = rateLimit ?? {};
  return remaining !== undefined && remaining <= FEW_PULLS
    ? [
        `${registry} allows ${remaining} more pulls${limit === undefined ? '' : ` of ${limit}`} for now. A login allows more than none does.`,
      ]
    : [];
}
