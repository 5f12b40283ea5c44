/**
 * What the Livery plugins agree on: the HTTP API, its client, the permissions.
 *
 * @packageDocumentation
 */
export * from './client';
export * from './permissions';
export * from './schemas';
