import { LiveryError } from '@livery/contracts';
import fc from 'fast-check';
import { apiHostOf, formatReference, type ImageReference, parseReference } from './reference';

const digest = `sha256:${'0a'.repeat(32)}`;

function errorOf(text: string): LiveryError {
  try {
    parseReference(text);
  } catch (error) {
    return error as LiveryError;
  }
  throw new Error(`${text} was taken`);
}

describe('An image reference', () => {
  it.each<[string, ImageReference]>([
    ['nginx', { registry: 'docker.io', repository: 'library/nginx', tag: 'latest' }],
    ['nginx:1.27', { registry: 'docker.io', repository: 'library/nginx', tag: '1.27' }],
    ['docker.io/nginx', { registry: 'docker.io', repository: 'library/nginx', tag: 'latest' }],
    ['index.docker.io/acme/app', { registry: 'docker.io', repository: 'acme/app', tag: 'latest' }],
    ['registry-1.docker.io/acme/app', { registry: 'docker.io', repository: 'acme/app', tag: 'latest' }],
    ['acme/app:V1', { registry: 'docker.io', repository: 'acme/app', tag: 'V1' }],
    ['localhost/app', { registry: 'localhost', repository: 'app', tag: 'latest' }],
    ['localhost:5000/app', { registry: 'localhost:5000', repository: 'app', tag: 'latest' }],
    ['127.0.0.1:5000/a/b/c:x', { registry: '127.0.0.1:5000', repository: 'a/b/c', tag: 'x' }],
    ['[::1]:5000/app', { registry: '[::1]:5000', repository: 'app', tag: 'latest' }],
    ['GHCR.io/acme/app', { registry: 'ghcr.io', repository: 'acme/app', tag: 'latest' }],
    [`ghcr.io/acme/app@${digest}`, { registry: 'ghcr.io', repository: 'acme/app', digest }],
    [`ghcr.io/acme/app:1@${digest}`, { registry: 'ghcr.io', repository: 'acme/app', tag: '1', digest }],
    ['r.example/a__b/c---d/e.f_g', { registry: 'r.example', repository: 'a__b/c---d/e.f_g', tag: 'latest' }],
  ])('%s is read as docker reads it', (text, expected) => {
    expect(parseReference(text)).toEqual(expected);
    expect(parseReference(formatReference(expected))).toEqual(expected);
  });

  it.each([
    ['Acme/app', 'has capital letters', 'Write acme/app'],
    ['ghcr.io/Acme/App:1', 'the repository Acme/App has capital letters', 'Write acme/app'],
    ['acme/app:', '"" cannot be a tag', 'up to 128'],
    ['acme/app:-x', '"-x" cannot be a tag', 'does not start with'],
    [`acme/app:${'x'.repeat(129)}`, 'cannot be a tag', 'up to 128'],
    ['acme/app@sha256:12', '"sha256:12" is not a digest', '64 hexadecimal digits'],
    [`acme/app@${digest.toUpperCase()}`, 'is not a digest', 'in lower case'],
    [`acme/app@md5:${'0'.repeat(32)}`, 'is not a digest', 'sha256:'],
    ['https://ghcr.io/acme/app', 'it is an address', 'Leave out "https://"'],
    ['docker://nginx', 'it is an address', 'Leave out "docker://"'],
    ['', 'its name is empty', 'registry/repository:tag'],
    [':1', 'its name is empty', 'registry/repository:tag'],
    ['ghcr.io/', 'a part of its path is empty', 'Each part'],
    ['ghcr.io//app', 'a part of its path is empty', 'Each part'],
    ['ghcr.io/acme/app/', 'a part of its path is empty', 'Each part'],
    ['ghcr.io/acme/../app', '".." cannot be a part', 'Each part'],
    ['ghcr.io/a cme/app', 'a blank or a control character', 'ghcr.io/acme/app:1.2'],
    ['ghcr.io/acme/app\n', 'a blank or a control character', 'ghcr.io/acme/app:1.2'],
    ['-x.example/app', '"-x.example" cannot be the host', 'such as registry.example.org:5000'],
    ['ghcr.io:99999/app', '"ghcr.io:99999" cannot be the host', 'with a port'],
    [`ghcr.io/${'a/'.repeat(130)}a`, 'its name has', 'at most 255'],
  ])('%j is refused with what is wrong and what to do', (text, why, hint) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ name: 'LiveryError', code: 'reference-invalid' });
    expect(error.message).toContain(why);
    expect(error.hint).toContain(hint);
  });

  it('does not repeat a password that somebody put before the host', () => {
    const error = errorOf('robot:canary-password@ghcr.io/acme/app');
    expect(error.code).toBe('reference-invalid');
    expect(error.toParagraph()).not.toContain('canary');
    expect(error.hint).toContain('docker login');
  });

  it('never does anything but answer or refuse, and what it answers reads back the same', () => {
    const near = fc
      .array(
        fc.constantFrom('a', 'B', '1', '.', ':', '/', '@', '-', '_', '[', ']', 'localhost', digest, ' ', 'é'),
      )
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), text => {
        try {
          const reference = parseReference(text);
          expect(parseReference(formatReference(reference))).toEqual(reference);
        } catch (error) {
          expect(error).toBeInstanceOf(LiveryError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of Docker Hub is answered by another host', () => {
    expect(apiHostOf('docker.io')).toBe('registry-1.docker.io');
    expect(apiHostOf('ghcr.io')).toBe('ghcr.io');
  });

  it('is refused without repeating what may be a password', () => {
    for (const text of ['https://me:canary@ghcr.io/acme/app', 'me:canary@ghcr.io/acme/app']) {
      expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'reference-invalid' }));
      expect(() => parseReference(text)).not.toThrow(/canary/);
    }
  });
});
