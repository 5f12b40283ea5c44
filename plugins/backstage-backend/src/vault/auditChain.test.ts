import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { type ChainedRecord, type ChainHead, chain, emptyChain, NO_HASH, verifyChain } from './auditChain';

const key = randomBytes(32);

function makeChain(length: number): ChainedRecord[] {
  const records: ChainedRecord[] = [];
  for (let index = 0; index < length; index++) {
    records.push(
      chain(key, headOf(records), {
        at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(),
        actor: 'user:default/ada',
        action: 'open',
        credentialId: index % 2 === 0 ? 'one' : undefined,
        purpose: `run ${index}`,
        outcome: 'done',
      }),
    );
  }
  return records;
}

function headOf(records: readonly ChainedRecord[]): ChainHead {
  const last = records.at(-1);
  return last ? { sequence: last.sequence, hash: last.hash } : emptyChain;
}

async function* streamOf(records: readonly ChainedRecord[]) {
  yield* records;
}

const verify = (records: readonly ChainedRecord[], head = headOf(records), anchor?: ChainHead) =>
  verifyChain(key, streamOf(records), head, anchor);

describe('The audit chain', () => {
  it('is intact when nobody touched it, also when it is empty, and with any earlier head as anchor', async () => {
    expect(await verify([])).toEqual({ isIntact: true, records: 0, head: emptyChain });
    const records = makeChain(9);
    expect(records[0]?.previousHash).toBe(NO_HASH);
    expect(await verify(records)).toEqual({ isIntact: true, records: 9, head: headOf(records) });
    for (let length = 0; length <= 9; length++) {
      const anchor = headOf(records.slice(0, length));
      expect(await verify(records, headOf(records), anchor)).toMatchObject({ isIntact: true });
    }
  });

  it('names the first record that was changed, taken out, put elsewhere or put in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(8), fc.constantFrom('change', 'remove', 'swap', 'insert'), async (at, what) => {
        const records = makeChain(10);
        const head = headOf(records);
        const [own, next] = [records[at]!, records[at + 1]!];
        const tampered = {
          change: () => records.with(at, { ...own, outcome: 'refused' }),
          remove: () => records.toSpliced(at, 1),
          swap: () => records.with(at, next).with(at + 1, own),
          insert: () => records.toSpliced(at, 0, { ...own, purpose: 'never happened' }),
        }[what]();
        const verdict = await verify(tampered, head);
        expect(verdict.isIntact).toBe(false);
        expect(verdict.problem?.sequence).toBe(at + 1);
        expect(verdict.problem?.message).toContain(`record ${at + 1}`);
      }),
      { numRuns: 60 },
    );
  });

  it('shows each field that was changed', async () => {
    const records = makeChain(3);
    const changes: Partial<ChainedRecord>[] = [
      { at: '2026-01-01T00:00:00.001Z' },
      { actor: 'user:default/mallory' },
      { action: 'update' },
      { credentialId: 'two' },
      { credentialId: undefined },
      { purpose: '' },
      { detail: 'more' },
    ];
    for (const change of changes) {
      expect(await verify([{ ...records[0]!, ...change }, ...records.slice(1)])).toMatchObject({
        isIntact: false,
        problem: { sequence: 1, message: 'The record 1 was changed.' },
      });
    }
  });

  it('cannot be made anew without the key, nor cut at its end where a head was kept', async () => {
    const records = makeChain(5);
    const forged = [...records.slice(0, 4), chain(randomBytes(32), headOf(records.slice(0, 4)), records[4]!)];
    expect(await verify(forged)).toMatchObject({ isIntact: false, problem: { sequence: 5 } });

    const cut = records.slice(0, 3);
    expect(await verify(cut, headOf(records))).toMatchObject({
      problem: { sequence: 4, message: 'The records after 3 are missing.' },
    });
    // Whoever cut it also set the head back: only what was kept elsewhere tells.
    expect(await verify(cut)).toMatchObject({ isIntact: true });
    expect(await verify(cut, headOf(cut), headOf(records))).toMatchObject({
      problem: { message: 'The record 5 was there before, and is missing.' },
    });
    const other = { sequence: 2, hash: 'ff'.repeat(32) };
    expect(await verify(cut, headOf(cut), other)).toMatchObject({
      problem: { sequence: 2, message: 'The record 2 is not the one that was there before.' },
    });
  });
});
