import { decode, encode } from '@jridgewell/sourcemap-codec';
import { z } from 'zod';
import type { Pass } from './patches';

/** A source map, as far as a rewrite needs it: https://tc39.es/ecma426/ */
const SourceMap = z.looseObject({
  version: z.literal(3),
  sources: z.array(z.string().nullable()),
  sourcesContent: z.array(z.string().nullable()).optional(),
  mappings: z.string(),
});

/** How many lines and places a map may have: each takes some hundred bytes of memory. The largest of real bundles have a tenth. */
const MAXIMUM_MAPPINGS = 4_000_000;

/** Plans the text of a source that a map carries along; undefined for one that stays as it is. */
export type PlanSource = (file: string, text: string) => { pass: Pass; result: string } | undefined;

/**
 * Rewrites a source map after its script was edited: the sources in it get the same words, and every mapping still leads from
 * the same token of the script to the same token of the source.
 *
 * @param passes - what was done to the script
 * @returns undefined when the text is not a source map, or one of more than {@link MAXIMUM_MAPPINGS}
 */
export function rewriteSourceMap(
  text: string,
  passes: readonly Pass[],
  planSource: PlanSource,
): string | undefined {
  const map = parseMap(text);
  if (!map) {
    return undefined;
  }
  const movesInScript = passes.map(columnMover);
  const contents = [...(map.sourcesContent ?? [])];
  const movers = map.sources.map((source, index) => {
    const content = contents[index];
    const planned = source && content ? planSource(pathOf(source), content) : undefined;
    if (!planned) {
      return undefined;
    }
    contents[index] = planned.result;
    return columnMover(planned.pass);
  });
  const lines = decode(map.mappings);
  for (const [line, segments] of lines.entries()) {
    for (const segment of segments) {
      segment[0] = movesInScript.reduce((moved, move) => move(line, moved), segment[0]);
      if (segment.length > 1) {
        const [, source, sourceLine, sourceColumn] = segment as [number, number, number, number];
        segment[3] = movers[source]?.(sourceLine, sourceColumn) ?? sourceColumn;
      }
    }
  }
  return JSON.stringify({
    ...map,
    ...(map.sourcesContent && { sourcesContent: contents }),
    mappings: encode(lines),
  });
}

function parseMap(text: string): z.infer<typeof SourceMap> | undefined {
  try {
    const map = SourceMap.safeParse(JSON.parse(text)).data;
    return map && countMappings(map.mappings) <= MAXIMUM_MAPPINGS ? map : undefined;
  } catch {
    return undefined;
  }
}

function countMappings(mappings: string): number {
  let count = 1;
  for (let index = 0; index < mappings.length; index += 1) {
    const character = mappings[index];
    if (character === ';' || character === ',') {
      count += 1;
    }
  }
  return count;
}

/** The path of a source from the root of the upstream: `../../src/a.ts` is `src/a.ts`. */
function pathOf(source: string): string {
  return source.replace(/^(?:\.\.?\/)+/, '');
}

/** Tells where a column of a line is after edits, none of which reaches over a line break. Lines and columns count from 0. */
function columnMover({ text, edits }: Pass): (line: number, column: number) => number {
  const byLine = new Map<number, { start: number; end: number; length: number }[]>();
  let line = 0;
  let lineStart = 0;
  for (const { start, end, raw } of edits) {
    for (
      let next = text.indexOf('\n', lineStart);
      next >= 0 && next < start;
      next = text.indexOf('\n', lineStart)
    ) {
      line += 1;
      lineStart = next + 1;
    }
    const list = byLine.get(line) ?? [];
    list.push({ start: start - lineStart, end: end - lineStart, length: raw.length });
    byLine.set(line, list);
  }
  return (wantedLine, column) => {
    let shift = 0;
    for (const { start, end, length } of byLine.get(wantedLine) ?? []) {
      if (column < end) {
        return column <= start ? column + shift : start + shift; // what lay inside of an edit is at its start now
      }
      shift += length - (end - start);
    }
    return column + shift;
  };
}
