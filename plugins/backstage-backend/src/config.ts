import { resolve } from 'node:path';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { GitRef, HttpsRepositoryUrl } from '@livery/contracts';
import { z } from 'zod';
import { describeIssues } from './describeIssues';
import { RemotesConfig } from './remotes/RemotesConfig';

const UpstreamConfig = z
  .strictObject({
    id: z
      .string()
      .max(100)
      .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes'),
    title: z.string().min(1),
    url: HttpsRepositoryUrl.optional(),
    ref: GitRef.optional(),
    folder: z.string().min(1).optional(),
  })
  .refine(upstream => (upstream.url === undefined) !== (upstream.folder === undefined), {
    message: 'must have either a url or a folder',
  });

/** An upstream as the configuration names it, with its folder as an absolute path. */
export type UpstreamConfig = z.infer<typeof UpstreamConfig>;

/** The public forges that a person's own repository is most likely on. */
const usualHosts = ['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org'];

/** What `id` and `provider` leave is for the provider to read. */
const KeyConfig = z
  .looseObject({
    id: z.string().regex(/^[a-z\d][\w.-]{0,99}$/i, 'must be letters, digits, dots, dashes and underscores'),
    provider: z.string().min(1).default('local'),
  })
  .transform(({ id, provider, ...options }) => ({ id, provider, options }));

const LiveryConfig = z.strictObject({
  environment: z
    .enum(['development', 'staging', 'production'])
    .default(() => (process.env.NODE_ENV === 'production' ? 'production' : 'development')),
  sampleBrand: z.string().min(1).optional(),
  upstreams: z
    .array(UpstreamConfig)
    .default([])
    .refine(upstreams => new Set(upstreams.map(({ id }) => id)).size === upstreams.length, {
      message: 'two upstreams have the same id',
    }),
  allowedHosts: z
    .array(
      z
        .string()
        .regex(/^[a-z\d.-]+(?::\d{1,5})?$/i, 'must be the name of a host, such as git.example.org')
        .toLowerCase(),
    )
    .default(usualHosts),
  remotes: RemotesConfig.prefault({}),
  runs: z
    .strictObject({ templateRef: z.string().min(1).default('template:default/livery-brand-app') })
    .prefault({}),
  vault: z
    .strictObject({
      keys: z
        .array(KeyConfig)
        .default([])
        .refine(keys => new Set(keys.map(({ id }) => id)).size === keys.length, {
          message: 'two keys have the same id',
        }),
    })
    .prefault({}),
  assets: z.strictObject({ directory: z.string().min(1).optional() }).prefault({}),
  limits: z
    .strictObject({
      expensive: z
        .strictObject({
          requests: z.number().int().positive().default(60),
          windowSeconds: z.number().int().positive().default(60),
        })
        .prefault({}),
    })
    .prefault({}),
  outputs: z.strictObject({
    directory: z.string().min(1),
    maxSizeBytes: z
      .number()
      .int()
      .positive()
      .default(2 * 1024 ** 3),
  }),
});

/** The section `livery` of the configuration; every path in it is absolute. */
export type LiveryConfig = z.infer<typeof LiveryConfig>;

/** Reads the section `livery`; relative paths start at the working directory of the process. */
export function readLiveryConfig(rootConfig: Config): LiveryConfig {
  const parsed = LiveryConfig.safeParse(rootConfig.getOptional('livery') ?? {});
  if (!parsed.success) {
    throw new InputError(
      `The section livery of the configuration is not valid: ${describeIssues(parsed.error, 'livery')}. ` +
        'Correct app-config.yaml and start the backend again.',
    );
  }
  const { environment, sampleBrand, upstreams, allowedHosts, remotes, runs, vault, assets, limits, outputs } =
    parsed.data;
  return {
    environment,
    sampleBrand: sampleBrand === undefined ? undefined : resolve(sampleBrand),
    upstreams: upstreams.map(upstream =>
      upstream.folder === undefined ? upstream : { ...upstream, folder: resolve(upstream.folder) },
    ),
    allowedHosts,
    remotes: {
      ...remotes,
      ...(remotes.certificateAuthorities !== undefined && {
        certificateAuthorities: resolve(remotes.certificateAuthorities),
      }),
    },
    runs,
    vault,
    assets: { directory: assets.directory === undefined ? undefined : resolve(assets.directory) },
    limits,
    outputs: { ...outputs, directory: resolve(outputs.directory) },
  };
}
