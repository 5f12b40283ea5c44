import type { AssetKind } from '@livery/backstage-plugin-livery-common';
import { sniffAsset } from '@livery/engine';

/** A kind of file that a brand may bring. */
export interface FileType {
  /** What its name may end in. */
  readonly endings: readonly string[];
  readonly mediaType: string;
  /** Whether its bytes are this; none for text, which has no mark. */
  readonly matches?: (bytes: Buffer) => boolean;
  /** Whether a browser may show it by itself: of what could hold scripts or more than pixels, none. */
  readonly isShown: boolean;
  /** What it can be for, beside `custom` and `other`. */
  readonly kinds: readonly AssetKind[];
}

const pictures = ['logo', 'icon', 'background'] as const;
const startsWith = (text: string, offset = 0) => {
  const mark = Buffer.from(text, 'latin1');
  return (bytes: Buffer) => bytes.subarray(offset, offset + mark.length).equals(mark);
};

/** The files that a brand may bring. HTML and scripts are not among them: the branded app would serve them as its own. */
export const fileTypes: readonly FileType[] = [
  {
    endings: ['png'],
    mediaType: 'image/png',
    matches: startsWith('\u0089PNG\r\n\u001a\n'),
    isShown: true,
    kinds: [...pictures, 'favicon'],
  },
  {
    endings: ['jpg', 'jpeg'],
    mediaType: 'image/jpeg',
    matches: startsWith('\u00ff\u00d8\u00ff'),
    isShown: true,
    kinds: pictures,
  },
  { endings: ['gif'], mediaType: 'image/gif', matches: startsWith('GIF8'), isShown: true, kinds: pictures },
  {
    endings: ['webp'],
    mediaType: 'image/webp',
    matches: bytes => startsWith('RIFF')(bytes) && startsWith('WEBP', 8)(bytes),
    isShown: true,
    kinds: pictures,
  },
  {
    endings: ['ico'],
    mediaType: 'image/x-icon',
    matches: startsWith('\u0000\u0000\u0001\u0000'),
    isShown: true,
    kinds: ['favicon', 'icon'],
  },
  {
    endings: ['svg'],
    mediaType: 'image/svg+xml',
    matches: bytes => sniffAsset(bytes) === 'svg',
    isShown: false,
    kinds: [...pictures, 'favicon'],
  },
  {
    endings: ['woff2'],
    mediaType: 'font/woff2',
    matches: startsWith('wOF2'),
    isShown: false,
    kinds: ['font'],
  },
  { endings: ['woff'], mediaType: 'font/woff', matches: startsWith('wOFF'), isShown: false, kinds: ['font'] },
  {
    endings: ['ttf'],
    mediaType: 'font/ttf',
    matches: startsWith('\u0000\u0001\u0000\u0000'),
    isShown: false,
    kinds: ['font'],
  },
  { endings: ['otf'], mediaType: 'font/otf', matches: startsWith('OTTO'), isShown: false, kinds: ['font'] },
  { endings: ['css'], mediaType: 'text/css', isShown: false, kinds: ['theme'] },
  { endings: ['json', 'webmanifest'], mediaType: 'application/json', isShown: false, kinds: ['manifest'] },
  { endings: ['txt'], mediaType: 'text/plain', isShown: false, kinds: [] },
];

/** Of each word in the name of a file, what the file is for. */
const kindsByWord: readonly (readonly [RegExp, AssetKind])[] = [
  [/favicon/i, 'favicon'],
  [/logo/i, 'logo'],
  [/splash|background/i, 'background'],
  [/icon|android-chrome/i, 'icon'],
];

/** What a file is for, by its name and type. */
export function kindOf(name: string, type: FileType): AssetKind {
  const [first] = type.kinds;
  const named = kindsByWord.find(([word, kind]) => word.test(name) && type.kinds.includes(kind))?.[1];
  return named ?? (type.kinds.length === 1 && first ? first : 'other');
}
