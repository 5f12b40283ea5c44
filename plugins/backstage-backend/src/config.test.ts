import { mockServices } from '@backstage/backend-test-utils';
import { readLiveryConfig } from './config';

function read(livery: object) {
  return readLiveryConfig(mockServices.rootConfig({ data: { livery: livery as never } }));
}

const outputs = { directory: '/outputs' };

describe('readLiveryConfig', () => {
  it('fills in what is left out, and makes paths absolute', () => {
    expect(read({ outputs: { directory: 'outputs' }, sampleBrand: 'brand' })).toEqual({
      sampleBrand: `${process.cwd()}/brand`,
      upstreams: [],
      allowedHosts: ['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org'],
      environment: 'development',
      assets: {},
      limits: { expensive: { requests: 60, windowSeconds: 60 } },
      remotes: { privateHosts: [], plainHttpHosts: [], timeoutSeconds: 30 },
      runs: { templateRef: 'template:default/livery-brand-app' },
      vault: { keys: [] },
      outputs: { directory: `${process.cwd()}/outputs`, maxSizeBytes: 2 * 1024 ** 3 },
    });
  });

  it.each([
    ['a misspelt section', { outputs, ouputs: {} }, 'livery: Unrecognized key: "ouputs"'],
    ['a misspelt setting', { outputs: { ...outputs, maxSize: 1 } }, 'outputs: Unrecognized key: "maxSize"'],
    ['a missing section', {}, 'outputs: '],
    [
      'an upstream that is nowhere',
      { outputs, upstreams: [{ id: 'a', title: 'A' }] },
      'upstreams.0: must have either a url or a folder',
    ],
    [
      'an address in place of a host',
      { outputs, allowedHosts: ['https://example.org'] },
      'allowedHosts.0: must be the name of a host',
    ],
    [
      'an address in place of a private host',
      { outputs, remotes: { privateHosts: ['http://registry.intern'] } },
      'remotes.privateHosts.0: must be the name of a host',
    ],
    ['a look that takes for ever', { outputs, remotes: { timeoutSeconds: 0 } }, 'remotes.timeoutSeconds: '],
    [
      'two keys of one name',
      { outputs, vault: { keys: [{ id: 'a' }, { id: 'a' }] } },
      'vault.keys: two keys have the same id',
    ],
    [
      'a ref that git would take for an option',
      { outputs, upstreams: [{ id: 'a', title: 'A', url: 'https://example.org/a', ref: '--help' }] },
      'upstreams.0.ref: ',
    ],
  ])('refuses %s, by its name and with the next step', (_name, livery, message) => {
    expect(() => read(livery)).toThrow(message);
    expect(() => read(livery)).toThrow('Correct app-config.yaml and start the backend again.');
  });
});
