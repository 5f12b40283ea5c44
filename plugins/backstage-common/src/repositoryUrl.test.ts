import fc from 'fast-check';
import { parseRepositoryUrl, repositoryKey } from './repositoryUrl';

function addressOf(text: string) {
  const { address, problem } = parseRepositoryUrl(text);
  if (!address) {
    throw new Error(problem);
  }
  return address;
}

describe('GR1: the address of a repository', () => {
  it.each([
    ['https://github.com/acme/app', 'https://github.com/acme/app.git', 'github.com', 'acme', 'app'],
    ['  https://GitHub.com/Acme/App.git/ ', 'https://github.com/Acme/App.git', 'github.com', 'Acme', 'App'],
    ['https://github.com:443/acme/app', 'https://github.com/acme/app.git', 'github.com', 'acme', 'app'],
    [
      'https://git.example.org:8443/a/b/c',
      'https://git.example.org:8443/a/b/c.git',
      'git.example.org:8443',
      'a/b',
      'c',
    ],
    [
      'https://git.example.org/~ada/app',
      'https://git.example.org/~ada/app.git',
      'git.example.org',
      '~ada',
      'app',
    ],
    ['https://git.example.org/app', 'https://git.example.org/app.git', 'git.example.org', '', 'app'],
    ['git@github.com:acme/app.git', 'git@github.com:acme/app.git', 'github.com', 'acme', 'app'],
    ['git@GitHub.com:acme/app', 'git@github.com:acme/app.git', 'github.com', 'acme', 'app'],
    ['ada@git.example.org:/srv/app.git', 'ada@git.example.org:/srv/app.git', 'git.example.org', 'srv', 'app'],
    ['ssh://git@github.com/acme/app', 'ssh://git@github.com/acme/app.git', 'github.com', 'acme', 'app'],
    [
      'ssh://git@git.example.org:2222/a/b',
      'ssh://git@git.example.org:2222/a/b.git',
      'git.example.org:2222',
      'a',
      'b',
    ],
    ['ssh://git@[2001:db8::1]:22/a/b', 'ssh://git@[2001:db8::1]/a/b.git', '[2001:db8::1]', 'a', 'b'],
    // Hosts that know no suffix
    [
      'https://dev.azure.com/acme/project/_git/app',
      'https://dev.azure.com/acme/project/_git/app',
      'dev.azure.com',
      'acme/project/_git',
      'app',
    ],
    [
      'git@ssh.dev.azure.com:v3/acme/project/app',
      'git@ssh.dev.azure.com:v3/acme/project/app',
      'ssh.dev.azure.com',
      'v3/acme/project',
      'app',
    ],
  ])('%s is %s', (text, url, host, owner, repoName) => {
    const address = addressOf(text);
    expect(address).toEqual({ type: url.startsWith('https') ? 'https' : 'ssh', url, host, owner, repoName });
    expect(addressOf(address.url)).toEqual(address);
  });

  it.each([
    ['', 'Repository URL is required'],
    ['   ', 'Repository URL is required'],
    ['http://github.com/acme/app', 'others could read along'],
    ['git://github.com/acme/app', 'git is not used'],
    ['file:///etc/passwd', 'file is not used'],
    ['ext::sh -c id', 'write it as'],
    ['https://github.com/acme/app/tree/main', 'address of a page'],
    ['https://github.com/acme/app/blob/main/README.md', 'address of a page'],
    ['https://gitlab.com/a/b/-/tree/main', '"-" cannot be a part'],
    ['https://github.com', 'write it as'],
    ['https://github.com/', 'write it as'],
    ['https://github.com/../etc', '".." cannot be a part'],
    ['https://github.com/a/%2e%2e/b', 'cannot be a part'],
    ['https://github.com/a?x=1', 'write it as'],
    ['https://github.com/a#b', 'write it as'],
    ['https://evil.example\\@github.com/a/b', 'user name or a password'],
    ['https://github.com /a/b', 'write it as'],
    ['https://github.com:99999/a/b', 'is not a port'],
    ['ssh://github.com/a/b', 'has no user name'],
    ['ssh://-oProxyCommand=x@github.com/a/b', 'without a password'],
    ['git@github.com:-x/app', '"-x" cannot be a part'],
    ['-u@github.com:a/b', 'write it as'],
    ['git@-oProxyCommand:a/b', 'write it as'],
    [`https://github.com/${'a'.repeat(1100)}`, 'longer than 1024'],
  ])('%j is refused: %s', (text, problem) => {
    expect(parseRepositoryUrl(text)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('does not repeat a password that stands in it', () => {
    for (const text of ['https://ada:canary@github.com/a/b', 'ssh://git:canary@github.com/a/b']) {
      expect(parseRepositoryUrl(text).problem).toBeDefined();
      expect(parseRepositoryUrl(text).problem).not.toContain('canary');
    }
  });

  it('is the same repository whatever its letter case and its form', () => {
    const keys = (...texts: string[]) => new Set(texts.map(text => repositoryKey(addressOf(text)))).size;
    expect(keys('https://github.com/Acme/app', 'https://GITHUB.com/acme/App.git/')).toBe(1);
    expect(keys('git@github.com:acme/app', 'ssh://git@github.com/acme/app.git')).toBe(1);
    expect(
      keys('https://github.com/acme/app', 'git@github.com:acme/app', 'https://github.com/acme/app2'),
    ).toBe(3);
  });

  it('reads its normal form as itself, and 100 kB of anything in no time', () => {
    const part = fc.constantFrom(
      'https://',
      'ssh://',
      'git@',
      'a',
      'B.c',
      '/',
      ':',
      '22',
      '-',
      '..',
      '~',
      '%2f',
      '@',
      '.git',
      'tree',
      ' ',
      '[::1]',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), parts => {
        const { address } = parseRepositoryUrl(parts.join(''));
        if (address) {
          expect(addressOf(address.url)).toEqual(address);
          // Another reader finds the same host in it.
          if (address.url.includes('://')) {
            expect(new URL(address.url).host).toBe(address.host);
          }
        }
      }),
      { numRuns: 2000 },
    );
    const started = performance.now();
    for (const text of [
      'a'.repeat(100_000),
      'a@'.repeat(50_000),
      `https://${'a.'.repeat(50_000)}`,
      '/'.repeat(100_000),
    ]) {
      expect(parseRepositoryUrl(text).problem).toBeDefined();
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
