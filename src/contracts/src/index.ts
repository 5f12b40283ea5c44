/**
 * What crosses a boundary: documents, run events, errors. Isomorphic, and it knows no other package.
 *
 * @packageDocumentation
 */
export * from './brand';
export * from './errors';
export * from './report';
export * from './run';
