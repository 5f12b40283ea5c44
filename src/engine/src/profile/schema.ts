import {
  Colour,
  type DriftKind,
  DriftLevel,
  Expectation,
  SourceMapPolicy,
  TokenKind,
} from '@livery/contracts';
import semver from 'semver';
import { z } from 'zod';
import { type Language, scanners } from '../tokens/language';

const id = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'must be lower-case letters, digits, dots and dashes');
const glob = z.string().min(1);
/** A JavaScript expression, which only those who write profiles bring; users' rules run on RE2. */
const expression = z
  .string()
  .min(1)
  .refine(isExpression, 'must be a regular expression')
  .describe('a regular expression');
const range = z.string().refine(text => semver.validRange(text) !== null, 'must be a range of releases');
const globs = z.array(glob).min(1);
const languages = Object.keys(scanners) as [Language, ...Language[]];

/** Any spelling of the app's own name, and the brand field it becomes: `{name}`, `{shortName}`. */
export const NameRule = z.strictObject({
  id,
  match: z.array(z.string().min(3)).min(1).describe('exact spellings'),
  replacement: z.string().min(1).describe('text with {name} and {shortName}'),
  files: globs.optional(),
  kinds: z.array(TokenKind).min(1).optional(),
  expect: Expectation.default({ atLeast: 1 }),
});
export type NameRule = z.infer<typeof NameRule>;

/** Text that no rule may touch, whoever wrote the rule, unless the rule says that it is unsafe. */
export const ProtectedPattern = z.strictObject({
  pattern: expression.describe('a regular expression; it does not reach over a line break'),
  reason: z.string().min(1).describe('what would break'),
  legal: z
    .boolean()
    .default(false)
    .describe('licence or copyright: not even a rule that says "unsafe" may touch it'),
});
export type ProtectedPattern = z.infer<typeof ProtectedPattern>;

/** A change of code rather than of text, found by what it says and not by its line. */
export const Patch = z.strictObject({
  id,
  files: globs,
  pattern: expression.describe('a regular expression over the whole file'),
  holds: z
    .string()
    .min(3)
    .optional()
    .describe(
      'a text that stands in every file it matches; for patches over many files, of which most have none',
    ),
  replacement: z.string(),
  reason: z.string().min(1),
  expect: Expectation,
});
export type Patch = z.infer<typeof Patch>;

/** How the pictures of one slot are made. */
export const AssetFormat = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('png'),
    size: z.number().int().min(1).max(4096),
    background: z
      .literal('brand')
      .optional()
      .describe('opaque, on the background colour of the brand, or white; transparent without it'),
    padding: z
      .number()
      .min(0)
      .max(0.4)
      .default(0)
      .describe('room around the picture, as a share of the size'),
  }),
  z.strictObject({ type: z.literal('ico'), sizes: z.array(z.number().int().min(1).max(256)).min(1) }),
  z.strictObject({ type: z.literal('svg') }),
]);
export type AssetFormat = z.infer<typeof AssetFormat>;

/** One picture of the app, and every place it is kept at. */
export const AssetSlot = z.strictObject({
  slot: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  format: AssetFormat,
  from: z.array(z.string()).min(1).describe('brand assets that can fill the slot, the best first'),
  targets: z
    .array(z.string().min(1))
    .min(1)
    .describe('paths; those that a version does not have are passed over'),
  required: z.boolean().default(false).describe('a brand with pictures has to fill it, or to say "keep"'),
});
export type AssetSlot = z.infer<typeof AssetSlot>;

/** What a theme can say for a colour of the brand, as `{primary}`. */
export const themeColours = {
  primary: 'the primary colour',
  onPrimary: 'black or white, whichever is readable on the primary colour',
  primaryOnLight: 'the primary colour, darkened as far as text in it has to be on the background',
  primaryOnDark: 'the primary colour, lightened as far as text in it has to be on the dark background',
  background: 'the background colour',
  backgroundDark: 'the background colour of the dark theme',
} as const;

/** Names in curly brackets without blanks: in CSS such a thing does not occur otherwise. */
const themeText = z
  .string()
  .min(1)
  .refine(
    text => [...text.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => name in themeColours),
    `may name ${Object.keys(themeColours).join(', ')} in curly brackets`,
  );

/** Where the colours of a brand are written into the app. */
export const Theme = z.strictObject({
  defaults: z
    .strictObject({ background: Colour, backgroundDark: Colour })
    .describe('what the app has where the brand says nothing'),
  css: z.strictObject({
    files: z.array(z.string().min(1)).min(1).describe('style sheets that the app leaves to whoever runs it'),
    parts: z.array(themeText).describe('CSS; a part that names a colour which the brand lacks is left out'),
  }),
  patches: z
    .array(Patch.extend({ replacement: themeText }))
    .default([])
    .describe('colours in other places; one that names a colour which the brand lacks is left out'),
});
export type Theme = z.infer<typeof Theme>;

const textFiles = z.strictObject({ files: globs, language: z.enum(languages) });

/** Something that most brands leave alone, and some ask for by name with `include`. */
export const ProfileOption = z.strictObject({
  description: z.string().min(1),
  text: z.array(textFiles).default([]).describe('files that are scanned as well'),
  kinds: z
    .array(TokenKind)
    .default([])
    .describe('kinds of token that the rules for the name work on as well'),
});
export type ProfileOption = z.infer<typeof ProfileOption>;

/** How an app is translated. */
export const Translations = z.strictObject({
  files: globs.describe('each * stands for a locale'),
  calls: z.array(z.string().min(1)).describe('functions whose arguments are keys'),
  placeholder: expression.describe('a regular expression for what the translator fills in'),
  compiled: z
    .strictObject({
      files: globs.describe('scripts that hold translations as objects'),
      index: expression.describe(
        'finds in them which script is which locale; has the groups "locale" and "file", the name of the script',
      ),
      holds: z.string().min(3).describe('a text that stands in every script the index matches in'),
    })
    .optional()
    .describe('the same in a built app'),
  statements: z
    .array(z.strictObject({ pattern: expression, reason: z.string().min(1) }))
    .default([])
    .describe('English sentences that state facts about the upstream, which another name makes untrue'),
});
export type Translations = z.infer<typeof Translations>;

/** A licence text the profile knows, by the hash of its normalised form. */
export const LicenceText = z.strictObject({
  id,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  spdx: z.string().min(1),
  rebrand: z.enum(['allowed', 'conditional', 'unknown']),
  versions: range.optional().describe('range of releases that carry this text'),
  files: z
    .array(z.string().regex(/^[\w.-]+(?:\/[\w.-]+)*$/))
    .default([])
    .describe(
      'the text itself and what belongs to it, in the folder of the profile: for images, which have none',
    ),
  notice: z.string().min(1).describe('what it asks of a rebrand, in one sentence'),
});
export type LicenceText = z.infer<typeof LicenceText>;

const level = (fallback: DriftLevel) => DriftLevel.default(fallback);

/** How serious each kind of drift is for an app. */
export const DriftLevels = z.strictObject({
  'unknown-licence': level('error'),
  'unmet-rule': level('error'),
  residue: level('error'),
  'uncovered-file': level('warn'),
  'unreadable-file': level('error'),
  'untested-version': level('warn'),
  'unnamed-translation': level('ignore'),
} satisfies Record<DriftKind, unknown>);

/** How the source becomes an image. */
export const Build = z.strictObject({
  dockerfile: z
    .string()
    .min(1)
    .default('Dockerfile')
    .describe('path from the root of the source, which is the context of the build'),
  arguments: z
    .record(z.string().regex(/^[A-Z_]\w*$/i), z.string())
    .default({})
    .describe('build arguments, unless whoever builds gives others; anybody can read them in the image'),
});
export type Build = z.infer<typeof Build>;

/** Knowledge about one app, as data. */
export const Profile = z
  .strictObject({
    apiVersion: z.literal('livery/v1'),
    kind: z.literal('Profile'),
    id,
    title: z.string().min(1),
    detect: z.strictObject({
      file: z.string().min(1).describe('a JSON file in the root of the source'),
      name: z.string().min(1).describe('what its field "name" says'),
    }),
    versions: range.describe('range of releases this profile was tried on'),
    names: z.array(NameRule).min(1),
    residue: z.array(z.string().min(3)).min(1).describe('spellings that may not be left on show'),
    protect: z.strictObject({
      text: z.array(ProtectedPattern),
      files: z.array(glob),
      legalFiles: z
        .array(glob)
        .default([])
        .describe('licences and what enforces them: no rule may touch them'),
    }),
    leave: z
      .array(z.strictObject({ files: globs, reason: z.string().min(1) }))
      .default([])
      .describe('files that hold the name and are left as they are on purpose'),
    text: z.array(textFiles).min(1),
    options: z.record(id, ProfileOption).default({}),
    translations: Translations.optional(),
    image: z
      .strictObject({
        root: z.string().min(1).describe('folder of the app in its image, without slashes at its ends'),
        licences: z.string().min(1).describe('folder of the image that gets the licence texts'),
      })
      .optional()
      .describe('how published images of the app are laid out'),
    build: Build.optional().describe('how an image is built from the source'),
    sourceMaps: z
      .strictObject({ files: globs, policy: SourceMapPolicy })
      .optional()
      .describe('source maps of the built app, each beside its script and named after it'),
    copies: z
      .array(z.strictObject({ from: z.string().min(1), to: z.array(z.string().min(1)).min(1) }))
      .default([])
      .describe(
        'folders that the build copies as they are: a target of an asset in one is one in the others',
      ),
    patches: z.array(Patch).default([]),
    assets: z.array(AssetSlot).default([]),
    theme: Theme.optional(),
    upstreamPictures: z
      .array(z.string().regex(/^[0-9a-f]{64}$/))
      .default([])
      .describe('SHA-256 of every picture of the app that shows its brand, over all releases'),
    drift: DriftLevels.prefault({}).describe('how serious each kind of drift is'),
    licence: z.strictObject({ file: z.string().min(1), texts: z.array(LicenceText).min(1) }),
  })
  .describe('Knowledge about one app: where its brand lives and what must never be touched');
export type Profile = z.infer<typeof Profile>;

function isExpression(text: string): boolean {
  try {
    return new RegExp(text, 'gu').source !== '';
  } catch {
    return false;
  }
}
