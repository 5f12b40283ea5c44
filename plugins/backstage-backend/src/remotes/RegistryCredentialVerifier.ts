import type { RegistryType } from '@livery/backstage-plugin-livery-common';
import { LiveryError } from '@livery/contracts';
import { kindOfRegistry, parseReference } from '@livery/images';
import type { CredentialVerifier, Finding, Trial } from '../service/credentials/CredentialVerifier';
import { isForHost } from '../service/credentials/hosts';
import type { LentCredential } from '../service/credentials/LentCredential';
import { findingOf } from './GitCredentialVerifier';
import { registryLoginOf } from './logins';
import type { RegistryRemotes } from './RegistryRemotes';

/** Tries credentials for registries: logs in, and where an image is named asks for the right to push it. */
export class RegistryCredentialVerifier implements CredentialVerifier {
  readonly types = [
    'registry_docker_hub',
    'registry_aws_ecr',
    'registry_quay_io',
    'registry_generic',
  ] as const;
  readonly #remotes: RegistryRemotes;

  constructor(options: { remotes: RegistryRemotes }) {
    this.#remotes = options.remotes;
  }

  async verify(credential: LentCredential, { target, signal }: Trial): Promise<Finding> {
    if (credential.type === 'registry_aws_ecr' && target === undefined) {
      return {
        state: 'unknown',
        message:
          'Name an image, such as 123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/app: an access key says neither the account nor the region.',
      };
    }
    try {
      const image = target === undefined ? undefined : parseReference(target);
      const host = image?.registry ?? credential.host ?? '';
      if (!isForHost(credential, host)) {
        return {
          state: 'unknown',
          message: `It is for ${credential.host ?? 'no host'}, and was not sent to ${host}.`,
        };
      }
      const place = { type: typeOf(credential, host), host, repository: image?.repository ?? '' };
      const login = registryLoginOf(credential);
      if (image) {
        return { state: 'valid', message: await this.#remotes.verify(place, login, signal) };
      }
      return (await this.#remotes.logIn(place, login, signal))
        ? {
            state: 'valid',
            message: `${host} lets it in. Whether it may push was not asked: name an image for that.`,
          }
        : {
            state: 'unknown',
            message: `${host} lets everybody in and did not ask for it. Name an image that only it may push.`,
          };
    } catch (error) {
      return findingOf(error);
    }
  }
}

function typeOf({ type }: LentCredential, host: string): RegistryType {
  switch (type) {
    case 'registry_docker_hub':
      return 'docker_hub';
    case 'registry_quay_io':
      return 'quay_io';
    case 'registry_aws_ecr':
      return 'aws_ecr';
    case 'registry_generic':
      return kindOfRegistry(host);
    default:
      throw new LiveryError('credentials-invalid', {
        message: `A credential of the type ${type} does not open container registries.`,
        hint: 'Choose another one.',
      });
  }
}
