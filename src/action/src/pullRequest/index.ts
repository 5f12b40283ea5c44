/**
 * What is told on pull requests, and stored at GitHub beside the code.
 *
 * @packageDocumentation
 */
export {
  type PullRequest,
  pullRequestOf,
  type PullRequestOrReason,
  type WorkflowEvent,
} from './pullRequestOf';
export { type AttestationStore, storeAttestation } from './storeAttestation';
export { type PullRequestNote, writeToPullRequest, type WrittenNote } from './writeToPullRequest';
