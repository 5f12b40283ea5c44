import { LiveryError } from '@livery/contracts';
import fc from 'fast-check';
import { isTag } from '../reference/reference';
import { checkTagTemplate, renderTag, slugOf, type TagValues } from './tagTemplate';

const values: TagValues = {
  version: 'v0.6.5+build.1',
  brand: 'Größe & Söhne',
  sha: 'ABCDEF0123456789abcdef0123456789abcdef01',
  date: new Date('2026-03-09T23:59:59Z'),
};

describe('A tag template', () => {
  it.each([
    ['latest', 'latest'],
    ['{version}', 'v0.6.5-build.1'],
    ['{major}', '0'],
    ['{major}.{minor}', '0.6'],
    ['{brand}-{version}', 'grosse-sohne-v0.6.5-build.1'],
    ['{sha}', 'abcdef012345'],
    ['{date}-{sha}', '20260309-abcdef012345'],
    ['Release_{version}', 'Release_v0.6.5-build.1'],
  ])('%s makes %s', (template, tag) => {
    expect(renderTag(template, values)).toBe(tag);
  });

  it('takes a branch for a version, and a digest for a commit', () => {
    expect(renderTag('{version}', { version: 'release/0.6' })).toBe('release-0.6');
    expect(renderTag('{sha}', { sha: `sha256:${'0a'.repeat(32)}` })).toBe('0a0a0a0a0a0a');
  });

  it.each<[string, TagValues, string, string]>([
    ['{Version}', values, '{Version} stands for nothing', 'Use {version}, {major}'],
    ['{constructor}', values, '{constructor} stands for nothing', '{brand}'],
    ['{version', values, 'a brace in it has no partner', '{version}'],
    ['', values, 'it is empty', 'up to 128'],
    ['-{version}', values, 'starts with a dot or a dash', 'up to 128'],
    ['a/{version}', values, 'has characters that no tag has', 'up to 128'],
    ['{brand}', {}, 'there is no value for {brand}', 'without it'],
    ['{brand}', { brand: '開放' }, 'nothing of the brand name "開放" can be in a tag', 'Write a word'],
    ['{version}', { version: '' }, 'there is no value for {version}', 'without it'],
    ['{version}', { version: '.1' }, 'it would be ".1"', 'does not start with'],
    ['{major}', { version: 'main' }, 'is not of the form 1.2.3', 'Use {version}'],
    ['{major}', { version: '1.2.3-rc.1' }, 'comes before its release', 'Use {version}'],
    ['{sha}', { sha: 'main' }, 'neither a commit nor a digest', 'hexadecimal'],
    ['{brand}', { brand: 'x'.repeat(129) }, 'it would be', '128'],
  ])('%j is refused where it makes no tag', (template, given, why, hint) => {
    let error: unknown;
    try {
      renderTag(template, given);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'reference-invalid' });
    expect((error as LiveryError).message).toContain(why);
    expect((error as LiveryError).hint).toContain(hint);
  });

  it('always makes a tag, or refuses; one that was refused before it had values never makes one', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '{version}',
        '{brand}',
        '{sha}',
        '{date}',
        '{major}',
        '{minor}',
        '{',
        '}',
        '-',
        '.',
        'v',
      ),
      fc.string({ maxLength: 5 }),
    );
    const given = fc.record(
      {
        version: fc.oneof(fc.string(), fc.constantFrom('1.2.3', 'v1.0.0-rc.1', '1.2', 'a/b')),
        brand: fc.string({ unit: 'grapheme', maxLength: 150 }),
        sha: fc.oneof(fc.string(), fc.constant('0123456789abcdef')),
        date: fc.date({ noInvalidDate: true }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), given, (parts, record) => {
        const template = parts.join('');
        const refused = refusalOf(() => checkTagTemplate(template));
        let tag: string | undefined;
        const failed = refusalOf(() => {
          tag = renderTag(template, record);
        });
        expect(tag === undefined ? failed : isTag(tag)).toBe(true);
        expect(refused && !failed).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Whether something is refused; other errors pass. */
function refusalOf(task: () => void): boolean {
  try {
    task();
    return false;
  } catch (error) {
    if (error instanceof LiveryError && error.code === 'reference-invalid') {
      return true;
    }
    throw error;
  }
}

describe('The slug of a brand', () => {
  it('has lower-case letters, digits and single dashes between them', () => {
    expect(['Acme', 'Łódź Straße', '  A--B  ', 'Ærø 2!', '"Ⅻ"', '???'].map(slugOf)).toEqual([
      'acme',
      'lodz-strasse',
      'a-b',
      'aero-2',
      'xii',
      '',
    ]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), name => {
        expect(slugOf(name)).toMatch(/^(?:[a-z\d]+(?:-[a-z\d]+)*)?$/);
        expect(slugOf(slugOf(name))).toBe(slugOf(name));
      }),
    );
  });
});
