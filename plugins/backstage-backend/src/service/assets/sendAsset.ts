import type { Response } from 'express';
import type { AssetContent } from './AssetsService';
import { fileTypes } from './fileTypes';

/**
 * Answers with the bytes of a file, as what they are and not as what the name says. A page of its own is nothing that a file may
 * become: an SVG can hold scripts.
 */
export function sendAsset(response: Response, { bytes, mediaType, digest }: AssetContent): void {
  const isShown = fileTypes.some(type => type.mediaType === mediaType && type.isShown);
  response.set({
    'content-type': mediaType,
    'content-disposition': isShown ? 'inline' : 'attachment',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
    etag: `"${digest}"`,
  });
  response.send(bytes);
}
