/**
 * Whether a text can stand in a file at all: whole characters, and none that controls a device.
 *
 * @param placeholder - what the translator fills in, for a file of translations: it would read some of the text as code
 */
export function isWritable(plain: string, placeholder: RegExp | undefined): boolean {
  return (
    plain.isWellFormed() &&
    !/[\u0000-\u0008\v\f\u000e-\u001f]/.test(plain) &&
    (placeholder === undefined || codeOf(plain, placeholder).length === 0)
  );
}

/** Whether a translation fills in what its English sentence fills in, and nothing else. */
export function fillsInTheSame(
  sentence: string,
  translation: string,
  placeholder: RegExp | undefined,
): boolean {
  return (
    placeholder === undefined ||
    codeOf(sentence, placeholder).join('\n') === codeOf(translation, placeholder).join('\n')
  );
}

/** What i18next takes for code: https://www.i18next.com/translation-function/nesting */
function codeOf(text: string, placeholder: RegExp): string[] {
  return [...text.matchAll(placeholder), ...text.matchAll(/\{\{|\}\}|\$t\(/g)].map(String).sort();
}
