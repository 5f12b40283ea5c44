import { fingerprintOf } from '@livery/pipeline';
import { wellKnownHostKeys } from './wellKnownHostKeys';

describe('The host keys of the public forges', () => {
  it.each([
    ['github.com', 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU'],
    ['gitlab.com', 'SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8'],
    ['bitbucket.org', 'SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM'],
  ])('have the fingerprints that %s publishes', (host, fingerprint) => {
    expect(wellKnownHostKeys(host).map(fingerprintOf)).toEqual([fingerprint]);
  });

  it('are those of exactly these hosts', () => {
    for (const host of ['git.example.org', 'github.com:2222', 'www.github.com', 'constructor']) {
      expect(wellKnownHostKeys(host)).toEqual([]);
    }
  });
});
