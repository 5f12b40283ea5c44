import { z } from 'zod';

/** The version every Livery document carries. */
export const API_VERSION = 'livery/v1';

const displayName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufeff]*$/u, 'must be one line without control characters')
  // They turn the direction of all that follows, in files and on terminals: https://trojansource.codes
  .regex(/^[^\u202a-\u202e\u2066-\u2069]*$/u, 'must not turn the direction of text')
  .regex(/[\p{L}\p{N}\p{P}\p{S}]/u, 'must have a character that can be seen')
  // i18next would read these inside a translation: https://www.i18next.com/translation-function/interpolation
  .refine(name => !/\{\{|\}\}|\$t\(/.test(name), 'must not contain {{, }} or $t(');

/** Text that a file can hold: whole characters, and none that controls a device. */
const writtenText = z
  .string()
  .max(4000)
  .regex(/^(?:[\t\n\r]|[^\u0000-\u001f\p{Cs}])*$/u, 'must not hold control characters or half characters');

/** A locale as files are named after it: `de`, `pt-BR`, `zh_Hant`. */
const locale = z.string().regex(/^[a-z]{1,8}(?:[-_][a-z\d]{1,8})*$/i, 'must be a locale such as de or pt-BR');

/** A colour as CSS writes it in hexadecimal: `#rgb` or `#rrggbb`, with optional alpha. */
export const Colour = z
  .string()
  .regex(/^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i, 'must be a hexadecimal colour such as #0b6e4f')
  .describe('a hexadecimal colour such as #0b6e4f');
export type Colour = z.infer<typeof Colour>;

/** How often a rule has to match, over the whole source. */
export const Expectation = z
  .union([
    z.strictObject({ exactly: z.number().int().min(1) }),
    z.strictObject({ atLeast: z.number().int().min(1) }),
    z.strictObject({ optional: z.literal(true) }),
  ])
  .describe('how often the rule has to match in the whole source');
export type Expectation = z.infer<typeof Expectation>;

/**
 * The kinds of text an edit may land in. Everything else is code and stays as it is.
 *
 * `reference` is what stands where text could stand, and is for programs: addresses, paths, classes, ids.
 */
export const TokenKind = z.enum([
  'text',
  'attribute',
  'string',
  'template',
  'value',
  'docstring',
  'plain',
  'reference',
]);
export type TokenKind = z.infer<typeof TokenKind>;

/** Which files a rule is for: `*`, `**`, `?`, `[a-z]` and `{a,b}`. What other dialects can say besides is refused rather than misread. */
export const BrandGlob = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(?!!)(?:(?![?*+@!]\().)*$/u, 'must not start with ! and not hold groups such as +(a|b)');

/** A replacement of the company's own, on top of the profile's rules for the name. */
export const BrandRule = z.strictObject({
  pattern: z.string().min(1).max(1000).describe('the text to find, or a regular expression with use_regex'),
  replacement: writtenText.describe('what stands there afterwards; $1 is a group with use_regex'),
  use_regex: z
    .boolean()
    .default(false)
    .describe('read the pattern as an RE2 expression (linear time, no look-around)'),
  files: z
    .array(BrandGlob)
    .min(1)
    .max(100)
    .optional()
    .describe('globs; without them every file the profile scans'),
  kinds: z.array(TokenKind).min(1).optional().describe('token kinds; without them text, attribute and value'),
  expect: Expectation.default({ atLeast: 1 }),
  unsafe: z
    .boolean()
    .default(false)
    .describe('also where the profile protects identifiers and addresses; licences are never touched'),
});
export type BrandRule = z.infer<typeof BrandRule>;

const day = z.iso.date();

/** On which ground the company may replace a branding that the licence protects. */
export const LicenceGround = z
  .strictObject({
    basis: z.enum(['max-50-users', 'written-permission', 'enterprise-license']),
    reference: z.string().trim().min(1).max(200).describe('ticket, contract or letter'),
    acknowledgedBy: z.string().trim().min(1).max(200).describe('who answers for it'),
    date: day.describe('when it was acknowledged, YYYY-MM-DD'),
    reviewBy: day.describe('after this day the run stops again, YYYY-MM-DD'),
    users: z
      .number()
      .int()
      .min(1)
      .max(50)
      .optional()
      .describe('end users in any rolling 30 days, over all deployments; for max-50-users'),
  })
  .refine(ground => ground.basis !== 'max-50-users' || ground.users !== undefined, {
    path: ['users'],
    message: 'is required for the basis max-50-users',
  })
  .refine(ground => ground.reviewBy >= ground.date, {
    path: ['reviewBy'],
    message: 'must not be before the date of the acknowledgement',
  });
export type LicenceGround = z.infer<typeof LicenceGround>;

/** What becomes of a translation that does not name the app although its English sentence does. */
export const UnnamedTranslation = z
  .enum(['report', 'blank'])
  .describe('report: left as it is, and reported; blank: the branded English sentence takes its place');
export type UnnamedTranslation = z.infer<typeof UnnamedTranslation>;

/** What a company wants of the translations of the app. */
export const BrandTranslations = z.strictObject({
  unnamed: UnnamedTranslation.default('report'),
  locales: z.record(locale, UnnamedTranslation).default({}).describe('locale → "unnamed" for it'),
  texts: z
    .record(locale, z.record(z.string().min(1), writtenText.min(1)))
    .default({})
    .describe('locale → English sentence of the upstream → the text that stands there'),
});
export type BrandTranslations = z.infer<typeof BrandTranslations>;

/** What becomes of the source maps of a built app, which hold the sources and with them the old name. */
export const SourceMapPolicy = z
  .enum(['delete', 'rewrite', 'keep'])
  .describe('delete those that hold the name, rewrite them for the branded scripts, or keep them');
export type SourceMapPolicy = z.infer<typeof SourceMapPolicy>;

/** The path of an asset below the brand folder. */
export const AssetPath = z
  .string()
  .max(200)
  .regex(
    /^assets\/[\w-][\w.-]*$/,
    'must be a file directly in assets/, named with letters, digits, dot, dash and underscore',
  );
export type AssetPath = z.infer<typeof AssetPath>;

/** In place of a file: this slot keeps the picture of the upstream, on purpose. */
export const KEEP = 'keep';

/** What a company wants: the file `brand.yaml`. */
export const Brand = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal('Brand'),
    name: displayName.describe('what people read where the app said its own name'),
    shortName: displayName.optional().describe('for places with little room, such as a home screen'),
    description: z.string().trim().max(1000).optional(),
    colours: z
      .strictObject({
        primary: Colour.optional(),
        background: Colour.optional(),
        backgroundDark: Colour.optional(),
      })
      .default({}),
    assets: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be the name of an asset slot'),
        z.union([AssetPath, z.literal(KEEP)]),
      )
      .default({})
      .describe('asset slot of the profile → file below assets/, or "keep" for the picture of the upstream'),
    rules: z.array(BrandRule).max(1000).default([]),
    translations: BrandTranslations.prefault({}),
    include: z
      .array(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be the name of an option of the profile'))
      .default([])
      .describe('what the profile leaves alone unless it is asked for, such as the changelog'),
    sourceMaps: SourceMapPolicy.optional().describe('for a built app; the profile decides when left out'),
    licence: LicenceGround.optional(),
  })
  .describe('A company brand, kept as brand.yaml beside its assets');
export type Brand = z.infer<typeof Brand>;

/** A brand as it is written down, with the defaults still left out. */
export type BrandInput = z.input<typeof Brand>;

/** A brand with the bytes of its assets: what a brand folder and a database record both convert to. */
export const BrandBundle = z.strictObject({
  brand: Brand,
  assets: z.record(AssetPath, z.base64()).describe('path → bytes in base64'),
});
export type BrandBundle = z.infer<typeof BrandBundle>;
