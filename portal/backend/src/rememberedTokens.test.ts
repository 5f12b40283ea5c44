import type { AuthService, BackstageCredentials } from '@backstage/backend-plugin-api';
import { rememberTokens } from './rememberedTokens';

function setUp() {
  let nowMs = 1_000_000;
  const authenticate = jest.fn(async (token: string): Promise<BackstageCredentials> => {
    if (token === 'bad') {
      throw new Error('Illegal token');
    }
    return {
      $$type: '@backstage/BackstageCredentials',
      principal: { token },
      ...(token !== 'static' && { expiresAt: new Date(nowMs + 3_600_000) }),
    };
  });
  const auth = rememberTokens(
    { authenticate, isPrincipal: () => true } as unknown as AuthService,
    () => nowMs,
  );
  return {
    auth,
    authenticate,
    wait(ms: number) {
      nowMs += ms;
    },
  };
}

describe('rememberTokens', () => {
  it('verifies a token once until it ends, and gives the same credentials to all who ask meanwhile', async () => {
    const { auth, authenticate, wait } = setUp();
    const [one, two] = await Promise.all([auth.authenticate('a'), auth.authenticate('a')]);
    expect(two).toBe(one);
    wait(3_599_000);
    expect(await auth.authenticate('a')).toBe(one);
    wait(2_000);
    expect(await auth.authenticate('a')).not.toBe(one);
    expect(authenticate).toHaveBeenCalledTimes(2);
    expect(auth.isPrincipal(one, 'user')).toBe(true);
  });

  it('keeps tokens apart, full from limited access, and a token without an end for a minute', async () => {
    const { auth, authenticate, wait } = setUp();
    expect((await auth.authenticate('a')).principal).toEqual({ token: 'a' });
    expect((await auth.authenticate('b')).principal).toEqual({ token: 'b' });
    await auth.authenticate('a', { allowLimitedAccess: true });
    expect(authenticate).toHaveBeenCalledTimes(3);
    await auth.authenticate('static');
    wait(59_000);
    await auth.authenticate('static');
    expect(authenticate).toHaveBeenCalledTimes(4);
    wait(2_000);
    await auth.authenticate('static');
    expect(authenticate).toHaveBeenCalledTimes(5);
  });

  it('remembers no refusal, and not more than it has room for', async () => {
    const { auth, authenticate } = setUp();
    await expect(auth.authenticate('bad')).rejects.toThrow('Illegal token');
    await expect(auth.authenticate('bad')).rejects.toThrow('Illegal token');
    expect(authenticate).toHaveBeenCalledTimes(2);
    await auth.authenticate('first');
    for (let index = 0; index < 10_000; index += 1) {
      await auth.authenticate(`token ${index}`);
    }
    authenticate.mockClear();
    await auth.authenticate('token 9999');
    expect(authenticate).not.toHaveBeenCalled();
    await auth.authenticate('first');
    expect(authenticate).toHaveBeenCalledTimes(1);
  });
});
