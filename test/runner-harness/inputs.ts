import type { ActionMetadata } from './actionMetadata';
import { evaluate, type ExpressionContext } from './expressions';

/** The inputs of a step, as the action gets them and as the log speaks of them. */
export type ResolvedInputs = {
  /** `INPUT_…` → value */
  environment: Record<string, string>;
  warnings: string[];
};

/** The variable an input arrives in: upper case, a space becomes `_`, a hyphen stays. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/**
 * Puts the inputs of a step and the defaults of the action together. `required: true` is not looked at:
 * the runner does not enforce it either.
 */
export function resolveInputs(
  metadata: ActionMetadata,
  given: Readonly<Record<string, string | null | undefined>>,
  context: ExpressionContext,
): ResolvedInputs {
  const environment: Record<string, string> = {};
  const warnings: string[] = [];
  // Not given is not the same as given and empty: only the former gets the default.
  const passed = Object.entries(given).filter(([, value]) => value !== undefined);
  const known = new Map(Object.entries(metadata.inputs).map(([name, input]) => [name.toLowerCase(), input]));

  for (const [name, input] of Object.entries(metadata.inputs)) {
    environment[inputVariable(name)] = evaluate(input.default ?? '', context);
  }
  for (const [name, value] of passed) {
    environment[inputVariable(name)] = value ?? '';
    const deprecation = known.get(name.toLowerCase())?.deprecationMessage;
    if (deprecation) warnings.push(`Input '${name}' has been deprecated with message: ${deprecation}`);
  }

  const unexpected = passed.map(([name]) => name).filter(name => !known.has(name.toLowerCase()));
  if (unexpected.length > 0) {
    const quoted = (names: string[]) => names.map(name => `'${name}'`).join(', ');
    const valid = quoted(Object.keys(metadata.inputs));
    warnings.push(`Unexpected input(s) ${quoted(unexpected)}, valid inputs are [${valid}]`);
  }
  return { environment, warnings };
}
