import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Filler, LayerEntry } from './syntheticLayer';

/** Who owns the files of the app. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Directories of the app hand their group on to what is made in them, as the hardened image of Open WebUI has it. */
const APP_DIRECTORY_MODE = 0o2770;
const ROOT: Owner = { uid: 0, gid: 0 };

export function directory(folder: string, mode = 0o755, owner = ROOT): LayerEntry {
  return { path: `${folder}/`, mode, ...owner };
}

export function file(
  name: string,
  content: Buffer | Filler | string,
  mode = 0o644,
  owner = ROOT,
): LayerEntry {
  return {
    path: name,
    mode,
    ...owner,
    content: typeof content === 'string' ? Buffer.from(content) : content,
  };
}

/** The files of a folder, by their path in it. */
function filesOf(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
  return new Map(names.map(name => [name, readFileSync(path.join(folder, name))]));
}

/** The entries of files, each directory before what is in it. */
function tree(top: string, files: ReadonlyMap<string, Buffer>, owner: Owner): LayerEntry[] {
  const known = new Set<string>();
  const entries: LayerEntry[] = [];
  const enter = (folder: string) => {
    if (!known.has(folder)) {
      if (folder !== top) {
        enter(path.posix.dirname(folder));
      }
      known.add(folder);
      entries.push(directory(folder, APP_DIRECTORY_MODE, owner));
    }
  };
  enter(top);
  for (const [name, content] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
    enter(path.posix.dirname(`${top}/${name}`));
    entries.push(file(`${top}/${name}`, content, /\.(?:sh|bat)$/.test(name) ? 0o770 : 0o660, owner));
  }
  return entries;
}

function hashedName(name: string, content: string): string {
  return `${name}.${createHash('sha256').update(content).digest('base64url').slice(0, 8)}.js`;
}

/** What a build makes of the source of the front end: a page, scripts with names of their content, and their maps. */
function compiledFrontEnd(upstream: string, scripts: number): Map<string, Buffer> {
  const source = path.join(upstream, 'src');
  const built = new Map<string, Buffer>(
    [...filesOf(path.join(upstream, 'static'))].map(([name, content]) => [name, content]),
  );
  const add = (name: string, content: string) => built.set(name, Buffer.from(content));
  const script = (folder: string, name: string, code: string, original: string) => {
    const target = `_app/immutable/${folder}/${hashedName(name, code)}`;
    add(target, `${code}\n//# sourceMappingURL=${path.posix.basename(target)}.map\n`);
    add(
      `${target}.map`,
      JSON.stringify({ version: 3, sources: [name], sourcesContent: [original], mappings: 'AAAA' }),
    );
    return target;
  };
  const page = readFileSync(path.join(source, 'app.html'), 'utf8');
  const start = script('entry', 'start', 'import("../nodes/0.js");', '');
  add(
    'index.html',
    page
      .replace('%sveltekit.head%', `<link rel="modulepreload" href="/${start}">`)
      .replace('%sveltekit.body%', `<script type="module">import("/${start}")</script>`),
  );
  const locales = path.join(source, 'lib/i18n/locales');
  for (const [name, content] of filesOf(locales)) {
    if (name.endsWith('translation.json')) {
      const text = content.toString('utf8');
      script(
        'chunks',
        'translation',
        `const t=${JSON.stringify(JSON.parse(text))};export{t as default};`,
        text,
      );
    }
  }
  const constants = readFileSync(path.join(source, 'lib/constants.ts'), 'utf8');
  const strings = [...constants.matchAll(/=\s('[^'\n]*(?:\\'[^'\n]*)*')/g)].map(([, literal]) => literal);
  script(
    'nodes',
    '0',
    `const a=[${strings.join(',')}];document.title=\`\${a[0]} • Open WebUI\`;export{a};`,
    constants,
  );
  for (let index = 1; index <= scripts; index += 1) {
    script(
      'chunks',
      `chunk${index}`,
      `const c${index}=${index},d="open-webui";export{c${index} as c,d};`,
      '',
    );
  }
  // Both hold the version: changing one of them makes every page load again.
  add('_app/version.json', '{"version":"0.11.0-demo"}');
  // Longer than the field that tar has for a name.
  add(`_app/immutable/assets/${'very-long-folder-name/'.repeat(6)}font.woff2`, 'font');
  return built;
}

/** What of the image is the app, each list the entries of one layer. */
export interface AppLayers {
  readonly frontEnd: LayerEntry[];
  readonly changelog: LayerEntry[];
  readonly manifest: LayerEntry[];
  readonly backEnd: LayerEntry[];
  /** What the last RUN changes: files copied up with other modes, and one that is deleted. */
  readonly hardening: LayerEntry[];
}

/** A file that a later layer deletes: its text must not count. */
const OBSOLETE = 'app/backend/open_webui/obsolete.py';

/**
 * The last layers of an image of Open WebUI, made of a source tree of it.
 *
 * @param scripts - scripts of the front end that do not hold the brand
 */
export function appLayers(upstream: string, owner: Owner, scripts: number): AppLayers {
  const frontEnd = tree('app/build', compiledFrontEnd(upstream, scripts), owner);
  const backEnd = tree('app/backend', filesOf(path.join(upstream, 'backend')), owner);
  const copyOf = (name: string) => readFileSync(path.join(upstream, name));
  const icons = backEnd.filter(entry => /^app\/backend\/open_webui\/static\/[^/]+$/.test(entry.path));
  return {
    // The same picture twice, and so the same file twice: some builders keep that.
    frontEnd: frontEnd.map(entry =>
      entry.path === 'app/build/static/favicon.png' ? linkedTo(entry, 'app/build/favicon.png') : entry,
    ),
    changelog: [file('app/CHANGELOG.md', copyOf('CHANGELOG.md'), 0o660, owner)],
    manifest: [file('app/package.json', copyOf('package.json'), 0o660, owner)],
    backEnd: [
      ...backEnd,
      file(OBSOLETE, 'NAME = "Open WebUI"\n', 0o660, owner),
      file('app/backend/größe.txt', 'a name that is not ASCII\n', 0o660, owner),
    ],
    hardening: [
      directory('app', APP_DIRECTORY_MODE, owner),
      directory('app/backend', APP_DIRECTORY_MODE, owner),
      directory('app/backend/open_webui', APP_DIRECTORY_MODE, owner),
      file(path.posix.join(path.posix.dirname(OBSOLETE), '.wh.obsolete.py'), ''),
      directory('app/backend/open_webui/static', APP_DIRECTORY_MODE, owner),
      ...icons.map(entry => ({ ...entry, mode: 0o664 })),
      directory('var', 0o755),
      directory('var/lib', 0o755),
      directory('var/lib/apt', 0o755),
      directory('var/lib/apt/lists', 0o755),
      file('var/lib/apt/lists/.wh..wh..opq', ''),
    ],
  };
}

function linkedTo({ path: name, mode, uid, gid }: LayerEntry, hardLink: string): LayerEntry {
  return { path: name, mode, uid, gid, hardLink };
}

/** What lies below the app: a system, Python, libraries and models, mostly as filler. */
export function systemLayers(
  architecture: string,
  sizeBytes: number,
): { name: string; entries: LayerEntry[] }[] {
  const filler = (name: string, share: number, seed = architecture): LayerEntry[] => {
    const whole = Math.max(1, Math.round(sizeBytes * share));
    // Files of a size that occurs: the largest library of such an image has half a gigabyte.
    const largest = 256 * 1024 * 1024;
    const parts = Math.ceil(whole / largest);
    return [...Array(parts).keys()].map(part =>
      file(`${name}.${part}`, {
        seed: `${seed} ${name} ${part}`,
        sizeBytes: part === parts - 1 ? whole - largest * part : largest,
      }),
    );
  };
  return [
    {
      name: 'system',
      entries: [
        ...[
          'bin',
          'etc',
          'tmp',
          'usr',
          'usr/bin',
          'usr/lib',
          'usr/local',
          'usr/local/bin',
          'usr/local/lib',
          'var',
          'var/lib',
          'var/lib/apt',
          'var/lib/apt/lists',
        ].map(folder => directory(folder, folder === 'tmp' ? 0o1777 : 0o755)),
        file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\napp:x:1001:1001::/app:/bin/sh\n'),
        file('etc/group', 'root:x:0:\napp:x:1001:\n'),
        file('etc/os-release', 'ID=synthetic\n'),
        ...filler('usr/lib/libc.so', 0.1),
      ],
    },
    {
      name: 'python',
      entries: [
        directory('usr', 0o755),
        directory('usr/local', 0o755),
        directory('usr/local/bin', 0o755),
        file('usr/local/bin/python3.11', `#!/bin/sh\n# ${architecture}\n`, 0o755),
        { path: 'usr/local/bin/python3', mode: 0o755, uid: 0, gid: 0, hardLink: 'usr/local/bin/python3.11' },
        { path: 'usr/local/bin/python', mode: 0o777, uid: 0, gid: 0, symbolicLink: 'python3' },
        ...filler('usr/local/lib/libpython.so', 0.1),
      ],
    },
    {
      name: 'packages',
      entries: [
        directory('var', 0o755),
        directory('var/lib', 0o755),
        directory('var/lib/apt', 0o755),
        directory('var/lib/apt/lists', 0o755),
        file('var/lib/apt/lists/packages', 'deleted later\n'),
        ...filler('usr/lib/ffmpeg.so', 0.15),
      ],
    },
    { name: 'libraries', entries: filler('usr/local/lib/torch.so', 0.5) },
    // The same for every architecture.
    { name: 'models', entries: filler('usr/local/lib/model.bin', 0.15, 'any') },
  ];
}
