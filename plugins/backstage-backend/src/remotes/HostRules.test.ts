import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { LiveryError } from '@livery/contracts';
import { HostRules } from './HostRules';

/** A lookup that answers with one list after the other, the last one for ever. */
function lookupOf(...answers: readonly (readonly string[] | Error)[]): LookupFunction & { asked: string[] } {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, _options, callback) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    const found: LookupAddress[] =
      answer instanceof Error ? [] : answer.map(address => ({ address, family: 4 }));
    callback(answer instanceof Error ? answer : null, found, 4);
  };
  return Object.assign(lookup, { asked });
}

async function refusalOf(task: Promise<unknown>): Promise<LiveryError> {
  const error = await task.then(
    () => new Error('It should have been refused'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LiveryError)) {
    throw error;
  }
  return error;
}

describe('The rules for hosts', () => {
  it('take a host on the internet, by all of its addresses', async () => {
    const lookup = lookupOf(['93.184.216.34', '2606:2800:220:1::1']);
    const rules = new HostRules({ privateHosts: [], lookup });
    expect(await rules.find('git.example.org:8443')).toEqual(['93.184.216.34', '2606:2800:220:1::1']);
    expect(lookup.asked).toEqual(['git.example.org']);
    expect(await rules.find('93.184.216.34')).toEqual(['93.184.216.34']);
  });

  it.each([
    ['127.0.0.1', 'the machine of the portal itself'],
    ['10.1.2.3', 'a private network'],
    ['192.168.0.1', 'a private network'],
    ['100.64.0.1', 'a private network'],
    ['fd00::1', 'a private network'],
    ['::ffff:10.0.0.1', 'a private network'],
    ['169.254.169.254', 'for the machine of the portal alone'],
    ['fd00:ec2::254', 'for the machine of the portal alone'],
    ['0.0.0.0', 'for the machine of the portal alone'],
    ['64:ff9b::7f00:1', 'the machine of the portal itself'],
  ])(
    'refuse %s, as an address and behind a name, and do not say which address it was',
    async (address, why) => {
      const named = new HostRules({ privateHosts: [], lookup: lookupOf(['93.184.216.34', address]) });
      const literal = address.includes(':') ? `[${address}]` : address;
      for (const host of ['evil.example.org', `${literal}:443`]) {
        const error = await refusalOf(named.find(host));
        expect(error).toMatchObject({ code: 'host-refused', message: expect.stringContaining(why) });
        expect(error.toParagraph().replace(literal, '')).not.toContain(address);
      }
    },
  );

  it('let a host be in here that the configuration names, with its port or for all ports', async () => {
    const rules = new HostRules({
      privateHosts: ['git.intern', 'registry.intern:5000', '127.0.0.1:7'],
      lookup: lookupOf(['10.0.0.5']),
    });
    for (const host of ['git.intern', 'git.intern:2222', 'registry.intern:5000']) {
      expect(await rules.find(host)).toEqual(['10.0.0.5']);
    }
    expect(await rules.find('127.0.0.1:7')).toEqual(['127.0.0.1']);
    for (const host of ['registry.intern', 'registry.intern:5001', 'other.intern', '127.0.0.1:8']) {
      expect((await refusalOf(rules.find(host))).code).toBe('host-refused');
    }
    const cloud = new HostRules({ privateHosts: ['git.intern'], lookup: lookupOf(['169.254.169.254']) });
    expect((await refusalOf(cloud.find('git.intern'))).code).toBe('host-refused');
  });

  it('look at each connection anew: a name that leads elsewhere the second time leads nowhere', async () => {
    const lookup = lookupOf(['93.184.216.34'], ['127.0.0.1']);
    const rules = new HostRules({ privateHosts: [], lookup });
    expect(await rules.find('rebind.example.org')).toEqual(['93.184.216.34']);
    const again = await new Promise<Error | null>(resolve => {
      rules.lookupFor('rebind.example.org')('rebind.example.org', { all: true }, error => resolve(error));
    });
    expect(again).toMatchObject({ name: 'AddressRefused' });
  });

  it('let a host that is in here send us to others only if those are named as well', async () => {
    const rules = new HostRules({
      privateHosts: ['registry.intern:5000', 'tokens.intern'],
      lookup: lookupOf(['10.0.0.5']),
    });
    const look = (hostname: string) =>
      new Promise<Error | null>(resolve => {
        rules.lookupFor('registry.intern:5000')(hostname, { all: true }, error => resolve(error));
      });
    expect(await look('registry.intern')).toBeNull();
    expect(await look('tokens.intern')).toBeNull();
    expect(await look('storage.intern')).toMatchObject({ name: 'AddressRefused' });
  });

  it('say when there is no such host', async () => {
    const missing = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const rules = new HostRules({ privateHosts: [], lookup: lookupOf(missing) });
    expect(await refusalOf(rules.find('absent.example.org'))).toMatchObject({
      code: 'repository-unreachable',
      message: 'absent.example.org was not connected to: there is no host of that name.',
    });
    expect(
      (await refusalOf(new HostRules({ privateHosts: [], lookup: lookupOf([]) }).find('a.example'))).code,
    ).toBe('repository-unreachable');
  });
});
