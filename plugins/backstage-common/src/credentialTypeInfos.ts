import type { z } from 'zod';
import { type CredentialTypeInfo, hostSchemas, secretSchemas } from './credentials';
import { CredentialType, credentialTypeTexts } from './credentialTypes';

/** What is known about each type, for forms; which fields are required is read from the schemas. */
export const credentialTypeInfos: readonly CredentialTypeInfo[] = CredentialType.options.map(type => {
  const { title, description, fields } = credentialTypeTexts[type];
  const shape: Readonly<Record<string, z.ZodType>> = secretSchemas[type].shape;
  return {
    type,
    title,
    description,
    host: hostOf(hostSchemas[type]),
    fields: Object.entries(shape).map(([name, schema]) => ({
      name,
      title: fields[name]?.title ?? name,
      ...(fields[name]?.description !== undefined && { description: fields[name].description }),
      isRequired: !schema.safeParse(undefined).success,
      isMultiline: fields[name]?.isMultiline ?? false,
    })),
  };
});

function hostOf(schema: z.ZodType): CredentialTypeInfo['host'] {
  const left = schema.safeParse(undefined);
  return {
    isRequired: !left.success,
    ...(typeof left.data === 'string' && { default: left.data }),
  };
}
