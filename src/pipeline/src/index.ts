/**
 * The steps of a run over engine, git and archives, and the events they report.
 *
 * @packageDocumentation
 */
export { fetchSource } from './fetchSource';
export { findProfiles } from './profiles';
export { type PipelineOptions, type PipelineResult, type PipelineSource, runPipeline } from './runPipeline';
export { createSource, parseSource, type Source } from './source';
export { describeFindings } from './steps/applyBranding';
