import { isAbsolute, relative } from 'node:path';

/** The kinds of annotation, which are the names of their commands too. */
export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** A message the run's page shows, at a place in a file where the action named one. */
export type Annotation = {
  level: AnnotationLevel;
  message: string;
  title?: string;
  file?: string;
  line?: number;
  endLine?: number;
  column?: number;
  endColumn?: number;
};

/** Of each level, a step keeps this many; the rest is only in the log. */
export const ANNOTATIONS_PER_LEVEL = 10;

/** A message is cut here. */
export const MESSAGE_LIMIT = 4096;

const wholeNumber = (text: string | undefined) => (text && /^\d+$/.test(text) ? Number(text) : undefined);

function validPlace(properties: ReadonlyMap<string, string>) {
  const endLine = wholeNumber(properties.get('endline'));
  const line = wholeNumber(properties.get('line')) ?? endLine;
  const column = wholeNumber(properties.get('col'));
  const endColumn = wholeNumber(properties.get('endcolumn'));

  // A column says nothing over several lines, or without one.
  const columnsCount = line !== undefined && (endLine === undefined || endLine === line);
  const linesInOrder = line === undefined || endLine === undefined || endLine >= line;
  const columnsInOrder = column === undefined || endColumn === undefined || endColumn >= column;
  return {
    ...(linesInOrder ? { line, endLine } : {}),
    ...(columnsCount && columnsInOrder ? { column, endColumn } : {}),
  };
}

/** Makes an annotation of a command, with the runner's rules on what a place may be. */
export function toAnnotation(
  level: AnnotationLevel,
  properties: ReadonlyMap<string, string>,
  message: string,
  workspace: string,
): Annotation {
  const annotation: Annotation = { level, message: message.slice(0, MESSAGE_LIMIT) };
  const title = properties.get('title');
  if (title) annotation.title = title;

  const file = properties.get('file');
  if (file) {
    const path = relative(workspace, file);
    annotation.file = isAbsolute(file) && !path.startsWith('..') ? path : file;
  }
  for (const [name, value] of Object.entries(validPlace(properties))) {
    if (value !== undefined) Object.assign(annotation, { [name]: value });
  }
  return annotation;
}
