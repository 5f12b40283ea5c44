import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { digestOf } from '../digest';
import { undoOf } from './undo';
import { type RevertibleChange, UndoLog } from './UndoLog';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  mkdirSync(path.join(root, '.livery'));
});
afterEach(() => rmSync(root, { recursive: true }));

const inUndo = (name: string) => path.join(root, '.livery/undo', name);

/** A file of the tree whose first three characters become others. */
function edited(file: string, text: string, raw: string): RevertibleChange {
  writeFileSync(path.join(root, file), text);
  const content = Buffer.from(raw + text.slice(3));
  return {
    file,
    before: digestOf(Buffer.from(text)),
    content,
    undo: [undoOf(text, [{ start: 0, end: 3, raw }])],
  };
}

/** A file of the tree that is replaced as a whole, or goes. */
function replaced(file: string, bytes: Buffer, content: Buffer | undefined): RevertibleChange {
  writeFileSync(path.join(root, file), bytes, { mode: 0o640 });
  return { file, before: digestOf(bytes), content, undo: undefined };
}

describe('The way back', () => {
  it('holds of texts what was replaced, and whole originals beside it, whatever the files are called', () => {
    const picture = Buffer.alloc(5_000_000, 0xe9);
    const changes = [
      edited('__proto__', 'old text', 'new'),
      edited('constructor', 'old — ✓', 'n'),
      replaced('picture', picture, Buffer.from('x')),
      replaced('gone.map', Buffer.from('{}'), undefined),
    ];
    UndoLog.of(root, changes).save(changes);
    expect(readdirSync(inUndo('')).sort()).toEqual(['2', '3', 'log.json']);
    expect(statSync(inUndo('log.json')).size).toBeLessThan(2000);
    const undoLog = UndoLog.read(root);
    for (const { file, before, content } of changes) {
      expect(digestOf(undoLog.originalOf(file, content ?? Buffer.alloc(0)) ?? Buffer.alloc(0))).toBe(before);
    }
    expect(undoLog.modeOf('gone.map')).toBe(0o640);
    expect(undoLog.modeOf('picture')).toBeUndefined();
    expect(undoLog.originalOf('toString', picture)).toBeUndefined();
    expect(undoLog.originalOf('__proto__', Buffer.from('other'))).toBeUndefined();
  });

  it.each<[string, Partial<RevertibleChange>]>([
    ['bytes that were no text', { before: digestOf(Buffer.from('old caf\xe9', 'latin1')) }],
    [
      'half a character',
      { content: Buffer.from('\ud800 text'), undo: [[{ start: 0, now: '\ud800', was: 'old' }]] },
    ],
    ['an edit that is not there', { undo: [[{ start: 1, now: 'new', was: 'old' }]] }],
  ])('is proved before anything is written: %s', (_name, wrong) => {
    const change = { ...edited('a', 'old text', 'new'), ...wrong };
    expect(() => UndoLog.of(root, [change])).toThrow(expect.objectContaining({ code: 'edit-unprovable' }));
    expect(readdirSync(path.join(root, '.livery'))).toEqual([]);
  });

  it('is not saved for a file that changed meanwhile, and not read without what belongs to it', () => {
    const changes = [replaced('picture', Buffer.from('a'), Buffer.from('x'))];
    const undoLog = UndoLog.of(root, changes);
    undoLog.save(changes);
    rmSync(inUndo('0'));
    expect(() => UndoLog.read(root).originalOf('picture', Buffer.from('x'))).toThrow(
      expect.objectContaining({ code: 'record-invalid' }),
    );
    writeFileSync(path.join(root, 'picture'), 'b');
    expect(() => undoLog.save(changes)).toThrow(expect.objectContaining({ code: 'tree-changed' }));
    expect(readFileSync(path.join(root, 'picture'), 'utf8')).toBe('b');
  });
});
