import {
  BrandBundle,
  GitRef,
  HttpsRepositoryUrl,
  RunEvent,
  RunFailure,
  RunOutput,
  RunState,
  RunSummary,
  StepKey,
} from '@livery/contracts';
import { z } from 'zod';
import { timestamp } from './fields';

/** An upstream that the portal's configuration names. */
export const Upstream = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string().optional().describe('absent for an upstream that comes with the portal'),
  ref: z.string().optional(),
});
export type Upstream = z.infer<typeof Upstream>;

/**
 * The address of a git repository that a person may name.
 *
 * Only a full host name: the backend fetches it from inside its own network, where `localhost`, an IP address or a
 * name without a dot may lead a person to hosts that they cannot reach themselves. Whoever runs the portal may name
 * such a host in its configuration.
 */
const RepositoryUrl = HttpsRepositoryUrl.refine(
  // zod runs this for a text that is no such address too, and reports that itself
  url => !URL.canParse(url) || isFullHostName(new URL(url).hostname),
  'must have the full name of a host, such as git.example.org; localhost, IP addresses and names without a dot are refused',
);

function isFullHostName(hostname: string): boolean {
  return z.regexes.domain.test(hostname) && !/(?:^|\.)localhost$/.test(hostname);
}

/** What to brand: an upstream the portal knows, or any git repository over https. */
export const RunSource = z.union([
  z.strictObject({ upstream: z.string().min(1).max(100), ref: GitRef.optional() }),
  z.strictObject({
    url: RepositoryUrl,
    ref: GitRef.optional(),
  }),
]);
export type RunSource = z.infer<typeof RunSource>;

/** What a run is started with. */
export const NewRun = z.strictObject({
  templateId: z.uuid(),
  source: RunSource,
});
export type NewRun = z.infer<typeof NewRun>;

/** How far one step of a run has come. */
export const RunStep = z.object({
  key: StepKey,
  state: z.enum(['pending', 'running', 'completed', 'failed', 'skipped']),
  durationMs: z.number().optional(),
});
export type RunStep = z.infer<typeof RunStep>;

/** An output that can be downloaded. */
export const StoredOutput = RunOutput.extend({
  id: z.uuid(),
  createdAt: timestamp,
  downloads: z.number().int(),
});
export type StoredOutput = z.infer<typeof StoredOutput>;

/** The record of a pipeline run. */
export const Run = z.object({
  id: z.uuid(),
  state: RunState,
  runner: z.enum(['scaffolder', 'github-actions', 'local']),
  templateId: z.uuid().optional(),
  templateName: z.string(),
  source: RunSource,
  taskId: z.string().optional().describe('the scaffolder task that carries the run'),
  createdBy: z.string(),
  createdAt: timestamp,
  startedAt: timestamp.optional(),
  finishedAt: timestamp.optional(),
  steps: z.array(RunStep),
  summary: RunSummary.optional(),
  error: RunFailure.optional(),
  outputs: z.array(StoredOutput),
});
export type Run = z.infer<typeof Run>;

/** An event with its place in the run's log; the id grows and is what a reader resumes from. */
export const StoredRunEvent = z.object({ id: z.number().int(), event: RunEvent });
export type StoredRunEvent = z.infer<typeof StoredRunEvent>;

/**
 * Events as a runner reports them. A batch whose answer got lost is sent again under the same id, which the backend
 * then knows; a runner sends one batch at a time, and gives each an id of its own.
 */
export const RunEventBatch = z.strictObject({
  // PostgreSQL gives a UUID back in lower case.
  id: z.uuid().toLowerCase().optional(),
  events: z.array(RunEvent).min(1).max(500),
});
export type RunEventBatch = z.infer<typeof RunEventBatch>;

/** What a runner gets when it asks what to do. */
export const RunJob = z.object({
  runId: z.uuid(),
  source: z.object({
    kind: z.enum(['git', 'folder']).describe('a repository to fetch, or a folder of the machine to copy'),
    location: z.string(),
    ref: z.string().optional(),
    title: z.string().optional().describe('what people read instead of a location that they must not see'),
  }),
  steps: z.array(StepKey),
  bundle: BrandBundle,
});
export type RunJob = z.infer<typeof RunJob>;
