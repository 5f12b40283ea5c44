import fc from 'fast-check';
import { parseChallenges } from './challenge';

const read = (header: string) =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('The challenge of a registry', () => {
  it.each([
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:acme/app:pull,push"',
      [
        [
          'bearer',
          {
            realm: 'https://auth.docker.io/token',
            service: 'registry.docker.io',
            scope: 'repository:acme/app:pull,push',
          },
        ],
      ],
    ],
    ['Basic realm="Artifactory Realm"', [['basic', { realm: 'Artifactory Realm' }]]],
    ['BASIC Realm = unquoted', [['basic', { realm: 'unquoted' }]]],
    [
      'Bearer realm="https://a.example/t", Basic realm="x"',
      [
        ['bearer', { realm: 'https://a.example/t' }],
        ['basic', { realm: 'x' }],
      ],
    ],
    [
      'Negotiate, Basic realm="x"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'x' }],
      ],
    ],
    ['Bearer realm="first",realm="second"', [['bearer', { realm: 'first' }]]],
    ['Bearer realm="a \\"quoted\\" word"', [['bearer', { realm: 'a "quoted" word' }]]],
    ['Bearer realm="never closed', [['bearer', { realm: 'never closed' }]]],
    [',, ;;; Bearer realm="x";error="y"', [['bearer', { realm: 'x', error: 'y' }]]],
    ['realm="without a scheme"', []],
    ['', []],
  ])('%s is read as what it offers', (header, expected) => {
    expect(read(header)).toEqual(expected);
  });

  it('is not looked at when it is endless', () => {
    expect(parseChallenges(`Bearer realm="${'x'.repeat(10_000)}"`)).toEqual([]);
  });

  it('never makes the parser fail or hang, and reads back what was written', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), text => void parseChallenges(text)));
    const noise = fc.constantFrom('"', '\\', '=', ',', ' ', 'a', 'Bearer ');
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 200 }), parts => void parseChallenges(parts.join(''))),
    );
    fc.assert(
      fc.property(fc.string(), fc.string(), (realm, service) => {
        const quote = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
        expect(read(`Bearer realm=${quote(realm)}, service=${quote(service)}`)).toEqual([
          ['bearer', { realm, service }],
        ]);
      }),
    );
  });
});
