/**
 * Runs a bundled JavaScript action as GitHub's runner does, without GitHub:
 *
 *     const { conclusion, outputs, log } = await runAction({ action, workspace, inputs: { brand: 'brand' } });
 *
 * Every rule of the runner that is followed here has a test that says it in a sentence. There are no network
 * services: an action that asks for a cache, an artifact or an identity token finds none.
 *
 * @packageDocumentation
 */
export { runAction } from './runAction';
export type { RunActionOptions, RunActionResult, StageResult } from './runAction';
export type { Annotation } from './annotations';
export type { Group } from './StepCommands';
export type { GithubContext } from './environment';
export { SecretMasker, encodings } from './SecretMasker';
