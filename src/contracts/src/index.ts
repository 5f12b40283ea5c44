/**
 * What crosses a boundary: documents, run events, errors. Isomorphic, and it knows no other package.
 *
 * @packageDocumentation
 */
export * from './brand';
export * from './digest';
export * from './drift';
export * from './errors';
export * from './failure';
export * from './git';
export * from './image';
export * from './importNote';
export * from './report';
export * from './run';
export * from './trial';
