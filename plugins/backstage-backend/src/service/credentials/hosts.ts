import type { CredentialType } from '@livery/backstage-plugin-livery-common';

/** The types that are for a whole domain, since each region and account has a host of its own there. */
const domainWide: readonly CredentialType[] = ['registry_aws_ecr'];

/** Whether a credential may be sent to a host. */
export function isForHost(credential: { type: CredentialType; host?: string }, asked: string): boolean {
  const { type, host } = credential;
  const wanted = asked.toLowerCase();
  return host === wanted || (host !== undefined && domainWide.includes(type) && wanted.endsWith(`.${host}`));
}
