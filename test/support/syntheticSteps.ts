import { appLayers, directory, type Owner, systemLayers } from './syntheticFiles';
import type { LayerEntry } from './syntheticLayer';
import { demoUpstream } from './trees';

/** Which builder a history is written like. */
export type Builder = 'buildkit' | 'legacy' | 'buildah';

/** What the layers of an image are made of. */
export interface StepOptions {
  /** How large the layers of one platform are together, about, in bytes; 1 MB without it. */
  readonly sizeBytes?: number;
  readonly owner?: Owner;
  readonly history?: Builder;
  /** Scripts of the front end without the brand; 20 without it. The real one has 700. */
  readonly scripts?: number;
  /** The source tree that the app is made of; the demo upstream without it. */
  readonly upstream?: string;
  /** One more layer below the app, such as a program to start. */
  readonly moreEntries?: readonly LayerEntry[];
}

/** Not root, as in images that are hardened. */
export const APP_OWNER: Owner = { uid: 1001, gid: 1001 };

/** One step of the build: what the history says, and its layer if it made one. */
export interface Step {
  readonly line: string;
  readonly entries?: readonly LayerEntry[];
}

type Writer = (kind: 'ENV' | 'WORKDIR' | 'RUN' | 'CMD' | 'COPY', text: string, files?: string) => string;

/** How builders write the history of an image, as images that they made show it. */
const writers: Readonly<Record<Builder, Writer>> = {
  buildkit: (kind, text) =>
    kind === 'RUN'
      ? `RUN /bin/sh -c ${text} # buildkit`
      : `${kind} ${text}${kind === 'COPY' ? ' # buildkit' : ''}`,
  legacy: (kind, text, files = 'file') => {
    if (kind === 'RUN') {
      return `/bin/sh -c ${text}`;
    }
    return `/bin/sh -c #(nop) ${kind === 'COPY' ? `COPY ${files}:${'0'.repeat(64)} in ${text.split(' ').at(-1)} ` : ` ${kind} ${text}`}`;
  },
  buildah: (kind, text, files = 'file') =>
    `/bin/sh -c ${kind === 'RUN' ? text : `#(nop) ${kind} ${kind === 'COPY' ? `${files}:${'0'.repeat(64)} in ${text.split(' ').at(-1)}` : text}`}`,
};

/** The steps of https://github.com/open-webui/open-webui/blob/main/Dockerfile, in their order. */
export function stepsOf(architecture: string, options: StepOptions): Step[] {
  const { owner = APP_OWNER, sizeBytes = 1_000_000, scripts = 20, upstream = demoUpstream } = options;
  const write = writers[options.history ?? 'buildkit'];
  const [system, python, packages, libraries, models] = systemLayers(architecture, sizeBytes);
  const app = appLayers(upstream, owner, scripts);
  return [
    { line: '# debian.sh --arch synthetic', entries: system?.entries ?? [] },
    { line: write('ENV', 'PYTHON_VERSION=3.11') },
    { line: write('RUN', 'make install'), entries: python?.entries ?? [] },
    { line: write('CMD', '["python3"]') },
    {
      line: write('WORKDIR', '/app/backend'),
      entries: [directory('app', 0o2770, owner), directory('app/backend', 0o2770, owner)],
    },
    { line: write('RUN', 'apt-get install -y ffmpeg'), entries: packages?.entries ?? [] },
    { line: write('RUN', 'uv pip install -r requirements.txt'), entries: libraries?.entries ?? [] },
    { line: write('RUN', 'python -c "import models"'), entries: models?.entries ?? [] },
    ...(options.moreEntries
      ? [{ line: write('COPY', 'program /', 'dir'), entries: options.moreEntries }]
      : []),
    { line: write('COPY', '/app/build /app/build', 'dir'), entries: app.frontEnd },
    { line: write('COPY', '/app/CHANGELOG.md /app/CHANGELOG.md'), entries: app.changelog },
    { line: write('COPY', '/app/package.json /app/package.json'), entries: app.manifest },
    { line: write('COPY', './backend .', 'dir'), entries: app.backEnd },
    { line: write('RUN', 'chmod -R g+rwX /app && rm obsolete.py'), entries: app.hardening },
    { line: write('ENV', 'WEBUI_BUILD_VERSION=demo') },
    { line: write('CMD', '["bash" "start.sh"]') },
  ];
}
