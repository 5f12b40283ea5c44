/** What an expression can name: `github`, `runner`, and what lies below them. */
export type ExpressionContext = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /\$\{\{(.*?)\}\}/gs;
const LITERAL = /^'((?:[^']|'')*)'$/;
const PATH = /^[a-z_][\w-]*(?:\.[a-z_][\w-]*)*$/i;

/**
 * Fills the `${{ … }}` of a default in `action.yml`. Only paths and text are known: an expression that is
 * more than this is an error, because a wrong value would make a test pass for the wrong reason.
 */
export function evaluate(template: string, context: ExpressionContext): string {
  return template.replace(PLACEHOLDER, (_, source: string) => {
    const expression = source.trim();
    const literal = LITERAL.exec(expression);
    if (literal) return (literal[1] ?? '').replaceAll("''", "'");
    if (!PATH.test(expression)) throw new Error(`The harness cannot evaluate \${{ ${expression} }}`);

    let value: unknown = context;
    for (const name of expression.split('.')) {
      value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    }
    if (value === undefined || value === null) return '';
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return String(value);
    throw new Error(`\${{ ${expression} }} is not text`);
  });
}
