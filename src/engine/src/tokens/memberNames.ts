/** What is special about a bracket that is open. */
export type FrameRole =
  /** A call of which the first argument is a key. */
  | 'first-key'
  /** The argument of `JSON.parse`. */
  | 'json'
  /** The argument of `RegExp`. */
  | 'pattern'
  /** The bracket behind `if` and its like: behind it a statement starts, and no member is read. */
  | 'head'
  /** `[` behind a value, of which it reads a member. */
  | 'access'
  /** `[` where a member of an object or class may stand. */
  | 'member'
  | 'enum'
  | undefined;

/** Something in JavaScript or JSX that is open. */
export interface Frame {
  readonly closedBy: string;
  /** Whether what is inside is never edited: a key, an address of a module, or a template that a function reads. */
  isKey: boolean;
  readonly role: FrameRole;
}

/** Words that look like a function in front of a template, and are none. */
export const KEYWORDS = new Set(
  'return typeof case in of new void delete else do await yield default throw'.split(' '),
);
/** Words behind which a bracket opens a pattern or a type, and reads no member. */
export const BINDING = new Set('const let var as is extends satisfies keyof readonly'.split(' '));
/** Words that stand in front of the name of a member. */
const MODIFIERS = new Set(
  'get set async static public private protected readonly declare override abstract accessor *'.split(' '),
);

/** What stands in front of a member: the start of its object or class, or the end of the member before it. */
const MEMBER_START = new Set(['{', ',', ';', '}']);

/** Whether a member may start behind a token, inside of a frame. */
export function mayStartMember(before: string, frame: Frame | undefined): boolean {
  return frame?.closedBy === '}' && (MEMBER_START.has(before) || MODIFIERS.has(before));
}

/**
 * Whether a string names a member of something, as an identifier would: a program looks for it.
 *
 * @param before - the token in front of the string
 * @param after - the one behind it
 */
export function isMemberName(before: string, after: string, frame: Frame | undefined): boolean {
  switch (after) {
    case ':':
    case '=':
    case '?':
      return mayStartMember(before, frame);
    case '(':
      return MODIFIERS.has(before) || mayStartMember(before, frame);
    case ',':
    case '}':
      return frame?.role === 'enum' && /^[{,]$/.test(before);
    case ']':
      return before === '[' && frame?.role === 'access';
    default:
      return false;
  }
}
