import { stripVTControlCharacters } from 'node:util';
import type { RunEvent } from '@livery/contracts';

// Everything that moves a cursor, rings a bell or turns text around; line feeds and tabs stay.
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text of a log without terminal sequences and control characters. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text).replace(/\r\n?/g, '\n').replace(unprintable, '');
}

/**
 * The same event with every text cleaned.
 *
 * Log lines repeat what git and upstream files say, and they end in browsers, terminals and log collectors.
 */
export function cleanRunEvent(event: RunEvent): RunEvent {
  return cleanValue(event);
}

function cleanValue<T>(value: T): T;
function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') {
    return cleanText(value);
  }
  if (Array.isArray(value)) {
    return value.map(item => cleanValue(item));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleanValue(item)]));
  }
  return value;
}
