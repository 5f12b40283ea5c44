/** What GitHub takes, in characters. https://github.com/orgs/community/discussions/27190 and https://docs.github.com/en/rest/checks/runs */
const MAXIMUM_BODY = 65_000;

const CUT = '\n\nThe rest is in the summary of the job.\n';

/**
 * The line by which a comment is found again. It is not shown.
 *
 * @param key - what tells comments of one workflow apart, such as the name of a brand
 */
export function markerOf(key: string): string {
  return `<!-- livery ${encodeURIComponent(key).replaceAll('-', '%2D')} -->`;
}

/** A comment: the marker, and what the summary of the job says. */
export function commentOf(key: string, summary: string): string {
  return cut(`${markerOf(key)}\n${withoutMentions(summary)}`);
}

/** What a check shows. */
export function checkSummaryOf(summary: string): string {
  return cut(withoutMentions(summary));
}

/** Cut at the end of a line. */
function cut(text: string): string {
  if (text.length <= MAXIMUM_BODY) {
    return text;
  }
  const end = text.lastIndexOf('\n', MAXIMUM_BODY - CUT.length);
  return `${text.slice(0, end < 0 ? MAXIMUM_BODY - CUT.length : end)}${CUT}`;
}

/** A name in the text of upstream is not somebody who wants to hear of it. The digest of an image has letters before its sign. */
function withoutMentions(text: string): string {
  return text.replace(/(^|[^\w`/.-])@(?=[a-z\d])/gi, '$1&#64;');
}
