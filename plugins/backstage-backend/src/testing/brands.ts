import type { BrandTemplate, NewBrandTemplate } from '@livery/backstage-plugin-livery-common';
import { Brand } from '@livery/contracts';
import type { z } from 'zod';
import type { RunningLivery } from './startLivery';

/** A brand that is nothing but a name. */
export const brand = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme' });

/** One pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNg+M/7HwAEGwIMbcTF3AAAAABJRU5ErkJggg==',
  'base64',
);
export const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
export const pictures = { 'assets/i.png': png.toString('base64'), 'assets/i.svg': svg.toString('base64') };
export const withPictures = { ...brand, assets: { icon: 'assets/i.png', 'icon-svg': 'assets/i.svg' } };

/** Makes a brand template of little. */
export function createTemplate(
  { person }: RunningLivery,
  name: string,
  more: Partial<z.input<typeof NewBrandTemplate>> = {},
): Promise<BrandTemplate> {
  return person.createBrandTemplate({ name, bundle: { brand, assets: {} }, ...more });
}

/** What a change of a brand template names. */
export function targetOf({ id, revision }: BrandTemplate) {
  return { params: { id }, revision };
}

/** Calls any route as Ada. */
export function bound({ person }: RunningLivery) {
  return { call: person.call.bind(person) as typeof person.call };
}
