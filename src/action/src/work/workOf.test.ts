import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readInputs } from '../inputs/readInputs';
import { targetsOf } from './targetsOf';
import { workOf } from './workOf';

const inputs = (given: Record<string, string>) =>
  readInputs(name => ({ brand: 'brand', ...given })[name] ?? '');

describe('What a step does', () => {
  let workspace: string;
  beforeAll(() => {
    workspace = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
    mkdirSync(path.join(workspace, 'app.example.org/chat'), { recursive: true });
  });
  afterAll(() => rmSync(workspace, { recursive: true }));

  it.each([
    ['', 'brand'],
    ['app', 'brand'],
    ['a/b', 'brand'],
    ['app.example.org/chat', 'brand'],
    ['https://github.com/open-webui/open-webui#v0.6.5', 'brand'],
    ['git@github.com:open-webui/open-webui', 'brand'],
    ['ssh://git@example.org:22/a/b', 'brand'],
    ['ghcr.io/open-webui/open-webui', 'overlay'],
    ['ghcr.io/open-webui/open-webui:v0.6.5', 'overlay'],
    ['localhost:5000/app', 'overlay'],
    ['open-webui:main', 'overlay'],
    [`app@sha256:${'a'.repeat(64)}`, 'overlay'],
    ['docker://acme/app', 'overlay'],
  ])('for the source %j is to %s', (source, kind) => {
    expect(workOf(inputs({ source, 'dry-run': 'true' }), workspace).kind).toBe(kind);
    const isImage = kind === 'overlay';
    expect(workOf(inputs({ source, targets: 'example.org/x' }), workspace).kind).toBe(
      isImage ? kind : 'build',
    );
    expect(workOf(inputs({ source, mode: 'source' }), workspace).kind).toBe('brand');
  });

  it('can be said, where a name could be either', () => {
    const overlay = { source: 'acme/app', mode: 'overlay', targets: 'ghcr.io/a/b' };
    expect(workOf(inputs(overlay), workspace)).toEqual({ kind: 'overlay', base: 'acme/app' });
  });

  it('gives its tags to targets without any', () => {
    const given = { targets: 'ghcr.io/Acme/chat\nquay.io/acme/chat:own', tags: '{version}, latest' };
    expect(targetsOf(inputs(given))).toEqual({
      to: ['ghcr.io/acme/chat:{version},latest', 'quay.io/acme/chat:own'],
      notes: [expect.stringContaining('ghcr.io/acme/chat')],
    });
    expect(targetsOf(inputs({ targets: 'ghcr.io/acme/chat' })).to).toEqual(['ghcr.io/acme/chat:latest']);
  });
});
