import { InputError } from '@backstage/errors';
import { LiveryError } from '@livery/contracts';
import {
  type AssetFacts,
  type AssetKind,
  AssetName,
  MAXIMUM_ASSET_BYTES,
} from '@livery/backstage-plugin-livery-common';
import { checkAsset, digestOf } from '@livery/engine';
import { imageSize } from 'image-size';
import { parseInput } from '../http/parse';
import { type FileType, fileTypes, kindOf } from './fileTypes';

/** Larger pictures take more memory to draw than they are worth. */
const maximumPixels = 64_000_000;

/** What the engine itself puts into apps, and therefore looks at more closely. */
const checkedByEngine: ReadonlySet<string> = new Set([
  'image/png',
  'image/x-icon',
  'image/svg+xml',
  'text/css',
]);

/**
 * Finds out what a file is, by its bytes, and refuses what is not what its name says, what could do harm where the branded app serves
 * it, and what is too large.
 *
 * @param kind - what the person says it is for; otherwise its name suggests something
 * @throws InputError
 */
export function inspectAsset(name: string, bytes: Buffer, kind?: AssetKind): AssetFacts {
  parseInput(AssetName, name, 'name of a file');
  if (bytes.length > MAXIMUM_ASSET_BYTES) {
    throw new InputError(
      `File too large: ${name} has ${bytes.length} bytes. Maximum allowed: ${MAXIMUM_ASSET_BYTES}.`,
    );
  }
  if (bytes.length === 0) {
    throw new InputError(`The file ${name} is empty.`);
  }
  const type = typeOf(name, bytes);
  checkContent(name, bytes, type);
  if (kind !== undefined && kind !== 'custom' && kind !== 'other' && !type.kinds.includes(kind)) {
    throw new InputError(
      `The file ${name} cannot be a ${kind}: ${type.mediaType} is for ${[...type.kinds, 'custom', 'other'].join(', ')}.`,
    );
  }
  return {
    kind: kind ?? kindOf(name, type),
    mediaType: type.mediaType,
    digest: digestOf(bytes),
    sizeBytes: bytes.length,
    ...sizeOf(name, bytes, type),
  };
}

function typeOf(name: string, bytes: Buffer): FileType {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const declared = fileTypes.find(({ endings }) => endings.includes(ending));
  if (!declared || !name.includes('.')) {
    const known = fileTypes.flatMap(({ endings }) => endings.map(each => `.${each}`)).join(' ');
    throw new InputError(`Unsupported file type: ${name}. A brand may bring these: ${known}.`);
  }
  const actual = fileTypes.find(({ matches }) => matches?.(bytes));
  if (declared.matches ? !declared.matches(bytes) : actual !== undefined) {
    throw new InputError(
      `The file ${name} is not what its name says: ${actual ? `it holds ${actual.mediaType}` : `its bytes are no ${declared.mediaType}`}. ` +
        'Export it again, or rename it.',
    );
  }
  return declared;
}

function checkContent(name: string, bytes: Buffer, type: FileType): void {
  if (checkedByEngine.has(type.mediaType)) {
    try {
      checkAsset(name, bytes);
    } catch (error) {
      throw error instanceof LiveryError ? new InputError(error.toParagraph()) : error;
    }
  } else if (!type.matches) {
    checkText(name, bytes, type);
  }
}

function checkText(name: string, bytes: Buffer, type: FileType): void {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes) || /[\u0000-\u0008\u000e-\u001f]/.test(text)) {
    throw new InputError(`The file ${name} is not UTF-8 text.`);
  }
  if (type.mediaType === 'application/json') {
    try {
      JSON.parse(text);
    } catch {
      throw new InputError(`The file ${name} is not valid JSON.`);
    }
  }
}

function sizeOf(name: string, bytes: Buffer, type: FileType): { width?: number; height?: number } {
  if (!type.mediaType.startsWith('image/')) {
    return {};
  }
  try {
    const { width, height } = imageSize(bytes);
    if (width * height > maximumPixels) {
      throw new InputError(
        `The picture ${name} has ${width} × ${height} pixels; at most ${maximumPixels} in all are taken.`,
      );
    }
    return { width: Math.round(width), height: Math.round(height) };
  } catch (error) {
    // An SVG may have no size of its own.
    if (error instanceof InputError || type.mediaType !== 'image/svg+xml') {
      throw error instanceof InputError ? error : new InputError(`The picture ${name} is broken.`);
    }
    return {};
  }
}
