import type { ImageConfig } from '../image/documents';
import { hintedLayers } from './hints';

type Step = NonNullable<ImageConfig['history']>[number];

function configOf(lines: readonly (string | Step)[], layers?: number): ImageConfig {
  const history = lines.map(line => (typeof line === 'string' ? { created_by: line } : line));
  const withLayer = history.filter(step => step.empty_layer !== true).length;
  const diffIds = [...Array(layers ?? withLayer).keys()].map(
    index => `sha256:${String(index).padStart(64, '0')}`,
  );
  return {
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: diffIds },
    ...(lines.length > 0 && { history }),
  };
}

const empty = (line: string): Step => ({ created_by: line, empty_layer: true });

describe('hintedLayers', () => {
  it.each<[string, (string | Step)[], number[]]>([
    [
      'BuildKit',
      [
        '# debian.sh --arch amd64',
        empty('ENV PORT=8080'),
        'WORKDIR /app/backend',
        'RUN /bin/sh -c apt-get update # buildkit',
        'COPY /app/build /app/build # buildkit',
        'COPY ./backend . # buildkit',
        'RUN /bin/sh -c chmod -R g+w /app # buildkit',
      ],
      [3, 4],
    ],
    [
      'the builder of Docker before BuildKit',
      [
        '/bin/sh -c #(nop) ADD file:0123 in / ',
        empty('/bin/sh -c #(nop) WORKDIR /app/backend'),
        '/bin/sh -c #(nop) COPY --chown=0:0dir:4567 in /app/build ',
        '/bin/sh -c #(nop) COPY dir:89ab in . ',
      ],
      [1, 2],
    ],
    [
      'buildah',
      [
        '/bin/sh -c #(nop) ADD file:0123 in /',
        '/bin/sh -c apt-get update',
        '/bin/sh -c #(nop) COPY file:4567 in /app/package.json',
      ],
      [2],
    ],
  ])('finds what %s copied into a folder', (_builder, lines, hinted) => {
    expect(hintedLayers(configOf(lines), 'app')).toEqual(hinted);
  });

  it('follows WORKDIR, also a relative one, with and without a layer of its own', () => {
    const lines = [
      'WORKDIR /app',
      'COPY . . # buildkit',
      empty('WORKDIR backend/'),
      'COPY ./backend ./ # buildkit',
      'COPY ./hidden .hidden # buildkit',
      empty('WORKDIR /srv'),
      'COPY . . # buildkit',
      'COPY app app # buildkit',
    ];
    expect(hintedLayers(configOf(lines), 'app')).toEqual([1, 2, 3]);
    expect(hintedLayers(configOf(lines), 'srv/app')).toEqual([5]);
  });

  it('takes no words for a step that a command only says', () => {
    const lines = [
      'RUN /bin/sh -c echo WORKDIR /app # buildkit',
      'COPY a . # buildkit',
      '/bin/sh -c echo COPY x in /app',
      'COPY a /application # buildkit',
      'LABEL note=COPY /app',
      'COPY b /app/b # buildkit',
    ];
    expect(hintedLayers(configOf(lines), 'app')).toEqual([5]);
  });

  it('says nothing where the history does not fit the layers, or is not there', () => {
    expect(hintedLayers(configOf(['COPY a /app # buildkit'], 2), 'app')).toBeUndefined();
    expect(hintedLayers(configOf(['COPY a /app # buildkit', empty('CMD x')], 2), 'app')).toBeUndefined();
    expect(hintedLayers(configOf([], 1), 'app')).toBeUndefined();
    // An empty image has nothing, and says so.
    expect(hintedLayers(configOf([], 0), 'app')).toEqual([]);
    expect(hintedLayers(configOf([{}, 'COPY a /app # buildkit']), 'app')).toEqual([1]);
  });
});
