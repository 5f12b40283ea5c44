import { createSource, parseSource } from './source';

describe('A source', () => {
  it.each([
    [
      'https://github.com/open-webui/open-webui#v0.6.5',
      { kind: 'git', location: 'https://github.com/open-webui/open-webui', ref: 'v0.6.5' },
    ],
    ['ssh://git@example.org/a.git', { kind: 'git', location: 'ssh://git@example.org/a.git' }],
    ['git@example.org:a/b.git#main', { kind: 'git', location: 'git@example.org:a/b.git', ref: 'main' }],
    ['./checkout#feature/x', { kind: 'folder', location: './checkout', ref: 'feature/x' }],
    ['http://127.0.0.1:8080/a', { kind: 'git', location: 'http://127.0.0.1:8080/a' }],
    ['/some/folder', { kind: 'folder', location: '/some/folder' }],
  ])('is read from %s', (text, expected) => {
    expect(parseSource(text)).toEqual(expected);
  });

  it.each([
    ['ext::sh -c id', undefined],
    ['file:///etc', undefined],
    ['git://example.org/a', undefined],
    ['http://example.org/a', undefined],
    ['--upload-pack=/bin/sh', undefined],
    ['-oProxyCommand=x', undefined],
    ['', undefined],
    ['https://evil.example\\@127.0.0.1/x', undefined],
    ['http://localhost\\@10.0.0.5/x', undefined],
    ['https:/\\evil.example/x', undefined],
    ['https:evil.example/x', undefined],
    ['https://example.org /a', undefined],
    ['https://example.org/a?b', undefined],
    ['https://example.org/a', '--upload-pack=x'],
    ['https://example.org/a', '-x'],
    ['https://example.org/a', 'a..b'],
    ['https://example.org/a', 'a b'],
    ['https://example.org/a', 'a\nb'],
    ['https://example.org/a', 'refs/heads/*'],
    ['https://example.org/a', 'a:b'],
    ['https://example.org/a', ''],
    ['https://', undefined],
  ])('is refused: %s %s', (location, ref) => {
    expect(() => createSource(location, ref)).toThrow(
      expect.objectContaining({ code: 'source-invalid', exitCode: 2 }),
    );
  });

  it.each([
    'https://user:hunter2@example.org/a',
    'https://hunter2@example.org/a',
    'ssh://git:hunter2@example.org/a',
  ])('is refused with a secret in it, which is not repeated: %s', location => {
    expect(() => createSource(location)).toThrow(
      expect.objectContaining({ code: 'source-invalid', message: expect.not.stringContaining('hunter2') }),
    );
  });
});
