import type { HostKey } from '@livery/pipeline';

/** The Ed25519 keys of the public forges, as each of them publishes its own. */
const published: ReadonlyMap<string, string> = new Map([
  // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints
  ['github.com', 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl'],
  // https://docs.gitlab.com/user/gitlab_com/#ssh-known_hosts-entries
  ['gitlab.com', 'AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf'],
  // https://support.atlassian.com/bitbucket-cloud/docs/configure-ssh-and-two-step-verification/
  ['bitbucket.org', 'AAAAC3NzaC1lZDI1NTE5AAAAIIazEu89wgQZ4bqs3d63QSMzYVa0MuJ2e2gKTKqu+UUO'],
]);

/** The keys of a host that publishes them, so that nobody has to compare them; none for every other. */
export function wellKnownHostKeys(host: string): readonly HostKey[] {
  const key = published.get(host);
  return key === undefined ? [] : [{ type: 'ssh-ed25519', key }];
}
