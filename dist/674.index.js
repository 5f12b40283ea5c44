"use strict";
exports.id = 674;
exports.ids = [674];
exports.modules = {

/***/ 43104:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ib: () => (/* binding */ mediaTypes),
/* harmony export */   MB: () => (/* binding */ compressionOf),
/* harmony export */   bb: () => (/* binding */ ACCEPTED_MANIFESTS),
/* harmony export */   sJ: () => (/* binding */ isForeignLayer)
/* harmony export */ });
/** The types of the two families, Docker's and OCI's. https://github.com/opencontainers/image-spec/blob/main/media-types.md */
const mediaTypes = {
    oci: {
        index: 'application/vnd.oci.image.index.v1+json',
        manifest: 'application/vnd.oci.image.manifest.v1+json',
        config: 'application/vnd.oci.image.config.v1+json',
        layerTar: 'application/vnd.oci.image.layer.v1.tar',
        layerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
        layerZstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
        empty: 'application/vnd.oci.empty.v1+json',
    },
    docker: {
        index: 'application/vnd.docker.distribution.manifest.list.v2+json',
        manifest: 'application/vnd.docker.distribution.manifest.v2+json',
        config: 'application/vnd.docker.container.image.v1+json',
        layerTar: 'application/vnd.docker.image.rootfs.diff.tar',
        layerGzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    },
};
/** What is asked for as a manifest. */
const ACCEPTED_MANIFESTS = [
    mediaTypes.oci.index,
    mediaTypes.oci.manifest,
    mediaTypes.docker.index,
    mediaTypes.docker.manifest,
];
const layerCompressions = {
    [mediaTypes.oci.layerTar]: 'none',
    [mediaTypes.oci.layerGzip]: 'gzip',
    [mediaTypes.oci.layerZstd]: 'zstd',
    [mediaTypes.docker.layerTar]: 'none',
    [mediaTypes.docker.layerGzip]: 'gzip',
};
/** How a layer is packed, by its type; undefined for a type that is no layer, or one that may not be passed on. */
function compressionOf(mediaType) {
    return Object.hasOwn(layerCompressions, mediaType) ? layerCompressions[mediaType] : undefined;
}
/**
 * Whether a layer may not be distributed, such as those of Windows: it stays where its `urls` say, and is not pushed.
 * https://github.com/opencontainers/image-spec/blob/main/layer.md#non-distributable-layers
 */
function isForeignLayer(mediaType) {
    return /\.(?:nondistributable\.|foreign\.)/.test(mediaType);
}


/***/ }),

/***/ 99818:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ parseManifest),
/* harmony export */   o: () => (/* binding */ parseConfig)
/* harmony export */ });
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(30999);
/* harmony import */ var _documents__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(75147);
/* harmony import */ var _mediaTypes__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(43104);



function invalid(what, why, hint) {
    return new _livery_contracts__WEBPACK_IMPORTED_MODULE_0__/* .LiveryError */ .AV('image-invalid', { message: `${what} cannot be used: ${why}.`, hint });
}
const REBUILD = 'Check with another tool, such as skopeo, that this is a container image; if it is not, name one that is.';
function parseDocument(what, bytes, schema) {
    let document;
    try {
        // fatal: two texts that differ only in broken characters must not be taken for the same
        document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    }
    catch (error) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_0__/* .LiveryError */ .AV('image-invalid', {
            message: `${what} cannot be used: it is not JSON.`,
            hint: REBUILD,
            cause: error,
        });
    }
    const parsed = schema.safeParse(document);
    if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw invalid(what, `${issue?.path.join('.') || 'it'}: ${issue?.message}`, REBUILD);
    }
    return parsed.data;
}
/** Types of manifests that are known, and why they are not taken. */
const refusedTypes = [
    {
        type: /^application\/vnd\.docker\.distribution\.manifest\.v1\+/,
        why: 'it is an image of 2016 or older (schema 1)',
        hint: 'Pull it and push it again with a newer tool, which converts it.',
    },
];
/**
 * Reads an image manifest or an index of them, of either family.
 *
 * @param what - what errors call it: `The manifest ghcr.io/acme/app:1`
 * @throws LiveryError `image-invalid`
 */
function parseManifest(what, raw) {
    const { mediaType, bytes } = raw;
    if (mediaType === _mediaTypes__WEBPACK_IMPORTED_MODULE_1__/* .mediaTypes */ .Ib.oci.index || mediaType === _mediaTypes__WEBPACK_IMPORTED_MODULE_1__/* .mediaTypes */ .Ib.docker.index) {
        return {
            kind: 'index',
            index: parseDocument(what, bytes, _documents__WEBPACK_IMPORTED_MODULE_2__/* .ImageIndex */ .yd.refine(saysTheSame(mediaType), CONFUSED)),
        };
    }
    if (mediaType === _mediaTypes__WEBPACK_IMPORTED_MODULE_1__/* .mediaTypes */ .Ib.oci.manifest || mediaType === _mediaTypes__WEBPACK_IMPORTED_MODULE_1__/* .mediaTypes */ .Ib.docker.manifest) {
        return {
            kind: 'manifest',
            manifest: parseDocument(what, bytes, _documents__WEBPACK_IMPORTED_MODULE_2__/* .ImageManifest */ .nU.refine(saysTheSame(mediaType), CONFUSED)),
        };
    }
    const refused = refusedTypes.find(({ type }) => type.test(mediaType));
    throw invalid(what, refused?.why ?? `its type ${JSON.stringify(mediaType)} is not that of an image`, refused?.hint ?? REBUILD);
}
const CONFUSED = 'says two things at once what it is';
/**
 * One document that is an image to one reader and an index to the next is an old trick, CVE-2021-41190:
 * https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
 */
function saysTheSame(mediaType) {
    return (document) => (document.mediaType === undefined || document.mediaType === mediaType) &&
        !('manifests' in document && ('layers' in document || 'config' in document));
}
/**
 * Reads the configuration of an image.
 *
 * @throws LiveryError `image-invalid`
 */
function parseConfig(what, bytes) {
    return parseDocument(what, bytes, _documents__WEBPACK_IMPORTED_MODULE_2__/* .ImageConfig */ .K8);
}


/***/ }),

/***/ 11674:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  b: () => (/* binding */ RegistryClient)
});

// EXTERNAL MODULE: ./src/images/src/transfer/BlobSource.ts
var BlobSource = __webpack_require__(16905);
// EXTERNAL MODULE: ./src/images/src/transfer/Limiter.ts
var Limiter = __webpack_require__(36551);
// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
;// CONCATENATED MODULE: ./src/images/src/auth/scopes.ts
/** Reading a repository. */
function pullScope(repository) {
    return `repository:${repository}:pull`;
}
/** Writing to a repository, and reading it. */
function pushScope(repository) {
    return `repository:${repository}:pull,push`;
}
/** Deleting from a repository. */
function deleteScope(repository) {
    return `repository:${repository}:pull,delete`;
}
/** Seeing which repositories there are. https://distribution.github.io/distribution/spec/auth/scope/#resource-types */
const CATALOG_SCOPE = 'registry:catalog:*';
function split(scope) {
    const colon = scope.lastIndexOf(':');
    return {
        resource: scope.slice(0, colon),
        actions: scope
            .slice(colon + 1)
            .split(',')
            .filter(Boolean),
    };
}
/** Whether everything that is needed is among what was granted. */
function covers(granted, needed) {
    const known = granted.map(split);
    return needed
        .map(split)
        .every(({ resource, actions }) => actions.every(action => known.some(other => other.resource === resource && (other.actions.includes(action) || other.actions.includes('*')))));
}
/**
 * Brings scopes together, each resource once. What comes first stays first: "a few registries just look at the first scope",
 * https://github.com/google/go-containerregistry/blob/main/pkg/v1/remote/write.go
 */
function mergeScopes(...lists) {
    const merged = new Map();
    for (const { resource, actions } of lists.flat().map(split)) {
        const known = merged.get(resource) ?? [];
        merged.set(resource, [...known, ...actions.filter(action => !known.includes(action))]);
    }
    return [...merged].map(([resource, actions]) => `${resource}:${actions.join(',')}`);
}

// EXTERNAL MODULE: ./src/images/src/http/readUpTo.ts
var readUpTo = __webpack_require__(12598);
// EXTERNAL MODULE: ./src/images/src/digest.ts
var src_digest = __webpack_require__(56343);
;// CONCATENATED MODULE: ./src/images/src/registry/readBlob.ts



/** So much has to come for a try to count as one that got further. A registry that sends a byte at a time is none. */
const PROGRESS_BYTES = 16 * 1024;
function wrongRange(registry) {
    return {
        code: 'registry-failed',
        reason: `${registry} sent another part than it was asked for`,
        hint: 'The fault is on the side of the registry or of a proxy before it.',
        retry: false,
    };
}
/** How many bytes of an answer are known already: none of the right part, all of them where a range was not understood. */
function knownBytes(answer, position) {
    if (answer.status === 200) {
        return { value: position };
    }
    const start = /^bytes (\d{1,16})-/.exec(answer.headers['content-range'] ?? '')?.[1];
    return Number(start) === position ? { value: 0 } : { failure: wrongRange(answer.url.host) };
}
/**
 * Reads a blob as a stream, and goes on where it was when the connection is cut. The last piece is handed out only when the
 * digest is right. It is not, and cannot be, looked at when the reading starts in the middle.
 *
 * @throws LiveryError `image-not-found`, `digest-mismatch`, `cancelled`, and those of the registry
 */
async function* readBlob(session, repository, blob, options = {}) {
    const { offsetBytes = 0, unverified = false } = options;
    const purpose = `Reading the blob ${session.describe(repository, blob.digest)}`;
    const url = session.url(repository, `blobs/${blob.digest}`);
    const digest = offsetBytes === 0 && !unverified ? new src_digest/* RunningDigest */.iM(blob.digest) : undefined;
    const deadline = session.transferDeadline();
    const tries = session.http.tries(deadline);
    let position = offsetBytes;
    let reached = offsetBytes;
    let held;
    try {
        while (position < blob.size) {
            const { value: answer, failure } = await session.tryStreamed({
                purpose,
                method: 'GET',
                url,
                ...(position > 0 && { headers: { range: `bytes=${position}-` } }),
                expect: position > 0 ? [200, 206] : [200],
                scopes: [pullScope(repository)],
            }, deadline);
            if (failure) {
                await tries.afterFailure(purpose, failure);
                continue;
            }
            const known = knownBytes(answer, position);
            if (known.failure) {
                answer.drop();
                await tries.afterFailure(purpose, known.failure);
                continue;
            }
            let broken = endedEarly(answer.url.host);
            try {
                let passedOver = 0;
                for await (const chunk of answer.body) {
                    const fresh = chunk.subarray(Math.min(chunk.length, known.value - passedOver));
                    passedOver += chunk.length - fresh.length;
                    if (fresh.length === 0) {
                        continue;
                    }
                    if (position + fresh.length > blob.size) {
                        throw wrongSize(session, repository, blob, answer.url.host);
                    }
                    digest?.update(fresh, position);
                    position += fresh.length;
                    if (position - reached >= PROGRESS_BYTES) {
                        reached = position;
                        tries.gotFurther();
                    }
                    if (held) {
                        yield held;
                    }
                    held = fresh;
                }
            }
            catch (error) {
                if (error instanceof errors/* LiveryError */.AV) {
                    throw error;
                }
                broken = session.http.explain(error, answer.url, purpose, deadline);
            }
            if (position < blob.size) {
                broken = { ...broken, reason: `${broken.reason}, after ${position} of ${blob.size} bytes` };
                await tries.afterFailure(purpose, broken);
            }
        }
        const found = digest?.finish();
        if (found !== undefined && found !== blob.digest) {
            throw (0,src_digest/* digestMismatch */.H3)(`The blob ${session.describe(repository, blob.digest)}`, blob.digest, found, session.registry);
        }
        if (held) {
            yield held;
        }
    }
    finally {
        deadline.dispose();
    }
}
function endedEarly(host) {
    return {
        code: 'registry-failed',
        reason: `${host} ended the answer too early`,
        hint: 'The fault is on the side of the registry or of a proxy before it. Try again later.',
        retry: true,
    };
}
function wrongSize(session, repository, blob, host) {
    return new errors/* LiveryError */.AV('digest-mismatch', {
        message: `The blob ${session.describe(repository, blob.digest)} was refused: it should have ${blob.size} bytes, but ${host} sent more.`,
        hint: 'Nothing of it was used. Try again; if it stays like this, the registry or a proxy before it is damaged.',
    });
}

;// CONCATENATED MODULE: ./src/images/src/registry/blobs.ts




/** What is read into memory at most, such as a configuration. */
const MAXIMUM_BUFFERED_BYTES = 8 * 1024 * 1024;
/**
 * Whether a repository has a blob.
 *
 * @throws LiveryError of the registry
 */
async function blobExists(session, repository, digest, deadline) {
    const answer = await session.send({
        purpose: `Looking for the blob ${session.describe(repository, digest)}`,
        method: 'HEAD',
        url: session.url(repository, `blobs/${digest}`),
        expect: [200, 404],
        scopes: [pullScope(repository)],
    }, deadline);
    return answer.status === 200;
}
/**
 * Reads a small blob into memory, such as the configuration of an image.
 *
 * @throws LiveryError `image-invalid` if it is not small; those of {@link readBlob}
 */
async function fetchBlob(session, repository, blob) {
    if (blob.size > MAXIMUM_BUFFERED_BYTES) {
        throw new errors/* LiveryError */.AV('image-invalid', {
            message: `The blob ${session.describe(repository, blob.digest)} was not read: it has ${blob.size} bytes, where ${MAXIMUM_BUFFERED_BYTES} would be much.`,
            hint: 'Check with another tool, such as skopeo, that this is a container image.',
        });
    }
    return (0,readUpTo/* readUpTo */.V)(readBlob(session, repository, blob), MAXIMUM_BUFFERED_BYTES);
}
/**
 * Deletes a blob from a repository.
 *
 * @returns whether there was one
 * @throws LiveryError `registry-refused` where the registry has deleting switched off
 */
async function deleteBlob(session, repository, digest) {
    const answer = await session.send({
        purpose: `Deleting the blob ${session.describe(repository, digest)}`,
        method: 'DELETE',
        url: session.url(repository, `blobs/${digest}`),
        expect: [200, 202, 204, 404],
        scopes: [deleteScope(repository)],
    });
    return answer.status !== 404;
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
// EXTERNAL MODULE: ./src/images/src/json.ts
var json = __webpack_require__(81289);
// EXTERNAL MODULE: ./src/images/src/http/failure.ts
var http_failure = __webpack_require__(42338);
;// CONCATENATED MODULE: ./src/images/src/registry/pages.ts


/** Nobody has so many; a registry that goes on is broken. */
const MAXIMUM_PAGES = 10_000;
const MAXIMUM_HEADER_LENGTH = 8192;
/**
 * The address of the next page. https://www.rfc-editor.org/rfc/rfc8288#section-3: `</v2/acme/app/tags/list?last=1&n=1>; rel="next"`
 */
function nextLink(header) {
    if (header.length > MAXIMUM_HEADER_LENGTH) {
        return undefined;
    }
    for (const [, target, parameters = ''] of header.matchAll(/<([^<>]*)>([^<]*)/g)) {
        if (/;\s*rel\s*=\s*"?next"?\s*(?:[;,]|$)/i.test(parameters)) {
            return target;
        }
    }
    return undefined;
}
/**
 * Calls for a list, page by page.
 *
 * @throws LiveryError of the registry, and `registry-failed` when its pages go in a circle
 */
async function* pagesOf(session, call) {
    const seen = new Set();
    for (let url = call.url; url;) {
        if (seen.has(url.href) || seen.size >= MAXIMUM_PAGES) {
            throw new errors/* LiveryError */.AV('registry-failed', {
                message: `${call.purpose} failed: ${session.registry} has no last page.`,
                hint: 'The fault is on the side of the registry: tell those who run it.',
            });
        }
        seen.add(url.href);
        const answer = await session.send({ ...call, url });
        yield answer;
        const link = nextLink([answer.headers.link ?? []].flat().join(', '));
        if (link === undefined) {
            return;
        }
        const next = session.http.resolve(answer.url, link);
        if (next.failure) {
            throw (0,http_failure/* errorOf */.Mz)(call.purpose, next.failure, 1);
        }
        url = next.value;
    }
}

;// CONCATENATED MODULE: ./src/images/src/registry/catalog.ts





/** https://distribution.github.io/distribution/spec/api/#listing-repositories; an empty list can come as null, as that of tags. */
const Catalog = schemas/* object */.Ikc({ repositories: schemas/* array */.YOg(schemas/* string */.YjP()).nullish() });
const PAGE_SIZE = 1000;
const MAXIMUM_PAGE_BYTES = 4 * 1024 * 1024;
/**
 * The repositories of a registry, in its order. The list is no part of the specification: Docker Hub, GHCR and others have
 * none, and some show it to administrators only.
 *
 * @throws LiveryError of the registry
 */
async function* listRepositories(session) {
    const purpose = `Listing the repositories of ${session.registry}`;
    const url = new URL(`/v2/_catalog?n=${PAGE_SIZE}`, session.http.origin);
    const pages = pagesOf(session, {
        purpose,
        method: 'GET',
        url,
        expect: [200],
        maximumBytes: MAXIMUM_PAGE_BYTES,
        scopes: [CATALOG_SCOPE],
    });
    for await (const page of pages) {
        const catalog = Catalog.safeParse((0,json/* parseJson */.q)(page.body));
        if (!catalog.success) {
            throw new errors/* LiveryError */.AV('registry-failed', {
                message: `${purpose} failed: ${session.registry} answered with what is no list of repositories.`,
                hint: 'The fault is on the side of the registry: tell those who run it.',
            });
        }
        yield* catalog.data.repositories ?? [];
    }
}

// EXTERNAL MODULE: ./src/images/src/image/mediaTypes.ts
var mediaTypes = __webpack_require__(43104);
;// CONCATENATED MODULE: ./src/images/src/registry/manifests.ts






/** Registries refuse larger ones: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests */
const MAXIMUM_MANIFEST_BYTES = 4 * 1024 * 1024;
function reading(session, method, repository, reference) {
    return {
        purpose: `Reading the manifest ${session.describe(repository, reference)}`,
        method,
        url: session.manifestUrl(repository, reference),
        headers: { accept: mediaTypes/* ACCEPTED_MANIFESTS */.bb.join(', ') },
        maximumBytes: MAXIMUM_MANIFEST_BYTES,
        scopes: [pullScope(repository)],
    };
}
/** What a registry says the digest is; undefined if it says nothing that can be one. */
function claimedDigest(answer) {
    const parsed = src_digest/* ContentDigest */.ed.safeParse(answer.headers['docker-content-digest']);
    return parsed.success ? parsed.data : undefined;
}
/** Types that say nothing: servers of plain files, which some mirrors are, know no better. */
const UNTYPED = new Set([
    '',
    'application/json',
    'application/octet-stream',
    'text/plain',
]);
function mediaTypeOf(answer) {
    // A parameter such as the character set may follow it.
    const header = (answer.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    return UNTYPED.has(header) ? mediaTypeInside(answer.body) : header;
}
/** What the document itself says it is. */
function mediaTypeInside(body) {
    const parsed = schemas/* looseObject */._H3({ mediaType: schemas/* string */.YjP() }).safeParse((0,json/* parseJson */.q)(body));
    return parsed.success ? parsed.data.mediaType : '';
}
/**
 * Reads a manifest. Its bytes are hashed as they came, and compared with the digest that was asked for and the one that the
 * registry names.
 *
 * @param reference - a tag or a digest
 * @throws LiveryError `image-not-found`, `digest-mismatch`, and those of the registry
 */
async function getManifest(session, repository, reference) {
    const { mediaType, digest, bytes } = await readManifest(session, repository, reference);
    return { mediaType, digest, bytes };
}
/** The same, with what the registry calls this state of a tag. https://www.rfc-editor.org/rfc/rfc9110#field.etag */
async function readManifest(session, repository, reference) {
    const call = reading(session, 'GET', repository, reference);
    const answer = await session.send({ ...call, expect: [200] });
    const asked = src_digest/* ContentDigest */.ed.safeParse(reference);
    const claimed = claimedDigest(answer);
    const expected = asked.success ? asked.data : claimed;
    const digest = (0,src_digest/* contentDigestOf */.Vp)(answer.body, expected === undefined ? 'sha256' : (0,src_digest/* algorithmOf */.Hy)(expected));
    if (expected !== undefined && digest !== expected) {
        throw (0,src_digest/* digestMismatch */.H3)(`The manifest ${session.describe(repository, reference)}`, expected, digest, session.registry);
    }
    if (claimed !== undefined && (0,src_digest/* algorithmOf */.Hy)(claimed) === (0,src_digest/* algorithmOf */.Hy)(digest) && claimed !== digest) {
        throw (0,src_digest/* digestMismatch */.H3)(`The manifest ${session.describe(repository, reference)}`, claimed, digest, session.registry);
    }
    const { etag } = answer.headers;
    return { mediaType: mediaTypeOf(answer), digest, bytes: answer.body, ...(etag !== undefined && { etag }) };
}
/**
 * Asks what a tag or a digest is, without reading it.
 *
 * @returns undefined if there is none
 * @throws LiveryError of the registry
 */
async function headManifest(session, repository, reference) {
    const answer = await session.send({
        ...reading(session, 'HEAD', repository, reference),
        expect: [200, 404],
    });
    if (answer.status === 404) {
        return undefined;
    }
    const digest = claimedDigest(answer);
    const sizeBytes = Number(answer.headers['content-length']);
    const mediaType = mediaTypeOf(answer);
    if (digest !== undefined && Number.isSafeInteger(sizeBytes) && mediaType !== '') {
        return { digest, sizeBytes, mediaType };
    }
    // Not all registries say all of it: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#checking-if-content-exists-in-the-registry
    const raw = await getManifest(session, repository, reference);
    return { digest: raw.digest, sizeBytes: raw.bytes.length, mediaType: raw.mediaType };
}
/**
 * Writes a manifest under a tag or its digest.
 *
 * @throws LiveryError `digest-mismatch` if the registry kept something else; those of the registry
 */
async function putManifest(session, repository, reference, manifest) {
    const pushed = await putManifestIf(session, repository, reference, manifest, {});
    if (!pushed) {
        throw new Error('A registry refused a condition that was not made');
    }
    return pushed;
}
const PRECONDITION_FAILED = 412;
/**
 * The same under a condition, such as `if-match`, where the registry knows conditions.
 *
 * @returns undefined if the condition does not hold
 */
async function putManifestIf(session, repository, reference, manifest, condition) {
    const { bytes, mediaType } = manifest;
    const what = session.describe(repository, reference);
    if (bytes.length > MAXIMUM_MANIFEST_BYTES) {
        throw new errors/* LiveryError */.AV('image-invalid', {
            message: `The manifest ${what} was not written: it has ${bytes.length} bytes, and registries take ${MAXIMUM_MANIFEST_BYTES} at most.`,
            hint: 'Use fewer or shorter annotations and labels.',
        });
    }
    // GHCR answers 500 to the first pushes to a new package when they come together; a second try gets through. So 500 is tried
    // again for a manifest as for all else: https://github.com/stacklok/dockyard/pull/517
    const answer = await session.send({
        purpose: `Writing the manifest ${what}`,
        method: 'PUT',
        url: session.manifestUrl(repository, reference),
        headers: { ...condition, 'content-type': mediaType },
        body: { sizeBytes: bytes.length, open: () => bytes },
        expect: [200, 201, 202, ...(Object.keys(condition).length > 0 ? [PRECONDITION_FAILED] : [])],
        scopes: [pushScope(repository)],
    });
    if (answer.status === PRECONDITION_FAILED) {
        return undefined;
    }
    const asked = src_digest/* ContentDigest */.ed.safeParse(reference);
    const digest = (0,src_digest/* contentDigestOf */.Vp)(bytes, asked.success ? (0,src_digest/* algorithmOf */.Hy)(asked.data) : 'sha256');
    const claimed = claimedDigest(answer);
    if (claimed !== undefined && (0,src_digest/* algorithmOf */.Hy)(claimed) === (0,src_digest/* algorithmOf */.Hy)(digest) && claimed !== digest) {
        throw (0,src_digest/* digestMismatch */.H3)(`The manifest ${what}`, digest, claimed, `${session.registry}, which kept it,`);
    }
    return { digest, hasSubject: answer.headers['oci-subject'] !== undefined };
}
/** How long a registry may not know what it has just been given, in milliseconds. */
const SETTLING_MS = 10_000;
const SETTLING_STEP_MS = 100;
/**
 * Makes sure that a manifest that was pushed can be read. GHCR may not know it for a moment:
 * https://github.com/int128/docker-manifest-create-action/issues/857
 *
 * @throws LiveryError `registry-failed` if it stays unknown
 */
async function confirmManifest(session, repository, digest) {
    const started = performance.now();
    for (let waitMs = SETTLING_STEP_MS;; waitMs *= 2) {
        const head = await headManifest(session, repository, digest);
        if (head) {
            return head;
        }
        if (performance.now() - started + waitMs > SETTLING_MS) {
            throw new errors/* LiveryError */.AV('registry-failed', {
                message: `${session.describe(repository, digest)} was pushed, but ${session.registry} does not know it ${SETTLING_MS / 1000} s later.`,
                hint: 'No tag was moved. Try again; if it stays like this, tell those who run the registry.',
            });
        }
        await session.within(deadline => deadline.wait(waitMs));
    }
}
/**
 * Deletes a manifest, or a tag.
 *
 * @returns whether there was one
 * @throws LiveryError `registry-refused` where the registry has deleting switched off
 */
async function deleteManifest(session, repository, reference) {
    const answer = await session.send({
        purpose: `Deleting ${session.describe(repository, reference)}`,
        method: 'DELETE',
        url: session.manifestUrl(repository, reference),
        expect: [200, 202, 204, 404],
        scopes: [deleteScope(repository)],
    });
    return answer.status !== 404;
}

;// CONCATENATED MODULE: ./src/images/src/registry/ping.ts

const VERSION = 'registry/2.0';
/**
 * Asks whether a host is a registry that speaks our version, and lets us in.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support
 *
 * @throws LiveryError `registry-denied` if it takes no anonymous visitors, or not these credentials; `registry-refused` if it is no
 * registry of ours; `registry-unreachable`
 */
async function ping(session) {
    const answer = await session.send({
        purpose: `Asking ${session.registry} whether it is a registry`,
        method: 'GET',
        url: new URL('/v2/', session.http.origin),
        expect: [200, 404],
        scopes: [],
    });
    const header = answer.headers['docker-distribution-api-version'];
    const apiVersion = typeof header === 'string' ? header : undefined;
    // Not all send the header, and a web server can answer every address with a page.
    const isPage = /^text\/html\b/.test(answer.headers['content-type'] ?? '');
    if (answer.status === 404 || (isPage && apiVersion === undefined)) {
        throw refused(session.registry, 'it does not answer as a registry does');
    }
    if (apiVersion !== undefined && !apiVersion.split(/[\s,]+/).includes(VERSION)) {
        throw refused(session.registry, `it speaks ${JSON.stringify(apiVersion.slice(0, 80))}, not ${VERSION}`);
    }
    return { ...(apiVersion !== undefined && { apiVersion }) };
}
function refused(registry, why) {
    return new errors/* LiveryError */.AV('registry-refused', {
        message: `${registry} cannot be used as a registry: ${why}.`,
        hint: 'Check the name of the host and its port.',
    });
}

// EXTERNAL MODULE: ./src/images/src/http/Deadline.ts
var Deadline = __webpack_require__(93430);
;// CONCATENATED MODULE: ./src/images/src/registry/uploads.ts


/** For the courtesy of saying that an upload is given up. In milliseconds. */
const CANCEL_DEADLINE_MS = 3_000;
/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks */
function minimumChunkOf(answer) {
    const bytes = Number(answer.headers['oci-chunk-min-length']);
    return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : 0;
}
/**
 * How many bytes of an upload a registry has, by the last one that it names. Docker's says `0-0` both for none and for one:
 * https://github.com/distribution/distribution/blob/v2.8.2/registry/handlers/blobupload.go, so that says nothing.
 */
function reachedOf(answer) {
    const last = /^(?:bytes=)?0-(\d{1,15})$/.exec(answer.headers.range ?? '')?.[1];
    return last === undefined || last === '0' ? undefined : Number(last) + 1;
}
/** The address that completes an upload. What it has in its query may be signed, so not a byte of that is touched. */
function withDigest(location, digest) {
    const target = new URL(location);
    target.search = `${location.search}${location.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
    return target;
}
/** Where an answer opens an upload. */
function openedBy(session, answer) {
    const { value: location, failure } = session.http.resolve(answer.url, answer.headers.location);
    return failure ? { failure } : { value: { location, minimumChunkBytes: minimumChunkOf(answer) } };
}
/** One try to open an upload. */
async function openUpload(session, repository, purpose, deadline) {
    const { value: answer, failure } = await session.try({
        purpose,
        method: 'POST',
        url: session.url(repository, 'blobs/uploads/'),
        expect: [202],
        scopes: [pushScope(repository)],
    }, deadline);
    return failure ? { failure } : openedBy(session, answer);
}
/**
 * Asks the registry to take a blob over from another repository of its own. That it does not is no error: whatever the reason,
 * the blob can be uploaded.
 *
 * @throws LiveryError if the registry cannot be reached, or wants to be left alone; `cancelled`
 */
async function mountBlob(session, repository, digest, from) {
    const url = session.url(repository, 'blobs/uploads/');
    // Quay fails on a mount that does not say from where:
    // https://github.com/google/go-containerregistry/blob/main/pkg/v1/remote/write.go
    url.search = `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`;
    const call = {
        purpose: `Mounting the blob ${session.describe(repository, digest)} from ${from}`,
        method: 'POST',
        url,
        // ECR Public does not do it at all: https://github.com/aws/containers-roadmap/issues/1459
        expect: [201, 202, 400, 403, 404, 405],
        // Written to first: some registries look at the first scope only.
        scopes: [pushScope(repository), pullScope(from)],
    };
    return session.within(async (deadline) => {
        const tries = session.http.tries(deadline);
        for (;;) {
            const { value: answer, failure } = await session.try(call, deadline);
            if (answer?.status === 201) {
                return { kind: 'mounted' };
            }
            // Harbor says 401, to whomever, where it should say 202: https://github.com/goharbor/harbor/issues/17097. If the upload
            // is not allowed either, it will say so itself.
            if (answer || failure.answer?.status === 401) {
                const opened = answer?.status === 202 ? openedBy(session, answer) : undefined;
                return { kind: 'refused', ...(opened?.value && { upload: opened.value }) };
            }
            await tries.afterFailure(call.purpose, failure);
        }
    });
}
/** Tells the registry that an upload will not be finished. Whether that works changes nothing. */
async function cancelUpload(session, repository, location) {
    // On time of its own: what the upload had may be over.
    const deadline = new Deadline/* Deadline */.B(CANCEL_DEADLINE_MS);
    try {
        await session.try({
            purpose: 'Giving up an upload',
            method: 'DELETE',
            url: location,
            expect: [200, 202, 204],
            scopes: [pushScope(repository)],
        }, deadline);
    }
    catch {
        // The registry clears it away by itself one day.
    }
    finally {
        deadline.dispose();
    }
}

;// CONCATENATED MODULE: ./src/images/src/registry/probePush.ts

/**
 * Finds out whether we may push to a repository, without leaving anything in it: an upload is opened, which a registry allows
 * only to those who may push, and given up again.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-monolithically
 *
 * @throws LiveryError `registry-denied` if we may not, and those of the registry
 */
async function probePush(session, repository) {
    const purpose = `Opening an upload to ${session.describe(repository)}`;
    const location = await session.within(async (deadline) => {
        const tries = session.http.tries(deadline);
        for (;;) {
            const { value: opened, failure } = await openUpload(session, repository, purpose, deadline);
            if (opened) {
                return opened.location;
            }
            await tries.afterFailure(purpose, failure);
        }
    });
    await cancelUpload(session, repository, location);
}

// EXTERNAL MODULE: ./src/images/src/image/parse.ts
var parse = __webpack_require__(99818);
;// CONCATENATED MODULE: ./src/images/src/registry/referrers.ts






/** Others may be adding to the same list. */
const ROUNDS = 5;
/** Where the list of referrers is in a registry that keeps none: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema */
function referrersTag(digest) {
    const [algorithm = '', hex = ''] = digest.split(':');
    return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`;
}
/**
 * What the registry itself knows of referrers; undefined if it has no such list. ECR reports a subject when a manifest is
 * written, and has none all the same, so that has to be asked: https://github.com/sigstore/sigstore-js/tree/main/packages/oci
 */
async function listFromRegistry(session, repository, digest) {
    const found = [];
    const pages = pagesOf(session, {
        purpose: `Listing what refers to ${session.describe(repository, digest)}`,
        method: 'GET',
        url: session.url(repository, `referrers/${digest}`),
        headers: { accept: mediaTypes/* mediaTypes */.Ib.oci.index },
        maximumBytes: MAXIMUM_MANIFEST_BYTES,
        expect: [200, 400, 404, 405],
        scopes: [pullScope(repository)],
    });
    for await (const page of pages) {
        // Some servers answer every address with a page for people.
        const isIndex = /^application\/vnd\.oci\.image\.index\.v1\+json\b/.test(page.headers['content-type'] ?? '');
        if (page.status !== 200 || !isIndex) {
            return undefined;
        }
        const raw = { mediaType: mediaTypes/* mediaTypes */.Ib.oci.index, digest, bytes: page.body };
        found.push(...indexOf(`The list of what refers to ${session.describe(repository, digest)}`, raw).manifests);
    }
    return found;
}
function indexOf(what, raw) {
    const parsed = (0,parse/* parseManifest */.N)(what, raw);
    if (parsed.kind !== 'index') {
        throw new errors/* LiveryError */.AV('image-invalid', {
            message: `${what} cannot be used: it is an image.`,
            hint: 'Delete that tag, or find out who wrote an image there.',
        });
    }
    return parsed.index;
}
async function readFallback(session, repository, tag) {
    if (!(await headManifest(session, repository, tag))) {
        return undefined;
    }
    const { etag, ...raw } = await readManifest(session, repository, tag);
    return {
        index: indexOf(`The list ${session.describe(repository, tag)}`, raw),
        ...(etag !== undefined && { etag }),
    };
}
/**
 * The manifests whose subject is this one: signatures, attestations and the like.
 *
 * @throws LiveryError of the registry; `image-invalid`
 */
async function listReferrers(session, repository, digest) {
    const listed = await listFromRegistry(session, repository, digest);
    if (listed) {
        return listed;
    }
    return (await readFallback(session, repository, referrersTag(digest)))?.index.manifests ?? [];
}
/**
 * Writes a manifest that refers to another, by its digest, and adds it to the list where the registry keeps none.
 *
 * @throws LiveryError of the registry; `registry-failed` if others change the list all the time
 */
async function putReferrer(session, repository, referrer) {
    const { hasSubject } = await putManifest(session, repository, referrer.digest, referrer);
    if (hasSubject && (await listFromRegistry(session, repository, referrer.subject))) {
        return;
    }
    const tag = referrersTag(referrer.subject);
    const entry = {
        mediaType: referrer.mediaType,
        digest: referrer.digest,
        size: referrer.bytes.length,
        ...(referrer.artifactType !== undefined && { artifactType: referrer.artifactType }),
        ...(referrer.annotations && { annotations: referrer.annotations }),
    };
    // Few registries know conditions, so what was written is read again: of two who add at the same time, one mostly sees that
    // its entry is missing.
    for (let round = 0;; round += 1) {
        const known = await readFallback(session, repository, tag);
        if (known?.index.manifests.some(({ digest }) => digest === referrer.digest)) {
            return;
        }
        if (round === ROUNDS) {
            throw new errors/* LiveryError */.AV('registry-failed', {
                message: `Adding to the list ${session.describe(repository, tag)} failed: others changed it ${ROUNDS} times meanwhile.`,
                hint: 'Try again when nothing else writes to this repository.',
            });
        }
        const index = {
            ...(known?.index ?? { schemaVersion: 2, mediaType: mediaTypes/* mediaTypes */.Ib.oci.index }),
            manifests: [...(known?.index.manifests ?? []), entry],
        };
        const bytes = Buffer.from(JSON.stringify(index), 'utf8');
        const condition = known?.etag === undefined ? {} : { 'if-match': known.etag };
        await putManifestIf(session, repository, tag, { mediaType: mediaTypes/* mediaTypes */.Ib.oci.index, bytes }, condition);
    }
}

// EXTERNAL MODULE: ./src/images/src/http/answerFailure.ts
var answerFailure = __webpack_require__(13968);
;// CONCATENATED MODULE: ./src/images/src/auth/challenge.ts
/** Longer headers are not looked at; real ones have a few hundred characters. */
const MAXIMUM_LENGTH = 8192;
const token = /[\w!#$%&'*+.^`|~-]+/y;
const unquoted = /[^\s,"]*/y;
/** Walks through the text of a header, and never back. */
class Scanner {
    #text;
    #position = 0;
    constructor(text) {
        this.#text = text;
    }
    get isAtEnd() {
        return this.#position >= this.#text.length;
    }
    read(pattern) {
        pattern.lastIndex = this.#position;
        const found = pattern.exec(this.#text)?.[0] ?? '';
        this.#position += found.length;
        return found;
    }
    /** Takes one character if it is there. */
    take(character) {
        const isThere = this.#text[this.#position] === character;
        this.#position += isThere ? 1 : 0;
        return isThere;
    }
    skip(characters) {
        while (!this.isAtEnd && characters.includes(this.#text.charAt(this.#position))) {
            this.#position += 1;
        }
    }
    /** The rest of a quoted string, behind its first quote. */
    quoted() {
        let value = '';
        while (!this.isAtEnd && !this.take('"')) {
            this.take('\\');
            value += this.#text.charAt(this.#position);
            this.#position += 1;
        }
        return value;
    }
    skipOne() {
        this.#position += 1;
    }
}
/**
 * Reads the header WWW-Authenticate, in which several challenges can stand. What makes no sense is passed over, and of a
 * parameter that comes twice the first counts.
 *
 * Registries seen: `Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:acme/app:pull"`
 * (Docker Hub), `Basic realm="https://000000000000.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"` (ECR), and
 * `Basic realm="Artifactory Realm"`, which is no URL.
 */
function parseChallenges(header) {
    const challenges = [];
    if (header.length > MAXIMUM_LENGTH) {
        return challenges;
    }
    const scanner = new Scanner(header);
    while (!scanner.isAtEnd) {
        scanner.skip(' \t,');
        const name = scanner.read(token).toLowerCase();
        if (name === '') {
            scanner.skipOne();
            continue;
        }
        scanner.skip(' \t');
        if (!scanner.take('=')) {
            challenges.push({ scheme: name, parameters: new Map() });
            continue;
        }
        scanner.skip(' \t');
        const value = scanner.take('"') ? scanner.quoted() : scanner.read(unquoted);
        const parameters = challenges.at(-1)?.parameters;
        if (parameters && !parameters.has(name)) {
            parameters.set(name, value);
        }
    }
    return challenges;
}

// EXTERNAL MODULE: ./src/images/src/auth/Secret.ts
var Secret = __webpack_require__(17900);
;// CONCATENATED MODULE: ./src/images/src/auth/tokenExchange.ts





/** A token has at most so many characters; those of clouds have two thousand. */
const MAXIMUM_TOKEN_LENGTH = 32_768;
const MAXIMUM_ANSWER_BYTES = 64 * 1024;
/** https://distribution.github.io/distribution/spec/auth/token/#token-response-fields */
const DEFAULT_LIFETIME_SECONDS = 60;
const tokenText = schemas/* string */.YjP()
    .max(MAXIMUM_TOKEN_LENGTH)
    // It goes into a header as it is.
    .regex(/^[\x21-\x7e]*$/, 'must have visible characters only');
/**
 * https://distribution.github.io/distribution/spec/auth/token/#token-response-fields; `token` and `access_token` mean the same,
 * and a server may send either, both, or one of them empty.
 */
const TokenAnswer = schemas/* object */.Ikc({
    token: tokenText.optional(),
    access_token: tokenText.optional(),
    expires_in: schemas/* number */.aig().nonnegative().max(31_536_000).nullish(),
})
    .refine(({ token, access_token: accessToken }) => Boolean(token || accessToken), 'has no token');
/** `Basic` and user name with password in base64, as a secret that is known to the redactor in each of its parts. */
function basicAuthorization(username, password, redactor) {
    redactor.add(password);
    const pair = redactor.add(new Secret/* Secret */.z(`${username}:${password.reveal()}`));
    return new Secret/* Secret */.z(`Basic ${Buffer.from(pair.reveal(), 'utf8').toString('base64')}`);
}
function commonOf({ registry, found }) {
    return {
        purpose: `Logging in to ${registry}`,
        identity: found?.identity ?? answerFailure/* NO_CREDENTIALS */.zw,
        expect: [200],
        maximumBytes: MAXIMUM_ANSWER_BYTES,
        // Elsewhere they have no business with our credentials.
        redirects: 'same-origin',
    };
}
/** The way every token server knows. https://distribution.github.io/distribution/spec/auth/token/ */
function getRequest(request) {
    const { server, scopes, found, redactor } = request;
    const url = new URL(server.realm);
    if (server.service !== undefined) {
        url.searchParams.set('service', server.service);
    }
    // One parameter for each: a list with blanks is read by few.
    scopes.forEach(scope => url.searchParams.append('scope', scope));
    const { credentials } = found ?? {};
    const authorization = credentials?.kind === 'password'
        ? basicAuthorization(credentials.username, credentials.password, redactor)
        : undefined;
    return { ...commonOf(request), method: 'GET', url, ...(authorization && { authorization }) };
}
/** The way of OAuth 2, for an identity token. https://distribution.github.io/distribution/spec/auth/oauth/ */
function postRequest(request, identityToken) {
    const { server, scopes, redactor } = request;
    const form = new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'livery',
        service: server.service ?? '',
        scope: scopes.join(' '),
        refresh_token: redactor.add(identityToken).reveal(),
    });
    const body = Buffer.from(form.toString(), 'utf8');
    return {
        ...commonOf(request),
        method: 'POST',
        url: server.realm,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: { sizeBytes: body.length, open: () => body },
    };
}
/**
 * Gets a token for some scopes.
 *
 * @throws LiveryError `registry-denied`, `registry-failed`, `registry-unreachable`, `cancelled`
 */
async function exchangeToken(request, deadline) {
    const { found, registry, redactor, server } = request;
    const isIdentityToken = found?.credentials.kind === 'identity-token';
    const answer = isIdentityToken
        ? await exchangeIdentityToken(request, found.credentials.token, deadline)
        : await request.http.send(getRequest(request), deadline);
    const parsed = TokenAnswer.safeParse((0,json/* parseJson */.q)(answer.body));
    if (!parsed.success) {
        throw new errors/* LiveryError */.AV('registry-failed', {
            message: `Logging in to ${registry} failed: ${server.realm.host} answered without a token that can be used.`,
            hint: 'The fault is on the side of the registry: tell those who run it.',
        });
    }
    const { token, access_token: accessToken, expires_in: seconds } = parsed.data;
    return {
        token: redactor.add(new Secret/* Secret */.z(token || accessToken || '')),
        lifetimeMs: (seconds ?? DEFAULT_LIFETIME_SECONDS) * 1000,
    };
}
async function exchangeIdentityToken(request, identityToken, deadline) {
    const { http } = request;
    // Some token servers know only GET, where an identity token is the password of a user without a name. The specification
    // says 404; 405 is seen as well. https://distribution.github.io/distribution/spec/auth/oauth/
    const answer = await http.send({ ...postRequest(request, identityToken), expect: [200, 404, 405] }, deadline);
    if (answer.status === 200) {
        return answer;
    }
    const authorization = basicAuthorization('', identityToken, request.redactor);
    return http.send({ ...getRequest(request), authorization }, deadline);
}

;// CONCATENATED MODULE: ./src/images/src/auth/Authenticator.ts







/** A token is not used in the last part of its life: a request takes time, too. */
const MARGIN_SHARE = 0.2;
const LONGEST_MARGIN_MS = 30_000;
/** Credentials are asked for again after this time: some live for five minutes only, and helpers renew them. */
const CREDENTIALS_LAST_MS = 60_000;
/**
 * Knows how to be let in by one registry. Nothing is asked before the registry wants it: a token is fetched when a request
 * needs it, serves all requests whose scopes it has, and is renewed before it expires.
 */
class Authenticator {
    #options;
    #scheme = { kind: 'unknown' };
    #tokens = [];
    #exchanges = new Map();
    #credentials = new Map();
    constructor(options) {
        this.#options = options;
    }
    /**
     * What a request with these scopes should carry. The first one is the one that matters most.
     *
     * @throws LiveryError `credentials-invalid`, and those of a token exchange
     */
    async authorize(scopes, deadline) {
        if (this.#scheme.kind === 'unknown') {
            return { identity: answerFailure/* NO_CREDENTIALS */.zw };
        }
        const cached = this.#cachedToken(scopes);
        if (cached) {
            return cached.authorization;
        }
        const found = await this.#find(scopes);
        const { credentials, identity } = found ?? { identity: answerFailure/* NO_CREDENTIALS */.zw };
        if (credentials?.kind === 'registry-token') {
            return { header: bearer(this.#options.redactor.add(credentials.token), identity), identity };
        }
        if (this.#scheme.kind === 'bearer') {
            return (await this.#token(this.#scheme.server, scopes, found, deadline)).authorization;
        }
        return credentials?.kind === 'password'
            ? {
                header: basicAuthorization(credentials.username, credentials.password, this.#options.redactor),
                identity,
            }
            : { identity };
    }
    /**
     * What a request should carry that was refused with 401; undefined if there is nothing else to try.
     *
     * @param header - what WWW-Authenticate says
     * @throws LiveryError as {@link Authenticator.authorize}
     */
    async authorizeAgain(scopes, refused, header, deadline) {
        const challenges = parseChallenges(header);
        // One header may carry both: https://github.com/renovatebot/renovate/blob/main/lib/modules/datasource/docker/common.ts
        const wantsToken = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'));
        const wanted = wantsToken?.parameters.get('scope')?.split(' ').filter(Boolean) ?? [];
        this.#forget(refused);
        if (wantsToken) {
            const service = wantsToken.parameters.get('service');
            const realm = this.#realm(wantsToken.parameters.get('realm'));
            this.#scheme = { kind: 'bearer', server: { realm, ...(service !== undefined && { service }) } };
        }
        else if (challenges.some(({ scheme }) => scheme === 'basic')) {
            this.#scheme = { kind: 'basic' };
        }
        else {
            return undefined;
        }
        const missing = covers(scopes, wanted) ? [] : wanted;
        const again = await this.authorize(mergeScopes(missing, scopes), deadline);
        return again.header && again.header.reveal() !== refused.header?.reveal() ? again : undefined;
    }
    /** What was refused is not used again, and credentials are looked up anew: they may have been renewed. */
    #forget(refused) {
        this.#tokens = this.#tokens.filter(({ authorization }) => authorization !== refused);
        if (refused.header) {
            this.#credentials.clear();
        }
    }
    #realm(text) {
        const { http, registry } = this.#options;
        const { value, failure } = text !== undefined && URL.canParse(text)
            ? http.resolve(new URL(http.origin), text)
            : { failure: notAnAddress(registry) };
        if (failure) {
            throw (0,http_failure/* errorOf */.Mz)(`Logging in to ${registry}`, failure, 1);
        }
        return value;
    }
    #find(scopes) {
        const { credentials, registry } = this.#options;
        const repository = /^repository:(.+):[^:]*$/.exec(scopes[0] ?? '')?.[1] ?? '';
        const known = this.#credentials.get(repository);
        if (known && known.until > performance.now()) {
            return known.found;
        }
        const found = credentials.find(registry, repository);
        this.#credentials.set(repository, { found, until: performance.now() + CREDENTIALS_LAST_MS });
        found.catch(() => this.#credentials.delete(repository));
        return found;
    }
    #cachedToken(scopes) {
        this.#tokens = this.#tokens.filter(({ freshUntil }) => freshUntil > performance.now());
        return this.#tokens.find(token => covers(token.scopes, scopes));
    }
    /** A new token; requests that want the same at the same time share one exchange. */
    async #token(server, scopes, found, deadline) {
        const cached = this.#cachedToken(scopes); // somebody may have got one meanwhile
        if (cached) {
            return cached;
        }
        const key = scopes.join(' ');
        const running = this.#exchanges.get(key);
        if (running) {
            return running;
        }
        const started = this.#fetchToken(server, scopes, found, deadline);
        this.#exchanges.set(key, started);
        try {
            return await started;
        }
        catch (error) {
            this.#credentials.clear();
            throw error;
        }
        finally {
            this.#exchanges.delete(key);
        }
    }
    async #fetchToken(server, scopes, found, deadline) {
        const { http, registry, redactor } = this.#options;
        const startedAt = performance.now();
        const { token, lifetimeMs } = await exchangeToken({ http, registry, server, scopes, redactor, ...(found && { found }) }, deadline);
        const fresh = {
            scopes,
            authorization: {
                header: bearer(token, registry),
                identity: found?.identity ?? answerFailure/* NO_CREDENTIALS */.zw,
            },
            freshUntil: startedAt + lifetimeMs - Math.min(lifetimeMs * MARGIN_SHARE, LONGEST_MARGIN_MS),
        };
        this.#tokens.push(fresh);
        return fresh;
    }
}
/** @throws LiveryError `credentials-invalid` for what cannot be a token, such as a file with its last line break */
function bearer(token, whose) {
    if (!/^[\x21-\x7e]+$/.test(token.reveal())) {
        throw new errors/* LiveryError */.AV('credentials-invalid', {
            message: `The token of ${whose} cannot be used: it holds a blank, a line break or another character that no token has.`,
            hint: 'Look for a line break at its end.',
        });
    }
    return new Secret/* Secret */.z(`Bearer ${token.reveal()}`);
}
function notAnAddress(registry) {
    return {
        code: 'registry-failed',
        reason: `${registry} wants a token, but names no address to get it from`,
        hint: 'The fault is on the side of the registry: tell those who run it.',
        retry: false,
    };
}

// EXTERNAL MODULE: ./src/images/src/auth/Credentials.ts
var Credentials = __webpack_require__(47692);
// EXTERNAL MODULE: ./src/images/src/http/HttpClient.ts + 5 modules
var HttpClient = __webpack_require__(77893);
// EXTERNAL MODULE: ./src/images/src/reference/reference.ts
var reference_reference = __webpack_require__(19192);
;// CONCATENATED MODULE: ./src/images/src/registry/RegistrySession.ts








const DEADLINE_MS = 120_000;
const TRANSFER_DEADLINE_MS = 3_600_000;
/** The talk with one registry: who we are, what we may do, and how long it may take. */
class RegistrySession {
    registry;
    http;
    options;
    #authenticator;
    constructor(options) {
        const { registry, credentials = Credentials/* anonymous */._5 } = options;
        if (!(0,reference_reference/* isRegistry */.Cf)(registry)) {
            throw new errors/* LiveryError */.AV('reference-invalid', {
                message: `${JSON.stringify(registry)} cannot be the host of a registry.`,
                hint: 'Give a name or an address, with a port behind a colon if it needs one, such as registry.example.org:5000.',
            });
        }
        const redactor = new Secret/* Redactor */.p();
        this.options = options;
        this.registry = registry;
        this.http = new HttpClient/* HttpClient */.Q({ ...options, host: (0,reference_reference/* apiHostOf */.gz)(registry), redactor });
        this.#authenticator = new Authenticator({ registry, http: this.http, credentials, redactor });
    }
    /**
     * An address of the API: `/v2/<repository>/<rest>`.
     *
     * @throws LiveryError `reference-invalid`: the last look before a name becomes part of a path
     */
    url(repository, rest) {
        if (!(0,reference_reference/* isRepository */.Z6)(repository)) {
            throw new errors/* LiveryError */.AV('reference-invalid', {
                message: `${JSON.stringify(repository)} cannot be a repository of ${this.registry}.`,
                hint: 'Write it in lower case, as parts with slashes between them.',
            });
        }
        return new URL(`/v2/${repository}/${rest}`, this.http.origin);
    }
    /** The same for the manifest of a tag or a digest. */
    manifestUrl(repository, reference) {
        if (!(0,reference_reference/* isTag */.dz)(reference) && !src_digest/* ContentDigest */.ed.safeParse(reference).success) {
            throw new errors/* LiveryError */.AV('reference-invalid', {
                message: `${JSON.stringify(reference)} is neither a tag nor a digest.`,
                hint: 'A tag has letters, digits, underscores, dots and dashes; a digest is sha256: and 64 hexadecimal digits.',
            });
        }
        return this.url(repository, `manifests/${reference}`);
    }
    /** How a repository, or an image in it, is called in messages. */
    describe(repository, reference = '') {
        const separator = reference === '' ? '' : reference.includes(':') ? '@' : ':';
        return `${this.registry}/${repository}${separator}${reference}`;
    }
    /** The time for something that is no transfer. */
    within(task) {
        return (0,Deadline/* withDeadline */.N)(this.options.deadlineMs ?? DEADLINE_MS, this.options.signal, task);
    }
    /** The time for a transfer; to be disposed of. */
    transferDeadline() {
        return new Deadline/* Deadline */.B(this.options.transferDeadlineMs ?? TRANSFER_DEADLINE_MS, this.options.signal);
    }
    /**
     * Calls until it is answered as expected.
     *
     * @throws LiveryError
     */
    async send(call, deadline) {
        if (!deadline) {
            return this.within(own => this.send(call, own));
        }
        const tries = this.http.tries(deadline);
        for (;;) {
            const { value, failure } = await this.try(call, deadline);
            if (value) {
                return value;
            }
            await tries.afterFailure(call.purpose, failure);
        }
    }
    /** One try. */
    try(call, deadline) {
        return this.#authorized(call, deadline, request => this.http.try(request, deadline));
    }
    /** One try, whose answer is a stream. */
    tryStreamed(call, deadline) {
        return this.#authorized(call, deadline, request => this.http.tryStreamed(request, deadline));
    }
    /** Makes a request with what it should carry, and once more with something better if the registry wants that. */
    async #authorized(call, deadline, attempt) {
        // An upload can be at another host, which gets none of our credentials.
        const isOwn = call.url.origin === new URL(this.http.origin).origin;
        if (!isOwn) {
            return attempt(requestOf(call, { identity: 'no credentials' }));
        }
        const first = await this.#authenticator.authorize(call.scopes, deadline);
        const outcome = await attempt(requestOf(call, first));
        const answer = outcome.failure?.answer;
        // The challenge of another host, behind a redirect, is none of ours.
        if (answer?.status !== 401 || answer.url.origin !== call.url.origin) {
            return outcome;
        }
        const header = answer.headers['www-authenticate'] ?? '';
        const second = await this.#authenticator.authorizeAgain(call.scopes, first, header, deadline);
        return second ? attempt(requestOf(call, second)) : outcome;
    }
}
function requestOf(call, { header, identity }) {
    const { scopes: _scopes, ...request } = call;
    return { ...request, identity, ...(header && { authorization: header }) };
}

;// CONCATENATED MODULE: ./src/images/src/registry/tags.ts





/**
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
 *
 * An empty list can come as null (https://github.com/distribution/distribution/issues/1186), and Nexus has null among the tags
 * (https://github.com/containers/skopeo/issues/2409).
 */
const TagList = schemas/* object */.Ikc({ tags: schemas/* array */.YOg(schemas/* string */.YjP().nullable()).nullish() });
const tags_PAGE_SIZE = 1000;
const tags_MAXIMUM_PAGE_BYTES = 4 * 1024 * 1024;
/**
 * The tags of a repository, in the order of the registry.
 *
 * @throws LiveryError `image-not-found` if there is no such repository, and those of the registry
 */
async function* listTags(session, repository) {
    const purpose = `Listing the tags of ${session.describe(repository)}`;
    const url = session.url(repository, `tags/list`);
    url.search = `?n=${tags_PAGE_SIZE}`;
    const pages = pagesOf(session, {
        purpose,
        method: 'GET',
        url,
        expect: [200],
        maximumBytes: tags_MAXIMUM_PAGE_BYTES,
        scopes: [pullScope(repository)],
    });
    for await (const page of pages) {
        const list = TagList.safeParse((0,json/* parseJson */.q)(page.body));
        if (!list.success) {
            throw new errors/* LiveryError */.AV('registry-failed', {
                message: `${purpose} failed: ${session.registry} answered with what is no list of tags.`,
                hint: 'The fault is on the side of the registry: tell those who run it.',
            });
        }
        yield* (list.data.tags ?? []).filter(tag => tag !== null);
    }
}

;// CONCATENATED MODULE: ./src/images/src/registry/uploadBlob.ts





/** What is sent at a time when an upload goes on after a cut: each part that was taken is safe. */
const RESUMED_CHUNK_BYTES = 32 * 1024 * 1024;
/** A registry may hash everything once more before it answers. In milliseconds. */
const COMMIT_MS = 300_000;
/** The upload of one blob, with all that happens on the way. */
class BlobUpload {
    #session;
    #repository;
    #source;
    #purpose;
    #deadline;
    #tries;
    /** Where to send to; undefined before the registry was asked, and when it has forgotten. */
    #location;
    /** Bytes that the registry says it has. */
    #offset = 0;
    #chunkBytes;
    #minimumChunkBytes = 0;
    /** @param location - an upload that the registry has opened already, in answer to a mount */
    constructor(session, repository, source, location) {
        this.#session = session;
        this.#repository = repository;
        this.#location = location;
        this.#purpose = `Uploading the blob ${session.describe(repository, source.digest)}`;
        this.#source = new BlobSource/* VerifiedSource */.w(`The blob ${session.describe(repository, source.digest)}`, source);
        this.#deadline = session.transferDeadline();
        this.#tries = session.http.tries(this.#deadline);
        this.#chunkBytes = session.options.chunkBytes;
    }
    /**
     * Uploads in one request, and after a cut goes on where the registry is. If it cannot say where that is, everything is sent
     * again.
     *
     * @throws LiveryError `digest-mismatch`, `cancelled`, those of the registry, and what the source throws
     */
    async run() {
        try {
            for (;;) {
                const failure = await this.#step();
                if (!failure || (await this.#recover(failure))) {
                    return;
                }
            }
        }
        catch (error) {
            await this.#cancel();
            throw error;
        }
        finally {
            this.#deadline.dispose();
        }
    }
    /** Goes as far as it gets; undefined when the blob is there. */
    async #step() {
        if (!this.#location) {
            const opened = await openUpload(this.#session, this.#repository, this.#purpose, this.#deadline);
            if (opened.failure) {
                return opened.failure;
            }
            this.#location = opened.value.location;
            this.#minimumChunkBytes = opened.value.minimumChunkBytes;
            this.#offset = 0;
        }
        if (this.#offset === 0 && this.#chunkBytes === undefined) {
            return this.#complete(this.#location, 0);
        }
        while (this.#offset < this.#source.sizeBytes) {
            const failure = await this.#sendChunk(this.#location);
            if (failure) {
                return failure;
            }
        }
        return this.#complete(this.#location, this.#source.sizeBytes);
    }
    /** The last request, with all bytes from an offset on. */
    async #complete(location, offset) {
        const { digest, sizeBytes } = this.#source;
        const { value: answer, failure } = await this.#try({
            method: 'PUT',
            url: withDigest(location, digest),
            headers: { 'content-type': 'application/octet-stream' },
            body: { sizeBytes: sizeBytes - offset, open: () => this.#source.read(offset) },
            // 204 is not in the specification, but in registries: https://github.com/google/go-containerregistry/issues/2198
            expect: [201, 204],
            answerMs: this.#session.options.stallMs ?? COMMIT_MS,
        });
        if (failure) {
            return failure;
        }
        const claimed = src_digest/* ContentDigest */.ed.safeParse(answer.headers['docker-content-digest']);
        if (claimed.success && claimed.data !== digest) {
            const kept = `${this.#session.registry}, which kept it,`;
            throw (0,src_digest/* digestMismatch */.H3)(`The blob ${this.#session.describe(this.#repository, digest)}`, digest, claimed.data, kept);
        }
        return undefined;
    }
    async #sendChunk(location) {
        const start = this.#offset;
        const wanted = Math.max(this.#chunkBytes ?? RESUMED_CHUNK_BYTES, this.#minimumChunkBytes);
        const end = Math.min(this.#source.sizeBytes, start + wanted);
        const { value: answer, failure } = await this.#try({
            method: 'PATCH',
            url: location,
            headers: {
                'content-type': 'application/octet-stream',
                // Without "bytes": https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks
                'content-range': `${start}-${end - 1}`,
            },
            body: { sizeBytes: end - start, open: () => this.#source.read(start, end) },
            // ECR answers 201 (https://github.com/openai/tart/issues/273), Pulp 204 (https://github.com/pulp/pulp_container/issues/2199).
            expect: [201, 202, 204],
        });
        if (failure) {
            return failure;
        }
        this.#minimumChunkBytes = minimumChunkOf(answer) || this.#minimumChunkBytes;
        const reached = reachedOf(answer);
        if (reached !== undefined && reached !== end) {
            // ECR drops what comes after the first chunk, and shows it by a range that stays:
            // https://github.com/aws/containers-roadmap/issues/2831
            this.#forgetUpload();
            return {
                code: 'registry-failed',
                reason: `${location.host} has ${reached} bytes after a part that ended at ${end}`,
                hint: 'The fault is on the side of the registry: it does not take blobs in parts as it should.',
                retry: true,
            };
        }
        this.#tries.gotFurther();
        this.#offset = end;
        return this.#moveTo(answer, location);
    }
    #try(call) {
        return this.#session.try({ ...call, purpose: this.#purpose, scopes: [pushScope(this.#repository)] }, this.#deadline);
    }
    /** Every answer may name a new address, and some registries keep their state in it. */
    #moveTo(answer, location) {
        if (answer.headers.location === undefined) {
            return undefined;
        }
        const next = this.#session.http.resolve(location, answer.headers.location);
        this.#location = next.value;
        return next.failure;
    }
    #forgetUpload() {
        this.#location = undefined;
        this.#offset = 0;
    }
    /** Waits, and finds out where to go on; true when the blob is there after all. */
    async #recover(failure) {
        const status = failure.answer?.status;
        // The registry no longer knows the upload, or is somewhere else than we think: no fault of the blob.
        const isLost = this.#location !== undefined && (status === 404 || status === 416);
        await this.#tries.afterFailure(this.#purpose, isLost ? { ...failure, retry: true } : failure);
        if (!this.#location || status === 404) {
            this.#forgetUpload();
            return false;
        }
        const isAllSent = status === undefined && this.#source.readBytes === this.#source.sizeBytes;
        if (isAllSent &&
            (await blobExists(this.#session, this.#repository, this.#source.digest, this.#deadline))) {
            return true; // only the answer was lost
        }
        await this.#askWhereItIs(this.#location);
        return false;
    }
    /**
     * Asks how far an upload got. Many registries cannot say: Docker's before version 3 loses an upload whose request was cut
     * (https://github.com/distribution/distribution/pull/3755), and so does Azure's
     * (https://github.com/Azure/azure-sdk-for-python/issues/29738). Then it starts anew.
     */
    async #askWhereItIs(location) {
        const { value: answer } = await this.#try({ method: 'GET', url: location, expect: [200, 202, 204] });
        const reached = answer && reachedOf(answer);
        const moved = answer && this.#moveTo(answer, location);
        if (reached === undefined ||
            moved ||
            reached > this.#source.readBytes ||
            reached > this.#source.sizeBytes) {
            await this.#cancel();
            this.#forgetUpload();
        }
        else {
            this.#offset = reached;
            this.#minimumChunkBytes = minimumChunkOf(answer) || this.#minimumChunkBytes;
        }
    }
    /** Tells the registry that this upload will not be finished. Whether that works changes nothing. */
    async #cancel() {
        if (this.#location) {
            await cancelUpload(this.#session, this.#repository, this.#location);
        }
    }
}

;// CONCATENATED MODULE: ./src/images/src/registry/RegistryClient.ts













/** Transfers at a time. */
const JOBS = 8;
/** GHCR limits these in particular: https://github.com/coreruleset/modsecurity-crs-docker/pull/449 */
const MANIFEST_JOBS = 4;
/**
 * A client of one registry, for the time of one run: the specification is
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md.
 *
 * Repositories are named without the registry, and a `reference` is a tag or a digest. Every method may throw a LiveryError:
 * `registry-unreachable`, `registry-denied`, `registry-limited`, `registry-refused`, `registry-failed`, `registry-unsafe`,
 * `image-not-found`, `credentials-invalid`, `cancelled`; each names those that are its own.
 */
class RegistryClient {
    #session;
    #transfers;
    #manifests = new Limiter/* Limiter */.j(MANIFEST_JOBS);
    /** One after the other, because they may change the same list. */
    #referrers = new Limiter/* Limiter */.j(1);
    #pushes = new Limiter/* InFlight */.Y();
    /** Blobs that are known to be in a repository, as `repository@digest`. */
    #present = new Set();
    constructor(options) {
        this.#session = new RegistrySession(options);
        this.#transfers = new Limiter/* Limiter */.j(options.jobs ?? JOBS);
    }
    /** As references name it. */
    get registry() {
        return this.#session.registry;
    }
    /** What this client did so far. */
    get statistics() {
        return this.#session.http.statistics;
    }
    /** Ends all connections. Without it they end by themselves, and keep no process alive. */
    close() {
        this.#session.http.close();
    }
    /**
     * Asks whether the host is a registry, and lets us in.
     *
     * @throws LiveryError `registry-refused` if it is none
     */
    ping() {
        return ping(this.#session);
    }
    /**
     * Reads a manifest; its bytes have the digest that was asked for, and the one that the registry names.
     *
     * @throws LiveryError `digest-mismatch`
     */
    getManifest(repository, reference) {
        return getManifest(this.#session, repository, reference);
    }
    /** Asks what a tag or a digest is; undefined if there is none. */
    headManifest(repository, reference) {
        return headManifest(this.#session, repository, reference);
    }
    /**
     * Writes a manifest under a tag or its digest. What it refers to has to be there.
     *
     * @throws LiveryError `digest-mismatch`, `image-invalid` if it is too large
     */
    putManifest(repository, reference, manifest) {
        return this.#manifests.run(() => putManifest(this.#session, repository, reference, manifest));
    }
    /** Makes sure that a manifest that was pushed can be read by everybody; to be called before a tag is moved to it. */
    confirmManifest(repository, digest) {
        return confirmManifest(this.#session, repository, digest);
    }
    /** Deletes a manifest or a tag, and says whether there was one. */
    deleteManifest(repository, reference) {
        return deleteManifest(this.#session, repository, reference);
    }
    /** Whether a repository has a blob. */
    hasBlob(repository, digest) {
        return blobExists(this.#session, repository, digest);
    }
    /**
     * Reads a blob as a stream. It may be left early; what is read to its end has the right digest, if it was read from its start.
     *
     * @throws LiveryError `digest-mismatch`
     */
    readBlob(repository, blob, options) {
        return readBlob(this.#session, repository, blob, options);
    }
    /**
     * Reads a small blob into memory.
     *
     * @throws LiveryError `digest-mismatch`, `image-invalid` if it is not small
     */
    fetchBlob(repository, blob) {
        return fetchBlob(this.#session, repository, blob);
    }
    /**
     * Brings a blob into a repository, once for all who want it there, in the cheapest way: not at all, by a mount, or by an
     * upload. The source is opened only for the last.
     *
     * @throws LiveryError `digest-mismatch`, and what the source throws
     */
    pushBlob(repository, source, options = {}) {
        const blob = source instanceof Uint8Array ? (0,BlobSource/* blobOf */.D)(source) : source;
        const key = `${repository}@${blob.digest}`;
        if (this.#present.has(key)) {
            return Promise.resolve('present');
        }
        return this.#pushes.run(key, () => this.#transfers.run(async () => {
            const outcome = await this.#push(repository, blob, options);
            this.#present.add(key);
            return outcome;
        }));
    }
    async #push(repository, blob, options) {
        const { mountFrom, checkFirst = mountFrom === undefined } = options;
        if (checkFirst && (await this.hasBlob(repository, blob.digest))) {
            return 'present';
        }
        const mount = mountFrom === undefined ? undefined : await this.#mount(repository, blob.digest, mountFrom);
        if (mount?.kind === 'mounted') {
            this.#session.http.statistics.mountedBytes += blob.sizeBytes;
            return 'mounted';
        }
        await new BlobUpload(this.#session, repository, blob, mount?.upload?.location).run();
        return 'uploaded';
    }
    /**
     * Asks the registry to take a blob over from another repository of its own.
     *
     * @returns whether it did; if not, the blob has to be pushed
     */
    mountBlob(repository, blob, from) {
        return this.#transfers.run(async () => {
            const mount = await this.#mount(repository, blob.digest, from);
            if (mount.kind === 'mounted') {
                this.#session.http.statistics.mountedBytes += blob.size;
                this.#present.add(`${repository}@${blob.digest}`);
                return true;
            }
            if (mount.upload) {
                await cancelUpload(this.#session, repository, mount.upload.location);
            }
            return false;
        });
    }
    async #mount(repository, digest, from) {
        const mount = await mountBlob(this.#session, repository, digest, from);
        this.#session.http.statistics[mount.kind === 'mounted' ? 'mounted' : 'mountsRefused'] += 1;
        return mount;
    }
    /** Deletes a blob from a repository, and says whether there was one. */
    deleteBlob(repository, digest) {
        this.#present.delete(`${repository}@${digest}`);
        return deleteBlob(this.#session, repository, digest);
    }
    /**
     * Asks for the right to push to a repository, and leaves nothing there.
     *
     * @throws LiveryError `registry-denied` if we may not
     */
    probePush(repository) {
        return probePush(this.#session, repository);
    }
    /** The repositories that the registry shows us; many registries show nobody any. */
    listRepositories() {
        return listRepositories(this.#session);
    }
    /** The tags of a repository. */
    listTags(repository) {
        return listTags(this.#session, repository);
    }
    /** The manifests whose subject is this one. */
    listReferrers(repository, digest) {
        return listReferrers(this.#session, repository, digest);
    }
    /** Writes a manifest that refers to another, so that it is found from there. */
    putReferrer(repository, referrer) {
        return this.#referrers.run(() => putReferrer(this.#session, repository, referrer));
    }
}


/***/ }),

/***/ 16905:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ blobOf),
/* harmony export */   w: () => (/* binding */ VerifiedSource)
/* harmony export */ });
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(30999);
/* harmony import */ var _digest__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(56343);


/** Bytes in memory, to be sent. */
function blobOf(bytes) {
    return {
        digest: (0,_digest__WEBPACK_IMPORTED_MODULE_0__/* .contentDigestOf */ .Vp)(bytes),
        sizeBytes: bytes.length,
        async *open(offsetBytes) {
            for (let start = offsetBytes; start < bytes.length; start += SLICE_BYTES) {
                yield bytes.subarray(start, start + SLICE_BYTES);
            }
        },
    };
}
const SLICE_BYTES = 256 * 1024;
/**
 * Reads a source, in one go or in parts, and makes sure that it is what it says: the last piece is handed out only when the
 * digest is right, so that nobody can complete a blob that is not.
 */
class VerifiedSource {
    #what;
    #source;
    #digest;
    #isVerified = false;
    /** @param what - what errors call it, at the start of a sentence */
    constructor(what, source) {
        this.#what = what;
        this.#source = source;
        this.#digest = new _digest__WEBPACK_IMPORTED_MODULE_0__/* .RunningDigest */ .iM(source.digest);
    }
    get digest() {
        return this.#source.digest;
    }
    get #from() {
        return this.#source.from ?? 'its source';
    }
    get sizeBytes() {
        return this.#source.sizeBytes;
    }
    /** How far it has been read at least once. */
    get readBytes() {
        return this.#digest.hashedBytes;
    }
    /**
     * Reads a part.
     *
     * @param offsetBytes - at most {@link VerifiedSource.readBytes}
     * @throws LiveryError `digest-mismatch`, and what the source throws
     */
    async *read(offsetBytes, endBytes = this.sizeBytes) {
        let position = offsetBytes;
        if (this.sizeBytes === 0) {
            this.#check();
        }
        if (position >= endBytes) {
            return;
        }
        for await (const chunk of this.#source.open(offsetBytes)) {
            if (position + chunk.length > this.sizeBytes) {
                throw this.#wrongSize(`more than ${this.sizeBytes}`);
            }
            this.#digest.update(chunk, position);
            this.#check();
            const wanted = chunk.subarray(0, endBytes - position);
            position += wanted.length;
            yield wanted;
            if (position >= endBytes) {
                return;
            }
        }
        throw this.#wrongSize(`only ${position}`);
    }
    #check() {
        if (!this.#isVerified && this.#digest.hashedBytes === this.sizeBytes) {
            const found = this.#digest.finish();
            if (found !== this.#source.digest) {
                throw (0,_digest__WEBPACK_IMPORTED_MODULE_0__/* .digestMismatch */ .H3)(this.#what, this.#source.digest, found, this.#from);
            }
            this.#isVerified = true;
        }
    }
    #wrongSize(found) {
        return new _livery_contracts__WEBPACK_IMPORTED_MODULE_1__/* .LiveryError */ .AV('digest-mismatch', {
            message: `${this.#what} was refused: it should have ${this.sizeBytes} bytes, but ${this.#from} sent ${found}.`,
            hint: 'Nothing of it was published. Try again; if it stays like this, the source is damaged.',
        });
    }
}


/***/ })

};
;