/**
 * The backend of Livery: brand templates, runs, their logs and their outputs.
 *
 * @packageDocumentation
 */
export { liveryPlugin as default } from './plugin';
