/**
 * Scaffolder actions of Livery.
 *
 * @packageDocumentation
 */
export { createBrandApplyAction } from './actions/brandApply/brandApply';
export { scaffolderModuleLivery as default } from './module';
