import { parseImageOutput } from './ImageOutput';

describe('An output', () => {
  it.each([
    ['oci:out/image', { kind: 'oci', folder: 'out/image' }],
    ['oci:C:\\images', { kind: 'oci', folder: 'C:\\images' }],
    ['docker:image.tar', { kind: 'docker', file: 'image.tar' }],
    ['docker:out/a:b', { kind: 'docker', file: 'out/a:b' }],
  ])('%s is read', (text, expected) => {
    expect(parseImageOutput(text)).toEqual(expected);
  });

  it.each([
    ['image.tar', 'does not say what to write', 'oci:FOLDER'],
    ['zip:image.zip', 'does not say what to write', 'docker:FILE.tar'],
    ['', 'does not say what to write', 'oci:FOLDER'],
    ['oci:', 'does not say where to', 'oci:FOLDER'],
    ['docker: ', 'does not say where to', 'docker:FILE.tar'],
    ['docker:image.tar.gz', 'is a plain .tar file', 'packed already'],
    ['docker:folder/', 'is a plain .tar file', 'such a name'],
  ])('%j is refused with what to write', (text, why, hint) => {
    expect(() => parseImageOutput(text)).toThrow(
      expect.objectContaining({
        code: 'usage-invalid',
        message: expect.stringContaining(why),
        hint: expect.stringContaining(hint),
      }),
    );
  });
});
