import { ActionMetadata } from './actionMetadata';
import { evaluate } from './expressions';
import { inputVariable, resolveInputs } from './inputs';

const action = ActionMetadata.parse({
  name: 'throw-away',
  inputs: {
    'github-token': { default: '${{ github.token }}' },
    'build args': { default: 'A=1' },
    'dry-run': { default: false },
    retries: { default: 3 },
    brand: { required: true },
    old: { deprecationMessage: 'use brand' },
    bare: null,
  },
  runs: { using: 'node24', main: 'main.js' },
});
const context = { github: { token: 'ghs_1', event: { number: 7 } } };

describe('inputs', () => {
  it('are named in upper case, with a space as underscore and a hyphen as it is', () => {
    expect(inputVariable('github-token')).toBe('INPUT_GITHUB-TOKEN');
    expect(inputVariable('build args')).toBe('INPUT_BUILD_ARGS');
  });

  it('get the default of action.yml as text, with expressions filled in, where none is given', () => {
    expect(resolveInputs(action, {}, context).environment).toEqual({
      'INPUT_GITHUB-TOKEN': 'ghs_1',
      INPUT_BUILD_ARGS: 'A=1',
      'INPUT_DRY-RUN': 'false',
      INPUT_RETRIES: '3',
      INPUT_BRAND: '',
      INPUT_OLD: '',
      INPUT_BARE: '',
    });
  });

  it('are empty, and not the default, when they are given without a value', () => {
    const { environment } = resolveInputs(action, { 'build args': null, retries: undefined }, context);
    expect(environment).toMatchObject({ INPUT_BUILD_ARGS: '', INPUT_RETRIES: '3' });
  });

  it('only warn about a name the action does not know, and still arrive', () => {
    const { environment, warnings } = resolveInputs(action, { BRAND: 'b', logo: 'l', icon: 'i' }, context);
    expect(environment).toMatchObject({ INPUT_BRAND: 'b', INPUT_LOGO: 'l', INPUT_ICON: 'i' });
    expect(warnings).toEqual([
      "Unexpected input(s) 'logo', 'icon', valid inputs are ['github-token', 'build args', 'dry-run', 'retries', 'brand', 'old', 'bare']",
    ]);
  });

  it('warn with the message of a deprecated name when it is used', () => {
    expect(resolveInputs(action, { old: 'x' }, context).warnings).toEqual([
      "Input 'old' has been deprecated with message: use brand",
    ]);
  });
});

describe('expressions', () => {
  it('are paths and text, and a path to nothing is empty', () => {
    expect(evaluate("${{ github.event.number }}-${{ 'it''s' }}-${{ github.none.at.all }}", context)).toBe(
      "7-it's-",
    );
  });

  it('are refused when they are more than that', () => {
    expect(() => evaluate('${{ github.token || 1 }}', context)).toThrow(
      'cannot evaluate ${{ github.token || 1 }}',
    );
    expect(() => evaluate('${{ github.event }}', context)).toThrow('is not text');
  });
});

describe('action.yml', () => {
  it('is refused when the harness would run it wrongly', () => {
    const withRuns = (runs: object) => ActionMetadata.safeParse({ name: 'x', runs }).error?.message;
    expect(withRuns({ using: 'docker', main: 'm.js' })).toContain('JavaScript actions only');
    expect(withRuns({ using: 'node24', main: 'm.js', pre: 'p.js' })).toContain('no pre stage');
  });
});
