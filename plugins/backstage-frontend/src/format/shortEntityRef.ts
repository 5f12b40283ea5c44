/** An entity reference without the parts that every user has: `user:default/guest` reads `guest`. */
export function shortEntityRef(ref: string): string {
  return ref.replace(/^user:(default\/)?/, '');
}
