"use strict";
exports.id = 3;
exports.ids = [3];
exports.modules = {

/***/ 34003:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  overlayImage: () => (/* binding */ overlayImage)
});

// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./src/images/src/auth/Credentials.ts
var Credentials = __webpack_require__(47692);
// EXTERNAL MODULE: ./src/images/src/auth/dockerConfig.ts + 1 modules
var dockerConfig = __webpack_require__(57224);
// EXTERNAL MODULE: ./src/images/src/targets/amazon/EcrLogins.ts
var EcrLogins = __webpack_require__(80699);
// EXTERNAL MODULE: ./src/images/src/reference/reference.ts
var reference_reference = __webpack_require__(19192);
// EXTERNAL MODULE: ./src/images/src/registry/RegistryClient.ts + 16 modules
var RegistryClient = __webpack_require__(11674);
// EXTERNAL MODULE: ./src/images/src/targets/Target.ts
var Target = __webpack_require__(17605);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
var promises_default = /*#__PURE__*/__webpack_require__.n(promises_);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
;// CONCATENATED MODULE: ./src/images/src/outputs/writeAside.ts




function exists(place) {
    return new errors/* LiveryError */.AV('output-exists', {
        message: `${place} exists already, and nothing is written over it.`,
        hint: 'Remove it, or choose another name.',
    });
}
/**
 * Refuses a place that holds something; an empty folder is taken for a folder.
 *
 * @throws LiveryError `output-exists`
 */
async function refuseExisting(place, kind) {
    const stats = await (0,promises_.stat)(place).catch(() => undefined);
    const isFree = stats?.isDirectory() && kind === 'folder' && (await (0,promises_.readdir)(place)).length === 0;
    if (stats && !isFree) {
        throw exists(place);
    }
}
/** Moves a file without ever taking the place of another one. */
async function placeFile(temporary, file) {
    try {
        // Unlike a renaming, this fails if there is something by now.
        await (0,promises_.link)(temporary, file);
        await (0,promises_.rm)(temporary);
    }
    catch (error) {
        if (error.code === 'EEXIST') {
            throw exists(file);
        }
        // Not all file systems have links.
        await refuseExisting(file, 'file');
        await (0,promises_.rename)(temporary, file);
    }
}
async function placeFolder(temporary, folder) {
    await refuseExisting(folder, 'folder');
    // Not every system lets a folder take the place of an empty one; this does nothing to one that is not.
    await (0,promises_.rmdir)(folder).catch(() => undefined);
    await (0,promises_.rename)(temporary, folder);
}
/**
 * Writes a file or a folder aside, under a name that nobody else has, and moves it into place when it is whole. When it fails,
 * nothing of it stays.
 *
 * @throws LiveryError `output-exists`, `output-unwritable`, `cancelled`, and what `write` throws of its own
 */
async function writeAside(place, kind, signal, write) {
    const target = external_node_path_default().resolve(place);
    await refuseExisting(target, kind);
    const temporary = external_node_path_default().join(external_node_path_default().dirname(target), `.${external_node_path_default().basename(target)}.${(0,external_node_crypto_.randomBytes)(6).toString('hex')}`);
    try {
        const result = await write(temporary);
        signal?.throwIfAborted();
        await (kind === 'file' ? placeFile : placeFolder)(temporary, target);
        return result;
    }
    catch (error) {
        await (0,promises_.rm)(temporary, { recursive: true, force: true });
        if (signal?.aborted) {
            throw (0,errors/* cancelled */.KW)(`Writing ${place}`, error);
        }
        throw error instanceof errors/* LiveryError */.AV ? error : unwritable(place, error);
    }
}
function unwritable(place, cause) {
    return new errors/* LiveryError */.AV('output-unwritable', {
        message: `${place} could not be written: ${(0,errors/* messageOf */.bD)(cause)}.`,
        hint: 'Choose a place that exists, that you may write to and that has room.',
        cause,
    });
}

// EXTERNAL MODULE: ./src/images/src/http/readUpTo.ts
var readUpTo = __webpack_require__(12598);
// EXTERNAL MODULE: ./src/images/src/image/mediaTypes.ts
var mediaTypes = __webpack_require__(43104);
// EXTERNAL MODULE: ./src/images/src/image/parse.ts
var parse = __webpack_require__(99818);
// EXTERNAL MODULE: ./src/images/src/overlay/resolveBase.ts
var resolveBase = __webpack_require__(80185);
// EXTERNAL MODULE: ./src/images/src/transfer/BlobSource.ts
var BlobSource = __webpack_require__(16905);
;// CONCATENATED MODULE: ./src/images/src/outputs/choosePlatform.ts


/** Without a variant, any will do. */
function matches({ platform }, wanted) {
    return (platform !== undefined &&
        [(0,resolveBase/* formatPlatform */.Bq)(platform), `${platform.os}/${platform.architecture}`].includes(wanted));
}
/**
 * The one image of those in an index that is for a platform, or the only one.
 *
 * @param name - what errors call it all
 * @param wanted - `linux/amd64`
 * @throws LiveryError `usage-invalid` if it has to be said which, or it is not there
 */
function choosePlatform({ images }, name, wanted) {
    const candidates = images.filter(({ isAttestation }) => !isAttestation);
    const chosen = wanted === undefined || (candidates.length === 1 && candidates[0]?.platform === undefined)
        ? candidates
        : candidates.filter(image => matches(image, wanted));
    const [first] = chosen;
    if (first && chosen.length === 1) {
        return first;
    }
    const there = candidates.map(({ platform }) => platform ? (0,resolveBase/* formatPlatform */.Bq)(platform) : 'one without a name');
    const list = there.length === 0 ? 'none' : there.join(', ');
    throw new errors/* LiveryError */.AV('usage-invalid', {
        message: wanted === undefined
            ? `An archive for "docker load" has one platform, and ${name} has ${there.length}: ${list}.`
            : `${name} has ${chosen.length === 0 ? 'no' : 'more than one'} image for ${wanted}; it has ${list}.`,
        hint: 'Name one of its platforms, or write an OCI layout, which has all of them.',
    });
}

;// CONCATENATED MODULE: ./src/images/src/outputs/collectImage.ts




/** Indexes in indexes are allowed, and one level is all that is seen. */
const MAXIMUM_DEPTH = 4;
/** More than any image has; an index of this many would only be there to keep us busy. */
const MAXIMUM_DOCUMENTS = 500;
/**
 * Reads all documents of an image.
 *
 * @throws LiveryError `image-invalid`, and what the source throws
 */
async function collectImage(source) {
    const documents = new Map();
    const images = [];
    const blobs = new Map();
    async function visit(raw, descriptor, depth) {
        if (documents.has(raw.digest)) {
            return;
        }
        documents.set(raw.digest, raw);
        if (depth > MAXIMUM_DEPTH || documents.size > MAXIMUM_DOCUMENTS) {
            throw new errors/* LiveryError */.AV('image-invalid', {
                message: `${source.name} cannot be written: it has more than ${MAXIMUM_DEPTH} levels or ${MAXIMUM_DOCUMENTS} documents.`,
                hint: 'Name one of the images in it.',
            });
        }
        const parsed = (0,parse/* parseManifest */.N)(`The manifest ${raw.digest} of ${source.name}`, raw);
        if (parsed.kind === 'index') {
            for (const child of parsed.index.manifests) {
                await visit(await source.manifest(child), child, depth + 1);
            }
            return;
        }
        const { manifest } = parsed;
        images.push({
            raw,
            manifest,
            isAttestation: descriptor !== undefined && (0,resolveBase/* isAttestation */.H3)(descriptor),
            ...(descriptor?.platform && { platform: descriptor.platform }),
        });
        [manifest.config, ...manifest.layers]
            // They stay where their addresses say: https://github.com/opencontainers/image-spec/blob/main/layer.md#non-distributable-layers
            .filter(({ mediaType }) => !(0,mediaTypes/* isForeignLayer */.sJ)(mediaType))
            .forEach(blob => blobs.set(blob.digest, blob));
    }
    await visit(source.root, undefined, 0);
    return { documents: [...documents.values()], images, blobs: [...blobs.values()] };
}

;// CONCATENATED MODULE: ./src/images/src/outputs/layoutFiles.ts


/** Where a blob is in a layout. https://github.com/opencontainers/image-spec/blob/main/image-layout.md#blobs */
function blobPath(digest) {
    return `blobs/${digest.replace(':', '/')}`;
}
/** The file that says what a layout is. https://github.com/opencontainers/image-spec/blob/main/image-layout.md#oci-layout-file */
const layoutFile = Buffer.from('{"imageLayoutVersion":"1.0.0"}', 'utf8');
/**
 * The file `index.json` of a layout with one image under some names.
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md#indexjson-file
 */
function indexFile(root, names, platform) {
    const { mediaType, digest, bytes } = root;
    const descriptor = { mediaType, digest, size: bytes.length, ...(platform && { platform }) };
    const manifests = names.map(name => ({
        ...descriptor,
        annotations: {
            // What containerd calls it; the standard's annotation is only a tag to most tools.
            // https://github.com/containerd/containerd/blob/main/core/images/annotations.go
            'io.containerd.image.name': (0,reference_reference/* formatReference */.FH)(name),
            'org.opencontainers.image.ref.name': name.tag,
        },
    }));
    const document = {
        schemaVersion: 2,
        mediaType: mediaTypes/* mediaTypes */.Ib.oci.index,
        manifests: manifests.length === 0 ? [descriptor] : manifests,
    };
    return Buffer.from(JSON.stringify(document), 'utf8');
}

;// CONCATENATED MODULE: ./src/images/src/outputs/tar.ts
const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
/** The largest number that eleven octal digits can say. */
const LARGEST_OCTAL = 0o77777777777;
/** https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06 */
function headerOf({ name, sizeBytes }) {
    if (!/^[\x20-\x7e]+$/.test(name) || name.length > NAME_BYTES) {
        throw new Error(`${JSON.stringify(name)} is no name for a file in this archive`);
    }
    const header = Buffer.alloc(BLOCK_BYTES);
    header.write(name, 0, 'latin1');
    header.write('0000644\0', 100, 'latin1'); // mode
    header.write('0000000\0', 108, 'latin1'); // user
    header.write('0000000\0', 116, 'latin1'); // group
    if (sizeBytes <= LARGEST_OCTAL) {
        header.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    }
    else {
        // 8 GiB and more, as GNU tar writes it: https://www.gnu.org/software/tar/manual/html_node/Extensions.html
        header.writeUInt8(0x80, 124);
        header.writeBigUInt64BE(BigInt(sizeBytes), 128);
    }
    header.write('00000000000\0', 136, 'latin1'); // time: the same each time
    header.fill(' ', 148, 156); // as if, for the sum
    header.write('0', 156, 'latin1'); // a file
    header.write('ustar\u000000', 257, 'latin1');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return header;
}
/**
 * The bytes of an archive of files, the same each time. It is pulled by whoever writes it, so a disk that is full or a source
 * that breaks ends it at once, which a chain of streams that are pushed into would have to be told.
 */
async function* tarOf(files) {
    for (const file of files) {
        yield headerOf(file);
        let sizeBytes = 0;
        for await (const chunk of file.open()) {
            sizeBytes += chunk.length;
            yield chunk;
        }
        if (sizeBytes !== file.sizeBytes) {
            throw new Error(`${file.name} has ${sizeBytes} bytes in place of ${file.sizeBytes}`);
        }
        const rest = sizeBytes % BLOCK_BYTES;
        if (rest > 0) {
            yield Buffer.alloc(BLOCK_BYTES - rest);
        }
    }
    yield Buffer.alloc(2 * BLOCK_BYTES);
}
/** How long the archive of some files is, in bytes. */
function sizeOfTar(files) {
    const blocks = files.map(({ sizeBytes }) => 1 + Math.ceil(sizeBytes / BLOCK_BYTES));
    return BLOCK_BYTES * blocks.reduce((sum, count) => sum + count, 2);
}

// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(78474);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
;// CONCATENATED MODULE: ./src/images/src/outputs/writeFile.ts



/**
 * Writes a new file as its bytes come. The file is closed when this is done, also after a failure: otherwise it could come into
 * being while its folder is removed.
 */
async function writeFile(file, content, signal) {
    const stream = (0,external_node_fs_.createWriteStream)(file, { flags: 'wx' });
    const closed = (0,external_node_events_.once)(stream, 'close');
    closed.catch(() => undefined); // why, is said by the pipeline
    try {
        await (0,external_node_stream_promises_.pipeline)(content, stream, { ...(signal && { signal }) });
    }
    finally {
        await closed.catch(() => undefined);
    }
}

;// CONCATENATED MODULE: ./src/images/src/outputs/writeDockerArchive.ts













const MAXIMUM_CONFIG_BYTES = 8 * 1024 * 1024;
function fileOf(name, bytes) {
    return { name, sizeBytes: bytes.length, open: () => [bytes] };
}
function blobFile(what, blob) {
    return {
        name: blobPath(blob.digest),
        sizeBytes: blob.sizeBytes,
        open: () => new BlobSource/* VerifiedSource */.w(what, blob).read(0),
    };
}
function refuseForeign(source, layers) {
    const foreign = layers.find(({ mediaType }) => (0,mediaTypes/* isForeignLayer */.sJ)(mediaType));
    if (foreign) {
        throw new errors/* LiveryError */.AV('image-invalid', {
            message: `${source.name} cannot be written as an archive: its layer ${foreign.digest} may not be passed on, and an archive has to have all layers.`,
            hint: 'Write an OCI layout, which can leave it out.',
        });
    }
}
/** The configuration, which has to be that of an image with these layers. */
async function readConfig(source, { manifest }, wanted) {
    const { config, layers } = manifest;
    const what = `The configuration ${config.digest} of ${source.name}`;
    const tooLarge = config.size > MAXIMUM_CONFIG_BYTES;
    const bytes = tooLarge
        ? Buffer.alloc(0)
        : await (0,readUpTo/* readUpTo */.V)(new BlobSource/* VerifiedSource */.w(what, source.blob(config)).read(0), MAXIMUM_CONFIG_BYTES);
    const parsed = tooLarge ? undefined : (0,parse/* parseConfig */.o)(what, bytes);
    if (parsed?.rootfs.diff_ids.length !== layers.length) {
        throw new errors/* LiveryError */.AV('image-invalid', {
            message: `${what} cannot be used: ${tooLarge ? `it has ${config.size} bytes` : `it is for ${parsed?.rootfs.diff_ids.length} layers, and there are ${layers.length}`}.`,
            hint: 'Check with another tool, such as skopeo, that this is a container image.',
        });
    }
    const platform = (0,resolveBase/* formatPlatform */.Bq)(parsed);
    if (wanted !== undefined && ![platform, `${parsed.os}/${parsed.architecture}`].includes(wanted)) {
        throw new errors/* LiveryError */.AV('usage-invalid', {
            message: `${source.name} is for ${platform} and not for ${wanted}.`,
            hint: 'Leave the platform out, or name an image that is for it.',
        });
    }
    return bytes;
}
/**
 * What `docker load` looks for, in the order of its fields; a tag is known by its full name.
 * https://github.com/moby/docker-image-spec/blob/main/spec.md#combined-image-json--filesystem-changeset-format
 */
function manifestFile({ manifest }, names) {
    const document = [
        {
            Config: blobPath(manifest.config.digest),
            RepoTags: names.length === 0 ? null : names.map(reference_reference/* formatReference */.FH),
            Layers: manifest.layers.map(({ digest }) => blobPath(digest)),
        },
    ];
    return Buffer.from(JSON.stringify(document), 'utf8');
}
/**
 * Writes an image for one platform as an archive for `docker load`, which podman and skopeo (`docker-archive:`) read as well.
 * Its bytes are the same each time. Layers stay packed as they are, so nothing has to be unpacked here; they are streamed, and
 * checked on the way.
 *
 * The archive is an OCI layout at the same time, as that of `docker save` is since 25: so containerd keeps the digest.
 *
 * @param file - must not exist
 * @throws LiveryError `output-exists`, `output-unwritable`, `digest-mismatch`, `image-invalid`, `usage-invalid` if it has to be
 * said which platform, `cancelled`, and what the source throws
 */
async function writeDockerArchive(source, file, { names = [], platform, signal } = {}) {
    return writeAside(file, 'file', signal, async (temporary) => {
        const image = choosePlatform(await collectImage(source), source.name, platform);
        const { manifest, raw } = image;
        refuseForeign(source, manifest.layers);
        const config = await readConfig(source, image, platform);
        const layers = new Map(manifest.layers.map(layer => [
            layer.digest,
            blobFile(`The layer ${layer.digest} of ${source.name}`, source.blob(layer)),
        ]));
        const files = [
            fileOf('oci-layout', layoutFile),
            fileOf('index.json', indexFile(raw, names, image.platform)),
            fileOf('manifest.json', manifestFile(image, names)),
            blobFile('The manifest', { ...(0,BlobSource/* blobOf */.D)(raw.bytes), digest: raw.digest }),
            fileOf(blobPath(manifest.config.digest), config),
            ...layers.values(),
        ];
        await writeFile(temporary, tarOf(files), signal);
        return { digest: raw.digest, sizeBytes: sizeOfTar(files) };
    });
}

// EXTERNAL MODULE: ./src/images/src/transfer/Limiter.ts
var Limiter = __webpack_require__(36551);
;// CONCATENATED MODULE: ./src/images/src/outputs/writeLayout.ts










/** Blobs that are written at the same time. */
const JOBS = 4;
/**
 * Writes an image as an OCI layout, with all its platforms: a folder that skopeo, umoci, podman and containerd read. Its bytes
 * are the same each time. Blobs are streamed, and checked on the way.
 *
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 *
 * @param folder - must not exist, or be empty
 * @throws LiveryError `output-exists`, `output-unwritable`, `digest-mismatch`, `image-invalid`, `cancelled`, and what the source
 * throws
 */
async function writeLayout(source, folder, { names = [], signal } = {}) {
    return writeAside(folder, 'folder', signal, async (temporary) => {
        await promises_default().mkdir(temporary);
        const { documents, blobs } = await collectImage(source);
        refuseDockerFamily(source, documents);
        const files = [
            { name: 'oci-layout', bytes: layoutFile },
            { name: 'index.json', bytes: indexFile(source.root, names) },
            ...documents.map(({ digest, bytes }) => ({ name: blobPath(digest), bytes })),
        ];
        const folders = new Set([...documents, ...blobs].map(({ digest }) => external_node_path_default().dirname(blobPath(digest))));
        await Promise.all([...folders].map(name => promises_default().mkdir(external_node_path_default().join(temporary, name), { recursive: true })));
        await Promise.all(files.map(({ name, bytes }) => promises_default().writeFile(external_node_path_default().join(temporary, name), bytes, { flag: 'wx' })));
        await writeBlobs(source, blobs, temporary, signal);
        const sizeBytes = files.reduce((sum, { bytes }) => sum + bytes.length, 0) +
            blobs.reduce((sum, { size }) => sum + size, 0);
        return { digest: source.root.digest, sizeBytes };
    });
}
/** What an image of OCI's family is made of. */
const ociTypes = new Set([mediaTypes/* mediaTypes */.Ib.oci.index, mediaTypes/* mediaTypes */.Ib.oci.manifest]);
/**
 * skopeo and podman pass over what is of Docker's family in a layout, and then say that there is nothing:
 * https://github.com/containers/image/blob/main/oci/layout/oci_transport.go
 */
function refuseDockerFamily(source, documents) {
    const other = documents.find(({ mediaType }) => !ociTypes.has(mediaType));
    if (other) {
        throw new errors/* LiveryError */.AV('image-invalid', {
            message: `${source.name} cannot be written as an OCI layout: it is of Docker's family (${other.mediaType}), which most tools do not find there.`,
            hint: 'Write an archive for "docker load", or push it and let "skopeo copy --all" make a layout of it, which gives it another digest.',
        });
    }
}
/** Writes blobs side by side; the first that fails stops the others, and nothing runs any more when it is thrown. */
async function writeBlobs(source, blobs, folder, signal) {
    const limiter = new Limiter/* Limiter */.j(JOBS);
    const stopped = new AbortController();
    const stop = () => stopped.abort();
    let first;
    const write = async (blob) => {
        stopped.signal.throwIfAborted();
        const verified = new BlobSource/* VerifiedSource */.w(`The blob ${blob.digest} of ${source.name}`, source.blob(blob));
        await writeFile(external_node_path_default().join(folder, blobPath(blob.digest)), verified.read(0), stopped.signal);
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
        await Promise.all(blobs.map(blob => limiter
            .run(() => write(blob))
            .catch((error) => {
            first ??= { error };
            stop();
        })));
    }
    finally {
        signal?.removeEventListener('abort', stop);
    }
    if (first) {
        throw first.error;
    }
}

;// CONCATENATED MODULE: ./src/images/src/outputs/ImageOutput.ts




function invalid(text, why, hint) {
    return new errors/* LiveryError */.AV('usage-invalid', {
        message: `The output ${JSON.stringify(text)} cannot be used: ${why}.`,
        hint,
    });
}
/**
 * Reads `oci:DIR` or `docker:FILE.tar`.
 *
 * @throws LiveryError `usage-invalid`
 */
function parseImageOutput(text) {
    const colon = text.indexOf(':');
    const kind = text.slice(0, Math.max(0, colon));
    const place = text.slice(colon + 1);
    if (kind !== 'oci' && kind !== 'docker') {
        throw invalid(text, 'it does not say what to write', 'Write oci:FOLDER for an OCI layout, or docker:FILE.tar for an archive that "docker load" reads.');
    }
    if (place.trim() === '' || place.includes('\0')) {
        throw invalid(text, 'it does not say where to', `Write ${kind}:${kind === 'oci' ? 'FOLDER' : 'FILE.tar'}.`);
    }
    if (kind === 'oci') {
        return { kind, folder: place };
    }
    if (/[/\\]$/.test(place) || /\.(?:t?gz|zip|zst|xz|bz2)$/i.test(place)) {
        throw invalid(text, 'the archive is a plain .tar file', 'Give it such a name; its layers are packed already.');
    }
    return { kind, file: place };
}
/**
 * Refuses an output that is there already, before there is anything to write.
 *
 * @throws LiveryError `output-exists`
 */
function refuseExistingOutput(output) {
    return output.kind === 'oci'
        ? refuseExisting(output.folder, 'folder')
        : refuseExisting(output.file, 'file');
}
/**
 * Writes an image to an output.
 *
 * @throws LiveryError, see {@link writeLayout} and {@link writeDockerArchive}
 */
function writeImage(source, output, options = {}) {
    return output.kind === 'oci'
        ? writeLayout(source, output.folder, options)
        : writeDockerArchive(source, output.file, options);
}

;// CONCATENATED MODULE: ./src/images/src/outputs/ImageSource.ts

/** What a repository of a registry has. Nothing is asked before it is read. */
function partsInRegistry({ client, repository }) {
    return {
        manifest: ({ digest }) => client.getManifest(repository, digest),
        blob: ({ digest, size }) => ({
            digest,
            sizeBytes: size,
            from: client.registry,
            // Whoever writes it looks at the digest.
            open: offsetBytes => client.readBlob(repository, { digest, size }, { offsetBytes, unverified: true }),
        }),
    };
}
/**
 * An image in a registry.
 *
 * @param reference - a tag or a digest
 * @throws LiveryError of the registry
 */
async function imageInRegistry(at, reference) {
    const root = await at.client.getManifest(at.repository, reference);
    const separator = reference.includes(':') ? '@' : ':';
    return {
        name: `${at.client.registry}/${at.repository}${separator}${reference}`,
        root,
        ...partsInRegistry(at),
    };
}
/**
 * An image that was made here, with what it has of another one.
 *
 * What it answers may throw a LiveryError `image-invalid` for what neither of them has.
 */
function imageOf({ name, root, manifests, blobs }, rest) {
    const ownManifests = new Map(manifests.map(manifest => [manifest.digest, manifest]));
    const ownBlobs = new Map(blobs.map(blob => [blob.digest, blob]));
    return {
        name,
        root,
        manifest: async (descriptor) => {
            const own = ownManifests.get(descriptor.digest) ?? (await rest?.manifest(descriptor));
            return own ?? missing(name, descriptor.digest);
        },
        blob: descriptor => ownBlobs.get(descriptor.digest) ?? rest?.blob(descriptor) ?? missing(name, descriptor.digest),
    };
}
function missing(name, digest) {
    throw new errors/* LiveryError */.AV('image-invalid', {
        message: `${name} cannot be written: it refers to ${digest}, which is nowhere.`,
        hint: 'Check with another tool, such as skopeo, that the image is whole.',
    });
}

// EXTERNAL MODULE: ./src/pipeline/src/profiles.ts + 3 modules
var profiles = __webpack_require__(69551);
// EXTERNAL MODULE: ./src/images/src/targets/amazon/AwsCredentials.ts
var AwsCredentials = __webpack_require__(1298);
// EXTERNAL MODULE: ./src/images/src/targets/amazon/ecrHost.ts
var ecrHost = __webpack_require__(5763);
// EXTERNAL MODULE: ./src/images/src/targets/amazon/EcrClient.ts + 1 modules
var EcrClient = __webpack_require__(91254);
;// CONCATENATED MODULE: ./src/pipeline/src/overlay/amazonTargets.ts

/** By the access key in the environment, at the address that Amazon's own tools take from there. */
const amazonOfEnvironment = () => {
    const credentials = (0,AwsCredentials/* awsCredentialsFromEnvironment */.B)();
    const endpoint = process.env['AWS_ENDPOINT_URL_ECR'];
    return credentials && { credentials: (0,AwsCredentials/* fixedAwsCredentials */.I)(credentials), ...(endpoint && { endpoint }) };
};
/** The repositories of Amazon ECR among the targets, each once. */
function amazonRepositories(targets, access) {
    const repositories = new Map();
    for (const { registry, repository } of targets) {
        const options = (0,ecrHost/* parseEcrHost */.wl)(registry) && access(registry);
        if (options) {
            repositories.set(`${registry}/${repository}`, { host: registry, repository, options });
        }
    }
    return [...repositories.values()];
}
/**
 * Creates the repositories of the targets that Amazon ECR does not have yet: unlike other registries it makes none by itself.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-ecr-image.html
 *
 * @throws LiveryError `registry-denied` and the others of the API
 */
async function createAmazonRepositories(targets, access, log) {
    for (const { host, repository, options } of amazonRepositories(targets, access)) {
        const client = new EcrClient/* EcrClient */.C(host, options);
        try {
            if (await client.createRepository(repository)) {
                log(`Created the repository ${host}/${repository}.`);
            }
        }
        finally {
            client.close();
        }
    }
}
/** Says why all layers were sent, where a setting of Amazon ECR is the reason. Never throws: the image is there. */
async function explainAmazonMounting(targets, access, log) {
    const hosts = new Map(amazonRepositories(targets, access).map(({ host, options }) => [host, options]));
    for (const [host, options] of hosts) {
        const client = new EcrClient/* EcrClient */.C(host, options);
        try {
            const explanation = client.explainMounting(await client.blobMounting());
            if (explanation !== undefined) {
                log(explanation);
            }
        }
        catch {
            // Nobody needs the explanation to use the image.
        }
        finally {
            client.close();
        }
    }
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
var external_node_os_default = /*#__PURE__*/__webpack_require__.n(external_node_os_);
;// CONCATENATED MODULE: ./src/pipeline/src/cacheFolder.ts


/** Where something is kept that can be had again: https://specifications.freedesktop.org/basedir-spec/latest/ */
function cacheFolder(name) {
    return external_node_path_default().join(process.env['XDG_CACHE_HOME'] || external_node_path_default().join(external_node_os_default().homedir(), '.cache'), 'livery', name);
}

;// CONCATENATED MODULE: ./src/pipeline/src/overlay/layerIndex.ts




/** An index that lasts as long as the process. */
function memoryLayerIndex() {
    const summaries = new Map();
    return {
        get: (digest, root) => summaries.get(`${digest} ${root}`),
        set: (digest, root, summary) => void summaries.set(`${digest} ${root}`, summary),
    };
}
const Directory = schemas/* looseObject */._H3({
    path: schemas/* string */.YjP(),
    type: schemas/* literal */.euz('directory'),
    mode: schemas/* number */.aig().int(),
    uid: schemas/* number */.aig().int(),
    gid: schemas/* number */.aig().int(),
    mtime: schemas/* number */.aig(),
    sizeBytes: schemas/* number */.aig(),
});
/** What is kept of a layer between runs. */
const Summary = schemas/* strictObject */.rej({
    form: schemas/* literal */.euz(1),
    touches: schemas/* boolean */.zMY(),
    directories: schemas/* array */.YOg(Directory),
    blob: schemas/* base64 */.K39().optional(),
});
/**
 * An index in a folder, one small file for each layer. A layer never changes, so nothing in it grows old; what cannot be read or
 * written is as if it were not there.
 */
function folderLayerIndex(folder = cacheFolder('layers')) {
    const memory = memoryLayerIndex();
    const fileOf = (digest, root) => external_node_path_default().join(folder, `${digest.replace(':', '-')}.${encodeURIComponent(root)}.json`);
    return {
        get(digest, root) {
            const known = memory.get(digest, root);
            if (known) {
                return known;
            }
            const summary = readSummary(fileOf(digest, root));
            if (summary) {
                memory.set(digest, root, summary);
            }
            return summary;
        },
        set(digest, root, summary) {
            memory.set(digest, root, summary);
            const file = fileOf(digest, root);
            try {
                (0,external_node_fs_.mkdirSync)(folder, { recursive: true });
                (0,external_node_fs_.writeFileSync)(`${file}.${process.pid}`, JSON.stringify({ form: 1, ...summary }));
                (0,external_node_fs_.renameSync)(`${file}.${process.pid}`, file);
            }
            catch {
                // it is only slower the next time
            }
        },
    };
}
function readSummary(file) {
    try {
        const { touches, directories, blob } = Summary.parse(JSON.parse((0,external_node_fs_.readFileSync)(file, 'utf8')));
        return {
            touches,
            directories: directories,
            ...(blob !== undefined && { blob }),
        };
    }
    catch {
        return undefined;
    }
}

// EXTERNAL MODULE: ./src/contracts/src/run.ts
var run = __webpack_require__(41131);
// EXTERNAL MODULE: ./src/pipeline/src/runSummary.ts
var runSummary = __webpack_require__(34328);
;// CONCATENATED MODULE: ./src/pipeline/src/overlay/OverlayEvents.ts


/** Tells an overlay as the run that it is: the image is made (`apply_branding`), then it is pushed (`push_registry`). */
class OverlayEvents {
    #emit;
    #at;
    #step;
    #startedMs = 0;
    constructor(emit, now) {
        this.#emit = emit;
        this.#at = () => now().toISOString();
    }
    /** @param willPush - whether there is anything to push to */
    started(willPush) {
        const steps = ['apply_branding', ...(willPush ? ['push_registry'] : [])];
        this.#emit({ type: 'run.started', at: this.#at(), steps });
        this.#start('apply_branding');
    }
    pushing() {
        this.#complete();
        this.#start('push_registry');
    }
    log(message) {
        const shown = message.slice(0, run/* MAXIMUM_LOG_MESSAGE */.cd);
        this.#emit({ type: 'log', at: this.#at(), step: this.#step, level: 'info', message: shown });
    }
    /** It got somewhere; `report` is left out when every target had the image already. */
    completed(image, report) {
        const { reference, digest, sizeBytes, targets, bytesUp = 0, bytesMounted = 0, requests = 0 } = image;
        if (targets.length > 0) {
            this.log(`Sent ${bytesUp} bytes, took over ${bytesMounted} within registries, in ${requests} requests.`);
        }
        if (targets.some(target => target.digest !== undefined)) {
            const output = { kind: 'image', name: reference, digest, sizeBytes };
            this.#emit({ type: 'output', at: this.#at(), output });
        }
        const failed = targets.find(({ error }) => error !== undefined)?.error;
        if (failed) {
            this.#fail(failed, 'failed');
            return;
        }
        this.#complete();
        const summary = report && { summary: (0,runSummary/* summaryOf */.Y)(report) };
        this.#emit({ type: 'run.finished', at: this.#at(), state: 'completed', ...summary });
    }
    failed(thrown) {
        const { code, message, hint } = (0,errors/* toLiveryError */.l3)(thrown);
        this.#fail({ code, message, hint }, (0,runSummary/* endOf */.p)(code));
    }
    #start(step) {
        this.#step = step;
        this.#startedMs = performance.now();
        this.#emit({ type: 'step.started', at: this.#at(), step });
    }
    #complete() {
        if (this.#step) {
            const event = { at: this.#at(), step: this.#step, durationMs: this.#elapsedMs() };
            this.#step = undefined;
            this.#emit({ type: 'step.completed', ...event });
        }
    }
    #fail(error, state) {
        if (this.#step) {
            const event = { at: this.#at(), step: this.#step, durationMs: this.#elapsedMs(), error };
            this.#step = undefined;
            this.#emit({ type: 'step.failed', ...event });
        }
        this.#emit({ type: 'run.finished', at: this.#at(), state, error });
    }
    #elapsedMs() {
        return Math.round(performance.now() - this.#startedMs);
    }
}

// EXTERNAL MODULE: ./src/engine/src/plan/expectation.ts
var expectation = __webpack_require__(63085);
// EXTERNAL MODULE: ./src/engine/src/assets/upstreamPictures.ts
var upstreamPictures = __webpack_require__(63439);
// EXTERNAL MODULE: ./src/engine/src/rules/Needles.ts
var Needles = __webpack_require__(63351);
// EXTERNAL MODULE: ./src/engine/src/rules/rule.ts + 2 modules
var rule = __webpack_require__(1064);
// EXTERNAL MODULE: ./src/engine/src/plan/FileRules.ts
var FileRules = __webpack_require__(48946);
;// CONCATENATED MODULE: ./src/engine/src/plan/interest.ts




/** What plans of a brand look into, whichever of the profiles it turns out to be. */
function interestOf(profiles, brand) {
    const judges = profiles.map(loaded => createInterest(loaded, brand));
    return {
        mayMatter: file => judges.some(judge => judge.mayMatter(file)),
        matters: (file, bytes) => judges.some(judge => judge.matters(file, bytes)),
    };
}
function createInterest({ profile }, brand) {
    const rules = new FileRules/* FileRules */.U(profile, brand);
    const { sourceMaps, translations } = profile;
    const hashes = new Set(profile.upstreamPictures);
    const spellings = new Needles/* Needles */.Z(profile.residue);
    const isMap = (0,rule/* matcherOf */.K)(sourceMaps?.files ?? []);
    const rewritesMaps = (brand.sourceMaps ?? sourceMaps?.policy) === 'rewrite';
    const isIndex = (0,rule/* matcherOf */.K)(translations?.compiled?.files ?? []);
    const indexNeedle = Buffer.from(translations?.compiled?.holds ?? '\0');
    const fixed = new Set([
        profile.detect.file,
        profile.licence.file,
        ...profile.assets.flatMap(({ targets }) => targets),
        ...(profile.theme?.css.files ?? []),
    ]);
    return {
        mayMatter: file => fixed.has(file) || isMap(file) || (0,upstreamPictures/* isPictureName */.so)(file) || rules.isOfInterest(file),
        matters: (file, bytes) => fixed.has(file) ||
            (isMap(file) && (rewritesMaps || spellings.areIn(bytes))) ||
            (isIndex(file) && bytes.includes(indexNeedle)) ||
            rules.mayChange(file, bytes) ||
            ((0,upstreamPictures/* isPictureName */.so)(file) && (0,upstreamPictures/* isUpstreamPicture */.On)(bytes, hashes)),
    };
}

// EXTERNAL MODULE: ./src/engine/src/plan/plan.ts + 23 modules
var plan = __webpack_require__(72762);
// EXTERNAL MODULE: ./src/engine/src/record/notice.ts
var notice = __webpack_require__(13413);
// EXTERNAL MODULE: ./src/images/src/digest.ts
var src_digest = __webpack_require__(56343);
;// CONCATENATED MODULE: ./src/images/src/overlay/mutate.ts



/**
 * Makes the configuration and the manifest of an image with one more layer, or with none where only its configuration changes. What
 * is not ours stays as it was: user, command, ports, health check, and whatever nobody knows yet.
 */
function changeImage(image, layer, changes) {
    const { config, manifest } = image;
    const container = config.config ?? {};
    const history = { created: changes.created, created_by: 'livery image', comment: changes.comment };
    const newConfig = json({
        ...config,
        created: changes.created,
        config: {
            ...container,
            ...(Object.keys(changes.environment).length > 0 && {
                Env: setVariables(container.Env ?? [], changes.environment),
            }),
            Labels: { ...container.Labels, ...changes.labels },
        },
        rootfs: {
            ...config.rootfs,
            diff_ids: [...config.rootfs.diff_ids, ...(layer ? [layer.diffId] : [])],
        },
        ...(config.history && {
            history: [...config.history, layer ? history : { ...history, empty_layer: true }],
        }),
    });
    const isDocker = image.mediaType === mediaTypes/* mediaTypes */.Ib.docker.manifest;
    const layerType = isDocker ? mediaTypes/* mediaTypes */.Ib.docker.layerGzip : mediaTypes/* mediaTypes */.Ib.oci.layerGzip;
    const bytes = json({
        ...manifest,
        config: {
            mediaType: manifest.config.mediaType,
            digest: (0,src_digest/* contentDigestOf */.Vp)(newConfig),
            size: newConfig.length,
        },
        layers: [
            ...manifest.layers,
            ...(layer ? [{ mediaType: layerType, digest: layer.digest, size: layer.bytes.length }] : []),
        ],
        // Docker's manifests have no annotations: https://distribution.github.io/distribution/spec/manifest-v2-2/
        ...(!isDocker && { annotations: { ...manifest.annotations, ...changes.annotations } }),
    });
    const digest = (0,src_digest/* contentDigestOf */.Vp)(bytes);
    // A descriptor may hold what it describes, and that would be the old manifest:
    // https://github.com/opencontainers/image-spec/blob/main/descriptor.md#embedded-content
    const { data: _data, ...descriptor } = image.descriptor ?? {};
    return {
        platform: image.platform,
        config: newConfig,
        manifest: { mediaType: image.mediaType, digest, bytes },
        descriptor: {
            ...descriptor,
            mediaType: image.mediaType,
            digest,
            size: bytes.length,
        },
    };
}
/** The index of the changed images: those of other platforms, and statements about the old ones, are left out. */
function changeIndex(base, images, annotations) {
    const changed = new Map(base.images.map(({ descriptor }, position) => [descriptor?.digest, images[position]?.descriptor]));
    const isDocker = base.mediaType === mediaTypes/* mediaTypes */.Ib.docker.index;
    const bytes = json({
        ...base.index,
        manifests: base.index.manifests
            .filter(descriptor => !(0,resolveBase/* isAttestation */.H3)(descriptor))
            .flatMap(descriptor => changed.get(descriptor.digest) ?? []),
        ...(!isDocker && { annotations: { ...base.index.annotations, ...annotations } }),
    });
    return { mediaType: base.mediaType, digest: (0,src_digest/* contentDigestOf */.Vp)(bytes), bytes };
}
function setVariables(environment, set) {
    const nameOf = (variable) => variable.split('=', 1)[0] ?? '';
    return [
        ...environment.filter(variable => !Object.hasOwn(set, nameOf(variable))),
        ...Object.entries(set).map(([name, value]) => `${name}=${value}`),
    ];
}
function json(document) {
    return Buffer.from(JSON.stringify(document));
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
;// CONCATENATED MODULE: ./src/images/src/layers/hints.ts
/**
 * The layers, by their index, whose step says that it copied something into a folder. Builders write it in three ways:
 * `COPY /app/build /app/build # buildkit`, `/bin/sh -c #(nop) COPY dir:… in /app/build `, and with a path relative to WORKDIR.
 *
 * History is written by whoever built the image, so this is a hint and never a proof.
 *
 * @param root - without a slash in front: `app`
 * @returns undefined when the history does not fit the layers
 */
function hintedLayers(config, root) {
    const steps = config.history ?? [];
    const withLayer = steps.filter(step => step.empty_layer !== true);
    if (withLayer.length !== config.rootfs.diff_ids.length) {
        return undefined;
    }
    const hinted = [];
    let layer = 0;
    let workingDirectory = '/';
    for (const { created_by: line = '', empty_layer: isEmpty } of steps) {
        const { command, path } = parseStep(line);
        if (command === 'WORKDIR') {
            workingDirectory = join(workingDirectory, path);
        }
        if (isEmpty === true) {
            continue;
        }
        if ((command === 'COPY' || command === 'ADD') && isBelow(join(workingDirectory, path), `/${root}`)) {
            hinted.push(layer);
        }
        layer += 1;
    }
    return hinted;
}
/** What builders before BuildKit, and buildah, put before a step that runs nothing. */
const NO_OPERATION = /^\/bin\/sh -c #\(nop\)\s+/;
/** The command of a step, and the last path that it names. What a RUN runs may hold the same words. */
function parseStep(line) {
    const words = line
        .replace(NO_OPERATION, '')
        .split(/\s+/)
        .filter(word => word !== '');
    const comment = words.indexOf('#');
    const [command, ...named] = comment < 0 ? words : words.slice(0, comment);
    return { command, path: named.at(-1) ?? '' };
}
function join(folder, path) {
    return path.startsWith('/') ? path : `${folder.replace(/\/$/, '')}/${path.replace(/^\.(?:\/|$)/, '')}`;
}
function isBelow(path, root) {
    return path === root || path.startsWith(`${root}/`);
}

;// CONCATENATED MODULE: ./src/images/src/layers/ImageFiles.ts

/** What one layer says, as it is gathered: its entries, whiteouts apart. */
class LayerContent {
    entries = new Map();
    /** Names that the layer takes away from those below it. */
    removed = new Set();
    /** Folders of which nothing shows through that a layer below has in them. */
    opaque = new Set();
    /** Whether it says nothing. */
    get isEmpty() {
        return this.entries.size + this.removed.size + this.opaque.size === 0;
    }
    /** Books an entry. Whiteouts: https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
    add(entry, bytes) {
        const slash = entry.path.lastIndexOf('/');
        const [folder, name] = [entry.path.slice(0, Math.max(slash, 0)), entry.path.slice(slash + 1)];
        if (name === '.wh..wh..opq') {
            this.opaque.add(folder);
        }
        else if (name.startsWith('.wh.')) {
            this.removed.add(folder === '' ? name.slice(4) : `${folder}/${name.slice(4)}`);
        }
        else {
            this.entries.set(entry.path, { entry, bytes });
        }
    }
}
/**
 * The files of an image below a folder, as its layers add up: what an upper layer says counts, and what it takes away is gone.
 * Layers are added from the top.
 */
class ImageFiles {
    #files = new Map();
    #removed = new Set();
    /** What the names stand for that are hard links. */
    #ends = new Map();
    #openLinks = [];
    /** All names of each file, made when somebody asks for it. */
    #names;
    /**
     * Adds the next layer below those that were added before.
     *
     * @throws LiveryError `image-invalid` for hard links in a circle
     */
    addBelow(layer) {
        this.#names = undefined;
        const found = [...layer.entries.values()].filter(({ entry }) => !this.#isHidden(entry.path));
        for (const file of found) {
            this.#files.set(file.entry.path, file);
        }
        layer.removed.forEach(path => this.#removed.add(path));
        layer.opaque.forEach(folder => this.#removed.add(`${folder}/`));
        // What is no folder any more hides what was below it, even where a layer above makes it a folder again.
        for (const { entry } of layer.entries.values()) {
            if (entry.type !== 'directory') {
                this.#removed.add(`${entry.path}/`);
            }
        }
        this.#follow(layer, found);
    }
    /**
     * A hard link means the file that had the name when the link was made. A layer above that writes the file anew writes it under
     * one name only, and the others keep the old text.
     */
    #follow(layer, found) {
        const links = found.flatMap(({ entry: { type, path, target } }) => type === 'link' && target !== undefined ? [{ path, target }] : []);
        this.#openLinks = [...this.#openLinks, ...links].flatMap(({ path, target }) => {
            const end = followIn(layer, target);
            if (typeof end !== 'string') {
                this.#ends.set(path, end);
                return [];
            }
            return [{ path, target: end }];
        });
    }
    #isHidden(path) {
        if (this.#files.has(path) || this.#removed.has(path)) {
            return true;
        }
        for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            const folder = path.slice(0, slash);
            if (this.#removed.has(folder) || this.#removed.has(`${folder}/`)) {
                return true;
            }
        }
        return this.#removed.has('/');
    }
    get(path) {
        return this.#files.get(path);
    }
    /** All names, sorted. */
    get paths() {
        return [...this.#files.keys()].sort();
    }
    /** The file that a name stands for: a hard link is another name of one. */
    resolve(path) {
        const file = this.#files.get(path);
        return file?.entry.type === 'link' ? this.#ends.get(path) : file;
    }
    /** All names of the file that a name stands for. */
    namesOf(path) {
        const file = this.resolve(path);
        return (file && this.#namesByFile().get(file)) ?? [path];
    }
    #namesByFile() {
        if (!this.#names) {
            this.#names = new Map();
            for (const name of this.paths) {
                const file = this.resolve(name);
                if (file) {
                    this.#names.set(file, [...(this.#names.get(file) ?? []), name]);
                }
            }
        }
        return this.#names;
    }
}
/** More links than this in a row are none that a builder makes. */
const LONGEST_CHAIN = 16;
/** The file that a name of a layer stands for, or the name that a layer further down has to know. */
function followIn(layer, name) {
    let path = name;
    for (let steps = 0; steps <= LONGEST_CHAIN; steps += 1) {
        const file = layer.entries.get(path);
        if (!file) {
            return path;
        }
        if (file.entry.type !== 'link' || file.entry.target === undefined) {
            return file;
        }
        path = file.entry.target;
    }
    throw new errors/* LiveryError */.AV('image-invalid', {
        message: `The name ${name} of the image is a hard link that leads to itself.`,
        hint: 'Use an image that is whole.',
    });
}

// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
var external_node_zlib_default = /*#__PURE__*/__webpack_require__.n(external_node_zlib_);
// EXTERNAL MODULE: ./src/images/node_modules/tar-stream/index.js
var tar_stream = __webpack_require__(79602);
;// CONCATENATED MODULE: ./src/images/src/layers/entry.ts
/**
 * The name as the image knows it: `./app/` is `app`.
 *
 * @returns undefined for one that leads out of the image
 */
function normalPath(name) {
    const parts = name.split('/').filter(part => part !== '' && part !== '.');
    return parts.includes('..') || name.includes('\0') ? undefined : parts.join('/');
}

;// CONCATENATED MODULE: ./src/images/src/layers/readLayer.ts






/** A file that is read into memory may not be larger, in bytes. */
const MAXIMUM_FILE_BYTES = 64 * 1024 * 1024;
/** What is unpacked at a time. With the 16 KB that Node takes, most of the time goes into handing them over. */
const UNPACKED_CHUNK_BYTES = 256 * 1024;
/**
 * Reads a layer from a stream, in one pass and with bounded memory.
 *
 * @param what - what errors call it: `The layer sha256:… of ghcr.io/acme/app`
 * @throws LiveryError `image-invalid` for what is no layer or leads out of the image, and what the source throws
 */
async function readLayer(what, source, compression, visit) {
    const tar = (0,tar_stream.extract)();
    const read = async () => {
        for await (const stream of tar) {
            const entry = entryOf(what, stream.header);
            let isRead = false;
            await visit(entry, async () => {
                isRead = true;
                if (entry.sizeBytes > MAXIMUM_FILE_BYTES) {
                    throw readLayer_invalid(what, `${entry.path} has ${entry.sizeBytes} bytes, too many for a file that is branded`);
                }
                const chunks = [];
                for await (const chunk of stream) {
                    chunks.push(chunk);
                }
                return Buffer.concat(chunks);
            });
            if (!isRead) {
                stream.resume();
            }
        }
    };
    const unpack = decompressor(what, compression);
    try {
        const writing = unpack
            ? (0,external_node_stream_promises_.pipeline)(external_node_stream_.Readable.from(source), unpack, tar)
            : (0,external_node_stream_promises_.pipeline)(external_node_stream_.Readable.from(source), tar);
        await Promise.all([writing, read()]);
    }
    catch (error) {
        if (error instanceof errors/* LiveryError */.AV) {
            throw error;
        }
        throw readLayer_invalid(what, (0,errors/* messageOf */.bD)(error), error);
    }
}
function decompressor(what, compression) {
    if (compression === 'none') {
        return undefined;
    }
    if (compression === 'gzip') {
        return external_node_zlib_default().createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES });
    }
    // Since Node 22.15: https://nodejs.org/api/zlib.html#zlibcreatezstddecompressoptions
    const { createZstdDecompress } = (external_node_zlib_default());
    if (!createZstdDecompress) {
        throw new errors/* LiveryError */.AV('image-invalid', {
            message: `${what} is packed with zstd, which Node ${process.versions.node} cannot read.`,
            hint: 'Use Node 22.15 or newer, or a base image whose layers are packed with gzip.',
        });
    }
    return createZstdDecompress();
}
const TYPES = {
    file: 'file',
    'contiguous-file': 'file',
    directory: 'directory',
    symlink: 'symlink',
    link: 'link',
};
function entryOf(what, header) {
    const path = normalPath(header.name);
    const type = TYPES[header.type ?? 'file'] ?? 'other';
    const target = type === 'link' ? normalPath(header.linkname ?? '') : (header.linkname ?? undefined);
    if (path === undefined || (type === 'link' && target === undefined)) {
        throw readLayer_invalid(what, `${JSON.stringify(header.name)} leads out of the image`);
    }
    const records = (header.pax ?? {});
    const attributes = Object.entries(records).filter(
    // What is bytes and no text, as lists of access are, has lost its bytes here, and half of one cannot be unpacked.
    ([name, value]) => name.startsWith('SCHILY.xattr.') && !value.includes('\uFFFD'));
    return {
        path,
        type,
        mode: (header.mode ?? 0) & 0o7777,
        uid: ownerOf(records.uid, header.uid),
        gid: ownerOf(records.gid, header.gid),
        mtime: Math.floor((header.mtime?.getTime() ?? 0) / 1000),
        sizeBytes: header.size ?? 0,
        ...(target !== undefined && { target }),
        ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
    };
}
/** An owner whose number is too long for its field has it in a record of PAX, which tar-stream leaves to us. */
function ownerOf(record, field) {
    return record !== undefined && /^\d{1,10}$/.test(record) ? Number(record) : (field ?? 0);
}
function readLayer_invalid(what, why, cause) {
    return new errors/* LiveryError */.AV('image-invalid', {
        message: `${what} cannot be read: ${why}.`,
        hint: 'Check the image with another tool, such as skopeo, and use one that is whole.',
        cause,
    });
}

;// CONCATENATED MODULE: ./src/images/src/layers/readImageFiles.ts







/** Layers that hold a folder or two, as WORKDIR makes them, in bytes. */
const TINY_LAYER_BYTES = 64 * 1024;
/** Layers that are kept as they are, in bytes: whiteouts, links, a file or two. */
const KEPT_LAYER_BYTES = 4 * 1024;
/**
 * Reads the files of an image below a folder, from as few layers as can be. The history says which layers hold them; all above
 * the lowest of those are read too, since they may change or delete what is below. When that does not bring the anchors to
 * light, or leaves a folder of which nobody knows whose it is, the history was wrong, and all layers are read.
 *
 * @throws LiveryError `image-invalid` when the anchors are nowhere, and those of the registry
 */
async function readImageFiles(base, image, options) {
    const { root, anchors } = options;
    const hints = options.wholly ? [] : (hintedLayers(image.config, root) ?? []);
    const lowest = hints.length > 0 ? Math.min(...hints) : 0;
    const isThere = ({ files }) => anchors.every(anchor => files.get(`${root}/${anchor}`));
    let read = await readFrom(base, image, lowest, 0, options);
    if (lowest > 0 && isThere(read) && hasUnknownFolder(read.files)) {
        // An early WORKDIR may have made it, in a layer that costs nothing to read.
        read = await readFrom(base, image, lowest, TINY_LAYER_BYTES, options);
    }
    if (lowest > 0 && (!isThere(read) || hasUnknownFolder(read.files))) {
        read = await readFrom(base, image, 0, 0, options);
    }
    if (!isThere(read)) {
        throw new errors/* LiveryError */.AV('image-invalid', {
            message: `The image for ${image.platform} has no ${anchors.map(anchor => `/${root}/${anchor}`).join(', ')}, so it is not an image of the app.`,
            hint: 'Name the image of a release that the profile knows.',
        });
    }
    return read;
}
/** Adds up the layers from one on, and of those below it the folders of the small ones. */
async function readFrom(base, image, lowest, largestBelowBytes, options) {
    const parts = await Promise.all(image.manifest.layers.map(async (layer, position) => {
        const isBelow = position < lowest;
        if (isBelow && layer.size > largestBelowBytes) {
            return undefined;
        }
        const known = options.index.get(layer.digest, options.root);
        const isEnough = known && (isBelow || !known.touches);
        const whole = isEnough ? undefined : await readContent(base, layer, options);
        const summary = known ?? options.index.get(layer.digest, options.root);
        const content = whole && !isBelow ? whole : foldersOf(summary);
        return { content, key: `${isBelow ? 'folders of ' : ''}${layer.digest}` };
    }));
    const files = new ImageFiles();
    const said = parts.filter(part => part !== undefined && !part.content.isEmpty);
    said.reverse().forEach(part => part && files.addBelow(part.content));
    return { files, key: said.map(part => part?.key).join(' '), isWhole: lowest === 0 };
}
function foldersOf(summary) {
    const content = new LayerContent();
    summary?.directories.forEach(entry => content.add(entry, undefined));
    return content;
}
/** Whether there is something in a folder that no layer named by itself: nobody knows its owner and mode then. */
function hasUnknownFolder(files) {
    return files.paths.some(path => {
        const slash = path.lastIndexOf('/');
        return slash > 0 && !files.get(path.slice(0, slash));
    });
}
/** Reads one layer once, whoever asks for it. */
function readContent(base, layer, options) {
    const running = options.contents.get(layer.digest);
    if (running) {
        return running;
    }
    const reading = readOne(base, layer, options);
    options.contents.set(layer.digest, reading);
    return reading;
}
async function readOne({ client, repository }, layer, { root, interest, index }) {
    const content = new LayerContent();
    const directories = [];
    const what = `The layer ${layer.digest} of ${client.registry}/${repository}`;
    const isSmall = layer.size <= KEPT_LAYER_BYTES;
    const blob = isSmall
        ? (keptBlob(layer, index.get(layer.digest, root)) ?? (await client.fetchBlob(repository, layer)))
        : undefined;
    const source = blob ? external_node_stream_.Readable.from([blob]) : client.readBlob(repository, layer);
    let touches = false;
    await readLayer(what, source, (0,mediaTypes/* compressionOf */.MB)(layer.mediaType) ?? 'none', async (entry, read) => {
        const isInside = entry.path.startsWith(`${root}/`);
        const isAbove = entry.path === root || root.startsWith(`${entry.path}/`) || entry.path === '';
        const isWhiteout = /(?:^|\/)\.wh\.[^/]*$/.test(entry.path);
        if (!isInside && !isAbove && !(isWhiteout && removes(entry.path, root))) {
            return;
        }
        if (entry.type === 'directory' && !isWhiteout) {
            directories.push(entry);
        }
        else {
            touches = true;
        }
        const path = entry.path.slice(root.length + 1);
        const isCandidate = entry.type === 'file' && isInside && !isWhiteout && interest.mayMatter(path);
        const bytes = isCandidate ? await read() : undefined;
        content.add(entry, bytes && interest.matters(path, bytes) ? bytes : undefined);
    });
    index.set(layer.digest, root, { touches, directories, ...(blob && { blob: blob.toString('base64') }) });
    return content;
}
function keptBlob(layer, summary) {
    const blob = summary?.blob === undefined ? undefined : Buffer.from(summary.blob, 'base64');
    return blob && (0,src_digest/* contentDigestOf */.Vp)(blob) === layer.digest ? blob : undefined;
}
/** Whether a whiteout takes away the root, or a folder that it is in. */
function removes(whiteout, root) {
    const victim = whiteout.replace(/\/?\.wh\.\.wh\.\.opq$/, '').replace(/\.wh\.([^/]*)$/, '$1');
    return victim === '' || root === victim || root.startsWith(`${victim}/`);
}

;// CONCATENATED MODULE: ./src/images/src/overlay/packLayer.ts



/** Half the time of the best compression, for a tenth more bytes. */
const COMPRESSION_LEVEL = 4;
/**
 * Packs a layer: sorted, so that a folder comes before what is in it, and the same entries give the same bytes.
 *
 * What is compressed by another zlib may have other bytes; `diffId` is the same everywhere.
 */
async function packLayer(entries) {
    const tar = (0,tar_stream.pack)();
    const chunks = [];
    const reading = (async () => {
        for await (const chunk of tar) {
            chunks.push(chunk);
        }
    })();
    const sorted = [...entries].sort((one, other) => (one.entry.path < other.entry.path ? -1 : 1));
    for (const { entry, bytes } of sorted) {
        tar.entry(packLayer_headerOf(entry, bytes), bytes ?? Buffer.alloc(0));
    }
    tar.finalize();
    await reading;
    const raw = Buffer.concat(chunks);
    const packed = (0,external_node_zlib_.gzipSync)(raw, { level: COMPRESSION_LEVEL });
    // The byte that names the system on which it was packed: https://www.rfc-editor.org/rfc/rfc1952#page-8
    packed[9] = 255;
    return {
        bytes: packed,
        digest: (0,src_digest/* contentDigestOf */.Vp)(packed),
        diffId: (0,src_digest/* contentDigestOf */.Vp)(raw),
        entries: sorted.length,
    };
}
function packLayer_headerOf(entry, bytes) {
    const { path, type, mode, uid, gid, mtime, target, attributes } = entry;
    const records = { ...attributes, ...longOwner('uid', uid), ...longOwner('gid', gid) };
    return {
        name: type === 'directory' ? `${path}/` : path,
        type: type === 'other' ? 'file' : type,
        mode,
        uid,
        gid,
        mtime: new Date(mtime * 1000),
        size: bytes?.length ?? 0,
        ...(target !== undefined && { linkname: target }),
        ...(Object.keys(records).length > 0 && { pax: records }),
    };
}
/** The highest number that fits its field. OpenShift gives owners of ten digits. */
const LONGEST_OWNER = 0o7777777;
function longOwner(name, owner) {
    return owner > LONGEST_OWNER ? { [name]: String(owner) } : {};
}

;// CONCATENATED MODULE: ./src/images/src/overlay/overlayEntries.ts
/**
 * The entries of a layer that makes some changes to an image.
 *
 * Files keep owner, mode and attributes. So do the folders on the way to them, which have to be named: to podman and docker a
 * folder that a layer does not name is root's, with mode 0755, and an image that does not run as root no longer starts.
 *
 * @param mtime - of every file that is written, in seconds. Servers make an ETag of time and length, and a text of the same length
 *   with the old time would be answered by 304: https://github.com/encode/starlette/blob/master/starlette/responses.py
 */
function overlayEntries(files, changes, added, mtime) {
    const entries = new Map();
    const changed = new Map(changes.map(change => [change.path, change]));
    const addParents = (path) => {
        for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            const folder = path.slice(0, slash);
            const known = files.get(folder)?.entry;
            entries.set(folder, {
                entry: known?.type === 'directory' ? known : newEntry(folder, 'directory', mtime),
            });
        }
    };
    for (const { path, bytes } of changes) {
        addParents(path);
        if (!bytes) {
            const slash = path.lastIndexOf('/') + 1;
            const whiteout = `${path.slice(0, slash)}.wh.${path.slice(slash)}`;
            entries.set(whiteout, { entry: newEntry(whiteout, 'file', mtime), bytes: Buffer.alloc(0) });
            continue;
        }
        const original = files.resolve(path)?.entry ?? newEntry(path, 'file', mtime);
        entries.set(path, { entry: fileEntry(original, path, bytes, mtime), bytes });
        // Other names of the same file would go on saying the old text.
        for (const name of files.namesOf(path)) {
            if (!changed.has(name)) {
                addParents(name);
                entries.set(name, { entry: fileEntry(original, name, bytes, mtime), bytes });
            }
        }
    }
    for (const { path, bytes } of added) {
        addParents(path);
        entries.set(path, { entry: { ...newEntry(path, 'file', mtime), sizeBytes: bytes.length }, bytes });
    }
    return [...entries.values()];
}
function fileEntry(original, path, bytes, mtime) {
    const { target: _target, ...rest } = original;
    return { ...rest, path, type: 'file', mtime: laterThan(original.mtime, mtime), sizeBytes: bytes.length };
}
/** Seconds of a day. */
const DAY = 86_400;
/**
 * The time of a file that is rewritten. An image can say that it was made before its files were, and a browser that asks for what
 * changed since the old time must not hear that nothing did.
 */
function laterThan(original, mtime) {
    return mtime > original ? mtime : original + 1 + (mtime % DAY);
}
function newEntry(path, type, mtime) {
    return { path, type, mode: type === 'file' ? 0o644 : 0o755, uid: 0, gid: 0, mtime, sizeBytes: 0 };
}

// EXTERNAL MODULE: ./src/engine/src/tree/SourceTree.ts
var SourceTree = __webpack_require__(93235);
;// CONCATENATED MODULE: ./src/pipeline/src/overlay/ImageTree.ts

const NOTHING = Buffer.alloc(0);
/** The files of an image below a folder, as a tree that can be branded. Files whose bytes nobody wanted read as empty. */
class ImageTree {
    isImage = true;
    location;
    files;
    #files;
    #root;
    #known;
    /** @param location - what errors call it, for example the reference of the image */
    constructor(location, files, root) {
        this.location = location;
        this.#files = files;
        this.#root = root;
        const isIgnored = (path) => path.split('/').some(part => SourceTree/* IGNORED_FOLDERS */.ne.has(part));
        this.files = files.paths
            .filter(path => path.startsWith(`${root}/`) && !isIgnored(path) && files.resolve(path)?.entry.type === 'file')
            .map(path => path.slice(root.length + 1))
            .sort();
        this.#known = new Set(this.files);
    }
    has(file) {
        return this.#known.has(file);
    }
    read(file) {
        return this.#files.resolve(`${this.#root}/${file}`)?.bytes ?? NOTHING;
    }
}

// EXTERNAL MODULE: ./src/engine/src/digest.ts
var engine_src_digest = __webpack_require__(98907);
// EXTERNAL MODULE: ./src/pipeline/src/imageLabels.ts
var imageLabels = __webpack_require__(30089);
;// CONCATENATED MODULE: ./src/pipeline/src/overlay/identity.ts



/** The form of what Livery makes of the same inputs. It changes with any change of a byte, so that older images are made anew. */
const FORM = 1;
const INPUTS = 'dev.livery.inputs';
function inputsOf({ base, brand, profiles, platforms, labels, environment, }, baseDigest) {
    const name = (0,reference_reference/* formatReference */.FH)({ ...base.reference, digest: undefined });
    const inputs = [
        FORM,
        name,
        baseDigest,
        brand.digest,
        profiles.map(({ digest }) => digest),
        [...(platforms ?? [])].sort(),
        Object.entries(labels ?? {}).sort(),
        Object.entries(environment ?? {}).sort(),
    ];
    return {
        base: name,
        baseDigest,
        brandDigest: brand.digest,
        inputs: (0,engine_src_digest/* digestOf */.o)(JSON.stringify(inputs)),
    };
}
/** Labels of the image, and annotations of its manifests. */
function overlayLabels(identity, report, { labels = {} }) {
    const { commit: _digest, ...upstream } = report.upstream;
    const base = { name: identity.base, digest: identity.baseDigest };
    const origin = { ...(0,imageLabels/* imageLabels */.J)({ ...report, upstream }, base), [INPUTS]: identity.inputs };
    return { labels: { ...origin, ...labels }, annotations: origin };
}
/** Seconds of a day. */
const identity_DAY = 86_400;
/**
 * The time that every changed file gets: soon after the base was made, and another one for another brand. Servers make an ETag of time and
 * length, so two builds of the same time could not be told apart by a browser. Labels and variables do not count: where only they
 * change, the layer stays the same.
 */
function overlayTime({ digest, images }, { brand, profiles }) {
    const made = images.map(({ config }) => Date.parse(config.created ?? '') / 1000).filter(Number.isFinite);
    const contents = (0,engine_src_digest/* digestOf */.o)(JSON.stringify([FORM, digest, brand.digest, profiles.map(own => own.digest)]));
    const spread = Number.parseInt(contents.slice(-8), 16) % identity_DAY;
    return Math.floor(Math.max(0, ...made)) + 1 + spread;
}

;// CONCATENATED MODULE: ./src/pipeline/src/overlay/overlayImage.ts





/**
 * Makes the image of a brand by adding one layer to a published image: reads the layers that hold the app, plans the brand on
 * them, and packs what changes. Nothing is written anywhere.
 *
 * @param root - what the reference of the base leads to, where that was read already
 * @throws LiveryError of the registry and those of `plan`; `rule-unmatched`, `image-invalid`
 */
async function prepareOverlay(input, root) {
    const { base: at, log } = input;
    const name = (0,reference_reference/* formatReference */.FH)(at.reference);
    const base = await (0,resolveBase/* resolveBase */.gU)(at.client, at.reference, input.platforms, root);
    log(`${name} is ${base.digest}, for ${base.images.map(({ platform }) => platform).join(', ')}.`);
    const planner = new PlatformPlanner(input, base);
    const planned = [];
    for (const image of base.images) {
        planned.push(await planner.plan(image));
    }
    const [first] = planned;
    if (!first) {
        throw new errors/* LiveryError */.AV('image-invalid', {
            message: `The image ${name} has no platform that can be branded.`,
            hint: 'Name an image for Linux.',
        });
    }
    const { report } = first.plan;
    const identity = inputsOf(input, base.digest);
    const changes = {
        created: new Date(planner.mtime * 1000).toISOString(),
        comment: `${report.brand.name}, by Livery`,
        ...overlayLabels(identity, report, input),
        environment: input.environment ?? {},
    };
    const images = base.images.map((image, position) => changeImage(image, planned[position]?.layer, changes));
    const layers = new Map(planned.flatMap(({ layer }) => (layer ? [[layer.digest, layer]] : [])));
    const overlay = {
        base,
        images,
        layers: [...layers.values()],
        root: rootOf(base, images, changes.annotations),
    };
    log(`Made ${overlay.root.digest}: ${overlay.layers.map(({ entries, bytes }) => `a layer of ${entries} names and ${bytes.length} bytes`).join(', ')}.`);
    return { overlay, identity, report };
}
function rootOf(base, images, annotations) {
    const { index } = base;
    const [only] = images;
    if (index) {
        return changeIndex({ ...base, index }, images, annotations);
    }
    if (!only) {
        throw new Error('An image without an index is one image.');
    }
    return only.manifest;
}
/** Plans the brand on each platform, once for all whose files are the same. */
class PlatformPlanner {
    mtime;
    #input;
    #base;
    #contents = new Map();
    #planned = new Map();
    constructor(input, base) {
        this.#input = input;
        this.#base = base;
        this.mtime = overlayTime(base, input);
    }
    async plan(image) {
        const hinted = await this.#read(image, false);
        const planned = await this.#planOnce(image, hinted);
        if (hinted.isWhole || !this.#lacksFiles(planned.plan.report, hinted.files)) {
            return this.#expected(planned);
        }
        // The history named some of the layers with the app in them, and not all.
        return this.#expected(await this.#planOnce(image, await this.#read(image, true)));
    }
    #expected(planned) {
        const { report } = planned.plan;
        this.#input.onPlan?.(report);
        (0,expectation/* assertExpectations */.aq)(report);
        return planned;
    }
    #read(image, wholly) {
        const { base: at, brand, profiles, layerIndex } = this.#input;
        return readImageFiles(at, image, {
            root: layoutOf(profiles).root,
            anchors: anchorsOf(profiles),
            interest: interestOf(profiles, brand.brand),
            index: layerIndex,
            contents: this.#contents,
            wholly,
        });
    }
    /** Whether a rule of the profile found too little, or one of the folders with pictures of the app is not there. */
    #lacksFiles(report, files) {
        const profile = this.#input.profiles.find(own => own.profile.id === report.profile.id)?.profile;
        const folders = profile ? pictureFolders(profile) : [];
        const { root } = layoutOf(this.#input.profiles);
        return (report.rules.some(({ met, origin }) => !met && origin !== 'brand') ||
            folders.some(folder => !files.paths.some(file => file.startsWith(`${root}/${folder}/`))));
    }
    #planOnce(image, read) {
        const running = this.#planned.get(read.key) ?? this.#planFiles(image, read.files);
        this.#planned.set(read.key, running);
        return running;
    }
    async #planFiles(image, files) {
        const { base: at, brand, profiles, signal, today } = this.#input;
        const { root, licences } = layoutOf(profiles);
        const location = `${(0,reference_reference/* formatReference */.FH)(at.reference)} (${image.platform})`;
        const planned = await (0,plan/* plan */.e)({
            tree: new ImageTree(location, files, root),
            upstream: { source: (0,reference_reference/* formatReference */.FH)(at.reference), commit: this.#base.digest },
            profiles,
            brand,
            today,
            ...(signal && { signal }),
            ...(this.#input.pictures && { pictures: this.#input.pictures }),
        });
        const { report } = planned;
        const texts = profiles
            .find(({ profile }) => profile.id === report.profile.id)
            ?.licences.get(report.licence.text);
        const added = [
            ...(texts ?? []).map(({ name, bytes }) => ({ path: `${licences}/${name}`, bytes })),
            { path: `${licences}/NOTICE.livery`, bytes: Buffer.from((0,notice/* noticeOf */.Q)(report)) },
        ];
        const changes = planned.changes.map(({ file, content }) => ({ path: `${root}/${file}`, bytes: content }));
        const layer = await packLayer(overlayEntries(files, changes, added, this.mtime));
        return { plan: planned, layer };
    }
}
/** The folders of a built app that hold its pictures: for most apps one for its front end and one for its back end. */
function pictureFolders({ assets, copies }) {
    const built = new Map(copies.map(({ from, to }) => [from, to]));
    const folders = assets
        .flatMap(({ targets }) => targets)
        .filter(target => target.includes('/'))
        .map(target => target.slice(0, target.indexOf('/')));
    return [...new Set(folders.flatMap(folder => built.get(folder) ?? [folder]))];
}
/** Where the app is in its image; profiles whose images look alike can be told apart, others have to be named. */
function layoutOf(profiles) {
    const layouts = profiles.flatMap(({ profile }) => profile.image ?? []);
    const [layout] = layouts;
    if (!layout || layouts.some(({ root }) => root !== layout.root)) {
        throw new errors/* LiveryError */.AV('profile-invalid', {
            message: layout
                ? 'The profiles put their apps into different folders of an image, so nobody can say where to look.'
                : 'No profile says where its app is in an image.',
            hint: 'Name the profile of the image with --profile.',
        });
    }
    return layout;
}
/** Files by which one of the apps is told; one of them has to be there. */
function anchorsOf(profiles) {
    return [
        ...new Set(profiles.filter(({ profile }) => profile.image).map(({ profile }) => profile.detect.file)),
    ];
}

;// CONCATENATED MODULE: ./src/images/src/transfer/copyBlob.ts


/**
 * Brings a blob from one repository to another, within a registry or between two. It is never in memory or on a disk as a
 * whole: a piece is read when the one before it was taken. After a cut on either side, what is known to have arrived is not
 * read again.
 *
 * @throws LiveryError of either registry; `image-invalid` for a layer that may not be passed on
 */
function copyBlob(source, target, blob) {
    if ((0,mediaTypes/* isForeignLayer */.sJ)(blob.mediaType)) {
        throw new errors/* LiveryError */.AV('image-invalid', {
            message: `The layer ${blob.digest} of ${source.client.registry}/${source.repository} was not copied: its type ${blob.mediaType} says that it may not be passed on.`,
            hint: 'Leave it out: it is fetched from the addresses that its descriptor names.',
        });
    }
    const isSameRegistry = source.client.registry === target.client.registry;
    return target.client.pushBlob(target.repository, {
        digest: blob.digest,
        sizeBytes: blob.size,
        from: source.client.registry,
        // Whoever pushes looks at the digest, over all parts.
        open: offsetBytes => source.client.readBlob(source.repository, blob, { offsetBytes, unverified: true }),
    }, isSameRegistry ? { mountFrom: source.repository } : {});
}

;// CONCATENATED MODULE: ./src/images/src/overlay/pushOverlay.ts

/**
 * Pushes an image to a repository: blobs, then manifests by their digests, and tags last, once everybody can read what they will
 * lead to. A push that stops half-way has moved no tag.
 *
 * @param onTag - is told of each tag that leads to the image now
 * @throws LiveryError of either registry
 */
async function pushOverlay(overlay, source, target, tags, onTag = () => undefined) {
    const { client, repository } = target;
    const { base, images, layers, root } = overlay;
    const baseLayers = new Map(base.images.flatMap(({ manifest }) => manifest.layers.map(layer => [layer.digest, layer])));
    const isSameRepository = source.client === client && source.repository === repository;
    await allOf([
        ...(isSameRepository ? [] : [...baseLayers.values()].map(layer => copyBlob(source, target, layer))),
        ...layers.map(({ bytes }) => client.pushBlob(repository, bytes, { checkFirst: false })),
        ...images.map(({ config }) => client.pushBlob(repository, config, { checkFirst: false })),
    ]);
    const manifests = images.map(({ manifest }) => manifest);
    await allOf(manifests.map(manifest => client.putManifest(repository, manifest.digest, manifest)));
    if (!manifests.some(({ digest }) => digest === root.digest)) {
        await client.putManifest(repository, root.digest, root);
    }
    await client.confirmManifest(repository, root.digest);
    for (const tag of tags) {
        await client.putManifest(repository, tag, root);
        onTag(tag);
    }
    return root.digest;
}
/** Waits for all, also when one fails: a push that is over shall not go on sending behind everybody's back. */
async function allOf(tasks) {
    const results = await Promise.allSettled(tasks);
    const failed = results.find(result => result.status === 'rejected');
    if (failed) {
        throw failed.reason;
    }
}

;// CONCATENATED MODULE: ./src/pipeline/src/overlay/publishOverlay.ts




/**
 * Makes the image of a brand and pushes it to all targets, unless they have it: same base, profile and brand are the same image.
 *
 * @param made - the image, if somebody needed it before
 * @throws LiveryError when the image cannot be made; what goes wrong with a target is in its result
 */
async function publishOverlay(input, targets, force = false, made) {
    const { client, reference } = input.base;
    const [root, found] = await Promise.all([
        (0,resolveBase/* readRoot */.XD)(client, reference),
        Promise.all(targets.map(async (target) => (force ? undefined : findImage(target).catch(() => undefined)))),
    ]);
    const wanted = inputsOf(input, root.digest).inputs;
    // Anybody can write the same words on another image; where ours is at hand, its digest decides.
    const isOurs = (image) => image?.inputs === wanted && (!made || image.digest === made.overlay.root.digest);
    const present = found.map(image => (isOurs(image) ? image?.digest : undefined));
    if (!made && targets.length > 0 && present.every(digest => digest !== undefined)) {
        input.log('Every target has this image already.');
        return {
            prepared: undefined,
            targets: targets.map((target, index) => unchanged(target, present[index] ?? '')),
        };
    }
    const prepared = made ?? (await prepareOverlay(input, root));
    input.onPush?.();
    const source = { client, repository: reference.repository };
    const results = await Promise.all(groupByRepository(targets.filter((_target, index) => present[index] === undefined)).map(group => pushGroup(group, prepared.overlay, source, input.log)));
    const pushed = new Map(results.flat().map(result => [result.reference, result]));
    return {
        prepared,
        targets: targets.map((target, index) => pushed.get((0,reference_reference/* formatReference */.FH)(target.reference)) ?? unchanged(target, present[index] ?? '')),
    };
}
/** A repository with several tags gets the image once: two that send the same manifest at a time are in each other's way. */
function groupByRepository(targets) {
    const groups = new Map();
    for (const target of targets) {
        const key = `${target.reference.registry}/${target.repository}`;
        groups.set(key, [...(groups.get(key) ?? []), target]);
    }
    return [...groups.values()];
}
async function pushGroup(group, overlay, source, log) {
    const [target] = group;
    if (!target) {
        return [];
    }
    const tags = group.map(({ reference }) => reference.tag ?? 'latest');
    const { digest } = overlay.root;
    const pushed = new Set();
    let error;
    try {
        await pushOverlay(overlay, source, target, tags, tag => pushed.add(tag));
    }
    catch (thrown) {
        const { code, message, hint } = (0,errors/* toLiveryError */.l3)(thrown);
        error = { code, message, hint };
    }
    return group.map(({ reference }) => {
        const name = (0,reference_reference/* formatReference */.FH)(reference);
        if (error && !pushed.has(reference.tag ?? 'latest')) {
            return { reference: name, error };
        }
        log(`Pushed ${name}@${digest}.`);
        return { reference: name, digest, state: 'pushed' };
    });
}
/**
 * The release of an image that is made of the same inputs, if one of these places has it: then nothing has to be read to know it.
 *
 * @returns undefined where none has it, and where it does not say
 */
async function releaseOf(input, places) {
    if (places.length === 0) {
        return undefined;
    }
    const { client, reference } = input.base;
    const [root, found] = await Promise.all([
        (0,resolveBase/* readRoot */.XD)(client, reference),
        Promise.all(places.map(place => findImage(place).catch(() => undefined))),
    ]);
    const wanted = inputsOf(input, root.digest).inputs;
    return found.find(image => image?.inputs === wanted)?.version;
}
function unchanged(target, digest) {
    return { reference: (0,reference_reference/* formatReference */.FH)(target.reference), digest, state: 'unchanged' };
}
const VERSION = 'org.opencontainers.image.version';
/** What a tag leads to, and what that says it was made from. */
async function findImage(target) {
    const { client, repository, reference } = target;
    const what = `The image ${(0,reference_reference/* formatReference */.FH)(reference)}`;
    const raw = await client.getManifest(repository, reference.tag ?? 'latest');
    const root = (0,parse/* parseManifest */.N)(what, raw);
    const { digest } = raw;
    const document = root.kind === 'index' ? root.index : root.manifest;
    const saidBy = (words) => ({
        digest,
        inputs: words?.[INPUTS],
        version: words?.[VERSION],
    });
    if (document.annotations?.[INPUTS] !== undefined) {
        return saidBy(document.annotations);
    }
    // Docker's documents have no annotations, so the label of the first image has to say it.
    const first = root.kind === 'index' ? root.index.manifests[0] : undefined;
    const child = first ? (0,parse/* parseManifest */.N)(what, await client.getManifest(repository, first.digest)) : root;
    if (child.kind !== 'manifest') {
        return saidBy(undefined);
    }
    const config = (0,parse/* parseConfig */.o)(what, await client.fetchBlob(repository, child.manifest.config));
    return saidBy(config.config?.Labels);
}

;// CONCATENATED MODULE: ./src/pipeline/src/overlay/runOverlay.ts








/**
 * Rebrands a published image and pushes it.
 *
 * @throws LiveryError before the first write wherever possible; `push-failed` when a target did not get the image
 */
async function runOverlay(options) {
    const { emit = () => undefined, now = () => new Date() } = options;
    const events = new OverlayEvents(emit, now);
    try {
        const run = await overlay(options, events);
        events.completed(run.image, run.report);
        return run;
    }
    catch (thrown) {
        events.failed(thrown);
        throw thrown;
    }
}
async function overlay(options, events) {
    const started = performance.now();
    const { signal, now = () => new Date(), amazon = amazonOfEnvironment } = options;
    const { credentials = (0,Credentials/* firstOf */.Ku)((0,dockerConfig/* dockerLogins */.T)(), (0,EcrLogins/* ecrLogins */.X)(amazon)) } = options;
    const log = (message) => {
        options.log(message);
        events.log(message);
    };
    const clients = new Map();
    const at = (text) => {
        const reference = (0,reference_reference/* parseReference */.F2)(text);
        const { registry, repository } = reference;
        const client = clients.get(registry) ??
            new RegistryClient/* RegistryClient */.b({
                registry,
                credentials,
                ...(signal && { signal }),
                ...(options.plainHttp?.includes(registry) && { plainHttp: true }),
            });
        clients.set(registry, client);
        return { client, repository, reference };
    };
    const base = at(options.base);
    const wanted = options.to.map(text => (0,Target/* parseTarget */.h)(text));
    const output = options.output === undefined ? undefined : parseImageOutput(options.output);
    if (output) {
        await refuseExistingOutput(output);
    }
    events.started(wanted.length > 0);
    wanted.flatMap(({ notes }) => notes).forEach(log);
    const today = now().toISOString().slice(0, 10);
    const input = {
        base,
        brand: options.brand,
        profiles: (0,profiles/* findProfiles */.k)(options.profile),
        ...(options.platforms && { platforms: options.platforms }),
        ...(options.labels && { labels: options.labels }),
        ...(options.environment && { environment: options.environment }),
        today,
        layerIndex: folderLayerIndex(),
        ...(options.pictures && { pictures: options.pictures }),
        ...(signal && { signal }),
        log,
        ...(options.onPlan && { onPlan: options.onPlan }),
        ...(wanted.length > 0 && { onPush: () => events.pushing() }),
    };
    try {
        // Where a file is written, or a tag names a release that nobody can tell yet, the image is made in any case.
        const asksRelease = wanted.some(({ tagTemplates }) => tagTemplates.some(namesRelease));
        const release = asksRelease && !output && !options.force ? await releaseOf(input, fixed(wanted, at)) : undefined;
        const needsImage = output !== undefined || options.confirm === true || (asksRelease && release === undefined);
        const made = needsImage
            ? await prepareOverlay(input, await (0,resolveBase/* readRoot */.XD)(base.client, base.reference))
            : undefined;
        const version = made?.report.upstream.version ?? release;
        const sha = wanted.some(({ tagTemplates }) => tagTemplates.some(template => template.includes('{sha}')))
            ? (made?.overlay.base.digest ?? (await (0,resolveBase/* readRoot */.XD)(base.client, base.reference)).digest)
            : undefined;
        const values = {
            brand: options.brand.brand.name,
            date: now(),
            ...(sha !== undefined && { sha }),
            ...(version !== undefined && { version }),
        };
        const targets = wanted.flatMap(target => (0,Target/* planTarget */.A)(target, values).references.map(at));
        const references = targets.map(({ reference }) => reference);
        if (options.createRepositories) {
            await createAmazonRepositories(references, amazon, log);
        }
        const published = await publishOverlay(input, targets, options.force, made);
        if (output && made) {
            const { overlay } = made;
            const blobs = [
                ...overlay.layers.map(({ bytes }) => bytes),
                ...overlay.images.map(({ config }) => config),
            ];
            const parts = {
                name: options.base,
                root: overlay.root,
                manifests: overlay.images.map(({ manifest }) => manifest),
                blobs: blobs.map(bytes => (0,BlobSource/* blobOf */.D)(bytes)),
            };
            await writeImage(imageOf(parts, partsInRegistry(base)), output, {
                ...(targets[0] && {
                    names: targets.map(({ reference: { registry, repository, tag = 'latest' } }) => ({
                        registry,
                        repository,
                        tag,
                    })),
                }),
                ...(signal && { signal }),
            });
            log(`Wrote ${options.output}.`);
        }
        const statistics = [...clients.values()].map(client => client.statistics);
        const sum = (key) => statistics.reduce((total, values) => total + values[key], 0);
        const image = {
            ...outputOf(published, options.to),
            bytesUp: sum('bytesUp'),
            bytesMounted: sum('mountedBytes'),
            requests: sum('requests'),
            seconds: Math.round(performance.now() - started) / 1000,
        };
        const { prepared } = published;
        if (prepared && image.bytesMounted === 0) {
            await explainAmazonMounting(references, amazon, log);
        }
        return {
            report: prepared && { ...prepared.report, images: [image] },
            image,
            isUnchanged: published.targets.length > 0 &&
                published.targets.every(target => 'state' in target && target.state === 'unchanged'),
            registries: new Map([...clients].map(([registry, { statistics }]) => [registry, statistics])),
        };
    }
    finally {
        clients.forEach(client => client.close());
    }
}
/** Whether a tag can only be made when the release is known. */
function namesRelease(template) {
    return /\{(?:version|major|minor)\}/.test(template);
}
/** The places of targets whose tags stay the same from release to release. */
function fixed(targets, at) {
    return targets.flatMap(({ registry, repository, tagTemplates }) => tagTemplates
        .filter(template => !template.includes('{'))
        .map(tag => at((0,reference_reference/* formatReference */.FH)({ registry, repository, tag }))));
}
function outputOf({ prepared, targets }, wanted) {
    const results = targets.map(result => 'error' in result
        ? { reference: result.reference, error: result.error }
        : { reference: result.reference, digest: result.digest });
    const reached = targets.find(result => !('error' in result));
    return {
        reference: reached?.reference ?? wanted[0] ?? '',
        digest: prepared?.overlay.root.digest ?? (reached && 'digest' in reached ? reached.digest : ''),
        sizeBytes: prepared ? sizeOf(prepared) : 0,
        perPlatform: prepared?.overlay.images.map(({ platform, descriptor }) => ({ platform, digest: descriptor.digest })) ??
            [],
        targets: results,
    };
}
/** What somebody has to fetch, in bytes. */
function sizeOf({ overlay }) {
    const layers = new Map(overlay.base.images.flatMap(({ manifest }) => manifest.layers.map(({ digest, size }) => [digest, size])));
    const own = overlay.layers.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const configs = overlay.images.reduce((sum, { config }) => sum + config.length, 0);
    return [...layers.values()].reduce((sum, size) => sum + size, 0) + own + configs;
}
/** Makes targets that did not get the image an error; what the others got stands. @throws LiveryError `push-failed` */
function assertPushed({ targets }) {
    const failed = targets.flatMap(({ reference, error }) => (error ? [{ reference, error }] : []));
    const [first] = failed;
    if (first) {
        throw new errors/* LiveryError */.AV('push-failed', {
            message: `${failed.length} of ${targets.length} targets did not get the image. ${failed.map(({ reference, error }) => `${reference}: ${error.message}`).join(' ')}`,
            hint: `${first.error.hint} The others have it; running the command again leaves them as they are.`,
        });
    }
}

// EXTERNAL MODULE: ./src/action/src/work/drift.ts
var drift = __webpack_require__(6498);
// EXTERNAL MODULE: ./src/action/src/work/targetsOf.ts
var targetsOf = __webpack_require__(63542);
;// CONCATENATED MODULE: ./src/action/src/work/overlayImage.ts



/**
 * Brands a published image by one layer.
 *
 * @param base - the image
 */
async function overlayImage(step, base, outcome) {
    const { inputs, brand, credentials, signal, emit } = step;
    const policy = inputs['verify-upstream'];
    const run = await runOverlay({
        base: policy === undefined ? base : await (await __webpack_require__.e(/* import() */ 711).then(__webpack_require__.bind(__webpack_require__, 43711))).pinBase(step, base, policy),
        brand,
        credentials,
        to: outcome.isDryRun ? [] : (0,targetsOf/* targetsOf */.Q)(inputs).to,
        ...(inputs.profile !== undefined && { profile: inputs.profile }),
        ...(inputs.platforms.length > 0 && { platforms: inputs.platforms }),
        // What the job signs, it has made.
        confirm: inputs.attest.length > 0 && !outcome.isDryRun,
        labels: inputs.labels,
        environment: inputs.configuration,
        signal,
        log: () => undefined,
        onPlan: planned => {
            outcome.report = planned;
            (0,drift/* enforceDriftPolicy */.w8)(planned, inputs['drift-policy']);
        },
        emit,
    });
    outcome.report = run.report;
    outcome.images.push(run.image);
    outcome.isUnchanged = run.isUnchanged;
    outcome.registries = run.registries;
    // Last: what the other targets have got is known also when one failed.
    assertPushed(run.image);
}


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