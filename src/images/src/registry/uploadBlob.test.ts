import { randomBytes } from 'node:crypto';
import { LiveryError } from '@livery/contracts';
import {
  BadHour,
  BLOBS,
  describeBadHour,
  failureOf,
  readDigest,
  REPOSITORY,
  SIZE,
  UPLOADS,
} from '@livery/test/support/badHour';
import {
  answer,
  cutAnswerAfter,
  cutRequestAfter,
  cutRequestAndKeep,
  cutRequestThrough,
  loseAnswer,
  mountBecomesUpload,
  rewrite,
  tellUploadPlace,
} from '@livery/test/support/faults';
import fc from 'fast-check';
import { contentDigestOf } from '../digest';
import { mediaTypes } from '../image/mediaTypes';
import { blobOf } from '../transfer/BlobSource';
import { copyBlob } from '../transfer/copyBlob';
import { RegistryClient } from './RegistryClient';
import type { RegistryOptions } from './RegistrySession';

const { address } = BadHour;

describeBadHour('Writing a blob in a bad hour', hour => {
  /** Pushes something new, and reads it back past the proxy. */
  async function push(options: Partial<RegistryOptions> = {}) {
    const fresh = randomBytes(SIZE);
    const client = hour().connect(options);
    const outcome = await client.pushBlob(REPOSITORY, fresh, { checkFirst: false });
    const direct = hour().direct();
    const digest = contentDigestOf(fresh);
    await expect(readDigest(direct, { digest, size: SIZE })).resolves.toBe(digest);
    direct.close();
    return outcome;
  }

  it.each([1, 150_000, SIZE - 1])(
    'goes on where the registry is when it is cut after %i bytes',
    async bytes => {
      hour().proxy.add({ method: 'PUT', path: UPLOADS, times: 1 }, cutRequestAndKeep(bytes));
      hour().proxy.add({ method: 'GET', path: UPLOADS }, tellUploadPlace);
      await expect(push()).resolves.toBe('uploaded');
      const sent = hour()
        .proxy.requests.filter(({ method }) => method === 'PUT' || method === 'PATCH')
        .map(({ method, headers }) => [method, headers['content-range']]);
      // One byte may be none to Docker's registry, so that starts anew.
      expect(sent).toEqual(
        bytes === 1
          ? [
              ['PUT', undefined],
              ['PUT', undefined],
            ]
          : [
              ['PUT', undefined],
              ['PATCH', `${bytes}-${SIZE - 1}`],
              ['PUT', undefined],
            ],
      );
    },
  );

  it('starts anew where the registry forgets an upload that was cut, as the real one does', async () => {
    hour().proxy.add({ method: 'PUT', path: UPLOADS, times: 1 }, cutRequestThrough(100_000));
    await expect(push()).resolves.toBe('uploaded');
    expect(
      hour()
        .methods()
        .filter(method => method === 'POST'),
    ).toHaveLength(2);
  });

  it('goes on at the part that was cut when it sends in parts', async () => {
    hour().proxy.add({ method: 'PATCH', path: UPLOADS, times: 1, after: 1 }, cutRequestAfter(10));
    await expect(push({ chunkBytes: 100_000 })).resolves.toBe('uploaded');
    const ranges = hour().proxy.requests.flatMap(({ headers }) => headers['content-range'] ?? []);
    expect(ranges).toEqual(['0-99999', '100000-199999', '100000-199999', '200000-299999']);
  });

  it('keeps to the smallest part that a registry takes', async () => {
    hour().proxy.add(
      { method: 'POST', path: UPLOADS },
      rewrite({ headers: { 'oci-chunk-min-length': '200000' } }),
    );
    await push({ chunkBytes: 1000 });
    expect(hour().proxy.requests.flatMap(({ headers }) => headers['content-range'] ?? [])).toEqual([
      '0-199999',
      '200000-299999',
    ]);
  });

  it('takes 201 and 204 as well for a part that was taken, as ECR and Pulp answer', async () => {
    hour().proxy.add({ method: 'PATCH', path: UPLOADS, times: 1 }, rewrite({ status: 201 }));
    hour().proxy.add(
      { method: 'PATCH', path: UPLOADS, times: 1 },
      rewrite({ status: 204, body: () => Buffer.alloc(0) }),
    );
    await expect(push({ chunkBytes: 100_000 })).resolves.toBe('uploaded');
  });

  it('does not believe in a part that the registry did not count, as ECR drops them', async () => {
    hour().proxy.add(
      { method: 'PATCH', path: UPLOADS, after: 1, times: 1 },
      rewrite({ status: 201, headers: { range: '0-99999' } }),
    );
    await expect(push({ chunkBytes: 100_000 })).resolves.toBe('uploaded');
    expect(
      hour()
        .methods()
        .filter(method => method === 'POST'),
    ).toHaveLength(2);
    hour().proxy.add({ method: 'PATCH', path: UPLOADS }, rewrite({ headers: { range: '0-5' } }));
    const error = await failureOf(push({ chunkBytes: 100_000 }));
    expect(error).toMatchObject({ code: 'registry-failed' });
    expect(error.message).toContain('has 6 bytes after a part that ended at 100000');
  });

  it('sees that only the answer was lost', async () => {
    hour().proxy.add({ method: 'PUT', path: UPLOADS, times: 1 }, loseAnswer);
    await expect(push()).resolves.toBe('uploaded');
    expect(hour().methods()).toEqual(['POST', 'PUT', 'HEAD']);
  });

  it.each([500, 502, 503, 504, 408, 425, 499, 522])('tries again after %i', async status => {
    hour().proxy.add({ method: 'POST', path: UPLOADS, times: 1 }, answer(status));
    hour().proxy.add(
      { method: 'PUT', path: UPLOADS, times: 1 },
      answer(status, {}, '<html><h1>Bad\nhour</h1></html>'),
    );
    await expect(push()).resolves.toBe('uploaded');
  });

  it.each([400, 403, 405, 413])('stops at once at %i', async status => {
    hour().proxy.add({ method: 'PUT', path: UPLOADS }, answer(status, {}, '<html>no\r\nway</html>'));
    const error = await failureOf(push());
    expect(error.message).toContain(`answered ${status} `);
    expect(error.message).toContain('(no way)');
    // It gives up in good order.
    expect(hour().methods()).toEqual(['POST', 'PUT', 'DELETE']);
  });

  it('follows the place that the registry names, relative or at another host, and keeps its query', async () => {
    const toElsewhere = (location: string | undefined) =>
      location?.replace(hour().proxy.host, `localhost:${hour().elsewhere.host.split(':')[1]}`);
    hour().proxy.add({ method: 'POST', path: UPLOADS, times: 1 }, async ({ forward, relay }) => {
      const original = await forward();
      await relay(original, { headers: { location: toElsewhere(original.headers.location) } });
    });
    await push();
    expect(hour().elsewhere.requests[0]).toMatchObject({
      method: 'PUT',
      target: expect.stringMatching(/\?_state=.*&digest=sha256%3A/),
    });

    hour().proxy.add({ method: 'POST', path: UPLOADS, times: 1 }, async ({ forward, relay }) => {
      const original = await forward();
      const { pathname, search } = new URL(original.headers.location ?? '');
      await relay(original, { headers: { location: pathname + search } });
    });
    await expect(push()).resolves.toBe('uploaded');
  });

  it.each([
    ['file:///etc/passwd', 'sends us to file://'],
    [
      'http://169.254.169.254/latest/meta-data',
      'it would lead to 169.254.169.254, an address that a registry may not send us to',
    ],
    ['http://user:canary@127.0.0.1/', 'an address with a user name in it'],
    ['http://[', 'what is not an address'],
    ['', 'without saying where'],
  ])('does not go where nobody should: %s', async (location, why) => {
    hour().proxy.add({ method: 'POST', path: UPLOADS }, rewrite({ headers: { location } }));
    const error = await failureOf(push());
    expect(error.message).toContain(why);
    expect(error.toParagraph()).not.toContain('canary');
  });

  it('uploads where the registry was asked for a mount and opens an upload, at that very place', async () => {
    hour().proxy.add({ method: 'POST', path: /mount=/ }, mountBecomesUpload);
    const direct = hour().direct();
    const fresh = randomBytes(1000);
    await direct.pushBlob('acme/base', fresh);
    direct.close();
    await expect(hour().client.pushBlob(REPOSITORY, fresh, { mountFrom: 'acme/base' })).resolves.toBe(
      'uploaded',
    );
    expect(hour().methods()).toEqual(['POST', 'PUT']);
    expect(hour().client.statistics).toMatchObject({ mounted: 0, mountsRefused: 1 });
  });

  it.each([401, 403, 404, 405])(
    'uploads where a mount is answered with %i, as Harbor and others do',
    async status => {
      hour().proxy.add({ method: 'POST', path: /mount=/ }, answer(status));
      await expect(
        hour().client.pushBlob(REPOSITORY, randomBytes(1000), { mountFrom: 'acme/base' }),
      ).resolves.toBe('uploaded');
      expect(hour().methods()).toEqual(['POST', 'POST', 'PUT']);
    },
  );

  it('opens its source anew for each try, and tells its errors as they are', async () => {
    hour().proxy.add({ method: 'PUT', path: UPLOADS, times: 1 }, cutRequestThrough(50_000));
    const fresh = blobOf(randomBytes(SIZE));
    const offsets: number[] = [];
    const source = {
      ...fresh,
      open: (offset: number) => {
        offsets.push(offset);
        return fresh.open(offset);
      },
    };
    await hour().client.pushBlob(REPOSITORY, source);
    expect(offsets).toEqual([0, 0]);
    const broken = {
      ...blobOf(randomBytes(SIZE)),
      // eslint-disable-next-line require-yield
      async *open() {
        throw new LiveryError('source-not-found', { message: 'The file is gone.', hint: 'Find it.' });
      },
    };
    await expect(hour().client.pushBlob(REPOSITORY, broken)).rejects.toMatchObject({
      code: 'source-not-found',
    });
  });

  it('copies between two bad connections, and reads only what is still needed', async () => {
    const source = {
      client: new RegistryClient({ registry: hour().elsewhere.host, retry: { firstWaitMs: 4 } }),
      repository: REPOSITORY,
    };
    hour().elsewhere.add({ method: 'GET', path: BLOBS, times: 1 }, cutAnswerAfter(100_000));
    hour().proxy.add({ method: 'PUT', path: UPLOADS, times: 1 }, cutRequestAndKeep(200_000));
    hour().proxy.add({ method: 'GET', path: UPLOADS }, tellUploadPlace);
    await expect(
      copyBlob(
        source,
        { client: hour().client, repository: 'acme/copy' },
        { ...address, mediaType: mediaTypes.oci.layerTar },
      ),
    ).resolves.toBe('uploaded');
    expect(hour().elsewhere.requests.map(({ headers }) => headers.range)).toEqual([
      undefined,
      'bytes=100000-',
      'bytes=200000-',
    ]);
    source.client.close();
  });

  it('copies a blob whole, wherever the connections on both sides are cut', async () => {
    let copies = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(SIZE - 1),
        fc.integer({ min: 1, max: SIZE - 1 }),
        async (readBytes, sentBytes) => {
          hour().proxy.reset();
          hour().elsewhere.reset();
          hour().elsewhere.add({ method: 'GET', path: BLOBS, times: 1 }, cutAnswerAfter(readBytes));
          hour().proxy.add({ method: 'PUT', path: UPLOADS, times: 1 }, cutRequestAndKeep(sentBytes));
          hour().proxy.add({ method: 'GET', path: UPLOADS }, tellUploadPlace);
          const options = { retry: { tries: 4, firstWaitMs: 1 } };
          const source = new RegistryClient({ registry: hour().elsewhere.host, ...options });
          const target = new RegistryClient({ registry: hour().proxy.host, ...options });
          const repository = `acme/cut${(copies += 1)}`;
          const from = { client: source, repository: REPOSITORY };
          await copyBlob(
            from,
            { client: target, repository },
            { ...address, mediaType: mediaTypes.oci.layerTar },
          );
          // The registry has hashed it.
          await expect(target.hasBlob(repository, address.digest)).resolves.toBe(true);
          source.close();
          target.close();
        },
      ),
      { numRuns: 15 },
    );
  });
});
