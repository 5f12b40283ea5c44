import { createHmac, timingSafeEqual } from 'node:crypto';
import { encodeFields } from './encodeFields';

/** One thing that was done with a secret, or that was refused. It never holds a value. */
export interface AuditRecord {
  /** Counts from 1 without a gap. */
  readonly sequence: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  /** Who, as an entity reference or the subject of a service. */
  readonly actor: string;
  readonly action: string;
  /** The id of the credential; absent for what concerns the vault as a whole. */
  readonly credentialId?: string;
  /** Why, in words, such as `verify` or the id of a run. */
  readonly purpose: string;
  readonly outcome: 'done' | 'refused';
  /** What else there is to know, such as the reason of a refusal. */
  readonly detail?: string;
}

/** A record in its place: it names the one before it. */
export interface ChainedRecord extends AuditRecord {
  /** 64 hexadecimal digits; of the first record {@link NO_HASH}. */
  readonly previousHash: string;
  readonly hash: string;
}

/** Where the chain ends. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** What comes before the first record. */
export const NO_HASH = '0'.repeat(64);

/** The head of a chain without records. */
export const emptyChain: ChainHead = { sequence: 0, hash: NO_HASH };

/**
 * The hash of a record and, through `previousHash`, of all before it. It is keyed: whoever can write to the database
 * alone cannot make the chain anew.
 */
export function hashOfRecord(key: Uint8Array, record: AuditRecord, previousHash: string): string {
  const { sequence, at, actor, action, credentialId, purpose, outcome, detail } = record;
  return createHmac('sha256', key)
    .update(
      encodeFields([
        previousHash,
        String(sequence),
        at,
        actor,
        action,
        credentialId,
        purpose,
        outcome,
        detail,
      ]),
    )
    .digest('hex');
}

/** Puts a record behind the head. */
export function chain(
  key: Uint8Array,
  head: ChainHead,
  record: Omit<AuditRecord, 'sequence'>,
): ChainedRecord {
  const placed = { ...record, sequence: head.sequence + 1 };
  return { ...placed, previousHash: head.hash, hash: hashOfRecord(key, placed, head.hash) };
}

/** What a look at the whole chain found. */
export interface ChainVerdict {
  readonly isIntact: boolean;
  /** How many records were looked at. */
  readonly records: number;
  /** The last record that was there. */
  readonly head: ChainHead;
  /** The first thing that is wrong. */
  readonly problem?: { readonly sequence: number; readonly message: string };
}

/**
 * Looks at a chain from its beginning to its head.
 *
 * @param records - in their order
 * @param head - where the database says that it ends
 * @param anchor - a head that was seen earlier and kept elsewhere: it shows that nobody cut off the end since
 */
export async function verifyChain(
  key: Uint8Array,
  records: AsyncIterable<ChainedRecord>,
  head: ChainHead,
  anchor?: ChainHead,
): Promise<ChainVerdict> {
  let last = emptyChain;
  let isAnchored = anchor === undefined || isSame(anchor, emptyChain);
  const broken = (sequence: number, message: string): ChainVerdict => ({
    isIntact: false,
    records: last.sequence,
    head: last,
    problem: { sequence, message },
  });

  for await (const record of records) {
    const expected = last.sequence + 1;
    if (record.sequence !== expected) {
      return broken(expected, `The record ${expected} is missing.`);
    }
    if (record.previousHash !== last.hash) {
      return broken(expected, `The record ${expected} does not follow the one before it.`);
    }
    if (!isSameHash(record.hash, hashOfRecord(key, record, last.hash))) {
      return broken(expected, `The record ${expected} was changed.`);
    }
    last = { sequence: record.sequence, hash: record.hash };
    if (anchor?.sequence === last.sequence && !isSame(anchor, last)) {
      return broken(expected, `The record ${expected} is not the one that was there before.`);
    }
    isAnchored ||= anchor !== undefined && isSame(anchor, last);
  }
  if (!isSame(head, last)) {
    return broken(last.sequence + 1, `The records after ${last.sequence} are missing.`);
  }
  if (!isAnchored) {
    return broken(last.sequence + 1, `The record ${anchor?.sequence} was there before, and is missing.`);
  }
  return { isIntact: true, records: last.sequence, head: last };
}

function isSame(one: ChainHead, other: ChainHead): boolean {
  return one.sequence === other.sequence && isSameHash(one.hash, other.hash);
}

function isSameHash(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
