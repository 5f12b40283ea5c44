import { z } from 'zod';

const host = z
  .string()
  .max(300)
  .regex(
    /^(?:[a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])(?::\d{1,5})?$/i,
    'must be the name of a host, such as git.example.org or registry.example.org:5000',
  )
  .toLowerCase();

/** The section `livery.remotes` of the configuration: what the portal may connect to when people name it. */
export const RemotesConfig = z.strictObject({
  privateHosts: z
    .array(host)
    .default([])
    .describe('hosts that may be in a private network or on this machine'),
  plainHttpHosts: z.array(host).default([]).describe('registries that are spoken to in plain HTTP'),
  registryHosts: z
    .array(host)
    .optional()
    .describe('the only registries that people may name; any on the internet without it'),
  certificateAuthorities: z
    .string()
    .min(1)
    .optional()
    .describe('a file with the certificates of authorities to trust beside the usual ones'),
  timeoutSeconds: z.number().int().min(1).max(600).default(30),
  awsEndpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('of the API of Amazon ECR, instead of that of AWS'),
});
export type RemotesConfig = z.infer<typeof RemotesConfig>;
