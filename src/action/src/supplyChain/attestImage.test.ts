import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Brand, type ImageOutput, type LiveryError, type Report } from '@livery/contracts';
import { digestOf, loadBrand } from '@livery/engine';
import { type ContentDigest, referrersTag, Secret } from '@livery/images';
import { runOverlay } from '@livery/pipeline';
import { describeWith } from '@livery/test/requirements';
import { cycloneDxFaults } from '@livery/test/support/cycloneDx';
import { sampleBrand } from '@livery/test/support/trees';
import { TrustLab } from '@livery/test/support/TrustLab';
import { attestImage, type AttestImageOptions, signingOf } from './attestImage';
import { sbomOf } from './sbom';
import { parseSigstore, type SignedBundle, sigstoreFor } from './sigstore';
import { predicateTypes, Statement } from './statement';
import { errorOf, policyOf, signUpstream } from './testing';
import { trustedRootsOf } from './trustedRoot';
import { upstreamSboms } from './upstreamSboms';
import { verifyUpstream } from './verifyUpstream';

const ownWorkflow = 'acme/chat/.github/workflows/brand.yml@refs/heads/main';

let lab: TrustLab;
let image: ImageOutput;
let report: Report;

const attest = (changes: Partial<AttestImageOptions> = {}) =>
  attestImage({
    image,
    report,
    kinds: ['provenance', 'sbom'],
    sigstore: lab.sigstore,
    idTokens: lab.idTokens,
    serverUrl: 'https://github.com',
    connect: () => lab.client,
    log: () => undefined,
    retries: 0,
    ...changes,
  });

const ownImage = () => ({
  client: lab.client,
  repository: 'acme/chat',
  digest: image.digest as ContentDigest,
});

describeWith(['docker-registry', 'skopeo'], 'An image that was pushed', () => {
  beforeAll(async () => {
    lab = await TrustLab.start();
    await signUpstream(lab, { predicateType: predicateTypes.sbom });
    const sample = await loadBrand(sampleBrand);
    const licence = {
      basis: 'enterprise-license',
      reference: 'C-1',
      acknowledgedBy: 'Legal',
      date: '2026-11-20',
      reviewBy: '2027-11-20',
    } as const;
    const brand = Brand.parse({ ...sample.brand, licence });
    const run = await runOverlay({
      base: `${lab.registry.host}/open-webui:v0.6.5`,
      brand: { ...sample, brand, digest: digestOf(JSON.stringify(brand)) },
      to: ['acme/chat:1', 'acme/chat:latest', 'acme/mirror:1'].map(name => `${lab.registry.host}/${name}`),
      profile: 'open-webui',
      log: () => undefined,
      now: () => new Date('2026-11-21'),
    });
    image = run.image;
    report = run.report!;
  });
  afterAll(() => lab.stop());
  beforeEach(() => lab.reset());

  it('gets provenance and an SBOM, signed once and attached at each target, and nothing more the second time', async () => {
    const bundles: SignedBundle[] = [];
    const first = await attest({ onBundle: async bundle => void bundles.push(bundle) });
    const repositories = [`${lab.registry.host}/acme/chat:latest`, `${lab.registry.host}/acme/mirror:1`];
    expect(first.map(({ kind, reference, state }) => [kind, reference, state])).toEqual(
      (['provenance', 'sbom'] as const).flatMap(kind =>
        repositories.map(reference => [kind, reference, 'attached']),
      ),
    );
    // Whoever pulls one platform, or from another target, finds that as well.
    for (const bundle of bundles as (SignedBundle & { dsseEnvelope: { payload: string } })[]) {
      const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString('utf8');
      const { subject } = Statement.parse(JSON.parse(payload));
      const digests = [image.digest, ...image.perPlatform.map(({ digest }) => digest)];
      const expected = digests.flatMap(digest =>
        ['acme/chat', 'acme/mirror'].map(name => `${lab.registry.host}/${name}@${digest}`),
      );
      expect(subject.map(({ name, digest }) => `${name}@sha256:${digest.sha256}`)).toEqual(expected);
    }
    expect(bundles).toHaveLength(2);
    expect(lab.services.requests).toEqual([
      ...['POST /api/v2/signingCert', 'POST /api/v1/log/entries'],
      ...['POST /api/v2/signingCert', 'POST /api/v1/log/entries'],
    ]);
    lab.services.requests.length = 0;
    const before = lab.registry.log.length;
    const second = await attest();
    expect(new Set(second.map(({ state }) => state))).toEqual(new Set(['present']));
    expect(lab.services.requests).toEqual([]);
    expect(lab.registry.log.slice(before)).not.toMatch(/"(?:PUT|POST|PATCH) /);

    // Somebody else's eyes: the list by the tag, since this registry keeps none, and what it leads to.
    const show = (reference: string): Record<string, unknown> =>
      JSON.parse(
        execFileSync(
          'skopeo',
          ['inspect', '--raw', '--tls-verify=false', `docker://${lab.registry.host}/${reference}`],
          {
            encoding: 'utf8',
          },
        ),
      );
    const list = show(`acme/chat:${referrersTag(image.digest as ContentDigest)}`);
    expect(list).toMatchObject({
      manifests: ['https://slsa.dev/provenance/v1', 'https://cyclonedx.org/bom'].map(type => ({
        artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        annotations: { 'dev.sigstore.bundle.predicateType': type },
      })),
    });
    const [entry] = list.manifests as { digest: string }[];
    expect(show(`acme/chat@${entry!.digest}`)).toMatchObject({
      subject: { digest: image.digest, mediaType: expect.stringContaining('index') },
      config: { mediaType: 'application/vnd.oci.empty.v1+json', size: 2 },
    });
  });

  it('has a provenance that names workflow, run, upstream, profile and brand, and holds against the keys', async () => {
    await attest();
    const roots = await trustedRootsOf({ file: lab.keys, cacheFolder: lab.folder });
    const { predicate, identity } = await verifyUpstream(ownImage(), policyOf(lab, ownWorkflow), roots);
    expect(identity).toBe(`https://github.com/${ownWorkflow}`);
    expect(predicate).toMatchObject({
      buildDefinition: {
        buildType: 'https://actions.github.io/buildtypes/workflow/v1',
        externalParameters: {
          workflow: {
            ref: 'refs/heads/main',
            repository: 'https://github.com/acme/chat',
            path: '.github/workflows/brand.yml',
          },
        },
        internalParameters: { github: { repository_id: '123456789', runner_environment: 'github-hosted' } },
        resolvedDependencies: [
          {
            uri: 'git+https://github.com/acme/chat@refs/heads/main',
            digest: { gitCommit: expect.any(String) },
          },
          { name: 'upstream', digest: { sha256: lab.upstream.digest.slice(7) } },
          { name: 'profile', digest: { sha256: report.profile.digest.slice(7) } },
          { name: report.brand.name, digest: { sha256: report.brand.digest.slice(7) } },
        ],
      },
      runDetails: {
        builder: { id: `https://github.com/${ownWorkflow}` },
        metadata: { invocationId: 'https://github.com/acme/chat/actions/runs/16000000001/attempts/1' },
      },
    });
  });

  it('has an SBOM of what the brand changed, right by the published schema and the same each time', async () => {
    await attest();
    const roots = await trustedRootsOf({ file: lab.keys, cacheFolder: lab.folder });
    const policy = { ...policyOf(lab, ownWorkflow), predicateType: predicateTypes.sbom };
    const { predicate } = await verifyUpstream(ownImage(), policy, roots);
    const schemas = path.join(path.dirname(require.resolve('@cyclonedx/cyclonedx-library')), '../res/schema');
    expect(cycloneDxFaults(predicate, schemas)).toEqual([]);
    const bom = predicate as {
      components: {
        type: string;
        name: string;
        hashes: { content: string }[];
        externalReferences?: unknown;
      }[];
      dependencies: { ref: string; dependsOn: string[] }[];
    };
    const changed = new Map(
      [...report.files, ...report.assets].flatMap(({ file, after }) => (after ? [[file, after]] : [])),
    );
    const files = bom.components.filter(({ type }) => type === 'file');
    expect(new Map(files.map(({ name, hashes }) => [name, `sha256:${hashes[0]!.content}`]))).toEqual(changed);
    expect(changed.size).toBeGreaterThan(10);
    expect(bom.components.find(({ type }) => type === 'container')).toMatchObject({
      version: lab.upstream.digest,
      externalReferences: [{ type: 'bom', url: expect.stringContaining('/v2/open-webui/manifests/sha256:') }],
    });
    expect(bom.dependencies.find(({ ref }) => ref === 'image')?.dependsOn).toHaveLength(changed.size + 1);
    const subject = { name: `${lab.registry.host}/acme/chat`, digest: image.digest };
    const [first, second] = await Promise.all([
      sbomOf(subject, report),
      sbomOf(subject, structuredClone(report)),
    ]);
    expect(JSON.stringify(first)).toBe(JSON.stringify(second));
    expect(JSON.stringify(first)).not.toContain('timestamp');
    expect(await upstreamSboms(ownImage())).toEqual([
      expect.stringMatching(new RegExp(`^https://${lab.registry.host}/v2/acme/chat/manifests/sha256:`)),
    ]);
  });

  it('says which address could not be reached, and what is there already', async () => {
    const other = {
      ...image,
      targets: image.targets.slice(0, 1).map(target => ({
        ...target,
        digest: lab.upstream.digest,
        reference: `${lab.registry.host}/open-webui:v0.6.5`,
      })),
    };
    const refusalOf = async (given: Parameters<typeof attest>[0]) => {
      const [result] = await attest(given);
      expect(result).toMatchObject({ state: 'failed' });
      return result?.error as LiveryError;
    };
    lab.services.failWith = 503;
    const failed = await refusalOf({ image: other });
    expect(failed).toMatchObject({ code: 'attestation-failed', hint: expect.stringContaining('is pushed') });
    expect(failed.message).toContain(`the Sigstore of this test (${lab.services.url}) failed: `);
    expect(failed.message).toContain('503');
    const away = { ...lab.sigstore, fulcioUrl: 'http://127.0.0.1:1' };
    expect((await refusalOf({ image: other, sigstore: away })).message).toContain(
      '(http://127.0.0.1:1) failed',
    );
    lab.services.failWith = undefined;
    lab.issuer.identity = { exp: 1 };
    expect((await refusalOf({ image: other })).message).toContain('401');
    lab.issuer.identity = {};
    const none = {
      ...image,
      targets: [{ reference: `${lab.registry.host}/acme/gone:1`, digest: image.digest }],
    };
    expect(await attest({ image: none, kinds: ['provenance'] })).toMatchObject([
      { state: 'failed', error: { code: 'image-not-found' } },
    ]);
    expect(await refusalOf({ image: none, report: undefined as never, kinds: ['sbom'] })).toMatchObject({
      code: 'attestation-failed',
    });
  });

  it('is not told of in a public log when its repository is not public', async () => {
    lab.issuer.identity = { repository_visibility: 'public' };
    expect((await signingOf({ idTokens: lab.idTokens })).sigstore).toBe(sigstoreFor('public'));
    lab.issuer.identity = { repository_visibility: 'internal' };
    expect((await signingOf({ idTokens: lab.idTokens })).sigstore).toBe(sigstoreFor('private'));
    expect(await errorOf(signingOf({ idTokens: async () => new Secret('no token') }))).toMatchObject({
      code: 'attestation-failed',
    });
    expect(sigstoreFor('public').rekorUrl).toBe('https://rekor.sigstore.dev');
    for (const visibility of ['private', 'internal', undefined]) {
      expect(sigstoreFor(visibility)).toMatchObject({ fulcioUrl: 'https://fulcio.githubapp.com' });
      expect(sigstoreFor(visibility).rekorUrl).toBeUndefined();
    }
    const [fulcioUrl, rekorUrl] = ['https://fulcio.example.org', 'https://rekor.example.org'];
    expect(parseSigstore(`fulcio=${fulcioUrl}\nrekor=${rekorUrl}`)).toEqual({
      name: 'the Sigstore at fulcio.example.org',
      fulcioUrl,
      rekorUrl,
    });
    for (const text of ['', fulcioUrl, `fulcio=${fulcioUrl}`, `fulcio=http://a.example rekor=${rekorUrl}`]) {
      expect(() => parseSigstore(text)).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
    }
  });
});
