/**
 * Makes a line of foreign text harmless: the runner takes `::name::` at the start of a line and `##[name]` anywhere for a
 * command. https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function harmless(line: string): string {
  return line
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/^\s*::/, '» ::')
    .replace(/##\[/g, '## [');
}
