import { LiveryError, messageOf } from '@livery/contracts';
import type { Secret } from '@livery/images';

/** Where a bundle is stored. */
export interface AttestationStore {
  /** `owner/name` */
  readonly repository: string;
  readonly token: Secret;
  readonly apiUrl: string;
}

/**
 * Adds a bundle to what GitHub lists of a repository, where `gh attestation verify` looks first.
 * https://docs.github.com/en/rest/repos/attestations
 *
 * @throws LiveryError `github-refused`
 */
export async function storeAttestation(bundle: object, store: AttestationStore): Promise<void> {
  const { getOctokit } = await import('@actions/github');
  const [owner = '', repo = ''] = store.repository.split('/');
  const octokit = getOctokit(store.token.reveal(), { baseUrl: store.apiUrl });
  try {
    await octokit.rest.repos.createAttestation({ owner, repo, bundle: { ...bundle } });
  } catch (error) {
    throw new LiveryError('github-refused', {
      message: `GitHub did not take an attestation of ${store.repository}: ${messageOf(error).slice(0, 300)}.`,
      hint: 'Add "attestations: write" to the permissions of the job. The attestation is attached to the image all the same.',
      cause: error,
    });
  }
}
