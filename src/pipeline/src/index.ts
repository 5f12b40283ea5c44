/**
 * The steps of a run over engine, git, images and archives, and the events they report.
 *
 * @packageDocumentation
 */
export { type BuilderName, builderNames } from './builders/Builder';
export { fetchSource } from './fetchSource';
export { assertPushed, type OverlayRun, runOverlay, type RunOverlayOptions } from './overlay/runOverlay';
export { findProfiles } from './profiles';
export { inFolder, isInside, refuseExisting, refuseForeignReport, withWorkFolder, writeJson } from './output';
export { findSourceDrift, type PipelineSource, planSource } from './planSource';
export { type PipelineOptions, type PipelineResult, runPipeline } from './runPipeline';
export { createSource, parseSource, type Source } from './source';
export { describeFindings } from './steps/applyBranding';
export { imageSteps } from './steps/imageSteps';
export { BUILD_TIMEOUT_MS, type BuildOptions } from './steps/buildImage';
