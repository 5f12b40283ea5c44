/**
 * Plans and applies a brand: `output = f(upstream, profile, brand)`. No network, and of the world only files.
 *
 * @packageDocumentation
 */
export { applyPlan } from './apply/apply';
export { revertTree } from './apply/revert';
export { type BrandImport, type ImportedBrand, importBrand, importRulesInto } from './brand/importBrand';
export { BRAND_FILE, brandFromBundle, brandToBundle, type LoadedBrand, loadBrand } from './brand/loadBrand';
export type { PictureCache } from './assets/PictureCache';
export { checkAsset, sniffAsset } from './assets/check';
export { checkBrand } from './brand/checkBrand';
export { digestOf } from './digest';
export { parseYaml } from './document';
export { assertNoDrift, type DriftInput, findDrift } from './drift/drift';
export { type Interest, interestOf } from './plan/interest';
export type { Change } from './plan/outcome';
export { noticeOf } from './record/notice';
export { assertExpectations } from './plan/expectation';
export { openUpstream, type Plan, type PlanInput, plan } from './plan/plan';
export { TRIAL_LANGUAGES, type TrialPlace, tryText } from './plan/tryText';
export { detectSource, type DetectedSource } from './profile/detect';
export { type LoadedProfile, loadProfile, loadProfiles } from './profile/loadProfile';
export { Profile } from './profile/schema';
export { UNDO_FOLDER } from './record/UndoLog';
export { type ImportedRules, importRules } from './rules/customizer/importRules';
export type { ImportContext } from './rules/customizer/types';
export type { Language } from './tokens/language';
export { FolderTree, IGNORED_FOLDERS, RECORD_FOLDER, type SourceTree } from './tree/SourceTree';
export { assertVerified, type Verification, type VerificationFault, verifyTree } from './verify/verify';
