import { type Encoding, isUnbroken } from './encoding';

/** A JSON string; characters outside ASCII stay as they are. */
export const jsonString: Encoding = {
  escapes: /\\(?:u[\da-f]{4}|[^u])/giu,
  encode: plain => JSON.stringify(plain).slice(1, -1),
  isWhole: raw => isUnbroken(raw, /["\u0000-\u001f]/),
  decode: raw => {
    try {
      return JSON.parse(`"${raw}"`) as string;
    } catch {
      return undefined;
    }
  },
};
