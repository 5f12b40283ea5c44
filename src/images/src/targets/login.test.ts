import { Secret } from '../auth/Secret';
import { checkLogin, loginCommand, tokenLogin } from './login';
import { kindOfRegistry } from './rules';

const at = (registry: string) => ({ kind: kindOfRegistry(registry), registry });
const ecr = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const gar = 'europe-west3-docker.pkg.dev';

describe('A login', () => {
  it.each([
    ['ghcr.io', 'token'],
    [ecr, 'AWS'],
    ['acme.azurecr.io', '00000000-0000-0000-0000-000000000000'],
    [gar, 'oauth2accesstoken'],
    ['registry.gitlab.com', 'gitlab-ci-token'],
  ])('at %s with a token alone is of the user %s', (registry, username) => {
    expect(tokenLogin(at(registry), new Secret('canary-token'))).toMatchObject({
      kind: 'password',
      username,
    });
  });

  it.each([
    ['docker.io', 'your Docker ID'],
    ['quay.io', '<namespace>+<robot>'],
    ['harbor.example.org', 'robot$acme+livery'],
    ['localhost:5000', 'Use a user name'],
  ])('at %s with a token needs the name of its user', (registry, hint) => {
    expect(() => tokenLogin(at(registry), new Secret('canary-token'))).toThrow(
      expect.objectContaining({ code: 'credentials-invalid', hint: expect.stringContaining(hint) }),
    );
    expect(tokenLogin(at(registry), new Secret('canary-token'), 'me')).toMatchObject({ username: 'me' });
  });

  it.each([
    ['ghcr.io', 'me', 'github_pat_canary', 'a fine-grained personal access token', 'write:packages'],
    [ecr, 'AKIAIOSFODNN7EXAMPLE', 'canary', 'its user is always "AWS"', 'get-login-password'],
    [gar, 'me@example.org', 'canary', 'Google knows no user', '_json_key'],
    [gar, '_json_key', 'canary', 'this is no JSON', '_json_key_base64'],
    ['registry.gitlab.com', 'gitlab-ci-token', 'glpat-canary', 'the token of a job', 'your own'],
    ['localhost:5000', '', 'canary', 'its user name is empty', 'Use a user name'],
    ['localhost:5000', 'me', '', 'its password is empty', 'Use a user name'],
  ])('at %s that cannot work is refused before it is sent', (registry, username, password, why, hint) => {
    const check = () =>
      checkLogin(at(registry), { kind: 'password', username, password: new Secret(password) });
    expect(check).toThrow(
      expect.objectContaining({
        code: 'credentials-invalid',
        message: expect.stringContaining(why),
        hint: expect.stringContaining(hint),
      }),
    );
    expect(check).not.toThrow('canary');
  });

  it.each([
    ['ghcr.io', 'me', 'ghp_x'],
    ['ghcr.io', 'me', 'ghs_x'],
    [ecr, 'AWS', 'x'],
    [gar, '_json_key', '{"type":"service_account"}'],
    [gar, '_json_key_base64', 'e30='],
    ['registry.gitlab.com', 'me', 'glpat-x'],
    ['harbor.example.org', 'robot$acme+livery', 'x'],
    ['quay.io', 'acme+livery', 'x'],
  ])('at %s of %s with the right kind of token is taken', (registry, username, password) => {
    expect(() =>
      checkLogin(at(registry), { kind: 'password', username, password: new Secret(password) }),
    ).not.toThrow();
    expect(() => checkLogin(at(registry), { kind: 'identity-token', token: new Secret('x') })).not.toThrow();
  });

  it('is shown as a command without a secret', () => {
    expect(['docker.io', ecr, gar].map(registry => loginCommand(at(registry)))).toEqual([
      'docker login docker.io',
      `aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin ${ecr}`,
      `gcloud auth print-access-token | docker login --username oauth2accesstoken --password-stdin ${gar}`,
    ]);
  });
});
