import fc from 'fast-check';
import { LiveryError } from '@livery/contracts';
import { contentDigestOf } from '../digest';
import { compressionOf, isForeignLayer, mediaTypes } from './mediaTypes';
import { parseConfig, parseManifest } from './parse';

const digest = contentDigestOf(Buffer.from('x'));
const descriptor = { mediaType: 'application/x', digest, size: 1 };

function parse(mediaType: string, document: unknown) {
  const bytes = Buffer.isBuffer(document)
    ? document
    : Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
  return parseManifest('The manifest ghcr.io/acme/app:1', { mediaType, bytes, digest });
}

describe('A manifest', () => {
  it.each(['oci', 'docker'] as const)(
    'of the family %s is read, and what we do not know stays in it',
    family => {
      const document = {
        schemaVersion: 2,
        mediaType: mediaTypes[family].manifest,
        config: { ...descriptor, data: 'e30=', 'x-new': { deep: [1] } },
        layers: [descriptor],
        'x-vendor': true,
      };
      expect(parse(mediaTypes[family].manifest, document)).toEqual({ kind: 'manifest', manifest: document });
      const index = {
        schemaVersion: 2,
        manifests: [
          {
            ...descriptor,
            platform: { os: 'windows', architecture: 'amd64', 'os.version': '10.0', 'os.features': ['x'] },
          },
        ],
        'x-vendor': true,
      };
      expect(parse(mediaTypes[family].index, index)).toEqual({ kind: 'index', index });
    },
  );

  it.each<[string, string, unknown, string]>([
    [
      'an old one',
      'application/vnd.docker.distribution.manifest.v1+prettyjws',
      {},
      'it is an image of 2016 or older',
    ],
    ['an unknown one', 'text/html', '<html>', 'its type "text/html" is not that of an image'],
    ['none', '', {}, 'its type "" is not'],
    ['no JSON', mediaTypes.oci.manifest, '{', 'it is not JSON'],
    ['broken text', mediaTypes.oci.manifest, Buffer.from([0x22, 0xff, 0x22]), 'it is not JSON'],
    ['null', mediaTypes.oci.manifest, null, 'cannot be used: it: '],
    ['no layers', mediaTypes.oci.manifest, { schemaVersion: 2, config: descriptor }, 'layers: '],
    [
      'a digest that is none',
      mediaTypes.oci.manifest,
      { schemaVersion: 2, config: { ...descriptor, digest: 'sha256:../..' }, layers: [] },
      'config.digest: must be sha256:',
    ],
    [
      'a negative size',
      mediaTypes.oci.manifest,
      { schemaVersion: 2, config: { ...descriptor, size: -1 }, layers: [] },
      'config.size: ',
    ],
    ['another version', mediaTypes.oci.index, { schemaVersion: 1, manifests: [] }, 'schemaVersion: '],
    [
      'two things at once',
      mediaTypes.oci.manifest,
      { schemaVersion: 2, config: descriptor, layers: [], manifests: [] },
      'says two things at once',
    ],
    [
      'one thing inside and another outside',
      mediaTypes.oci.index,
      { schemaVersion: 2, mediaType: mediaTypes.oci.manifest, manifests: [] },
      'says two things at once',
    ],
  ])('that is %s is refused with what is wrong', (_what, mediaType, document, why) => {
    let error: unknown;
    try {
      parse(mediaType, document);
    } catch (reason) {
      error = reason;
    }
    expect(error).toMatchObject({
      name: 'LiveryError',
      code: 'image-invalid',
      message: expect.stringContaining(why),
    });
    expect((error as LiveryError).message).toContain('The manifest ghcr.io/acme/app:1 cannot be used');
  });

  it('never does anything but answer or refuse', () => {
    const types = fc.constantFrom(
      mediaTypes.oci.manifest,
      mediaTypes.oci.index,
      mediaTypes.docker.index,
      'x',
    );
    fc.assert(
      fc.property(types, fc.oneof(fc.json(), fc.string()), (mediaType, text) => {
        try {
          parse(mediaType, text);
        } catch (error) {
          expect(error).toBeInstanceOf(LiveryError);
        }
      }),
    );
    // Deeper than any stack.
    expect(() => parse(mediaTypes.oci.manifest, '['.repeat(2_000_000))).toThrow(LiveryError);
    expect(() => parse(mediaTypes.oci.manifest, `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`)).toThrow(
      LiveryError,
    );
  });
});

describe('The configuration of an image', () => {
  it('is read with what builders leave out or write as null', () => {
    const config = {
      architecture: 'arm64',
      os: 'linux',
      config: { Env: null, Labels: null, Healthcheck: { Test: ['CMD', 'true'] } },
      rootfs: { type: 'layers', diff_ids: [digest] },
      history: null,
    };
    expect(parseConfig('The configuration', Buffer.from(JSON.stringify(config)))).toEqual(config);
  });

  it('is refused when it is not that of a file system', () => {
    const config = { architecture: 'x', os: 'x', rootfs: { type: 'other', diff_ids: [] } };
    expect(() => parseConfig('The configuration', Buffer.from(JSON.stringify(config)))).toThrow(
      /rootfs\.type/,
    );
    expect(() => parseConfig('The configuration', Buffer.from('{}'))).toThrow(/cannot be used/);
  });
});

describe('The type of a layer', () => {
  it.each<[string, ReturnType<typeof compressionOf>, boolean]>([
    [mediaTypes.oci.layerTar, 'none', false],
    [mediaTypes.oci.layerGzip, 'gzip', false],
    [mediaTypes.oci.layerZstd, 'zstd', false],
    [mediaTypes.docker.layerGzip, 'gzip', false],
    ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', undefined, true],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+zstd', undefined, true],
    ['application/vnd.in-toto+json', undefined, false],
    ['toString', undefined, false],
  ])('%s says how it is packed, and whether it may be passed on', (mediaType, compression, foreign) => {
    expect(compressionOf(mediaType)).toBe(compression);
    expect(isForeignLayer(mediaType)).toBe(foreign);
  });
});
