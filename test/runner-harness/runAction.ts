import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { type ActionMetadata, readActionMetadata } from './actionMetadata';
import type { Annotation } from './annotations';
import {
  contextVariables,
  defaultGithubContext,
  type GithubContext,
  machineVariables,
  runnerContext,
} from './environment';
import { createFileCommands } from './fileCommands';
import { resolveInputs } from './inputs';
import { nodeBinary } from './nodeBinary';
import { killProcessTree } from './processTree';
import { type ProcessResult, runProcess, type RunnerTimes, runnerTimes } from './runProcess';
import { SecretMasker } from './SecretMasker';
import { type Group, StepCommands } from './StepCommands';
import { type FileResults, readFileResults } from './stageFiles';

/** What to run, and in which surroundings. */
export type RunActionOptions = {
  /** the folder with `action.yml` */
  action: string;
  /** as under `with:`; `null` is a name without a value */
  inputs?: Readonly<Record<string, string | null | undefined>>;
  /** the checked-out repository, and the working directory */
  workspace: string;
  /** as under `env:` of the step */
  env?: Readonly<Record<string, string>>;
  /** the event that started the workflow; by default a `workflow_dispatch` without anything */
  event?: { name: string; payload: unknown };
  /** what is to differ from a push to the default branch of `acme/chat` */
  github?: Partial<GithubContext>;
  /** `${{ github.token }}`, masked from the start */
  token?: string;
  /** the repository's secrets, masked from the start */
  secrets?: readonly string[];
  /** step debugging: `::debug::` is shown, and every command is echoed */
  debug?: boolean;
  /** cancel this long after main has started */
  signalAfterMs?: number;
  /** cancel when main prints a line with this text */
  signalOnOutput?: string;
  /** waits that differ from the runner's, so that a test need not take ten seconds */
  times?: Partial<RunnerTimes>;
  /** give up on a stage after this long */
  timeoutMs?: number;
  /** `RUNNER_TEMP`; by default a folder that is removed afterwards */
  temp?: string;
};

/** How main or post went. */
export type StageResult = {
  stage: 'main' | 'post';
  conclusion: 'success' | 'failure' | 'cancelled';
  exitCode: number;
  signal?: NodeJS.Signals;
  stdout: string;
  stderr: string;
  /** lines as people see them, secrets masked */
  log: string;
  durationMs: number;
};

/** What an action did, both stages together. */
export type RunActionResult = {
  conclusion: StageResult['conclusion'];
  /** of main */
  exitCode: number;
  outputs: Record<string, string>;
  /** the outputs a job could pass on: those that hold a secret are dropped */
  jobOutputs: Record<string, string>;
  state: Record<string, string>;
  /** what later steps would find in their environment */
  env: Record<string, string>;
  /** what later steps would find in front of their `PATH`, the last addition first */
  path: string[];
  summary: string;
  commands: { annotations: Annotation[]; groups: Group[]; masks: string[] };
  stdout: string;
  stderr: string;
  log: string;
  stages: StageResult[];
};

type Job = {
  options: RunActionOptions;
  metadata: ActionMetadata;
  masker: SecretMasker;
  folder: string;
  workspace: string;
  temp: string;
  trackingId: string;
  /** what no `env:` can change; the same for both stages */
  fixed: Record<string, string>;
  inputWarnings: string[];
};

type StageOutcome = { result: StageResult; commands: StepCommands; files: FileResults };

/** Runs a JavaScript action as GitHub's runner does: main, and then post. */
export async function runAction(options: RunActionOptions): Promise<RunActionResult> {
  // The action's processes see real paths; on some machines the temporary folder is a link.
  const root = await realpath(await mkdtemp(join(tmpdir(), 'runner-harness-')));
  const trackingId = `harness_${randomUUID()}`;
  try {
    const job = await prepareJob(options, root, trackingId);
    const main = await runStage(job, 'main');
    const { post, 'post-if': postIf } = job.metadata.runs;
    const stages = [main];
    if (post && postRuns(postIf, main.result.conclusion)) stages.push(await runStage(job, 'post', main));
    return summarise(stages, job.masker);
  } finally {
    // At the end of a job the runner ends what its steps have left running.
    await killProcessTree(trackingId);
    await rm(root, { recursive: true, force: true });
  }
}

async function prepareJob(options: RunActionOptions, root: string, trackingId: string): Promise<Job> {
  const folder = resolve(options.action);
  const workspace = resolve(options.workspace);
  const temp = options.temp ?? join(root, 'temp');
  const toolCache = join(root, 'tools');
  const eventPath = join(temp, '_github_workflow', 'event.json');
  const { debug = false, token = 'ghs_HarnessTokenHarnessTokenHarnessTok0' } = options;
  const event = options.event ?? { name: 'workflow_dispatch', payload: {} };
  await mkdir(toolCache, { recursive: true });
  await mkdir(join(eventPath, '..'), { recursive: true });
  await writeFile(eventPath, JSON.stringify(event.payload, undefined, 2));

  const github = {
    ...defaultGithubContext,
    ...options.github,
    action_path: folder,
    event_name: event.name,
    event_path: eventPath,
    workspace,
  };
  const runner = runnerContext({ temp, toolCache, workspace }, debug);
  const metadata = await readActionMetadata(folder);
  // The token and the event are known to expressions and never reach the environment.
  const expressions = { github: { ...github, token, event: event.payload }, runner };
  const inputs = resolveInputs(metadata, options.inputs ?? {}, expressions);

  const masker = new SecretMasker();
  for (const secret of [token, ...(options.secrets ?? [])]) masker.add(secret);
  const fixed = {
    ...inputs.environment,
    ...contextVariables('GITHUB', github),
    ...contextVariables('RUNNER', runner),
    GITHUB_ACTIONS: 'true',
  };
  const inputWarnings = inputs.warnings;
  return { options, metadata, masker, folder, workspace, temp, trackingId, fixed, inputWarnings };
}

async function runStage(job: Job, stage: 'main' | 'post', before?: StageOutcome): Promise<StageOutcome> {
  const { options, metadata, masker, workspace } = job;
  const commands = new StepCommands({
    masker,
    workspace,
    debug: options.debug ?? false,
    allowUnsecure: options.env?.ACTIONS_ALLOW_UNSECURE_COMMANDS === 'true',
  });
  if (stage === 'main') for (const warning of job.inputWarnings) commands.issue('warning', warning);

  const files = await createFileCommands(job.temp, randomUUID());
  const process = await runProcess({
    command: nodeBinary(metadata.runs.using),
    args: [join(job.folder, (stage === 'main' ? metadata.runs.main : metadata.runs.post) ?? '')],
    cwd: workspace,
    env: { ...stageVariables(job, before), ...contextVariables('GITHUB', files) },
    times: { ...runnerTimes, ...options.times },
    trackingId: job.trackingId,
    timeoutMs: options.timeoutMs ?? 60_000,
    ...(stage === 'main'
      ? { signalAfterMs: options.signalAfterMs, signalOnOutput: options.signalOnOutput }
      : {}),
    onLine: line => commands.read(line),
  });
  const results = await readFileResults(files, commands, masker);
  return { result: stageResult(stage, process, commands), commands, files: results };
}

function stageVariables({ options, fixed }: Job, before?: StageOutcome): Record<string, string> {
  const variables: Record<string, string> = {
    ...machineVariables(),
    CI: 'true',
    ...Object.fromEntries(before?.files.environment ?? []),
    ...options.env,
    ...fixed,
    ...Object.fromEntries([...(before?.files.state ?? [])].map(([name, value]) => [`STATE_${name}`, value])),
  };
  const path = [...(before?.files.paths ?? [])].reverse().concat(variables.PATH ?? []);
  return { ...variables, PATH: path.join(delimiter) };
}

function stageResult(stage: 'main' | 'post', process: ProcessResult, commands: StepCommands): StageResult {
  const { cancelled, ...ended } = process;
  const failed = process.exitCode !== 0 || commands.failed;
  const conclusion = cancelled ? 'cancelled' : failed ? 'failure' : 'success';
  return { stage, conclusion, ...ended, log: commands.log.map(line => `${line}\n`).join('') };
}

function postRuns(condition: string, main: StageResult['conclusion']): boolean {
  const conditions: Readonly<Record<string, boolean>> = {
    'always()': true,
    'success()': main === 'success',
    'failure()': main === 'failure',
    'cancelled()': main === 'cancelled',
    '!cancelled()': main !== 'cancelled',
  };
  const runs = conditions[condition.replace(/^\$\{\{(.*)\}\}$/, '$1').trim()];
  if (runs === undefined) throw new Error(`The harness does not know the condition post-if: ${condition}`);
  return runs;
}

function summarise(stages: StageOutcome[], masker: SecretMasker): RunActionResult {
  const results = stages.map(({ result }) => result);
  const joined = (name: 'stdout' | 'stderr' | 'log') => results.map(result => result[name]).join('');
  const merged = (maps: Array<ReadonlyMap<string, string>>) =>
    Object.fromEntries(maps.flatMap(map => [...map]));

  const outputs = merged(stages.map(({ files }) => files.outputs));
  const worst = results.find(({ conclusion }) => conclusion !== 'success') ?? results[0];
  return {
    conclusion: worst?.conclusion ?? 'success',
    exitCode: results[0]?.exitCode ?? 0,
    outputs,
    // GitHub says of each that is missing: "Skip output 'name' since it may contain secret."
    jobOutputs: Object.fromEntries(
      Object.entries(outputs).filter(([, value]) => masker.mask(value) === value),
    ),
    state: merged(stages.map(({ files }) => files.state)),
    env: merged(stages.map(({ files }) => files.environment)),
    path: stages.flatMap(({ files }) => files.paths).reverse(),
    summary: stages.map(({ files }) => files.summary).join(''),
    commands: {
      annotations: stages.flatMap(({ commands }) => commands.annotations),
      groups: stages.flatMap(({ commands }) => commands.groups),
      masks: masker.values,
    },
    stdout: joined('stdout'),
    stderr: joined('stderr'),
    log: joined('log'),
    stages: results,
  };
}
