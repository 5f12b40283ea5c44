const maximumLength = 100;

/** The name of a copy: `Acme (Copy)`, `Acme (Copy 2)`; a long name is cut. */
export function nameOfCopy(name: string, number: number): string {
  const ending = number === 1 ? ' (Copy)' : ` (Copy ${number})`;
  return `${name.slice(0, maximumLength - ending.length).trimEnd()}${ending}`;
}
