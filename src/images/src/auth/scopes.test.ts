import { covers, mergeScopes, pullScope, pushScope } from './scopes';

describe('The scopes of a token', () => {
  it('cover what is needed if they have each of its actions', () => {
    const granted = [pushScope('acme/app'), pullScope('acme/base')];
    expect(covers(granted, [pullScope('acme/app')])).toBe(true);
    expect(covers(granted, [pushScope('acme/app'), pullScope('acme/base')])).toBe(true);
    expect(covers(granted, [pushScope('acme/base')])).toBe(false);
    expect(covers(granted, [pullScope('acme/other')])).toBe(false);
    expect(covers(['repository:acme/app:*'], [pushScope('acme/app')])).toBe(true);
    expect(covers([], [])).toBe(true);
  });

  it('are brought together in the order in which they matter', () => {
    expect(mergeScopes(['repository:a:delete'], [pushScope('a'), pullScope('b')])).toEqual([
      'repository:a:delete,pull,push',
      'repository:b:pull',
    ]);
  });
});
