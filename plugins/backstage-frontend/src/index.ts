/**
 * The Livery pages of a Backstage portal.
 *
 * @packageDocumentation
 */
export { liveryPlugin as default } from './plugin';
export { liveryApiRef } from './api';
export { liveryTranslationRef } from './translation';
