import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { LiveryError, messageOf } from '@livery/contracts';
import {
  AddressRefused,
  type AddressKind,
  checkLiteral,
  guardedLookup,
  kindOfAddress,
  type Reach,
  reachableFrom,
} from '@livery/images';

/** What the configuration says about hosts. All names are in lower case, with a port where it is not the usual one. */
export interface HostRulesOptions {
  /** Hosts that may be in a private network or on this machine. */
  readonly privateHosts: readonly string[];
  /** Looks up names; the system's own by default. */
  readonly lookup?: LookupFunction;
}

const whereTo: Readonly<Record<Exclude<AddressKind, 'public'>, string>> = {
  private: 'a private network',
  loopback: 'the machine of the portal itself',
  special: 'an address that no host has, or that is for the machine of the portal alone',
};

/** Decides where the portal connects to, by the addresses that a name leads to and not by the name. */
export class HostRules {
  readonly #privateHosts: ReadonlySet<string>;
  readonly #lookup: LookupFunction;

  constructor({ privateHosts, lookup = systemLookup }: HostRulesOptions) {
    this.#privateHosts = new Set(privateHosts);
    this.#lookup = lookup;
  }

  /** Whether the configuration says that a host may be in here. */
  isPrivate(host: string): boolean {
    return this.#privateHosts.has(host) || this.#privateHosts.has(hostnameOf(host));
  }

  /** Which addresses a host may have. The metadata services of clouds are never among them. */
  reachOf(host: string): Reach {
    return this.isPrivate(host) ? reachableFrom.loopback : reachableFrom.public;
  }

  /** A lookup for a client of a host, with the rules of that one, and of each other host that it is sent on to. */
  lookupFor(host: string): LookupFunction {
    const hostname = hostnameOf(host);
    return (asked, options, callback) => {
      const reach = this.reachOf(asked === hostname ? host : asked);
      guardedLookup(reach, this.#lookup)(asked, options, callback);
    };
  }

  /**
   * Finds the addresses of a host.
   *
   * @returns at least one
   * @param what - is there, for the error if there is none
   * @throws LiveryError `host-refused` if one of them is where the portal does not connect to; `repository-unreachable` or
   * `registry-unreachable` if there is none
   */
  async find(host: string, what: 'repository' | 'registry' = 'repository'): Promise<string[]> {
    const hostname = hostnameOf(host);
    const reach = this.reachOf(host);
    try {
      checkLiteral(hostname, reach);
      if (isIP(hostname) !== 0) {
        return [hostname];
      }
      return await lookUp(hostname, guardedLookup(reach, this.#lookup));
    } catch (error) {
      throw error instanceof AddressRefused ? refused(host, error) : unknown(host, what, error);
    }
  }
}

/** The name or the address of a host, without its port and without brackets. */
export function hostnameOf(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}

function lookUp(hostname: string, lookup: LookupFunction): Promise<string[]> {
  return new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, found: string | LookupAddress[]) => {
      const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found];
      if (error) {
        reject(error);
      } else if (addresses.length === 0) {
        reject(new Error('it has no address'));
      } else {
        resolve(addresses);
      }
    });
  });
}

/** The address stays out of the message: it would tell people how the network in here is made. */
function refused(host: string, { address }: AddressRefused): LiveryError {
  const kind = kindOfAddress(address);
  return new LiveryError('host-refused', {
    message: `${host} was not connected to: it leads into ${kind === 'public' ? 'nowhere' : whereTo[kind]}.`,
    hint:
      kind === 'special'
        ? 'Check the name of the host.'
        : 'If that is right, an administrator can name it under livery.remotes.privateHosts.',
  });
}

function unknown(host: string, what: 'repository' | 'registry', error: unknown): LiveryError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return new LiveryError(`${what}-unreachable`, {
    message: `${host} was not connected to: ${code === 'ENOTFOUND' ? 'there is no host of that name' : messageOf(error)}.`,
    hint: 'Check the name of the host, and how this machine finds names.',
    cause: error,
  });
}
