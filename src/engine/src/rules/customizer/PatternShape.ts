/** What is known of a part of an expression without running it. */
export interface Part {
  /** Whether it can match where there is nothing. */
  readonly mayBeEmpty: boolean;
  /** Whether it can match something. */
  readonly mayConsume: boolean;
  /** The numbers of the groups inside of it, which follow each other; its own is not among them. */
  readonly inner: GroupRange;
}

/** The groups after one number up to another. */
interface GroupRange {
  readonly after: number;
  readonly last: number;
}

const NO_GROUPS: GroupRange = { after: 0, last: 0 };

/** A part that matches exactly one character. */
export const CHARACTER: Part = { mayBeEmpty: false, mayConsume: true, inner: NO_GROUPS };

/** A part that matches between characters: the start of a line, the edge of a word. */
export const PLACE: Part = { mayBeEmpty: true, mayConsume: false, inner: NO_GROUPS };

/** How often a part may come. */
export interface Quantifier {
  readonly minimum: number;
  readonly maximum: number;
}

/** What a part, or several one after the other, can match. */
type Extent = Pick<Part, 'mayBeEmpty' | 'mayConsume'>;

/** A group that is not closed yet, or the whole expression. */
interface Level {
  /** The number of the last group before those in it. */
  readonly after: number;
  /** All branches that are complete; undefined when there is none. */
  branches: Extent | undefined;
  branch: Extent;
}

const NOTHING: Extent = { mayBeEmpty: true, mayConsume: false };

/** Follows the groups, branches and repetitions of an expression that is read from the left to the right. */
export class PatternShape {
  readonly #outermost: Level = { after: 0, branches: undefined, branch: NOTHING };
  readonly #open: Level[] = [];
  readonly #repeated: GroupRange[] = [];
  #groupCount = 0;

  get groupCount(): number {
    return this.#groupCount;
  }

  /** Whether no part was read yet. */
  get isAtStart(): boolean {
    return (
      this.#level === this.#outermost && this.#level.branches === undefined && this.#level.branch === NOTHING
    );
  }

  /** What the whole expression can match. */
  get whole(): Extent {
    return sumOf(this.#outermost);
  }

  /** Whether a group stands inside of a part that may come several times. */
  isRepeated(group: number): boolean {
    return this.#repeated.some(({ after, last }) => group > after && group <= last);
  }

  /** @param counts - whether the group has a number */
  openGroup(counts: boolean): void {
    this.#groupCount += counts ? 1 : 0;
    this.#open.push({ after: this.#groupCount, branches: undefined, branch: NOTHING });
  }

  /** Starts another branch of the innermost group, and gives what the one that ends here can match. */
  alternate(): Extent {
    const level = this.#level;
    const { branch } = level;
    level.branches = sumOf(level);
    level.branch = NOTHING;
    return branch;
  }

  /** The group that ends here; undefined when none is open. */
  closeGroup(): Part | undefined {
    const level = this.#open.pop();
    return level && { ...sumOf(level), inner: { after: level.after, last: this.#groupCount } };
  }

  /** Adds what comes next, and how often. */
  add(part: Part, { minimum, maximum }: Quantifier): void {
    if (maximum > 1) {
      this.#repeated.push(part.inner);
    }
    const level = this.#level;
    const { mayBeEmpty, mayConsume } = level.branch;
    level.branch = {
      mayBeEmpty: mayBeEmpty && (part.mayBeEmpty || minimum === 0),
      mayConsume: mayConsume || (part.mayConsume && maximum > 0),
    };
  }

  get #level(): Level {
    return this.#open.at(-1) ?? this.#outermost;
  }
}

function sumOf({ branches, branch }: Level): Extent {
  return {
    mayBeEmpty: branch.mayBeEmpty || branches?.mayBeEmpty === true,
    mayConsume: branch.mayConsume || branches?.mayConsume === true,
  };
}
