import { BadHour, describeBadHour, failureOf, MANIFESTS, REPOSITORY } from '@livery/test/support/badHour';
import { alterByte, answer, rewrite } from '@livery/test/support/faults';
import { contentDigestOf } from '../digest';
import { mediaTypes } from '../image/mediaTypes';

const { address, manifest } = BadHour;

describeBadHour('Reading and writing manifests in a bad hour', hour => {
  it('tries again after 500, and gives up with whose fault it is', async () => {
    hour().proxy.add({ method: 'PUT', path: MANIFESTS, times: 2 }, answer(500));
    await hour().client.putManifest(REPOSITORY, '2.0', manifest);
    expect(hour().client.statistics.retries).toBe(2);
    hour().proxy.add(
      { method: 'PUT', path: MANIFESTS },
      answer(500, {}, '{"errors":[{"code":"UNKNOWN","message":"disk full"}]}'),
    );
    const error = await failureOf(hour().client.putManifest(REPOSITORY, '3.0', manifest));
    expect(error).toMatchObject({ code: 'registry-failed', exitCode: 5 });
    expect(error.message).toBe(
      `Writing the manifest ${hour().proxy.host}/acme/app:3.0 failed in 4 tries: ${hour().proxy.host} answered 500 Internal Server Error (UNKNOWN: disk full) to PUT http://${hour().proxy.host}/v2/acme/app/manifests/3.0.`,
    );
    expect(error.hint).toContain('on the side of the registry');
  });

  it('refuses bytes that are not what was asked for, or not what the registry says', async () => {
    const digest = contentDigestOf(manifest.bytes);
    hour().proxy.add({ method: 'GET', path: MANIFESTS, times: 1 }, alterByte(manifest.bytes.length - 3));
    await expect(hour().client.getManifest(REPOSITORY, digest)).rejects.toMatchObject({
      code: 'digest-mismatch',
    });
    const wrong = `sha256:${'0'.repeat(64)}`;
    hour().proxy.add({ path: MANIFESTS }, rewrite({ headers: { 'docker-content-digest': wrong } }));
    await expect(hour().client.getManifest(REPOSITORY, '1.0')).rejects.toMatchObject({
      code: 'digest-mismatch',
    });
    await expect(hour().client.getManifest(REPOSITORY, digest)).rejects.toMatchObject({
      code: 'digest-mismatch',
      message: expect.stringContaining(wrong),
    });
    await expect(hour().client.putManifest(REPOSITORY, digest, manifest)).rejects.toMatchObject({
      code: 'digest-mismatch',
    });
  });

  it('does without the headers that a registry may leave out', async () => {
    hour().proxy.add(
      { path: MANIFESTS },
      rewrite({
        headers: { 'docker-content-digest': undefined, 'content-type': 'application/json; charset=utf-8' },
      }),
    );
    const digest = contentDigestOf(manifest.bytes);
    const head = { digest, mediaType: mediaTypes.oci.manifest, sizeBytes: manifest.bytes.length };
    await expect(hour().client.headManifest(REPOSITORY, '1.0')).resolves.toEqual(head);
    await expect(hour().client.getManifest(REPOSITORY, '1.0')).resolves.toMatchObject({
      digest,
      mediaType: head.mediaType,
    });
  });

  it('waits until the registry knows what it was given', async () => {
    hour().proxy.add({ method: 'HEAD', path: MANIFESTS, times: 2 }, answer(404));
    const digest = contentDigestOf(manifest.bytes);
    await expect(hour().client.confirmManifest(REPOSITORY, digest)).resolves.toMatchObject({ digest });
    expect(hour().methods()).toEqual(['HEAD', 'HEAD', 'HEAD']);
  });

  it.each([
    ['5 MiB without an end', 'x'.repeat(5 * 1024 * 1024), 'the answer is longer than 4096 KiB'],
    ['a page for people', '<html>Sign in</html>', undefined],
  ])('does not take %s for a manifest', async (_what, body, why) => {
    hour().proxy.add({ path: MANIFESTS }, answer(200, { 'content-type': 'text/html' }, body));
    if (why === undefined) {
      await expect(hour().client.getManifest(REPOSITORY, '1.0')).resolves.toMatchObject({
        mediaType: 'text/html',
      });
    } else {
      await expect(hour().client.getManifest(REPOSITORY, '1.0')).rejects.toMatchObject({
        code: 'registry-failed',
        message: expect.stringContaining(why),
      });
    }
  });

  it('reads only the start of an endless error, and shows one line of it', async () => {
    hour().proxy.add(
      { path: MANIFESTS },
      answer(400, {}, `<p>no\u001b[31m\n::error::${'x '.repeat(5_000_000)}`),
    );
    const error = await failureOf(hour().client.getManifest(REPOSITORY, '1.0'));
    expect(error.message.length).toBeLessThan(700);
    expect(error.message).toContain('(no [31m ::error::x x');

    expect(error.message).not.toMatch(/[\u0000-\u001f]/);
    expect(hour().client.statistics.bytesDown).toBeLessThan(1_000_000);
  });

  it('does not take headers without an end', async () => {
    const headers = Object.fromEntries(
      [...Array(60).keys()].map(index => [`x-long-${index}`, 'y'.repeat(1000)]),
    );
    hour().proxy.add({ path: MANIFESTS }, answer(200, headers));
    await expect(hour().client.getManifest(REPOSITORY, '1.0')).rejects.toMatchObject({
      code: 'registry-failed',
      message: expect.stringContaining('headers that are too long'),
    });
    expect(hour().methods()).toEqual(['GET']);
  });

  describe('being told to slow down', () => {
    it.each<[string, Record<string, string>, string, number]>([
      ['seconds', { 'retry-after': '0.2' }, '', 200],
      ['a date', { 'retry-after': 'DATE' }, '', 100],
      [
        'a hint in the body, as GHCR does',
        {},
        'toomanyrequests: retry-after: 150ms, allowed: 2000/minute',
        150,
      ],
      ['nothing', {}, '', 0],
    ])('waits as long as it is asked, by %s', async (_how, headers, body, atLeastMs) => {
      if (headers['retry-after'] === 'DATE') {
        // A date has whole seconds.
        headers['retry-after'] = new Date(Math.ceil((Date.now() + 200) / 1000) * 1000).toUTCString();
      }
      hour().proxy.add({ path: MANIFESTS, times: 1 }, answer(429, headers, body));
      const started = performance.now();
      await hour().client.getManifest(REPOSITORY, '1.0');
      expect(performance.now() - started).toBeGreaterThanOrEqual(atLeastMs * 0.95);
    });

    it('lets everybody wait who asks the same host', async () => {
      hour().proxy.add({ path: /manifests\/1\.0/, times: 1 }, answer(429, { 'retry-after': '0.3' }));
      const limited = hour().client.getManifest(REPOSITORY, '1.0');
      await new Promise(resolve => setTimeout(resolve, 60));
      const started = performance.now();
      await hour().client.hasBlob(REPOSITORY, address.digest);
      expect(performance.now() - started).toBeGreaterThan(150);
      await limited;
      expect(hour().client.statistics.waitedMs).toBeGreaterThan(300);
    });

    it('says so when that would take too long, and what is left of the limit', async () => {
      hour().proxy.add(
        { path: MANIFESTS },
        answer(429, {
          'retry-after': '3600',
          'ratelimit-limit': '100;w=21600',
          'ratelimit-remaining': '0;w=21600',
        }),
      );
      const error = await failureOf(hour().client.getManifest(REPOSITORY, '1.0'));
      expect(error).toMatchObject({ code: 'registry-limited', hint: expect.stringContaining('log in') });
      expect(error.message).toContain('with no credentials; 0 of 100 requests in 6 hours are left');
      expect(error.message).toMatch(/wants 6[0-6] minutes of rest, more than is left of the 2 minutes/);
      expect(hour().methods()).toEqual(['GET']);
      expect(hour().client.statistics.rateLimit).toEqual({ limit: 100, remaining: 0, windowSeconds: 21_600 });
    });
  });
});
