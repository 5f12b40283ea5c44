import { BadHour, describeBadHour, failureOf, MANIFESTS, REPOSITORY } from '@livery/test/support/badHour';
import { answer, rewrite } from '@livery/test/support/faults';
import { contentDigestOf } from '../digest';
import { mediaTypes } from '../image/mediaTypes';

const { config, manifest } = BadHour;

describeBadHour('Listing in a bad hour', hour => {
  it('turns the pages, and does not turn them for ever', async () => {
    await Promise.all(
      ['a', 'b', 'c'].map(tag =>
        hour()
          .client.putManifest('acme/pages', tag, manifest)
          .catch(() => undefined),
      ),
    );
    const direct = hour().direct();
    await direct.pushBlob('acme/pages', config);
    await Promise.all(['a', 'b', 'c'].map(tag => direct.putManifest('acme/pages', tag, manifest)));
    direct.close();
    hour().proxy.reset();
    const tags = async () => {
      const found: string[] = [];
      for await (const tag of hour().client.listTags('acme/pages')) {
        found.push(tag);
      }
      return found;
    };
    const page = (names: (string | null)[] | null, link?: string) =>
      answer(
        200,
        link === undefined ? {} : { link: `<${link}>; rel="next"` },
        JSON.stringify({ tags: names }),
      );
    hour().proxy.add(
      { path: /tags\/list\?n=/, times: 1 },
      page(['a', null], '/v2/acme/pages/tags/list?last=a'),
    );
    hour().proxy.add(
      { path: /last=a/, times: 1 },
      page(['b'], `http://${hour().proxy.host}/v2/acme/pages/tags/list?last=b`),
    );
    hour().proxy.add({ path: /last=b/, times: 1 }, page(null));
    await expect(tags()).resolves.toEqual(['a', 'b']);

    hour().proxy.add({ path: /tags\/list/ }, page(['a'], '/v2/acme/pages/tags/list?last=a'));
    await expect(tags()).rejects.toMatchObject({
      code: 'registry-failed',
      message: expect.stringContaining('no last page'),
    });
    hour().proxy.reset();
    hour().proxy.add({ path: /tags\/list/ }, answer(200, {}, '[]'));
    await expect(tags()).rejects.toMatchObject({ message: expect.stringContaining('no list of tags') });
  });

  it('uses the list of referrers where the registry has one', async () => {
    const digest = contentDigestOf(manifest.bytes);
    const entry = { mediaType: mediaTypes.oci.manifest, digest, size: 1, artifactType: 'application/x' };
    const index = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.oci.index, manifests: [entry] });
    hour().proxy.add({ path: /\/referrers\// }, answer(200, { 'content-type': mediaTypes.oci.index }, index));
    await expect(hour().client.listReferrers(REPOSITORY, digest)).resolves.toEqual([entry]);
    // Says that it keeps the list, and does.
    hour().proxy.add({ method: 'PUT', path: MANIFESTS }, rewrite({ headers: { 'oci-subject': digest } }));
    await hour().client.putReferrer(REPOSITORY, { ...manifest, digest, subject: digest });
    expect(hour().proxy.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('keeps the list itself where the registry only says that it does, as ECR', async () => {
    const digest = contentDigestOf(manifest.bytes);
    hour().proxy.add(
      { method: 'PUT', path: /manifests\/sha256:/ },
      rewrite({ headers: { 'oci-subject': digest } }),
    );
    await hour().client.putReferrer(REPOSITORY, { ...manifest, digest, subject: digest });
    await expect(hour().client.listReferrers(REPOSITORY, digest)).resolves.toMatchObject([{ digest }]);
  });

  it('adds to a list that somebody else has changed meanwhile, and gives up one day', async () => {
    const digest = contentDigestOf(manifest.bytes);
    const other = { ...manifest, digest, subject: `sha256:${'7'.repeat(64)}` };
    await hour().client.putReferrer(REPOSITORY, other);
    const next = { ...other, bytes: Buffer.concat([manifest.bytes, Buffer.from(' ')]) };
    const second = { ...next, digest: contentDigestOf(next.bytes) };
    hour().proxy.add({ method: 'PUT', path: /manifests\/sha256-/, times: 2 }, answer(412));
    await hour().client.putReferrer(REPOSITORY, second);
    expect(hour().proxy.requests.at(-3)?.headers['if-match']).toMatch(/^"sha256:/);
    await expect(hour().client.listReferrers(REPOSITORY, other.subject)).resolves.toHaveLength(2);
    hour().proxy.add({ method: 'PUT', path: /manifests\/sha256-/ }, answer(412));
    const third = { ...other, bytes: Buffer.concat([manifest.bytes, Buffer.from('  ')]) };
    await expect(
      hour().client.putReferrer(REPOSITORY, { ...third, digest: contentDigestOf(third.bytes) }),
    ).rejects.toMatchObject({ message: expect.stringContaining('others changed it 5 times meanwhile') });
  });

  describe('being no registry at all', () => {
    it.each<[string, number, Record<string, string>, string]>([
      ['an address that is not there', 404, {}, 'it does not answer as a registry does'],
      [
        'a page for people',
        200,
        { 'content-type': 'text/html; charset=utf-8' },
        'it does not answer as a registry does',
      ],
      [
        'an older version',
        200,
        { 'docker-distribution-api-version': 'registry/1.0' },
        'it speaks "registry/1.0"',
      ],
    ])('is noticed by %s', async (_what, status, headers, why) => {
      hour().proxy.add({ path: /^\/v2\/$/ }, answer(status, headers));
      const error = await failureOf(hour().client.ping());
      expect(error).toMatchObject({ code: 'registry-refused' });
      expect(error.message).toContain(why);
    });
  });
});
