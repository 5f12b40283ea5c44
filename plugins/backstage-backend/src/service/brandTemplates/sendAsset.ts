import { sniffAsset } from '@livery/engine';
import type { Response } from 'express';

type AssetType = NonNullable<ReturnType<typeof sniffAsset>>;

/** Of each format, how it is sent. A page of its own is nothing that a picture may become: an SVG can hold scripts. */
const formats: Readonly<Record<AssetType, { mediaType: string; isAttachment: boolean }>> = {
  png: { mediaType: 'image/png', isAttachment: false },
  ico: { mediaType: 'image/x-icon', isAttachment: false },
  svg: { mediaType: 'image/svg+xml', isAttachment: true },
};

const unknownFormat = { mediaType: 'application/octet-stream', isAttachment: true };

/** Answers with an asset, as what its bytes are and not as what its name says. */
export function sendAsset(response: Response, bytes: Buffer): void {
  const type = sniffAsset(bytes);
  const { mediaType, isAttachment } = type ? formats[type] : unknownFormat;
  response.set({
    'content-type': mediaType,
    'content-disposition': isAttachment ? 'attachment' : 'inline',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
  });
  response.send(bytes);
}
