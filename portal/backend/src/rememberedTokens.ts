import { hash } from 'node:crypto';
import { DefaultHttpAuthService } from '@backstage/backend-defaults/httpAuth';
import {
  type AuthService,
  type BackstageCredentials,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';

const maximumTokens = 10_000;
/** For tokens that do not say when they end, such as those of the configuration. */
const defaultLifeMs = 60_000;

interface Remembered {
  credentials: Promise<BackstageCredentials>;
  untilMs: number;
}

/**
 * Verifies a token once, and remembers whose it is until it ends: to verify the signature of each request again would cost
 * more than most requests do. What is refused is not remembered.
 */
export function rememberTokens(auth: AuthService, now: () => number = Date.now): AuthService {
  const known = new Map<string, Remembered>();

  function remember(key: string, credentials: Promise<BackstageCredentials>): void {
    if (known.size >= maximumTokens) {
      // The oldest comes first: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Map
      known.delete(known.keys().next().value ?? key);
    }
    const remembered = { credentials, untilMs: now() + defaultLifeMs };
    known.set(key, remembered);
    credentials.then(
      ({ expiresAt }) => {
        remembered.untilMs = expiresAt?.getTime() ?? remembered.untilMs;
      },
      () => known.delete(key),
    );
  }

  return new Proxy(auth, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'authenticate') {
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return (token: string, options?: { allowLimitedAccess?: boolean }): Promise<BackstageCredentials> => {
        // Not the token itself: whoever reads the memory of the process later shall not find it here.
        const key = hash('sha256', `${options?.allowLimitedAccess === true}:${token}`, 'base64');
        const remembered = known.get(key);
        if (remembered && remembered.untilMs > now()) {
          return remembered.credentials;
        }
        const credentials = target.authenticate(token, options);
        remember(key, credentials);
        return credentials;
      };
    },
  });
}

/** The service that knows who makes a request, with {@link rememberTokens}. */
export const rememberingHttpAuth = createServiceFactory({
  service: coreServices.httpAuth,
  deps: { auth: coreServices.auth, discovery: coreServices.discovery, plugin: coreServices.pluginMetadata },
  factory: ({ auth, discovery, plugin }) =>
    DefaultHttpAuthService.create({ auth: rememberTokens(auth), discovery, pluginId: plugin.getId() }),
});
