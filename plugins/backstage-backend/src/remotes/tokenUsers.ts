/** The user names that go with a token, where a host wants one in particular; each is what its documentation says. */
const tokenUsers: readonly { readonly host: RegExp; readonly user: string }[] = [
  // https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
  { host: /^github\.com$/, user: 'x-access-token' },
  // https://docs.gitlab.com/api/oauth2/#access-git-over-https-with-access-token
  { host: /^gitlab\.com$/, user: 'oauth2' },
  // https://support.atlassian.com/bitbucket-cloud/docs/using-access-tokens/
  { host: /^bitbucket\.org$/, user: 'x-token-auth' },
];

/** The user name for a token that came alone. Most hosts look at the token only, and take any name with it. */
export function tokenUserOf(host: string): string {
  return tokenUsers.find(entry => entry.host.test(host))?.user ?? 'oauth2';
}
