/**
 * What the Livery plugins agree on: the HTTP API, its client, the permissions.
 *
 * @packageDocumentation
 */
export * from './assets';
export * from './brandTemplates';
export * from './ci';
export * from './client';
export * from './configuration';
export * from './containerRegistries';
export * from './credentials';
export * from './credentialTypeInfos';
export * from './credentialTypes';
export * from './dashboard';
export * from './fields';
export * from './gitRepositories';
export * from './http/listQuery';
export * from './http/problem';
export * from './http/refusal';
export * from './http/route';
export { tagOf } from './http/toHttp';
export * from './permissions';
export * from './previews';
export * from './remotes';
export * from './repositoryUrl';
export * from './retry';
export * from './routes';
export * from './runRoutes';
export * from './RunReporter';
export * from './schemas';
export * from './vault';
