import path from 'node:path';
import * as core from '@actions/core';
import { LiveryError } from '@livery/contracts';
import { RegistryClient, Secret } from '@livery/images';
import { withWorkFolder } from '@livery/pipeline';
import { storeAttestation } from '../pullRequest';
import { harmless } from '../show/harmless';
import { attestImage, parsePolicy, parseSigstore, verifyBase } from '../supplyChain';
import type { Outcome } from './Outcome';
import type { Step } from './Step';

/** Clients of registries, for as long as a task runs. */
async function withClients<T>(
  { credentials, signal }: Pick<Step, 'credentials' | 'signal'>,
  task: (connect: (registry: string) => RegistryClient) => Promise<T>,
): Promise<T> {
  const clients = new Map<string, RegistryClient>();
  try {
    return await task(registry => {
      const client = clients.get(registry) ?? new RegistryClient({ registry, credentials, signal });
      clients.set(registry, client);
      return client;
    });
  } finally {
    clients.forEach(client => client.close());
  }
}

/**
 * Checks who made the base before anything is made of it.
 *
 * @param policy - whose word counts
 * @returns the base by the digest that was checked, so that what is branded is what was looked at
 * @throws LiveryError `attestation-invalid`, `attestation-failed`, `usage-invalid`, and those of the registry
 */
export async function pinBase(step: Step, base: string, policy: string): Promise<string> {
  const { inputs, workflow } = step;
  const file = inputs['trusted-root'];
  const wanted = parsePolicy(policy);
  const verified = await withWorkFolder(workflow.temporary, folder => {
    step.owns(folder);
    const trustedRoot = {
      cacheFolder: folder,
      ...(file !== undefined && { file: path.resolve(workflow.workspace, file) }),
    };
    return withClients(step, connect => verifyBase({ base, policy: wanted, trustedRoot, connect }));
  });
  core.info(harmless(`${verified.reference} was made by ${verified.identity}.`));
  return verified.reference;
}

/** Refuses early what could not be signed later: an image that is pushed cannot be taken back. */
export function requireSigning({ sigstore }: Pick<Step['inputs'], 'sigstore'>): void {
  requireIdentity();
  if (sigstore !== undefined) {
    parseSigstore(sigstore);
  }
}

function requireIdentity(environment: NodeJS.ProcessEnv = process.env): void {
  if (!environment.ACTIONS_ID_TOKEN_REQUEST_URL) {
    throw new LiveryError('credentials-invalid', {
      message:
        'The image is to be attested, and GitHub gives this job no token of its identity to sign with.',
      hint: 'Add "id-token: write" to the permissions of the job.',
    });
  }
}

/**
 * Says of the image that was pushed how it came to be and what is in it, signed with the identity of the workflow.
 *
 * @throws LiveryError `attestation-failed` when a target has no attestation in the end
 */
export async function attestOutcome(step: Step, outcome: Outcome): Promise<void> {
  const { inputs, workflow, idTokens } = step;
  const [image] = outcome.images;
  const own = inputs.sigstore;
  if (!image) {
    return;
  }
  core.startGroup('Attest the image');
  const started = performance.now();
  try {
    outcome.attestations = await withClients(step, connect =>
      attestImage({
        image,
        ...(outcome.report && { report: outcome.report }),
        kinds: inputs.attest,
        ...(own !== undefined && { sigstore: parseSigstore(own) }),
        idTokens,
        serverUrl: workflow.serverUrl,
        connect,
        log: message => core.info(harmless(message)),
        onBundle: bundle => store(step, bundle),
      }),
    );
  } finally {
    core.info(`${((performance.now() - started) / 1000).toFixed(1)} s`);
    core.endGroup();
  }
  const failed = outcome.attestations.find(({ error }) => error !== undefined);
  if (failed?.error) {
    throw failed.error;
  }
}

/** Adds a bundle to GitHub's own list. It is at the image in any case. */
async function store({ inputs, workflow }: Step, bundle: object): Promise<void> {
  const token = inputs['github-token'];
  if (token === undefined) {
    return;
  }
  const { repository, apiUrl } = workflow;
  try {
    await storeAttestation(bundle, { repository, apiUrl, token: new Secret(token) });
  } catch (error) {
    const { message, hint } = error as LiveryError;
    core.warning(harmless(`${message} ${hint}`));
  }
}
