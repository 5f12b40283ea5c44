import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Where an address leads: to the internet, into a private network, to this machine, or to none of them, such as the
 * metadata service of a cloud.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'special';

type Range = readonly [network: string, prefix: number];

// https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
const ranges: Readonly<Record<Exclude<AddressKind, 'public'>, readonly Range[]>> = {
  // Before the private ones: some of these lie inside of them.
  special: [
    ['0.0.0.0', 8],
    ['169.254.0.0', 16], // link-local, and the metadata service of most clouds
    ['100.100.100.200', 32], // metadata service of Alibaba Cloud
    ['168.63.129.16', 32], // https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
    ['fd00:ec2::254', 128], // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
    ['100::', 64],
    ['2001::', 23], // Teredo and others that hide an address of version 4
    ['2001:db8::', 32],
    ['2002::', 16], // 6to4
    ['64:ff9b:1::', 48],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8],
  ],
  loopback: [
    ['127.0.0.0', 8],
    ['::1', 128],
  ],
  private: [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10], // carrier-grade NAT
    ['fc00::', 7],
  ],
};

function listOf(networks: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) {
    list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

const lists = Object.entries(ranges).map(([kind, networks]) => ({
  kind: kind as AddressKind,
  list: listOf(networks),
}));

/** Ranges of version 6 whose last four bytes are an address of version 4: mapped ones, and those behind NAT64. */
const translated = listOf([
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
]);
/** The same without a prefix: long out of use, and so only of use to somebody who hides something. */
const compatible = listOf([['::', 96]]);

/** The last four bytes of an address of version 6, in the form of version 4. */
function lastFourBytes(address: string): string {
  // The parser of URLs writes an address in one way, whatever way it came in.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2);
  const [high = 0, low = 0] = groups.map(group => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Tells where an IP address leads. */
export function kindOfAddress(address: string): AddressKind {
  const [plain = ''] = address.split('%'); // without the zone of a link-local address
  const version = isIP(plain);
  if (version === 0) {
    return 'special';
  }
  if (version === 6 && translated.check(plain, 'ipv6')) {
    return kindOfAddress(lastFourBytes(plain));
  }
  const family = version === 6 ? 'ipv6' : 'ipv4';
  const found = lists.find(({ list }) => list.check(plain, family));
  if (found) {
    return found.kind;
  }
  return version === 6 && compatible.check(plain, 'ipv6') ? 'special' : 'public';
}

/**
 * Which addresses an answer may send us to, by where it came from. A registry on the internet must not be able to make us
 * call what only this network can reach; one inside of it may have its storage beside it.
 */
export const reachableFrom: Readonly<Record<AddressKind, ReadonlySet<AddressKind>>> = {
  public: new Set(['public']),
  private: new Set(['public', 'private']),
  loopback: new Set(['public', 'private', 'loopback']),
  special: new Set(['public']),
};

/** Which addresses may be connected to; undefined for all, which only a host that the user named gets. */
export type Reach = ReadonlySet<AddressKind> | undefined;

/** An address was not connected to, because of where it leads. */
export class AddressRefused extends Error {
  readonly host: string;
  readonly address: string;

  constructor(host: string, address: string) {
    super(`${host} leads to ${address}`);
    this.name = 'AddressRefused';
    this.host = host;
    this.address = address;
  }
}

/**
 * Looks at an address that stands in a URL itself, for which nothing is looked up.
 *
 * @throws AddressRefused
 */
export function checkLiteral(hostname: string, reach: Reach): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (reach && isIP(address) !== 0 && !reach.has(kindOfAddress(address))) {
    throw new AddressRefused(address, address);
  }
}

/**
 * A lookup that answers only addresses within reach. The connection goes to what it answers, so what was checked is what is
 * connected to, each time anew.
 */
export function guardedLookup(reach: Reach, lookup: LookupFunction = systemLookup): LookupFunction {
  if (!reach) {
    return lookup;
  }
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, found, family) => {
      if (error) {
        callback(error, found, family);
        return;
      }
      const addresses: LookupAddress[] = Array.isArray(found)
        ? found
        : [{ address: found, family: family ?? 0 }];
      const refused = addresses.find(({ address }) => !reach.has(kindOfAddress(address)));
      if (refused) {
        // One bad address among good ones is no accident either.
        callback(new AddressRefused(hostname, refused.address), '', 0);
      } else {
        callback(null, found, family);
      }
    });
  };
}
