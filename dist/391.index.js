"use strict";
exports.id = 391;
exports.ids = [391];
exports.modules = {

/***/ 35391:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  imageSteps: () => (/* reexport */ imageSteps)
});

// EXTERNAL MODULE: ./src/pipeline/src/steps/buildImage.ts + 12 modules
var buildImage = __webpack_require__(51554);
// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./src/images/src/reference/reference.ts
var reference_reference = __webpack_require__(19192);
// EXTERNAL MODULE: ./src/contracts/src/digest.ts
var src_digest = __webpack_require__(24348);
// EXTERNAL MODULE: ./src/images/src/registry/RegistryClient.ts + 16 modules
var RegistryClient = __webpack_require__(11674);
// EXTERNAL MODULE: ./src/images/src/auth/Credentials.ts
var Credentials = __webpack_require__(47692);
// EXTERNAL MODULE: ./src/images/src/image/parse.ts
var parse = __webpack_require__(99818);
// EXTERNAL MODULE: ./src/images/src/overlay/resolveBase.ts
var resolveBase = __webpack_require__(80185);
;// CONCATENATED MODULE: ./src/pipeline/src/builders/readPushed.ts


/** How long the registry may take to answer, in milliseconds. */
const DEADLINE_MS = 60_000;
/**
 * Reads an image back that an engine says it has pushed: the engine's word for the digest is checked, and the registry tells size and
 * platforms.
 *
 * @throws LiveryError of the registry
 */
async function readPushed({ registry, repository }, digest, login, signal) {
    const client = new RegistryClient/* RegistryClient */.b({
        registry,
        deadlineMs: DEADLINE_MS,
        ...(login && { credentials: (0,Credentials/* fixedCredentials */.rj)(registry, login.credentials) }),
        ...(signal && { signal }),
    });
    const read = async (wanted, known) => {
        const what = `The manifest ${registry}/${repository}@${wanted}`;
        const raw = await client.getManifest(repository, wanted);
        const parsed = (0,parse/* parseManifest */.N)(what, raw);
        if (parsed.kind === 'index') {
            const each = [];
            for (const { digest: child, platform } of parsed.index.manifests) {
                each.push(await read(child, platform));
            }
            return {
                perPlatform: each.flatMap(({ perPlatform }) => perPlatform),
                sizeBytes: each.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
            };
        }
        const { config, layers } = parsed.manifest;
        const platform = known ??
            (0,parse/* parseConfig */.o)(`The configuration of ${registry}/${repository}`, await client.fetchBlob(repository, config));
        return {
            perPlatform: [{ platform: (0,resolveBase/* formatPlatform */.Bq)(platform), digest: src_digest/* Digest */.n.parse(raw.digest) }],
            sizeBytes: [config, ...layers].reduce((sum, { size }) => sum + size, 0),
        };
    };
    try {
        return await read(digest);
    }
    finally {
        client.close();
    }
}

;// CONCATENATED MODULE: ./src/pipeline/src/steps/pushImage.ts




/**
 * Pushes an image to every target, one after the other: what fails does so for itself.
 *
 * The error is handed back and not thrown, because there is something to say of the targets that went well.
 */
async function pushImage(build, { image, references, startedMs }, { log, signal }) {
    const { builder, timeoutMs, credentials } = build;
    const targets = [];
    const failures = [];
    let pushed;
    for (const reference of references) {
        const name = (0,reference_reference/* formatReference */.FH)(reference);
        try {
            if (signal?.aborted) {
                throw (0,errors/* cancelled */.KW)(`The push of ${name}`, signal.reason);
            }
            const login = await credentials.find(reference.registry, reference.repository);
            const run = { log: (line) => log('info', line), signal, timeoutMs };
            const digest = await image.push({ ...run, reference, login });
            pushed ??= await readPushed(reference, digest, login, signal).catch((error) => {
                log('warn', `${name} was pushed, but could not be read back: ${(0,errors/* toLiveryError */.l3)(error).message}`);
                return undefined;
            });
            targets.push({ reference: name, digest });
            log('info', `Pushed ${name}@${digest}.`);
        }
        catch (thrown) {
            const error = (0,errors/* toLiveryError */.l3)(thrown);
            failures.push(error);
            targets.push({
                reference: name,
                error: { code: error.code, message: error.message, hint: error.hint },
            });
            log('warn', error.message);
        }
    }
    const first = targets.find(({ digest }) => digest !== undefined);
    const output = first?.digest
        ? {
            reference: first.reference,
            digest: first.digest,
            sizeBytes: pushed?.sizeBytes ?? (await image.stored())?.sizeBytes ?? 0,
            perPlatform: pushed?.perPlatform ?? [],
            targets,
            builder: { name: builder.name, version: builder.version },
            seconds: (0,buildImage/* secondsSince */.wv)(startedMs),
        }
        : undefined;
    const failure = failureOf(failures, targets, references);
    return { ...(output && { output }), ...(failure && { failure }) };
}
/** One error for all targets that failed; it names those that did not. */
function failureOf(failures, targets, references) {
    const [first] = failures;
    if (!first || references.length === 1) {
        return first;
    }
    const done = targets.filter(({ digest }) => digest !== undefined).map(({ reference }) => reference);
    const rest = done.length > 0 ? `The image is at ${done.join(', ')}.` : 'The image is nowhere.';
    // Whoever cancels wants to read that, whatever else went wrong.
    const { code, hint } = failures.find(({ code: each }) => each === 'cancelled') ?? first;
    return new errors/* LiveryError */.AV(code, {
        message: `${failures.length} of ${references.length} targets failed. ${failures.map(({ message }) => message).join(' ')} ${rest}`,
        hint,
        cause: first,
    });
}

;// CONCATENATED MODULE: ./src/pipeline/src/steps/imageSteps.ts


/**
 * What builds and pushes images. It is handed to a run by those who offer it, so that a bundle of those who do not is without
 * engines and registries.
 */
const imageSteps = { prepareBuild: buildImage/* prepareBuild */.yI, buildImage: buildImage/* buildImage */._w, describeStored: buildImage/* describeStored */.DS, pushImage: pushImage };

;// CONCATENATED MODULE: ./src/action/src/work/imageSteps.ts
// A module of its own, so that it is a part of its own in the bundle.



/***/ }),

/***/ 80185:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bq: () => (/* binding */ formatPlatform),
/* harmony export */   H3: () => (/* binding */ isAttestation),
/* harmony export */   XD: () => (/* binding */ readRoot),
/* harmony export */   gU: () => (/* binding */ resolveBase)
/* harmony export */ });
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(30999);
/* harmony import */ var _image_mediaTypes__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(43104);
/* harmony import */ var _image_parse__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(99818);
/* harmony import */ var _reference_reference__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19192);




/**
 * Finds out what an image is made of: its index, manifests and configurations, and no layer.
 *
 * @param platforms - as `linux/amd64`; all that the index has without it
 * @param root - what the reference leads to, where that was read already
 * @throws LiveryError `image-not-found`, `image-invalid`, and those of the registry
 */
async function resolveBase(client, reference, platforms, root) {
    const name = (0,_reference_reference__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(reference);
    const raw = root ?? (await readRoot(client, reference));
    const parsed = (0,_image_parse__WEBPACK_IMPORTED_MODULE_1__/* .parseManifest */ .N)(`The image ${name}`, raw);
    const base = { reference, digest: raw.digest, mediaType: raw.mediaType };
    if (parsed.kind === 'manifest') {
        const image = await readPlatformImage(client, reference, raw, parsed.manifest, undefined);
        checkPlatforms(name, [image.platform], platforms);
        return { ...base, index: undefined, images: [image] };
    }
    const children = parsed.index.manifests.filter(descriptor => !isAttestation(descriptor));
    checkPlatforms(name, children.map(({ platform }) => formatPlatform(platform)), platforms);
    const wanted = children.filter(({ platform }) => !platforms || platforms.some(wish => isPlatform(formatPlatform(platform), wish)));
    const images = await Promise.all(wanted.map(async (descriptor) => {
        const child = await client.getManifest(reference.repository, descriptor.digest);
        const document = (0,_image_parse__WEBPACK_IMPORTED_MODULE_1__/* .parseManifest */ .N)(`The image ${name} for ${formatPlatform(descriptor.platform)}`, child);
        if (document.kind === 'index') {
            throw invalid(name, 'its index holds another index', 'Name the inner one by its digest.');
        }
        return readPlatformImage(client, reference, child, document.manifest, descriptor);
    }));
    return { ...base, index: parsed.index, images };
}
/** Reads what a reference leads to. */
function readRoot(client, { repository, digest, tag }) {
    return client.getManifest(repository, digest ?? tag ?? 'latest');
}
async function readPlatformImage(client, reference, raw, manifest, descriptor) {
    const name = (0,_reference_reference__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(reference);
    const bytes = await client.fetchBlob(reference.repository, manifest.config);
    const config = (0,_image_parse__WEBPACK_IMPORTED_MODULE_1__/* .parseConfig */ .o)(`The configuration of ${name}`, bytes);
    const platform = formatPlatform(descriptor?.platform ?? platformOf(config));
    if (config.os !== 'linux') {
        throw invalid(name, `its image for ${platform} is for ${config.os}`, 'Use an image for Linux, or name its platforms for Linux.');
    }
    if (config.rootfs.diff_ids.length !== manifest.layers.length) {
        throw invalid(name, `its manifest for ${platform} has ${manifest.layers.length} layers and its configuration ${config.rootfs.diff_ids.length}`, 'Use an image that is whole; an artifact that only looks like an image cannot be branded.');
    }
    for (const { mediaType, digest } of manifest.layers) {
        if ((0,_image_mediaTypes__WEBPACK_IMPORTED_MODULE_2__/* .isForeignLayer */ .sJ)(mediaType) || (0,_image_mediaTypes__WEBPACK_IMPORTED_MODULE_2__/* .compressionOf */ .MB)(mediaType) === undefined) {
            throw invalid(name, `its layer ${digest} is of the type ${mediaType}`, 'Use an image of layers that may be passed on, packed with gzip, zstd or not at all.');
        }
    }
    return { platform, descriptor, manifest, mediaType: raw.mediaType, config };
}
/** As people write it: `linux/arm64/v8`. */
function formatPlatform(platform) {
    const { os = 'unknown', architecture = 'unknown', variant } = platform ?? {};
    return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}
function platformOf({ os, architecture, variant }) {
    return { os, architecture, ...(typeof variant === 'string' && { variant }) };
}
/**
 * Statements of BuildKit about another manifest of the index. They name the digest of the base and do not carry over.
 * https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md
 */
function isAttestation({ annotations, platform }) {
    return (annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' ||
        (platform?.os === 'unknown' && platform.architecture === 'unknown'));
}
/** Whether a platform is the one that is wished for; without a variant, `linux/arm64` is any of that architecture. */
function isPlatform(platform, wish) {
    return platform === wish || platform.startsWith(`${wish}/`);
}
function checkPlatforms(name, known, wanted) {
    const missing = wanted?.filter(wish => !known.some(platform => isPlatform(platform, wish))) ?? [];
    if (missing.length > 0) {
        throw invalid(name, `it is not made for ${missing.join(', ')}`, `It is made for ${known.join(', ')}.`);
    }
    if (known.length === 0) {
        throw invalid(name, 'its index is empty', 'Name an image that has something in it.');
    }
}
function invalid(name, why, hint) {
    return new _livery_contracts__WEBPACK_IMPORTED_MODULE_3__/* .LiveryError */ .AV('image-invalid', { message: `The image ${name} cannot be used: ${why}.`, hint });
}


/***/ })

};
;