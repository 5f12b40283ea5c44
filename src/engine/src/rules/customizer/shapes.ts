import { z } from 'zod';

/** A rule as the Customizer's engine read it: Python's `re` with `use_regex`, `str.replace` without. */
export const EngineRule = z.object({
  pattern: z.string(),
  replacement: z.string().default(''),
  use_regex: z.boolean().nullish(),
});
export type EngineRule = z.infer<typeof EngineRule>;

/** A rule as the Customizer's tool page had it, where JavaScript looked for it. */
export const ToolRule = z.object({
  search: z.string(),
  replace: z.string(),
  regex: z.boolean().nullish(),
});
export type ToolRule = z.infer<typeof ToolRule>;

/** Shape 1: the rules of the engine, in the order in which it applied them. */
export const EngineRules = z.array(EngineRule);

/** Shape 2: old text → new text, which the Customizer's API and its export had. */
export const FlatRules = z.record(z.string(), z.string());

/** Shape 3: the rules of the tool page; it wrote them into an object beside the time. */
export const ToolRules = z.array(ToolRule);

/** What the export of the tool page was around its rules. */
export const ToolExport = z.object({ rules: z.array(z.unknown()), timestamp: z.string().optional() });
