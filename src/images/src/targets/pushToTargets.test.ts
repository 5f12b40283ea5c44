import { setTimeout as sleep } from 'node:timers/promises';
import { LiveryError } from '@livery/contracts';
import { describeWith } from '@livery/test/requirements';
import { Registry } from '@livery/test/support/registry';
import { createSyntheticImage } from '@livery/test/support/syntheticImage';
import { RegistryClient } from '../registry/RegistryClient';
import { pushToTargets } from './pushToTargets';
import { parseTarget, planTarget } from './Target';

const digest = `sha256:${'0a'.repeat(32)}`;
const plan = (...texts: string[]) => texts.map(text => planTarget(parseTarget(text), { version: '1.2.3' }));

describe('Several targets', () => {
  it('are pushed to at the same time, but those of one registry one after the other, with one client', async () => {
    const connected: string[] = [];
    const clients: RegistryClient[] = [];
    const running = new Map<string, number>();
    let most = 0;
    const results = await pushToTargets(
      plan('one.example/a/x', 'two.example/b/x', 'one.example/c/x:{version},latest'),
      {
        connect: registry => {
          connected.push(registry);
          const client = new RegistryClient({ registry });
          jest.spyOn(client, 'close');
          clients.push(client);
          return client;
        },
      },
      async ({ registry }) => {
        running.set(registry, (running.get(registry) ?? 0) + 1);
        expect(running.get(registry)).toBe(1);
        most = Math.max(
          most,
          [...running.values()].reduce((sum, count) => sum + count),
        );
        await sleep(5);
        running.set(registry, 0);
        return digest;
      },
    );
    expect(connected).toEqual(['one.example', 'two.example']);
    expect(most).toBe(2);
    expect(results.map(result => ('references' in result ? result.references : []))).toEqual([
      ['one.example/a/x:latest'],
      ['two.example/b/x:latest'],
      ['one.example/c/x:1.2.3', 'one.example/c/x:latest'],
    ]);
    clients.forEach(client => expect(client.close).toHaveBeenCalledTimes(1));
  });

  it('fail each for itself', async () => {
    const targets = plan('one.example/a/x', 'two.example/b/x', 'one.example/c/x', 'three.example/d/x');
    const denied = new LiveryError('registry-denied', { message: 'No.', hint: 'Ask.' });
    const results = await pushToTargets(
      targets,
      {
        connect: registry => {
          if (registry === 'two.example') {
            throw denied;
          }
          return new RegistryClient({ registry });
        },
      },
      (_client, repository) => {
        return repository === 'a/x' ? Promise.reject(new Error('broken')) : Promise.resolve(digest);
      },
    );
    expect(results.map(({ target }) => target)).toEqual(targets);
    expect(results.map(({ error }) => error?.code)).toEqual([
      'internal',
      'registry-denied',
      undefined,
      undefined,
    ]);
  });

  it('that were not begun when somebody cancels are not begun any more', async () => {
    const controller = new AbortController();
    let pushes = 0;
    const results = await pushToTargets(
      plan('one.example/a/x', 'one.example/b/x'),
      { connect: registry => new RegistryClient({ registry }), signal: controller.signal },
      () => {
        pushes += 1;
        controller.abort();
        return Promise.resolve(digest);
      },
    );
    expect(pushes).toBe(1);
    expect(results.map(({ error }) => error?.code)).toEqual([undefined, 'cancelled']);
    expect(results[1]?.error?.message).toContain('Pushing to one.example/b/x:latest');
  });
});

describeWith('docker-registry', 'Several real targets', () => {
  it('get an image and its tags, and the second of a registry takes over what the first has', async () => {
    const registries = await Promise.all([Registry.start(), Registry.start()]);
    try {
      const [one, other] = registries.map(({ host }) => host);
      const image = await createSyntheticImage({ architectures: ['amd64'] });
      const sent = new Map<string, number>();
      const results = await pushToTargets(
        plan(
          `${one}/acme/app:{version},latest`,
          `127.0.0.1:1/acme/app`,
          `${other}/acme/app`,
          `${one}/team/app:x`,
        ),
        { connect: registry => new RegistryClient({ registry, retry: { tries: 1 } }) },
        async (client, repository, tags) => {
          const mountFrom = repository === 'acme/app' ? undefined : 'acme/app';
          const before = client.statistics.bytesUp;
          await Promise.all(
            image.blobs.map(blob => client.pushBlob(repository, blob, { ...(mountFrom && { mountFrom }) })),
          );
          sent.set(`${client.registry}/${repository}`, client.statistics.bytesUp - before);
          for (const manifest of image.manifests) {
            await client.putManifest(repository, manifest.digest, manifest);
          }
          for (const tag of tags) {
            await client.putManifest(repository, tag, image.root);
          }
          return image.root.digest;
        },
      );
      expect(results.map(({ error }) => error?.code)).toEqual([
        undefined,
        'registry-unreachable',
        undefined,
        undefined,
      ]);
      expect(sent.get(`${one}/team/app`)).toBe(0);
      const client = new RegistryClient({ registry: one! });
      for (const [repository, tag] of [
        ['acme/app', '1.2.3'],
        ['acme/app', 'latest'],
        ['team/app', 'x'],
      ] as const) {
        expect((await client.headManifest(repository, tag))?.digest).toBe(image.root.digest);
      }
      client.close();
    } finally {
      await Promise.all(registries.map(registry => registry.stop()));
    }
  });
});
