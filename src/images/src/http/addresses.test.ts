import type { LookupFunction } from 'node:net';
import fc from 'fast-check';
import { type AddressKind, AddressRefused, guardedLookup, kindOfAddress, reachableFrom } from './addresses';

describe('An address', () => {
  it.each<[string, AddressKind]>([
    ['93.184.216.34', 'public'],
    ['2606:2800:220:1:248:1893:25c8:1946', 'public'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12:3456::1', 'private'],
    ['0.0.0.0', 'special'],
    ['::', 'special'],
    ['169.254.169.254', 'special'],
    ['fd00:ec2::254', 'special'],
    ['100.100.100.200', 'special'],
    ['168.63.129.16', 'special'],
    ['fe80::1', 'special'],
    ['fe80::1%eth0', 'special'],
    ['224.0.0.1', 'special'],
    ['255.255.255.255', 'special'],
    ['ff02::1', 'special'],
    ['::ffff:169.254.169.254', 'special'],
    ['::ffff:a9fe:a9fe', 'special'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['0:0:0:0:0:ffff:10.0.0.1', 'private'],
    ['::ffff:93.184.216.34', 'public'],
    ['::127.0.0.1', 'special'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::93.184.216.34', 'public'],
    ['2002:7f00:1::', 'special'],
    ['2001:0:53aa::1', 'special'],
    ['not an address', 'special'],
    ['', 'special'],
  ])('%s is %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });

  it('of version 4 is of the same kind when it is written as version 6', () => {
    fc.assert(
      fc.property(fc.ipV4(), address => {
        expect(kindOfAddress(`::ffff:${address}`)).toBe(kindOfAddress(address));
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const hex = `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        expect(kindOfAddress(hex)).toBe(kindOfAddress(address));
      }),
    );
    fc.assert(fc.property(fc.string(), text => void kindOfAddress(text)));
  });
});

describe('A lookup that is guarded', () => {
  const answering = (...addresses: string[]): LookupFunction => {
    return (_hostname, options, callback) => {
      const found = addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }));
      if (options.all) {
        callback(null, found);
      } else {
        callback(null, found[0]!.address, found[0]!.family);
      }
    };
  };
  const ask = (lookup: LookupFunction, all: boolean) =>
    new Promise((resolve, reject) => {
      lookup('registry.example', { all }, (error, found) => (error ? reject(error) : resolve(found)));
    });

  it.each([true, false])('hands out what is in reach and nothing else (all: %s)', async all => {
    const good = guardedLookup(reachableFrom.public, answering('93.184.216.34'));
    await expect(ask(good, all)).resolves.toEqual(
      all ? [{ address: '93.184.216.34', family: 4 }] : '93.184.216.34',
    );
    const bad = guardedLookup(reachableFrom.public, answering('169.254.169.254'));
    await expect(ask(bad, all)).rejects.toBeInstanceOf(AddressRefused);
  });

  it('refuses a name of which one address is out of reach', async () => {
    const mixed = guardedLookup(reachableFrom.private, answering('10.0.0.1', '127.0.0.1'));
    await expect(ask(mixed, true)).rejects.toMatchObject({ host: 'registry.example', address: '127.0.0.1' });
  });
});
