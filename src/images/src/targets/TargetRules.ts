import { LiveryError } from '@livery/contracts';
import { z } from 'zod';
import type { Credentials } from '../auth/Credentials';

/** The registries whose rules are known, under the names that brand databases have for them. */
export const TargetKind = z.enum([
  'docker_hub',
  'github_registry',
  'quay_io',
  'aws_ecr',
  'azure_registry',
  'google_registry',
  'gitlab_registry',
  'harbor',
  'generic',
]);
export type TargetKind = z.infer<typeof TargetKind>;

/** What is wrong, and what to do. */
export interface Problem {
  /** The end of a sentence. */
  readonly why: string;
  /** An instruction. */
  readonly hint: string;
}

/** A user name with its password or token. */
export type PasswordLogin = Extract<Credentials, { kind: 'password' }>;

/** How people and programs log in to a registry. */
export interface LoginRules {
  /** The user name that goes with a token which comes alone; without it, a user name has to be given. */
  readonly tokenUser?: string;
  /** What to log in with, as an instruction. */
  readonly advice: string;
  readonly documentation: string;
  /** The command with which people log in, without a secret. */
  command(registry: string): string;
  /** What is wrong with a login, as far as it can be seen without sending it. */
  check?(login: PasswordLogin): Problem | undefined;
}

/** What is known of one kind of registry. */
export interface TargetRules {
  readonly kind: TargetKind;
  /** As people call it. */
  readonly title: string;
  /** The host, where all have the same. */
  readonly host?: string;
  /** The hosts by which the kind is known. */
  readonly hosts?: RegExp;
  /** Whether it may be at any other host as well, where it has to be named. */
  readonly isSelfHosted: boolean;
  /** A name as it should be. */
  readonly example: string;
  /** Where the naming rules are written down. */
  readonly documentation: string;
  readonly login: LoginRules;
  /** What is wrong with a repository, beyond what no registry takes. */
  check(repository: string, registry: string): Problem | undefined;
}

/** The command that is right for most registries. */
export function dockerLoginCommand(registry: string): string {
  return `docker login ${registry}`;
}

/** The error of a name that cannot be pushed to. */
export function targetInvalid(text: string, why: string, hint: string): LiveryError {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return new LiveryError('reference-invalid', {
    message: `${JSON.stringify(shown)} cannot be pushed to: ${why}.`,
    hint,
  });
}
