/**
 * The steps of a run over engine, git, images and archives, and the events they report.
 *
 * @packageDocumentation
 */
export { type BuilderName, builderNames } from './builders/Builder';
export { checkArguments } from './builders/checkBuild';
export { fetchSource } from './fetchSource';
export { assertPushed, type OverlayRun, runOverlay, type RunOverlayOptions } from './overlay/runOverlay';
export { type GitAccess, type GitLogin, knownHostsName } from './git/GitAccess';
export { fingerprintOf, HostKey, scanHostKeys } from './git/hostKeys';
export {
  fetchCommit,
  listRemote,
  type RemoteCommit,
  type RemoteRef,
  type RemoteRefs,
} from './git/listRemote';
export { findProfiles } from './profiles';
export { inFolder, isInside, refuseExisting, refuseForeignReport, withWorkFolder, writeJson } from './output';
export { folderPictureCache } from './pictureCache';
export { findSourceDrift, type PipelineSource, planSource } from './planSource';
export { type PipelineOptions, type PipelineResult, runPipeline } from './runPipeline';
export { endOf } from './runSummary';
export { createSource, parseSource, type Source } from './source';
export { describeFindings } from './steps/applyBranding';
export { imageSteps } from './steps/imageSteps';
export { BUILD_TIMEOUT_MS, type BuildOptions } from './steps/buildImage';
