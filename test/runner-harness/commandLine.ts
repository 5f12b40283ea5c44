/** A command an action printed, such as `::warning file=a.ts::text`. Names are lower case. */
export type CommandLine = {
  name: string;
  properties: ReadonlyMap<string, string>;
  data: string;
};

const ESCAPED: Readonly<Record<string, string>> = {
  '%25': '%',
  '%0D': '\r',
  '%0A': '\n',
  '%3A': ':',
  '%2C': ',',
  '%3B': ';',
  '%5D': ']',
};

const unescapeWith = (pattern: RegExp) => (text: string) =>
  text.replace(pattern, code => ESCAPED[code] ?? code);
const unescapeData = unescapeWith(/%25|%0D|%0A/g);
const unescapeProperty = unescapeWith(/%25|%0D|%0A|%3A|%2C/g);
const unescapeOldForm = unescapeWith(/%25|%0D|%0A|%3B|%5D/g);

function parseProperties(source: string, separator: string, unescape: (text: string) => string) {
  const properties = new Map<string, string>();
  for (const pair of source.trim().split(separator)) {
    const equals = pair.indexOf('=');
    if (equals > 0)
      properties.set(pair.slice(0, equals).trim().toLowerCase(), unescape(pair.slice(equals + 1)));
  }
  return properties;
}

function splitHead(head: string): { name: string; rest: string } {
  const space = head.indexOf(' ');
  return space < 0
    ? { name: head.toLowerCase(), rest: '' }
    : { name: head.slice(0, space).toLowerCase(), rest: head.slice(space + 1) };
}

/** `::name key=value,key=value::data`, at the start of the line but for white space. */
function parseNewForm(line: string, registered: ReadonlySet<string>): CommandLine | undefined {
  const trimmed = line.trimStart();
  if (!trimmed.startsWith('::')) return undefined;
  const end = trimmed.indexOf('::', 2);
  if (end < 0) return undefined;
  const { name, rest } = splitHead(trimmed.slice(2, end));
  if (!registered.has(name)) return undefined;
  return {
    name,
    properties: parseProperties(rest, ',', unescapeProperty),
    data: unescapeData(trimmed.slice(end + 2)),
  };
}

/** `##[name key=value;key=value]data`, wherever it stands in the line. */
function parseOldForm(line: string, registered: ReadonlySet<string>): CommandLine | undefined {
  const start = line.indexOf('##[');
  if (start < 0) return undefined;
  const end = line.indexOf(']', start);
  if (end < 0) return undefined;
  const { name, rest } = splitHead(line.slice(start + 3, end));
  if (!registered.has(name)) return undefined;
  return {
    name,
    properties: parseProperties(rest, ';', unescapeOldForm),
    data: unescapeOldForm(line.slice(end + 1)),
  };
}

/**
 * Reads a command from a line of output. A name that is not registered makes the line plain output.
 *
 * @param registered names in lower case
 */
export function parseCommandLine(line: string, registered: ReadonlySet<string>): CommandLine | undefined {
  return parseNewForm(line, registered) ?? parseOldForm(line, registered);
}
