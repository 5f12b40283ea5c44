import path from 'node:path';
import { describeWith } from '@livery/test/requirements';
import { SigstoreServices } from '@livery/test/support/SigstoreServices';
import { root } from '@livery/test/support/trees';
import { TrustLab } from '@livery/test/support/TrustLab';
import type { SignedBundle } from './sigstore';
import { statementOf } from './statement';
import { errorOf, policyOf, signUpstream, upstreamWorkflow } from './testing';
import { trustedRootsOf } from './trustedRoot';
import { verifyBase } from './verifyBase';
import { isIdentity, parsePolicy, verifyUpstream } from './verifyUpstream';

let lab: TrustLab;
const rootsOf = (file: string) => trustedRootsOf({ file, cacheFolder: lab.folder });

describeWith('docker-registry', 'An upstream image', () => {
  beforeAll(async () => {
    lab = await TrustLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(() => lab.reset());

  it('without an attestation, or with those of strangers, of other images, other claims or forged ones, is refused with the reasons', async () => {
    const roots = await rootsOf(lab.keys);
    const policy = policyOf(lab, upstreamWorkflow);
    expect(await errorOf(verifyUpstream(lab.upstream, policy, roots))).toMatchObject({
      code: 'attestation-invalid',
      message: expect.stringContaining('has no attestation'),
    });
    await signUpstream(lab, {
      workflow: 'stranger/open-webui/.github/workflows/docker-build.yaml@refs/tags/v0.6.5',
    });
    await signUpstream(lab, { digest: `sha256:${'0'.repeat(64)}` });
    await signUpstream(lab, { predicateType: 'https://example.com/other' });
    // Signed for another image by the right workflow, and then made to speak of this one.
    await signUpstream(lab, {
      digest: `sha256:${'1'.repeat(64)}`,
      forge: bundle => {
        const { dsseEnvelope } = bundle as SignedBundle & { dsseEnvelope: { payload: string } };
        const statement = statementOf(
          [{ name: 'ghcr.io/open-webui/open-webui', digest: lab.upstream.digest }],
          'https://slsa.dev/provenance/v1',
          {},
        );
        const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
        return { ...bundle, dsseEnvelope: { ...dsseEnvelope, payload } };
      },
    });
    await signUpstream(lab, {
      forge: () => ({ mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }),
    });
    const { message } = await errorOf(verifyUpstream(lab.upstream, policy, roots));
    expect(message).toContain('None of the 5 attestations');
    expect(message).toContain('signed by https://github.com/stranger/open-webui/');
    expect(message).toContain('it is about another image');
    expect(message).toContain('it claims https://example.com/other');
    expect(message).toMatch(/; [^;]*(?:signature|hash|mismatch)[^;]*;/i);
  });

  it('passes with a claim of whom the policy names, and with no other issuer or keys', async () => {
    const roots = await rootsOf(lab.keys);
    await signUpstream(lab);
    const pattern = policyOf(lab, upstreamWorkflow.replace('v0.6.5', '*'));
    expect((await verifyUpstream(lab.upstream, pattern, roots)).identity).toContain('refs/tags/v0.6.5');
    const github = parsePolicy(`https://github.com/${upstreamWorkflow}`);
    const { message } = await errorOf(verifyUpstream(lab.upstream, github, roots));
    expect(message).toContain(`of ${lab.issuer.url}`);
    const strangers = await SigstoreServices.start(lab.issuer);
    const others = await rootsOf(lab.writeKeys('strangers.json', strangers.trustedRoot));
    await strangers.stop();
    expect(await errorOf(verifyUpstream(lab.upstream, pattern, others))).toMatchObject({
      code: 'attestation-invalid',
    });
  });

  it('is pinned to the digest that was checked', async () => {
    await signUpstream(lab);
    const base = `${lab.registry.host}/open-webui:v0.6.5`;
    const options = {
      policy: policyOf(lab, upstreamWorkflow),
      trustedRoot: { file: lab.keys, cacheFolder: lab.folder },
      connect: () => lab.client,
    };
    const pinned = `${base}@${lab.upstream.digest}`;
    expect((await verifyBase({ ...options, base })).reference).toBe(pinned);
    expect((await verifyBase({ ...options, base: pinned })).reference).toBe(pinned);
    expect(await errorOf(verifyBase({ ...options, base: `${lab.registry.host}/gone` }))).toMatchObject({
      code: 'image-not-found',
    });
  });

  it('of a Sigstore that has a clock in place of a log is taken by its keys, and not by those that want a log', async () => {
    const clock = await SigstoreServices.start(lab.issuer, 'clock');
    const image = await lab.pushImage('clock', '1');
    await signUpstream(lab, {
      sigstore: { name: 'clock', fulcioUrl: clock.url, timestampUrl: clock.url },
      image,
    });
    const roots = await rootsOf(lab.writeKeys('both.jsonl', lab.services.trustedRoot, clock.trustedRoot));
    await clock.stop();
    const policy = policyOf(lab, upstreamWorkflow);
    expect(roots).toHaveLength(2);
    expect(await verifyUpstream(image, policy, roots)).toMatchObject({ predicate: {} });
    expect(await errorOf(verifyUpstream(image, policy, roots.slice(0, 1)))).toMatchObject({
      code: 'attestation-invalid',
    });
  });

  it('is checked with keys that are there, or not at all', async () => {
    expect(await errorOf(rootsOf(path.join(root, 'package.json')))).toMatchObject({ code: 'usage-invalid' });
    const away = trustedRootsOf({ cacheFolder: lab.folder, mirrorUrl: 'http://127.0.0.1:1' });
    expect(await errorOf(away)).toMatchObject({
      code: 'attestation-failed',
      hint: expect.stringContaining('a file'),
    });
  });
});

describe('The policy of an upstream image', () => {
  it.each([
    ['https://github.com/a/b/c.yml@refs/tags/v1', 'https://github.com/a/b/*@refs/tags/v*', true],
    ['https://github.com/a/b/c.yml@refs/heads/v1', 'https://github.com/a/b/*@refs/tags/v*', false],
    ['https://evil.example/https://github.com/a/b/c', 'https://github.com/a/b/*', false],
    ['https://github.com/a/b', 'https://github.com/a/b', true],
    ['https://github.com/a/bc', 'https://github.com/a/b', false],
    ['https://github.com/a/b', 'https://github.com/a/b*b', false],
    ['https://github.com/axb', 'https://github.com/a.b', false],
  ])('finds that %s fits %s: %s', (name, pattern, fits) => {
    expect(isIdentity(name, pattern)).toBe(fits);
  });

  it('says whose claims count', () => {
    expect(parsePolicy('https://github.com/a/b/c.yml@*')).toMatchObject({
      issuer: 'https://token.actions.githubusercontent.com',
    });
    const wrong = ['', '*', 'github.com/a', 'https://*', 'https://*.example/a', 'https://a/b https://c d'];
    for (const text of wrong) {
      expect(() => parsePolicy(text)).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
    }
  });
});
