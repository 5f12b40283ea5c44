import { API_VERSION } from '@livery/contracts';
import { NewBrandTemplate } from '@livery/backstage-plugin-livery-common';
import { toBase64 } from '../../logo';

/** The roles of colours that a brand can have. */
export const colourRoles = ['primary', 'background', 'backgroundDark'] as const;

/** What the form holds. */
export interface NewBrandForm {
  brandName: string;
  /** What the portal calls it; empty for the name of the brand. */
  name: string;
  logo: File | undefined;
  colours: Record<(typeof colourRoles)[number], string>;
}

/** The form as it opens. */
export const emptyNewBrand: NewBrandForm = {
  brandName: '',
  name: '',
  logo: undefined,
  colours: { primary: '', background: '', backgroundDark: '' },
};

/** The fields that something can be wrong with; a page puts it into words. */
export type NewBrandField = 'brandName' | 'name' | 'logo' | (typeof colourRoles)[number];

/** What a form says, checked: a brand template that can be created, or the wrong fields. */
export type CheckedNewBrand =
  { template: NewBrandTemplate; wrong?: never } | { template?: never; wrong: ReadonlySet<NewBrandField> };

// The engine takes no larger one.
const LARGEST_LOGO_BYTES = 10 * 1024 * 1024;

/** The slot and the file of a logo, by what its bytes are. */
const logoKinds = [
  { start: /^\u0089PNG\r\n\u001a\n/, slot: 'icon', path: 'assets/icon.png' },
  { start: /^(?:\u00ef\u00bb\u00bf)?\s*</, slot: 'icon-svg', path: 'assets/icon.svg' },
];

async function readLogo(logo: File | undefined) {
  if (!logo || logo.size > LARGEST_LOGO_BYTES) {
    return undefined;
  }
  // A file that has gone since it was chosen is none.
  const content = await logo.arrayBuffer().catch(() => undefined);
  if (!content) {
    return undefined;
  }
  const bytes = new Uint8Array(content);
  const start = String.fromCharCode(...bytes.subarray(0, 100));
  const kind = logoKinds.find(each => each.start.test(start));
  return kind && { ...kind, content: toBase64(bytes) };
}

/** Checks a form with the schemas of the HTTP API. What is inside of the picture, the backend looks at. */
export async function checkNewBrand(form: NewBrandForm): Promise<CheckedNewBrand> {
  const logo = await readLogo(form.logo);
  const colours = Object.entries(form.colours).filter(([, value]) => value.trim() !== '');
  const parsed = NewBrandTemplate.safeParse({
    name: form.name.trim() || form.brandName,
    bundle: {
      brand: {
        apiVersion: API_VERSION,
        kind: 'Brand',
        name: form.brandName,
        colours: Object.fromEntries(colours.map(([role, value]) => [role, value.trim()])),
        assets: logo ? { [logo.slot]: logo.path } : {},
      },
      assets: logo ? { [logo.path]: logo.content } : {},
    },
  });
  const wrong = new Set<NewBrandField>(logo ? [] : ['logo']);
  for (const { path } of parsed.error?.issues ?? []) {
    const [first, , field, role] = path;
    const colour = colourRoles.find(each => field === 'colours' && each === role);
    if (first === 'name') {
      // Taken from the name of the brand, it is wrong there.
      wrong.add(form.name.trim() === '' ? 'brandName' : 'name');
    } else {
      wrong.add(colour ?? 'brandName');
    }
  }
  return parsed.success && wrong.size === 0 ? { template: parsed.data } : { wrong };
}
