import { Brand, type ImageOutput, type Report } from '@livery/contracts';
import type { LoadedBrand } from '@livery/engine';
import { code, Page, plain } from './markdown';
import { slowHints } from './slowHints';
import { summaryOf } from './summary';
import { formatBytes, formatSeconds } from './units';

const digest = `sha256:${'a'.repeat(64)}`;
const brand: LoadedBrand = {
  brand: Brand.parse({
    apiVersion: 'livery/v1',
    kind: 'Brand',
    name: '@acme #1',
    colours: { primary: '#0b6e4f' },
  }),
  assets: new Map(),
  digest,
};
const statistics = {
  requests: 20,
  bytesDown: 0,
  bytesUp: 2_100_000,
  mounted: 0,
  mountedBytes: 0,
  mountsRefused: 0,
  retries: 0,
  waitedMs: 0,
};

function report(rules: number): Report {
  return {
    apiVersion: 'livery/report/v1',
    kind: 'Report',
    upstream: { source: 'https://example.org/app', version: '1' },
    profile: { id: 'app', digest },
    brand: { name: 'Acme', digest },
    licence: { text: 'mit', spdx: 'MIT', rebrand: 'allowed', notice: '' },
    applied: true,
    totals: {
      scannedFiles: 1,
      changedFiles: 1,
      replacements: 1,
      filledTranslations: 0,
      assetsWritten: 0,
      protectedHits: 0,
      residue: 0,
    },
    rules: Array.from({ length: rules }, (_, index) => ({
      id: `rule-${index + 1}`,
      origin: 'brand',
      pattern: 'a|b',
      replacement: 'c',
      expect: { atLeast: 1 },
      matches: index,
      files: {},
      met: index > 0,
    })),
    files: [],
    assets: [],
    protectedHits: {},
    findings: [{ code: 'residue', message: 'left', place: { file: 'a|b.ts', line: 3, column: 1 } }],
    outputs: [],
    durationsMs: {},
  };
}

describe('The summary of a job', () => {
  it('loses rows and never itself when there are too many, and says how many', () => {
    const outcome = {
      report: report(5000),
      images: [],
      isDryRun: false,
      isUnchanged: false,
      registries: new Map(),
      attestations: [],
    };
    const whole = summaryOf(outcome, brand);
    expect(whole).toContain('rule-5000');
    const cut = summaryOf(outcome, brand, undefined, 20_000);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(20_000);
    expect(cut).toMatch(/\n\d{4} more rows are in the report\.\n/);
    expect(
      cut
        .split('\n')
        .filter(line => line.startsWith('| rule-'))
        .every(line => line.endsWith(' |')),
    ).toBe(true);
  });

  it('shows foreign text as text: no markup, no cell, no mention', () => {
    const text = summaryOf(
      {
        report: report(1),
        images: [],
        isDryRun: false,
        isUnchanged: false,
        registries: new Map(),
        attestations: [],
      },
      brand,
    );
    expect(text).toContain('## @\u200bacme &#35;\u200b1\n');
    expect(text).toContain('<code>a&#124;b</code> matches 0 times');
    expect(text).toContain('<code>a&#124;b.ts:3</code>');
    expect(text).toContain('❌ rule-1');
    expect(plain('[a](javascript:x) <b>\n::notice::')).toBe(
      '&#91;a&#93;(javascript:x) &#60;b&#62; ::notice::',
    );
    expect(code('`x` https://x.org')).toBe('<code>&#96;x&#96; https&#58;//x.org</code>');
  });

  it('names every target with what became of it, how to pull the image, and what would be faster', () => {
    const image: ImageOutput = {
      reference: 'ghcr.io/acme/chat:1',
      digest,
      sizeBytes: 1,
      perPlatform: [],
      targets: [
        { reference: 'ghcr.io/acme/chat:1', digest },
        {
          reference: 'quay.io/acme/chat:1',
          error: { code: 'registry-denied', message: 'No.', hint: 'Ask.' },
        },
      ],
      bytesUp: 2_100_000,
      bytesMounted: 4_290_000_000,
      requests: 19,
      seconds: 0.61,
    };
    const registries = new Map([['quay.io', { ...statistics, mountsRefused: 3 }]]);
    const text = summaryOf(
      { images: [image], isDryRun: false, isUnchanged: false, registries, attestations: [] },
      brand,
    );
    expect(text).toContain(`| ✅ <code>ghcr.io/acme/chat:1</code> | <code>${digest}</code> |`);
    expect(text).toContain('| ❌ <code>quay.io/acme/chat:1</code> | No. Ask. |');
    expect(text).toContain(`docker pull ghcr.io/acme/chat@${digest}`);
    expect(text).toContain('2.1 MB sent, 4.3 GB taken over within registries, 19 requests, 0.6 s');
    expect(text).toContain('> quay.io took over none of 3 layers, so 2.1 MB were sent.');
  });

  it('knows the setting of Amazon ECR, waiting, and limits; and keeps quiet where nothing was slow', () => {
    const ecr = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
    expect(slowHints(new Map([[ecr, { ...statistics, mountsRefused: 2 }]]))[0]).toContain('BLOB_MOUNTING');
    expect(slowHints(new Map([['a.org', { ...statistics, retries: 2, waitedMs: 9_000 }]]))).toEqual([
      'a.org was waited for: 9.0 s in all, with 2 further tries. It was busy, or limits how much may be asked.',
    ]);
    expect(
      slowHints(new Map([['docker.io', { ...statistics, rateLimit: { limit: 100, remaining: 3 } }]])),
    ).toEqual(['docker.io allows 3 more pulls of 100 for now. A login allows more than none does.']);
    expect(slowHints(new Map([['a.org', { ...statistics, mounted: 4, mountsRefused: 1 }]]))).toEqual([]);
  });
});

it('Sizes and times have units that fit', () => {
  expect([0, 999, 1000, 2_100_000, 4_290_000_000].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '2.1 MB',
    '4.3 GB',
  ]);
  expect([0.61, 90, 600].map(formatSeconds)).toEqual(['0.6 s', '90.0 s', '10.0 min']);
});

it('A page without room for a table leaves it out as a whole', () => {
  const page = new Page(30);
  page.addTable({ title: 'Rules', head: ['Rule', 'Matches'], rows: [['a', '1']] });
  expect(page.toString()).toBe('');
});
