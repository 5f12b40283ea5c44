"use strict";
exports.id = 711;
exports.ids = [711];
exports.modules = {

/***/ 43711:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  attestOutcome: () => (/* binding */ attestOutcome),
  pinBase: () => (/* binding */ pinBase),
  requireSigning: () => (/* binding */ requireSigning)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 10 modules
var core = __webpack_require__(57264);
// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./src/images/src/registry/RegistryClient.ts + 16 modules
var RegistryClient = __webpack_require__(11674);
// EXTERNAL MODULE: ./src/images/src/auth/Secret.ts
var Secret = __webpack_require__(17900);
// EXTERNAL MODULE: ./src/pipeline/src/output.ts
var output = __webpack_require__(94414);
// EXTERNAL MODULE: ./src/action/src/pullRequest/index.ts + 4 modules
var pullRequest = __webpack_require__(75404);
// EXTERNAL MODULE: ./src/action/src/show/harmless.ts
var harmless = __webpack_require__(74930);
// EXTERNAL MODULE: ./src/images/src/reference/reference.ts
var reference_reference = __webpack_require__(19192);
// EXTERNAL MODULE: ./src/images/src/digest.ts
var src_digest = __webpack_require__(56343);
// EXTERNAL MODULE: ./src/action/src/identity/index.ts + 10 modules
var identity = __webpack_require__(83586);
// EXTERNAL MODULE: ./src/images/src/image/mediaTypes.ts
var mediaTypes = __webpack_require__(43104);
;// CONCATENATED MODULE: ./src/action/src/supplyChain/bundleReferrer.ts


/** How the list of what refers to an image says which claim a bundle makes; cosign and gh look for it. */
const PREDICATE_TYPE = 'dev.sigstore.bundle.predicateType';
/** https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidance-for-an-empty-descriptor */
const empty = { bytes: Buffer.from('{}', 'utf8'), mediaType: mediaTypes/* mediaTypes */.Ib.oci.empty };
/** Whether the type of an artifact is that of a bundle, of any version. */
function isBundle(mediaType) {
    return /^application\/vnd\.dev\.sigstore\.bundle(?:\.v\d+\.\d+)?\+json(?:;version=\d+\.\d+)?$/.test(mediaType ?? '');
}
/** The claims that are attached to an image already, by their types. */
async function attachedTypes({ client, repository, digest }) {
    const referrers = await client.listReferrers(repository, digest);
    return referrers
        .filter(({ artifactType }) => isBundle(artifactType))
        .flatMap(({ annotations }) => annotations?.[PREDICATE_TYPE] ?? []);
}
/**
 * Attaches a bundle to an image, in the form that cosign and gh read: a manifest whose subject is the image, found by the list of
 * referrers or, in a registry without one, by a tag. https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md
 *
 * @returns the digest of that manifest
 * @throws LiveryError `image-not-found`, and those of the registry
 */
async function attachBundle(image, bundle, predicateType) {
    const { client, repository, digest } = image;
    const head = await client.headManifest(repository, digest);
    if (!head) {
        throw new errors/* LiveryError */.AV('image-not-found', {
            message: `${client.registry}/${repository}@${digest} is not there, so nothing can be attached to it.`,
            hint: 'Push it again: something deletes images in that repository.',
        });
    }
    const bytes = Buffer.from(JSON.stringify(bundle), 'utf8');
    const annotations = {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        [PREDICATE_TYPE]: predicateType,
    };
    const manifest = {
        schemaVersion: 2,
        mediaType: mediaTypes/* mediaTypes */.Ib.oci.manifest,
        artifactType: bundle.mediaType,
        config: descriptorOf(empty.mediaType, empty.bytes),
        layers: [descriptorOf(bundle.mediaType, bytes)],
        subject: { mediaType: head.mediaType, digest, size: head.sizeBytes },
        annotations,
    };
    const raw = Buffer.from(JSON.stringify(manifest), 'utf8');
    await Promise.all([client.pushBlob(repository, empty.bytes), client.pushBlob(repository, bytes)]);
    const referrer = (0,src_digest/* contentDigestOf */.Vp)(raw);
    await client.putReferrer(repository, {
        mediaType: mediaTypes/* mediaTypes */.Ib.oci.manifest,
        digest: referrer,
        bytes: raw,
        subject: digest,
        artifactType: bundle.mediaType,
        annotations,
    });
    return referrer;
}
function descriptorOf(mediaType, bytes) {
    return { mediaType, digest: (0,src_digest/* contentDigestOf */.Vp)(bytes), size: bytes.length };
}

;// CONCATENATED MODULE: ./src/action/src/supplyChain/purl.ts
/**
 * The address of a package that is an image: https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md
 *
 * @param repository - with its registry
 */
function imagePurl(repository, digest) {
    const name = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase();
    return `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(digest)}?repository_url=${encodeURIComponent(repository)}`;
}
/** A reference without its tag and digest: `ghcr.io/acme/app:1` → `ghcr.io/acme/app`. */
function repositoryOf(reference) {
    const [name = ''] = reference.split('@');
    const colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
;// CONCATENATED MODULE: ./src/action/src/supplyChain/statement.ts


/** A claim about one or more things, and what kind of claim it is. https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
const Statement = schemas/* object */.Ikc({
    _type: schemas/* enum */.k5n(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1']),
    subject: schemas/* array */.YOg(schemas/* object */.Ikc({ name: schemas/* string */.YjP().optional(), digest: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()) }))
        .min(1),
    predicateType: schemas/* string */.YjP(),
    predicate: schemas/* unknown */.L5J(),
});
/** The type of what an envelope holds: https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md */
const STATEMENT_TYPE = 'application/vnd.in-toto+json';
/** The kinds of claims that are made here. */
const predicateTypes = {
    /** https://slsa.dev/spec/v1.0/provenance */
    provenance: 'https://slsa.dev/provenance/v1',
    /** https://github.com/in-toto/attestation/blob/main/spec/predicates/cyclonedx.md */
    sbom: 'https://cyclonedx.org/bom',
};
/** Makes a statement about images. */
function statementOf(subjects, predicateType, predicate) {
    return {
        _type: 'https://in-toto.io/Statement/v1',
        subject: subjects.map(({ name, digest }) => ({ name, digest: { sha256: hexOf(digest) } })),
        predicateType,
        predicate,
    };
}
/** Whether a statement is about an image. */
function isAbout({ subject }, digest) {
    return subject.some(({ digest: digests }) => digests.sha256 === hexOf(digest));
}
/** The hexadecimal digits of a digest. */
function hexOf(digest) {
    const hex = /^sha256:([\da-f]{64})$/.exec(digest)?.[1];
    if (hex === undefined) {
        throw new errors/* LiveryError */.AV('image-invalid', {
            message: `${JSON.stringify(digest)} is not the digest of an image that can be attested.`,
            hint: 'Push the image first: only what is in a registry has a digest that others can check.',
        });
    }
    return hex;
}

;// CONCATENATED MODULE: ./src/action/src/supplyChain/provenance.ts


/**
 * How an image came to be, as a claim of a workflow: https://slsa.dev/spec/v1.0/provenance, in the form of
 * https://actions.github.io/buildtypes/workflow/v1, so that whoever checks images of workflows knows this one as well.
 *
 * @param report - left out when nothing is known of upstream and brand
 */
function provenanceOf(claims, serverUrl, report) {
    const [file = '', ref = ''] = claims.workflow_ref.split('@');
    const repository = `${serverUrl}/${claims.repository}`;
    return {
        buildDefinition: {
            buildType: 'https://actions.github.io/buildtypes/workflow/v1',
            externalParameters: {
                workflow: { ref, repository, path: file.slice(`${claims.repository}/`.length) },
            },
            internalParameters: {
                github: {
                    event_name: claims.event_name,
                    repository_id: claims.repository_id,
                    repository_owner_id: claims.repository_owner_id,
                    runner_environment: claims.runner_environment,
                },
            },
            resolvedDependencies: [
                { uri: `git+${repository}@${claims.ref}`, digest: { gitCommit: claims.sha } },
                ...(report ? materialsOf(report) : []),
            ],
        },
        runDetails: {
            builder: { id: `${serverUrl}/${claims.job_workflow_ref}` },
            metadata: {
                invocationId: `${repository}/actions/runs/${claims.run_id}/attempts/${claims.run_attempt}`,
            },
        },
    };
}
/** The three inputs that decide every byte: upstream, profile and brand. */
function materialsOf({ upstream, profile, brand }) {
    return [
        ...upstreamOf(upstream),
        {
            uri: `urn:livery:profile:${encodeURIComponent(profile.id)}`,
            name: 'profile',
            digest: sha256(profile.digest),
        },
        { uri: 'urn:livery:brand', name: brand.name, digest: sha256(brand.digest) },
    ];
}
function upstreamOf({ source, commit }) {
    if (commit === undefined) {
        return [];
    }
    if (commit.startsWith('sha256:')) {
        return [{ uri: imagePurl(repositoryOf(source), commit), name: 'upstream', digest: sha256(commit) }];
    }
    // A folder of the runner says nothing to others, and its commit is that of the workflow then.
    return /^(?:https|ssh):\/\//.test(source)
        ? [{ uri: `git+${source}`, name: 'upstream', digest: { gitCommit: commit } }]
        : [];
}
function sha256(digest) {
    return { sha256: hexOf(digest) };
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./src/action/src/supplyChain/sbom.ts


/** What the names of our own properties start with. */
const PROPERTY = 'dev.livery';
/**
 * What a brand changed in an image, as CycloneDX: a component for each file with its digest, and a link to what upstream says of
 * the rest. The same report makes the same bytes, so there is no time in it. https://cyclonedx.org/docs/1.6/json/
 */
async function sbomOf(subject, report, base) {
    // Loaded by those who want an SBOM: it brings the list of all licences.
    const { Enums, Models, Serialize, Spec, SPDX } = await __webpack_require__.e(/* import() */ 329).then(__webpack_require__.t.bind(__webpack_require__, 57329, 23));
    const { Component, ExternalReference, NamedLicense, Property, SpdxLicense } = Models;
    const { upstream, brand, licence } = report;
    const properties = (values) => new Models.PropertyRepository(Object.entries(values).map(([name, value]) => new Property(`${PROPERTY}:${name}`, value)));
    const sha256 = (digest) => new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], digest.replace(/^sha256:/, '')]]);
    const image = new Component(Enums.ComponentType.Container, subject.name, {
        bomRef: 'image',
        version: subject.digest,
        purl: imagePurl(subject.name, subject.digest),
        hashes: sha256(subject.digest),
        description: `${brand.name}, by Livery`,
        licenses: new Models.LicenseRepository([
            SPDX.isSupportedSpdxId(licence.spdx) ? new SpdxLicense(licence.spdx) : new NamedLicense(licence.spdx),
        ]),
        properties: properties({
            brand: brand.digest,
            profile: `${report.profile.id} ${report.profile.digest}`,
            ...deletedIn(report),
        }),
    });
    const bom = new Models.Bom({
        serialNumber: serialOf(subject.digest, JSON.stringify([brand.digest, report.profile.digest])),
        metadata: new Models.Metadata({
            component: image,
            tools: new Models.Tools({
                components: new Models.ComponentRepository([
                    new Component(Enums.ComponentType.Application, 'livery', { bomRef: 'livery' }),
                ]),
            }),
        }),
    });
    if (base) {
        const upstreamImage = new Component(Enums.ComponentType.Container, base.repository, {
            bomRef: 'upstream',
            version: base.digest,
            purl: imagePurl(base.repository, base.digest),
            hashes: sha256(base.digest),
            externalReferences: new Models.ExternalReferenceRepository(base.sboms.map(url => new ExternalReference(url, Enums.ExternalReferenceType.BOM))),
        });
        bom.components.add(upstreamImage);
        image.dependencies.add(upstreamImage.bomRef);
    }
    else if (upstream.commit !== undefined) {
        const source = new Component(Enums.ComponentType.Application, repositoryOf(upstream.source), {
            bomRef: 'upstream',
            version: upstream.version ?? upstream.commit,
            properties: properties({ commit: upstream.commit }),
        });
        bom.components.add(source);
        image.dependencies.add(source.bomRef);
    }
    for (const { file, after, before, origin } of changedFiles(report)) {
        const component = new Component(Enums.ComponentType.File, file, {
            bomRef: `file:${file}`,
            hashes: sha256(after),
            properties: properties({ origin, before }),
        });
        bom.components.add(component);
        image.dependencies.add(component.bomRef);
    }
    const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
    return JSON.parse(serializer.serialize(bom, { sortLists: true }));
}
/** Every file that is other than upstream's, once. */
function changedFiles({ files, assets }) {
    const edited = files.flatMap(({ file, before, after }) => after === undefined ? [] : [{ file, before, after, origin: 'edited' }]);
    const written = assets.map(({ file, before, after, source }) => ({
        file,
        before,
        after,
        origin: `asset ${source}`,
    }));
    return [...new Map([...edited, ...written].map(changed => [changed.file, changed])).values()];
}
function deletedIn({ files }) {
    const deleted = files.filter(({ after }) => after === undefined).map(({ file }) => file);
    return deleted.length > 0 ? { deleted: deleted.join(' ') } : {};
}
/** A UUID that the contents decide: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8 */
function serialOf(...parts) {
    const hex = (0,external_node_crypto_.createHash)('sha256').update(parts.join('\n')).digest('hex');
    const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
    return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

// EXTERNAL MODULE: ./src/images/src/http/Connections.ts
var Connections = __webpack_require__(44041);
;// CONCATENATED MODULE: ./src/action/src/supplyChain/sigstore.ts




/** The two that GitHub's own tools use. https://docs.github.com/en/actions/concepts/security/artifact-attestations */
const sigstores = {
    /** Its log is for everybody, so it is for repositories that everybody can see. */
    public: {
        name: 'the public Sigstore',
        fulcioUrl: 'https://fulcio.sigstore.dev',
        rekorUrl: 'https://rekor.sigstore.dev',
    },
    private: {
        name: "GitHub's Sigstore",
        fulcioUrl: 'https://fulcio.githubapp.com',
        timestampUrl: 'https://timestamp.githubapp.com',
    },
};
/**
 * The Sigstore for a repository: the names of one that is not public do not belong into a public log.
 *
 * @param visibility - `public`, `private` or `internal`, as GitHub says it; undefined counts as private
 */
function sigstoreFor(visibility) {
    return visibility === 'public' ? sigstores.public : sigstores.private;
}
/**
 * Reads which Sigstore of one's own is to be used: `fulcio=https://… rekor=https://… timestamp=https://…`, of which the last two are
 * for the one that there is.
 *
 * @throws LiveryError `usage-invalid`
 */
function parseSigstore(text) {
    const parts = new Map(text
        .trim()
        .split(/\s+/)
        .map(part => [part.split('=', 1)[0] ?? '', part.replace(/^[^=]*=/, '')]));
    const [fulcio, rekor, timestamp] = ['fulcio', 'rekor', 'timestamp'].map(name => parts.get(name));
    const isWrong = [...parts].some(([name, url]) => !['fulcio', 'rekor', 'timestamp'].includes(name) || !isSafe(url));
    if (isWrong || fulcio === undefined || (rekor === undefined && timestamp === undefined)) {
        throw new errors/* LiveryError */.AV('usage-invalid', {
            message: `${JSON.stringify(text)} does not name a Sigstore.`,
            hint: 'Write fulcio=https://fulcio.example.org rekor=https://rekor.example.org; with a timestamp=https://… for one that has a clock in place of a log.',
        });
    }
    return {
        name: `the Sigstore at ${new URL(fulcio).host}`,
        fulcioUrl: fulcio,
        ...(rekor !== undefined && { rekorUrl: rekor }),
        ...(timestamp !== undefined && { timestampUrl: timestamp }),
    };
}
/** Whether nobody on the way can read along: the token of the identity goes there. */
function isSafe(text) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && (0,Connections/* isLoopback */.B)(url.host));
}
/** A bundle as it is stored: statement, signature, certificate and what witnesses it. https://docs.sigstore.dev/about/bundle/ */
const SignedBundle = schemas/* looseObject */._H3({ mediaType: schemas/* string */.YjP() });
/** The audience that Fulcio wants. https://github.com/sigstore/fulcio/blob/main/docs/oidc.md */
const AUDIENCE = 'sigstore';
const TIMEOUT_MS = 15_000;
const RETRIES = 2;
/** Whom a code of the library is about. https://github.com/sigstore/sigstore-js/blob/main/packages/sign/src/error.ts */
const culprits = {
    CA_CREATE_SIGNING_CERTIFICATE_ERROR: ({ fulcioUrl }) => fulcioUrl,
    TLOG_CREATE_ENTRY_ERROR: ({ rekorUrl }) => rekorUrl,
    TLOG_FETCH_ENTRY_ERROR: ({ rekorUrl }) => rekorUrl,
    TSA_CREATE_TIMESTAMP_ERROR: ({ timestampUrl }) => timestampUrl,
};
/**
 * Signs a statement with the identity of the workflow: with a key that lives for this one signature, and a certificate that says
 * whose it is.
 *
 * @throws LiveryError `attestation-failed`, and those of the identity
 */
async function signStatement(statement, options) {
    const { sigstore, idTokens, retries = RETRIES } = options;
    // Loaded by those who want attestations: it is as large as all the rest.
    const { bundleToJSON } = await Promise.all(/* import() */[__webpack_require__.e(273), __webpack_require__.e(40)]).then(__webpack_require__.bind(__webpack_require__, 61040));
    const { DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } = await Promise.all(/* import() */[__webpack_require__.e(273), __webpack_require__.e(310), __webpack_require__.e(463), __webpack_require__.e(179)]).then(__webpack_require__.bind(__webpack_require__, 15179));
    const request = { timeout: TIMEOUT_MS, retry: retries };
    let refused;
    const getToken = async () => {
        try {
            return (await idTokens(AUDIENCE)).reveal();
        }
        catch (error) {
            // What the library makes of it has lost what a person can do.
            refused = error;
            throw error;
        }
    };
    const { fulcioUrl, rekorUrl, timestampUrl } = sigstore;
    const builder = new DSSEBundleBuilder({
        signer: new FulcioSigner({ ...request, identityProvider: { getToken }, fulcioBaseURL: fulcioUrl }),
        witnesses: [
            ...(rekorUrl === undefined
                ? []
                : [
                    new RekorWitness({
                        ...request,
                        rekorBaseURL: rekorUrl,
                        entryType: 'dsse',
                        fetchOnConflict: true,
                    }),
                ]),
            ...(timestampUrl === undefined ? [] : [new TSAWitness({ ...request, tsaBaseURL: timestampUrl })]),
        ],
    });
    try {
        const data = Buffer.from(JSON.stringify(statement), 'utf8');
        return SignedBundle.parse(bundleToJSON(await builder.create({ data, type: STATEMENT_TYPE })));
    }
    catch (error) {
        throw refused instanceof errors/* LiveryError */.AV ? refused : toAttestationError(error, options);
    }
}
function toAttestationError(error, { sigstore }) {
    const { code } = error;
    const url = typeof code === 'string' ? culprits[code]?.(sigstore) : undefined;
    const where = url === undefined ? sigstore.name : `${sigstore.name} (${url})`;
    return new errors/* LiveryError */.AV('attestation-failed', {
        message: `Signing with ${where} failed: ${reasonsOf(error)}.`,
        hint: 'The image itself is pushed. Let the runner reach that address, or turn attestation off; running the job again adds what is missing.',
        cause: error,
    });
}
/** The library's errors say what was tried, and the one below them why it failed. */
function reasonsOf(error) {
    const reasons = [];
    for (let each = error; each instanceof Error && reasons.length < 3; each = each.cause) {
        const reason = (0,errors/* messageOf */.bD)(each).replace(/\s+/g, ' ').slice(0, 200);
        if (!reasons.some(known => known.includes(reason))) {
            reasons.push(reason);
        }
    }
    return reasons.join(': ');
}

;// CONCATENATED MODULE: ./src/action/src/supplyChain/upstreamSboms.ts

/** What the list of referrers calls an SBOM: by the claim of a bundle, or by the type of the artifact. */
const sbomType = /cyclonedx|spdx/i;
/** The image that a report is about, with its SBOMs; undefined when it was no image. */
async function baseOf({ upstream: { source, commit } }, connect) {
    const digest = src_digest/* ContentDigest */.ed.safeParse(commit).data;
    if (digest === undefined) {
        return undefined;
    }
    const { registry, repository } = (0,reference_reference/* parseReference */.F2)(source);
    // What nobody can list is not linked to; the base itself is.
    const sboms = await upstreamSboms({ client: connect(registry), repository, digest }).catch(() => []);
    return { repository: `${registry}/${repository}`, digest, sboms };
}
/** The addresses of the SBOMs that are attached to an image. */
async function upstreamSboms({ client, repository, digest }) {
    const referrers = await client.listReferrers(repository, digest);
    return referrers
        .filter(({ artifactType, annotations = {} }) => [artifactType ?? '', ...Object.values(annotations)].some(text => sbomType.test(text)))
        .map(referrer => `https://${client.registry}/v2/${repository}/manifests/${referrer.digest}`);
}

;// CONCATENATED MODULE: ./src/action/src/supplyChain/attestImage.ts









/**
 * Says of an image that was pushed how it came to be and what is in it, signed by the workflow, and attaches that to it at each
 * target. Each claim is signed once. What is there already stays, so that running a job again adds nothing.
 *
 * @throws LiveryError those of the identity; what goes wrong with a claim or a target is in its result
 */
async function attestImage(options) {
    const { image, kinds, log } = options;
    const targets = targetsOf(options);
    const known = new Map(await Promise.all(targets.map(async (target) => [target, await outcomeOf(() => attachedTypes(target))])));
    const results = [];
    let signing;
    for (const kind of kinds) {
        const predicateType = predicateTypes[kind];
        // Where nobody can say what is there already, a second claim would only be in the way.
        const missing = targets.filter(target => known.get(target)?.value?.includes(predicateType) === false);
        for (const target of targets.filter(candidate => !missing.includes(candidate))) {
            results.push(resultOf(kind, target, 'present', known.get(target)?.error));
        }
        if (missing.length === 0) {
            continue;
        }
        signing ??= await signingOf(options);
        const { claims, sigstore } = signing;
        const { value: bundle, error: unsigned } = await outcomeOf(async () => {
            const statement = await statementFor(kind, subjectsOf(image, targets), claims, options);
            return signStatement(statement, { ...options, sigstore });
        });
        if (!bundle) {
            results.push(...missing.map(target => resultOf(kind, target, 'failed', unsigned)));
            continue;
        }
        log(`Signed the ${kind} of ${image.digest} with ${sigstore.name}.`);
        for (const target of missing) {
            const { error } = await outcomeOf(() => attachBundle(target, bundle, predicateType));
            results.push(resultOf(kind, target, 'attached', error));
        }
        if (results.some(result => result.kind === kind && result.state === 'attached')) {
            await options.onBundle?.(bundle);
        }
    }
    return results;
}
function resultOf(kind, { reference }, state, error) {
    return error ? { kind, reference, state: 'failed', error } : { kind, reference, state };
}
function targetsOf({ image, connect }) {
    const found = image.targets.flatMap(({ reference, digest }) => {
        if (digest === undefined) {
            return [];
        }
        const { registry, repository } = (0,reference_reference/* parseReference */.F2)(reference);
        const name = `${registry}/${repository}`;
        return [{ reference, name, client: connect(registry), repository, digest: src_digest/* ContentDigest */.ed.parse(digest) }];
    });
    // Several tags of one repository are one image.
    return [...new Map(found.map(target => [`${target.name}@${target.digest}`, target])).values()];
}
/** The image under all its names, and that of each platform: whoever pulls one of them finds its digest here. */
function subjectsOf({ perPlatform }, targets) {
    const names = [...new Set(targets.map(({ name }) => name))];
    const digests = [
        ...new Set([...targets.map(({ digest }) => digest), ...perPlatform.map(({ digest }) => digest)]),
    ];
    return digests.flatMap(digest => names.map(name => ({ name, digest })));
}
/** Which workflow signs, and with which Sigstore: both by its own token, which no event and no input can change. */
async function signingOf({ idTokens, sigstore }) {
    const claims = (0,identity/* claimsOf */.ds)(await idTokens('sigstore'), identity/* WorkflowClaims */.PH);
    if (!claims) {
        throw new errors/* LiveryError */.AV('attestation-failed', {
            message: 'The token of the identity of this job does not say which workflow it is, so there is nothing to be vouched for.',
            hint: 'Run the action in a workflow of GitHub.',
        });
    }
    return { claims, sigstore: sigstore ?? sigstoreFor(claims.repository_visibility) };
}
async function statementFor(kind, subjects, claims, { report, connect, serverUrl }) {
    const [subject] = subjects;
    if (kind === 'provenance') {
        return statementOf(subjects, predicateTypes.provenance, provenanceOf(claims, serverUrl, report));
    }
    if (!subject || !report) {
        throw new errors/* LiveryError */.AV('attestation-failed', {
            message: 'An SBOM cannot be made of an image of which no report says what was changed.',
            hint: 'Ask for the provenance alone, or brand the image in this job.',
        });
    }
    return statementOf(subjects, predicateTypes.sbom, await sbomOf(subject, report, await baseOf(report, connect)));
}
async function outcomeOf(task) {
    try {
        return { value: await task() };
    }
    catch (error) {
        return { error: (0,errors/* toLiveryError */.l3)(error) };
    }
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
;// CONCATENATED MODULE: ./src/action/src/supplyChain/trustedRoot.ts



const trustedRoot_TIMEOUT_MS = 15_000;
/**
 * The keys of authorities, logs and clocks that are trusted: those of a file, or those of the public Sigstore, by its own chain of
 * signed updates (https://theupdateframework.io). Each Sigstore stands for itself: what one leaves out is not let off by another.
 *
 * @throws LiveryError `usage-invalid` for a file that is none; `attestation-failed`
 */
async function trustedRootsOf(options) {
    return options.file === undefined ? [await fetchRoot(options)] : readRoots(options.file);
}
async function readRoots(file) {
    const { TrustedRoot: schema } = await __webpack_require__.e(/* import() */ 273).then(__webpack_require__.t.bind(__webpack_require__, 19654, 23));
    try {
        const text = (await (0,promises_.readFile)(file, 'utf8')).trim();
        // gh writes one document for each Sigstore, a line each.
        const lines = text.split('\n');
        const documents = lines.every(line => line.startsWith('{') && line.endsWith('}')) ? lines : [text];
        const roots = documents.map(document => schema.fromJSON(JSON.parse(document)));
        if (roots.some(({ certificateAuthorities }) => certificateAuthorities.length === 0)) {
            throw new Error('it names no authority');
        }
        return roots;
    }
    catch (error) {
        throw new errors/* LiveryError */.AV('usage-invalid', {
            message: `${external_node_path_default().basename(file)} is not a list of keys that can be trusted: ${(0,errors/* messageOf */.bD)(error)}.`,
            hint: 'Make it with "gh attestation trusted-root" or "cosign trusted-root create".',
            cause: error,
        });
    }
}
async function fetchRoot({ cacheFolder, mirrorUrl }) {
    const { getTrustedRoot } = await Promise.all(/* import() */[__webpack_require__.e(273), __webpack_require__.e(310), __webpack_require__.e(694)]).then(__webpack_require__.bind(__webpack_require__, 84423));
    try {
        return await getTrustedRoot({
            cachePath: external_node_path_default().join(cacheFolder, 'sigstore'),
            timeout: trustedRoot_TIMEOUT_MS,
            ...(mirrorUrl !== undefined && { mirrorURL: mirrorUrl, force: true }),
        });
    }
    catch (error) {
        throw new errors/* LiveryError */.AV('attestation-failed', {
            message: `The keys of the public Sigstore could not be fetched from ${mirrorUrl ?? 'https://tuf-repo-cdn.sigstore.dev'}: ${(0,errors/* messageOf */.bD)(error)}.`,
            hint: 'Let the runner reach that address, or give a file with the keys to trust.',
            cause: error,
        });
    }
}

;// CONCATENATED MODULE: ./src/action/src/supplyChain/verifyUpstream.ts



/** Bundles that are looked at; an image has some. */
const MAXIMUM_BUNDLES = 50;
/** https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const DEFAULT_ISSUER = 'https://token.actions.githubusercontent.com';
/**
 * Reads a policy as people write it: the identity, and behind a blank the issuer if it is not GitHub.
 *
 * @throws LiveryError `usage-invalid`
 */
function parsePolicy(text) {
    const [identity = '', issuer = DEFAULT_ISSUER, ...rest] = text.trim().split(/\s+/);
    const [host = ''] = identity.replace(/^https:\/\//, '').split('/');
    if (!identity.startsWith('https://') || host.includes('*') || !URL.canParse(issuer) || rest.length > 0) {
        throw new errors/* LiveryError */.AV('usage-invalid', {
            message: `${JSON.stringify(text)} does not say whose attestations count.`,
            hint: 'Write the address of the workflow, such as https://github.com/acme/app/.github/workflows/release.yaml@refs/tags/*; an issuer other than GitHub goes behind it.',
        });
    }
    return { identity, issuer };
}
/**
 * Checks an upstream image before anything is made of it: somebody whom the policy names has to have made the claim about exactly
 * this digest, with a signature, a certificate and witnesses that hold.
 *
 * @throws LiveryError `attestation-invalid` when there is none, saying why each was not good enough; those of the registry
 */
async function verifyUpstream(image, policy, trustedRoots) {
    const { client, repository, digest } = image;
    const wanted = policy.predicateType ?? predicateTypes.provenance;
    const referrers = (await client.listReferrers(repository, digest)).filter(({ artifactType }) => isBundle(artifactType));
    const reasons = [];
    for (const referrer of referrers.slice(0, MAXIMUM_BUNDLES)) {
        try {
            const claim = await verifyBundle(await readBundle(image, referrer.digest), image, policy, trustedRoots);
            if (claim.predicateType === wanted) {
                return claim;
            }
            reasons.push(`it claims ${claim.predicateType}`);
        }
        catch (error) {
            reasons.push((0,errors/* messageOf */.bD)(error).replace(/\s+/g, ' ').slice(0, 300));
        }
    }
    const name = `${client.registry}/${repository}@${digest}`;
    const why = [...new Set(reasons)].join('; ');
    throw new errors/* LiveryError */.AV('attestation-invalid', {
        message: referrers.length === 0
            ? `The upstream image ${name} has no attestation, so nobody says where it is from.`
            : `None of the ${referrers.length} attestations of the upstream image ${name} is a claim ${wanted} of ${policy.identity}: ${why}.`,
        hint: 'Do not use this image before you know why. If upstream signs under another name, correct the policy; if it does not attest its images, leave the policy out.',
    });
}
async function readBundle({ client, repository }, digest) {
    const { bytes } = await client.getManifest(repository, digest);
    const { layers = [] } = JSON.parse(bytes.toString('utf8'));
    const layer = layers.find(({ mediaType }) => isBundle(mediaType));
    if (!layer) {
        throw new Error('it has no bundle in it');
    }
    return JSON.parse((await client.fetchBlob(repository, layer)).toString('utf8'));
}
async function verifyBundle(json, { digest }, policy, trustedRoots) {
    const { bundleFromJSON, isBundleWithDsseEnvelope } = await Promise.all(/* import() */[__webpack_require__.e(273), __webpack_require__.e(40)]).then(__webpack_require__.bind(__webpack_require__, 61040));
    const bundle = bundleFromJSON(json);
    if (!isBundleWithDsseEnvelope(bundle)) {
        throw new Error('it is a signature without a claim');
    }
    // Who signed is compared here: the library takes the identity of a policy for a regular expression without ends.
    const { identity, issuer } = await signerOf(bundle, trustedRoots);
    if (!isIdentity(identity, policy.identity) || issuer !== policy.issuer) {
        throw new Error(`it was signed by ${identity || 'somebody without a name'}, of ${issuer ?? 'no issuer'}`);
    }
    const { payload, payloadType } = bundle.content.dsseEnvelope;
    const statement = Statement.parse(JSON.parse(payload.toString('utf8')));
    if (payloadType !== STATEMENT_TYPE || !isAbout(statement, digest)) {
        throw new Error('it is about another image');
    }
    return { predicateType: statement.predicateType, identity, predicate: statement.predicate };
}
/** Who signed a bundle, by the first Sigstore that vouches for all of it. */
async function signerOf(bundle, trustedRoots) {
    const { toSignedEntity, toTrustMaterial, Verifier } = await Promise.all(/* import() */[__webpack_require__.e(273), __webpack_require__.e(463), __webpack_require__.e(187)]).then(__webpack_require__.bind(__webpack_require__, 54187));
    let failure = new Error('there are no keys that are trusted');
    for (const root of trustedRoots) {
        const verifier = new Verifier(toTrustMaterial(root), {
            // A Sigstore without logs, as GitHub's own is, has a clock in their place; one with logs is asked for them.
            ctlogThreshold: root.ctlogs.length > 0 ? 1 : 0,
            tlogThreshold: root.tlogs.length > 0 ? 1 : 0,
            timestampThreshold: 1,
        });
        try {
            const { identity } = verifier.verify(toSignedEntity(bundle));
            return { identity: identity?.subjectAlternativeName ?? '', issuer: identity?.extensions?.issuer };
        }
        catch (error) {
            failure = error;
        }
    }
    throw failure;
}
/** Whether a name fits a pattern as a whole. */
function isIdentity(name, pattern) {
    const [first = '', ...parts] = pattern.split('*');
    if (/\s/.test(name) || !name.startsWith(first)) {
        return false;
    }
    if (parts.length === 0) {
        return name === first;
    }
    const last = parts.pop() ?? '';
    let position = first.length;
    for (const part of parts) {
        const found = name.indexOf(part, position);
        if (found < 0) {
            return false;
        }
        position = found + part.length;
    }
    return name.length - last.length >= position && name.endsWith(last);
}

;// CONCATENATED MODULE: ./src/action/src/supplyChain/verifyBase.ts




/**
 * Checks the image that is to be branded, and pins it.
 *
 * @throws LiveryError `attestation-invalid`, `attestation-failed`, `image-not-found`, and those of the registry
 */
async function verifyBase(options) {
    const { base, policy, connect } = options;
    const reference = (0,reference_reference/* parseReference */.F2)(base);
    const { registry, repository, tag = 'latest' } = reference;
    const client = connect(registry);
    const digest = reference.digest ?? (await client.headManifest(repository, tag))?.digest;
    if (digest === undefined) {
        throw new errors/* LiveryError */.AV('image-not-found', {
            message: `The upstream image ${base} is not there, so nothing about it can be checked.`,
            hint: 'Check the name and the tag.',
        });
    }
    const trustedRoots = await trustedRootsOf(options.trustedRoot);
    const claim = await verifyUpstream({ client, repository, digest }, policy, trustedRoots);
    return { ...claim, reference: (0,reference_reference/* formatReference */.FH)({ ...reference, digest }) };
}

;// CONCATENATED MODULE: ./src/action/src/supplyChain/index.ts
/**
 * What is said of an image that was made, and what is asked of the one it is made from. Everything that Sigstore and CycloneDX
 * need is loaded when somebody wants it.
 *
 * @packageDocumentation
 */





;// CONCATENATED MODULE: ./src/action/src/work/attest.ts








/** Clients of registries, for as long as a task runs. */
async function withClients({ credentials, signal }, task) {
    const clients = new Map();
    try {
        return await task(registry => {
            const client = clients.get(registry) ?? new RegistryClient/* RegistryClient */.b({ registry, credentials, signal });
            clients.set(registry, client);
            return client;
        });
    }
    finally {
        clients.forEach(client => client.close());
    }
}
/**
 * Checks who made the base before anything is made of it.
 *
 * @param policy - whose word counts
 * @returns the base by the digest that was checked, so that what is branded is what was looked at
 * @throws LiveryError `attestation-invalid`, `attestation-failed`, `usage-invalid`, and those of the registry
 */
async function pinBase(step, base, policy) {
    const { inputs, workflow } = step;
    const file = inputs['trusted-root'];
    const wanted = parsePolicy(policy);
    const verified = await (0,output/* withWorkFolder */.K6)(workflow.temporary, folder => {
        step.owns(folder);
        const trustedRoot = {
            cacheFolder: folder,
            ...(file !== undefined && { file: external_node_path_default().resolve(workflow.workspace, file) }),
        };
        return withClients(step, connect => verifyBase({ base, policy: wanted, trustedRoot, connect }));
    });
    core/* info */.pq((0,harmless/* harmless */.I)(`${verified.reference} was made by ${verified.identity}.`));
    return verified.reference;
}
/** Refuses early what could not be signed later: an image that is pushed cannot be taken back. */
function requireSigning({ sigstore }) {
    requireIdentity();
    if (sigstore !== undefined) {
        parseSigstore(sigstore);
    }
}
function requireIdentity(environment = process.env) {
    if (!environment.ACTIONS_ID_TOKEN_REQUEST_URL) {
        throw new errors/* LiveryError */.AV('credentials-invalid', {
            message: 'The image is to be attested, and GitHub gives this job no token of its identity to sign with.',
            hint: 'Add "id-token: write" to the permissions of the job.',
        });
    }
}
/**
 * Says of the image that was pushed how it came to be and what is in it, signed with the identity of the workflow.
 *
 * @throws LiveryError `attestation-failed` when a target has no attestation in the end
 */
async function attestOutcome(step, outcome) {
    const { inputs, workflow, idTokens } = step;
    const [image] = outcome.images;
    const own = inputs.sigstore;
    if (!image) {
        return;
    }
    core/* startGroup */.Oh('Attest the image');
    const started = performance.now();
    try {
        outcome.attestations = await withClients(step, connect => attestImage({
            image,
            ...(outcome.report && { report: outcome.report }),
            kinds: inputs.attest,
            ...(own !== undefined && { sigstore: parseSigstore(own) }),
            idTokens,
            serverUrl: workflow.serverUrl,
            connect,
            log: message => core/* info */.pq((0,harmless/* harmless */.I)(message)),
            onBundle: bundle => store(step, bundle),
        }));
    }
    finally {
        core/* info */.pq(`${((performance.now() - started) / 1000).toFixed(1)} s`);
        core/* endGroup */.N4();
    }
    const failed = outcome.attestations.find(({ error }) => error !== undefined);
    if (failed?.error) {
        throw failed.error;
    }
}
/** Adds a bundle to GitHub's own list. It is at the image in any case. */
async function store({ inputs, workflow }, bundle) {
    const token = inputs['github-token'];
    if (token === undefined) {
        return;
    }
    const { repository, apiUrl } = workflow;
    try {
        await (0,pullRequest/* storeAttestation */.m4)(bundle, { repository, apiUrl, token: new Secret/* Secret */.z(token) });
    }
    catch (error) {
        const { message, hint } = error;
        core/* warning */.$e((0,harmless/* harmless */.I)(`${message} ${hint}`));
    }
}


/***/ })

};
;