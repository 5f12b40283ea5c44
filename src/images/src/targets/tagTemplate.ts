import { LiveryError } from '@livery/contracts';
import { isTag } from '../reference/reference';

/** What the placeholders of a tag template stand for. Only those that a template uses are needed. */
export interface TagValues {
  /** Of the app: `0.6.5`, `v1.2.3`. */
  readonly version?: string;
  /** The name of the brand as people write it. */
  readonly brand?: string;
  /** The commit or the digest that was branded, in hexadecimal. */
  readonly sha?: string;
  /** The day, in UTC. */
  readonly date?: Date;
}

/** Characters of a commit in a tag: enough to be unique, and to be read. */
const SHA_LENGTH = 12;

/** A placeholder, or what could have been meant as one. */
const placeholder = /\{[^{}]*\}/g;

// https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string, with the v of tags
const semanticVersion = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(?:0|[1-9]\d*)(-[\w.-]+)?(?:\+[\w.-]+)?$/;

/** Letters that have no base letter in Unicode. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  þ: 'th',
};

/** The name of a brand as a part of a tag: lower-case letters, digits and single dashes; empty if nothing is left of it. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[ßæœøłđþ]/g, letter => letters[letter] ?? '')
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-|-$/g, '');
}

function invalid(template: string, why: string, hint: string): LiveryError {
  return new LiveryError('reference-invalid', {
    message: `The tag ${JSON.stringify(template)} cannot be used: ${why}.`,
    hint,
  });
}

/** A number of a version; a tag of it may move to each version that is later. */
function numberOf(position: 1 | 2) {
  return (values: TagValues, template: string): string | undefined => {
    const { version } = values;
    const parts = version === undefined ? undefined : semanticVersion.exec(version);
    if (version === undefined || !parts) {
      if (version !== undefined) {
        throw invalid(
          template,
          `the version ${JSON.stringify(version)} is not of the form 1.2.3`,
          'Use {version}, which takes every version.',
        );
      }
      return undefined;
    }
    if (parts[3] !== undefined) {
      throw invalid(
        template,
        `${version} comes before its release, and who follows that tag wants releases`,
        'Use {version} for versions like this one.',
      );
    }
    return parts[position];
  };
}

/** What each placeholder becomes; undefined if there is no value for it. */
const values: Readonly<Record<string, (values: TagValues, template: string) => string | undefined>> = {
  // A plus and a slash are usual in versions and branches, and no tag can have them.
  version: ({ version }) => version?.replace(/[^\w.-]+/g, '-'),
  major: numberOf(1),
  minor: numberOf(2),
  brand: ({ brand }, template) => {
    const slug = brand === undefined ? undefined : slugOf(brand);
    if (slug === '') {
      throw invalid(
        template,
        `nothing of the brand name ${JSON.stringify(brand)} can be in a tag, which has Latin letters and digits only`,
        'Write a word in place of {brand}.',
      );
    }
    return slug;
  },
  sha: ({ sha }, template) => {
    const digits = sha?.toLowerCase().replace(/^sha256:/, '');
    if (digits !== undefined && !/^[\da-f]{7,128}$/.test(digits)) {
      throw invalid(
        template,
        `${JSON.stringify(sha)} is neither a commit nor a digest`,
        'Give it in hexadecimal.',
      );
    }
    return digits?.slice(0, SHA_LENGTH);
  },
  date: ({ date }) => date?.toISOString().slice(0, 10).replaceAll('-', ''),
};

const KNOWN = Object.keys(values)
  .map(name => `{${name}}`)
  .join(', ');

/**
 * Looks at a template before there are values for it.
 *
 * @throws LiveryError `reference-invalid`
 */
export function checkTagTemplate(template: string): void {
  const unknown = [...template.matchAll(placeholder)]
    .map(([found]) => found)
    .find(found => !Object.hasOwn(values, found.slice(1, -1)));
  if (unknown !== undefined) {
    throw invalid(template, `${unknown} stands for nothing`, `Use ${KNOWN}.`);
  }
  const literal = template.replace(placeholder, '');
  if (/[{}]/.test(literal)) {
    throw invalid(template, 'a brace in it has no partner', `Use ${KNOWN}.`);
  }
  // "0" for each placeholder: one character that may stand anywhere
  if (!isTag(template.replace(placeholder, '0'))) {
    throw invalid(
      template,
      template === ''
        ? 'it is empty'
        : 'it has characters that no tag has, or too many, or starts with a dot or a dash',
      'A tag has up to 128 letters, digits, underscores, dots and dashes, and does not start with a dot or a dash.',
    );
  }
}

/**
 * The tag that a template makes of some values.
 *
 * @throws LiveryError `reference-invalid` if a value is missing, or what comes out is no tag
 */
export function renderTag(template: string, given: TagValues): string {
  checkTagTemplate(template);
  const tag = template.replace(placeholder, found => {
    const value = values[found.slice(1, -1)]?.(given, template);
    if (value === undefined || value === '') {
      throw invalid(template, `there is no value for ${found} here`, 'Write the tag without it.');
    }
    return value;
  });
  if (!isTag(tag)) {
    throw invalid(
      template,
      `it would be ${JSON.stringify(tag.length > 200 ? `${tag.slice(0, 200)}…` : tag)}`,
      'A tag has up to 128 characters, and does not start with a dot or a dash.',
    );
  }
  return tag;
}
