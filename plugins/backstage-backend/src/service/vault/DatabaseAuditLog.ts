import type { Knex } from 'knex';
import type { ListRequest, Page } from '@livery/backstage-plugin-livery-common';
import {
  type AuditRecord,
  chain,
  type ChainedRecord,
  type ChainHead,
  type ChainVerdict,
  verifyChain,
} from '../../vault/auditChain';

interface AuditRow {
  sequence: number | string;
  at: string;
  actor: string;
  action: string;
  credential_id: string | null;
  purpose: string;
  outcome: string;
  detail: string | null;
  previous_hash: string;
  hash: string;
}

interface HeadRow {
  id: number;
  sequence: number | string;
  hash: string;
}

/** Something that is about to be recorded. */
export type NewAuditRecord = Omit<AuditRecord, 'sequence' | 'at'>;

const readAtOnce = 1000;

/** What was done with the secrets of the vault, in the tables `vault_audit` and `vault_audit_head`. */
export class DatabaseAuditLog {
  readonly #client: Knex;
  readonly #key: Buffer;

  /** @param options.key - 32 bytes; what the hashes are keyed with */
  constructor(options: { client: Knex; key: Buffer }) {
    this.#client = options.client;
    this.#key = options.key;
  }

  /**
   * Appends a record. Call it last in a transaction: from here to its end nobody else can append.
   */
  async append(transaction: Knex.Transaction, record: NewAuditRecord): Promise<void> {
    // The lock makes one chain of what several backends do. SQLite has one writer anyway.
    const head = toHead(await transaction<HeadRow>('vault_audit_head').where({ id: 1 }).forUpdate().first());
    const chained = chain(this.#key, head, { ...record, at: new Date().toISOString() });
    await transaction<AuditRow>('vault_audit').insert(toRow(chained));
    await transaction<HeadRow>('vault_audit_head')
      .where({ id: 1 })
      .update({ sequence: chained.sequence, hash: chained.hash });
  }

  /** One page of the records, the latest first. */
  async list(
    request: Pick<ListRequest, 'limit' | 'offset'> & { credentialId?: string },
  ): Promise<Page<ChainedRecord>> {
    const query = this.#client<AuditRow>('vault_audit').where({
      ...(request.credentialId !== undefined && { credential_id: request.credentialId }),
    });
    const rows = await query.clone().orderBy('sequence', 'desc').limit(request.limit).offset(request.offset);
    const [counted] = await query.clone().count<{ total: number | string }[]>({ total: '*' });
    return { items: rows.map(toRecord), total: Number(counted?.total ?? 0) };
  }

  /** Looks at every record. Those that are appended meanwhile are left for the next time. */
  async verify(anchor?: ChainHead): Promise<ChainVerdict> {
    const head = toHead(await this.#client<HeadRow>('vault_audit_head').where({ id: 1 }).first());
    return verifyChain(this.#key, this.#readUpTo(head.sequence), head, anchor);
  }

  async *#readUpTo(last: number): AsyncGenerator<ChainedRecord> {
    for (let after = 0; after < last;) {
      const rows = await this.#client<AuditRow>('vault_audit')
        .where('sequence', '>', after)
        .where('sequence', '<=', last)
        .orderBy('sequence')
        .limit(readAtOnce);
      if (rows.length === 0) {
        return;
      }
      yield* rows.map(toRecord);
      after = Number(rows.at(-1)?.sequence);
    }
  }
}

function toHead(row: HeadRow | undefined): ChainHead {
  if (!row) {
    throw new Error('The table vault_audit_head has lost its row: restore it from a backup.');
  }
  return { sequence: Number(row.sequence), hash: row.hash };
}

function toRow(record: ChainedRecord): AuditRow {
  return {
    sequence: record.sequence,
    at: record.at,
    actor: record.actor,
    action: record.action,
    credential_id: record.credentialId ?? null,
    purpose: record.purpose,
    outcome: record.outcome,
    detail: record.detail ?? null,
    previous_hash: record.previousHash,
    hash: record.hash,
  };
}

function toRecord(row: AuditRow): ChainedRecord {
  return {
    sequence: Number(row.sequence),
    at: row.at,
    actor: row.actor,
    action: row.action,
    credentialId: row.credential_id ?? undefined,
    purpose: row.purpose,
    outcome: row.outcome as ChainedRecord['outcome'],
    detail: row.detail ?? undefined,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
