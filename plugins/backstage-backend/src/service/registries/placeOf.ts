import { InputError } from '@backstage/errors';
import type {
  ContainerRegistry,
  RegistryType,
  RegistryTypeInfo,
} from '@livery/backstage-plugin-livery-common';
import { LiveryError } from '@livery/contracts';
import {
  ecrHost,
  isRegistry,
  isTag,
  loginCommand,
  parseReference,
  parseTarget,
  rulesOf,
} from '@livery/images';
import { credentialTypeOfRegistry } from '../../remotes/logins';
import type { RegistryPlace } from '../../remotes/RegistryRemotes';

/** What people say about where a registry is. */
export interface PlaceInput {
  readonly type: RegistryType;
  readonly host?: string;
  readonly awsAccountId?: string;
  readonly awsRegion?: string;
  readonly targetImage: string;
}

/** A registry whose place was looked at, with its target image in the form in which it is kept. */
export interface CheckedPlace {
  readonly type: RegistryType;
  readonly host: string;
  readonly awsAccountId?: string;
  readonly awsRegion?: string;
  readonly targetImage: string;
}

/**
 * Looks at where a registry is and what is pushed there, by the rules of its type. Nothing is sent.
 *
 * @throws InputError
 */
export function checkPlace(input: PlaceInput): CheckedPlace {
  const { type, awsAccountId, awsRegion } = input;
  const host = hostOf(input);
  const isAmazon = type === 'aws_ecr';
  if (!isAmazon && (awsAccountId !== undefined || awsRegion !== undefined)) {
    throw new InputError(
      'awsAccountId and awsRegion are only for a registry of the type aws_ecr. Leave them out.',
    );
  }
  if (type === 'docker_hub' && !withoutHost(input.targetImage, host).includes('/')) {
    throw new InputError(
      'targetImage: an image on Docker Hub is under a user or an organisation. Write it as <user or organisation>/<name>.',
    );
  }
  return {
    type,
    host,
    targetImage: targetOf(input, host),
    ...(isAmazon && { awsAccountId, awsRegion }),
  };
}

function hostOf({ type, host, awsAccountId, awsRegion }: PlaceInput): string {
  const rules = rulesOf(type);
  if (type === 'aws_ecr') {
    if (awsAccountId === undefined || awsRegion === undefined) {
      throw new InputError('awsAccountId, awsRegion: AWS ECR wants an account of 12 digits and a region.');
    }
    const own = liveryInput('awsRegion', () => ecrHost(awsAccountId, awsRegion));
    if (host !== undefined && host !== own) {
      throw new InputError(`host: the registry of this account and region is ${own}. Leave the host out.`);
    }
    return own;
  }
  if (type === 'docker_hub' && host !== undefined && host !== rules.host) {
    throw new InputError('host: Registry URL should not be set for Docker Hub');
  }
  // Google had one host for all before Artifact Registry, and lists of registries made then have none.
  const found = host ?? rules.host ?? (type === 'google_registry' ? 'gcr.io' : undefined);
  if (found === undefined) {
    throw new InputError(
      `host: ${rules.title} has no host that goes without saying. Use: registry.example.com:5000`,
    );
  }
  if (!isRegistry(found)) {
    throw new InputError('host: Registry URL format is invalid. Use: registry.example.com:5000');
  }
  return found;
}

/** The path of the image with its tag, as it stands behind the host. */
function targetOf({ type, targetImage }: PlaceInput, host: string): string {
  const target = liveryInput('targetImage', () =>
    parseTarget(withoutHost(targetImage, host), { kind: type, registry: host }),
  );
  const [tag = 'latest'] = target.tagTemplates;
  if (target.registry !== host) {
    throw new InputError(`targetImage: the image is on ${target.registry}, and the registry is ${host}.`);
  }
  if (target.tagTemplates.length > 1 || !isTag(tag)) {
    throw new InputError('targetImage: one tag can stand behind the image, such as acme/app:latest.');
  }
  return `${target.repository}:${tag}`;
}

function withoutHost(image: string, host: string): string {
  return image.toLowerCase().startsWith(`${host}/`) ? image.slice(host.length + 1) : image;
}

/** Words what the rules of registries refuse as what it is here: a wrong field. */
function liveryInput<T>(field: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof LiveryError) {
      throw new InputError(`${field}: ${error.toParagraph()}`);
    }
    throw error;
  }
}

/**
 * Looks at the name of an image that others are made from.
 *
 * @throws InputError
 */
export function checkBaseImage(image: string): void {
  liveryInput('baseImage', () => parseReference(image));
}

/** Where the images of a registry are pushed to. */
export function placeOf({ type, host, targetImage }: ContainerRegistry): RegistryPlace {
  return { type, host, repository: targetImage.slice(0, targetImage.lastIndexOf(':')) };
}

/**
 * The full name of an image, with another tag if one is given. An image of Docker Hub is named without its host, as people do.
 *
 * @throws InputError for what is no tag
 */
export function imageOf({ type, host, targetImage }: CheckedPlace, tag?: string): string {
  if (tag !== undefined && !isTag(tag)) {
    throw new InputError(
      'tag: a tag has up to 128 letters, digits, underscores, dots and dashes, and does not start with a dot or a dash.',
    );
  }
  const path =
    tag === undefined ? targetImage : `${targetImage.slice(0, targetImage.lastIndexOf(':'))}:${tag}`;
  return type === 'docker_hub' ? path : `${host}/${path}`;
}

/** The command with which a person logs in, without a secret. */
export function loginCommandOf({ type, host }: Pick<CheckedPlace, 'type' | 'host'>): string {
  return loginCommand({ kind: type, registry: host });
}

/** What is known of a type. */
export function describeType(type: RegistryType): RegistryTypeInfo {
  const { title, host, example, documentation, login } = rulesOf(type);
  const usual = host ?? (type === 'google_registry' ? 'gcr.io' : undefined);
  return {
    type,
    title,
    ...(usual !== undefined && { host: usual }),
    needsHost: usual === undefined && type !== 'aws_ecr',
    needsAccount: type === 'aws_ecr',
    credentialType: credentialTypeOfRegistry[type],
    example,
    loginAdvice: login.advice,
    documentation,
  };
}
