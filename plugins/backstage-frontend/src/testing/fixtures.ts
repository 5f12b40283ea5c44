import type { BrandTemplate, Run, StoredOutput, Upstream } from '@livery/backstage-plugin-livery-common';
import { API_VERSION } from '@livery/contracts';

const created = '2026-03-01T09:00:00.000Z';

/** An id of the form the API has, from a small number. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** A picture that is real enough for a `data:` address. */
export const logoBase64 = btoa('<svg xmlns="http://www.w3.org/2000/svg"/>');

export const meridian: BrandTemplate = {
  id: idOf(1),
  name: 'Meridian',
  description: 'For the makers of charts.',
  brand: {
    apiVersion: API_VERSION,
    kind: 'Brand',
    name: 'Meridian Chat',
    colours: { primary: '#0f7a75', backgroundDark: '#0b1f22' },
    assets: { 'icon-svg': 'assets/icon.svg' },
    rules: [
      { pattern: 'Open', replacement: 'Shut', use_regex: false, expect: { atLeast: 1 }, unsafe: false },
    ],
    translations: { unnamed: 'report', locales: {}, texts: {} },
    include: [],
  },
  assets: [
    {
      path: 'assets/icon.svg',
      kind: 'icon',
      mediaType: 'image/svg+xml',
      sizeBytes: 42,
      digest: `sha256:${'0'.repeat(64)}`,
    },
  ],
  owner: 'group:default/cartographers',
  tags: [],
  isDefault: false,
  isActive: true,
  revision: 1,
  createdBy: 'user:default/guest',
  createdAt: created,
  updatedBy: 'user:default/guest',
  updatedAt: created,
};

export const upstreams: Upstream[] = [
  { id: 'open-webui', title: 'Open WebUI', url: 'https://git.example.org/open-webui', ref: 'v0.6.5' },
  { id: 'demo', title: 'Demo upstream' },
];

export const zip: StoredOutput = {
  id: idOf(50),
  kind: 'zip',
  name: 'meridian-chat.zip',
  digest: `sha256:${'a'.repeat(64)}`,
  sizeBytes: 1_500_000,
  createdAt: created,
  downloads: 0,
};

/** A run that completed, or whatever the changes make of it. */
export function runOf(number: number, changes: Partial<Run> = {}): Run {
  return {
    id: idOf(number),
    state: 'completed',
    runner: 'scaffolder',
    templateId: meridian.id,
    templateName: meridian.name,
    source: { upstream: 'demo' },
    createdBy: 'user:default/guest',
    createdAt: created,
    startedAt: created,
    finishedAt: '2026-03-01T09:01:12.000Z',
    steps: [
      { key: 'clone_repo', state: 'completed', durationMs: 800 },
      { key: 'apply_branding', state: 'completed', durationMs: 4000 },
    ],
    summary: {
      upstream: 'commit 1234',
      version: '0.6.5',
      changedFiles: 214,
      replacements: 1387,
      assetsWritten: 17,
      residue: 0,
      licence: 'open-webui-2025',
    },
    outputs: [],
    ...changes,
  };
}

/** A run that is under way. */
export function activeRunOf(number: number, changes: Partial<Run> = {}): Run {
  return runOf(number, {
    state: 'running',
    finishedAt: undefined,
    summary: undefined,
    steps: [
      { key: 'clone_repo', state: 'running' },
      { key: 'apply_branding', state: 'pending' },
    ],
    ...changes,
  });
}
