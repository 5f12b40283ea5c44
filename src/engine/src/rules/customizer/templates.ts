import { z } from 'zod';
import { checkValue } from './checkValue';

/** What the Customizer wrote of an asset: its name and type, and in a backup a text that lacks every byte that is no UTF-8. */
export const TemplateAsset = z.object({ file_name: z.string(), file_type: z.string().nullish() });

/** A branding template as every export of the Customizer has it. */
export const Template = z.object({
  name: z.string().nullish(),
  description: z.string().nullish(),
  brand_name: z.string().nullish(),
  replacement_rules: z.unknown(),
  assets: z.array(TemplateAsset).default([]),
});
export type Template = z.infer<typeof Template>;

/** The export of one template. */
export const TemplateExport = z.object({ template: Template, assets: z.array(TemplateAsset).default([]) });

/** The backup of all templates. */
export const TemplateBackup = z.object({ templates: z.array(Template).min(1) });

/**
 * Reads the templates of an export, of a backup, or a template as the API gave it; undefined for anything else.
 *
 * @throws LiveryError `brand-invalid` for one of them that is broken
 */
export function readTemplates(document: object, where: string): Template[] | undefined {
  const check = <T extends z.ZodType>(schema: T): z.output<T> =>
    checkValue(schema, document, {
      message: `${where} looks like templates of the Customizer, but cannot be read`,
      hint: 'Export the template again.',
    });
  if ('template' in document && typeof document.template === 'object') {
    const { template, assets } = check(TemplateExport);
    return [{ ...template, assets: [...template.assets, ...assets] }];
  }
  if ('templates' in document && Array.isArray(document.templates)) {
    return check(TemplateBackup).templates;
  }
  return 'replacement_rules' in document ? [check(Template)] : undefined;
}
