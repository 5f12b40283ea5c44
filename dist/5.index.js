"use strict";
exports.id = 5;
exports.ids = [5];
exports.modules = {

/***/ 52005:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ linesOfRules),
/* harmony export */   brandFileOf: () => (/* binding */ brandFileOf),
/* harmony export */   brandLineOf: () => (/* binding */ brandLineOf)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _livery_engine__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(95880);
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(38815);




/** The file of a brand that is kept in the workspace. */
function brandFileOf(brand, workspace) {
    return node_path__WEBPACK_IMPORTED_MODULE_1___default().join(node_path__WEBPACK_IMPORTED_MODULE_1___default().resolve(workspace, brand), _livery_engine__WEBPACK_IMPORTED_MODULE_3__/* .BRAND_FILE */ .v3);
}
/** Id of each rule of a brand file → the line it begins on, 1-based; none for a brand that is not a file. */
function linesOfRules(file) {
    let text;
    try {
        text = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(file, 'utf8');
    }
    catch {
        return new Map();
    }
    const lineCounter = new yaml__WEBPACK_IMPORTED_MODULE_2__/* .LineCounter */ .HN();
    const rules = (0,yaml__WEBPACK_IMPORTED_MODULE_2__/* .parseDocument */ .Tp)(text, { lineCounter }).get('rules', true);
    const items = (0,yaml__WEBPACK_IMPORTED_MODULE_2__/* .isSeq */ .oP)(rules) ? rules.items : [];
    return new Map(items.flatMap((item, index) => {
        const offset = item.range?.[0];
        return offset === undefined ? [] : [[`rule-${index + 1}`, lineCounter.linePos(offset).line]];
    }));
}
/** Where in the brand file an error comes from; undefined for errors that come from elsewhere. */
function brandLineOf(error, file) {
    if (error.code === 'brand-invalid' || error.code === 'asset-missing') {
        const line = /\bline (\d+)\b/.exec(error.message)?.[1];
        return { file, ...(line !== undefined && { startLine: Number(line) }) };
    }
    const rule = error.code === 'rule-unmatched' ? /\brule-\d+\b/.exec(error.message)?.[0] : undefined;
    const startLine = rule === undefined ? undefined : linesOfRules(file).get(rule);
    return startLine === undefined ? undefined : { file, startLine };
}


/***/ }),

/***/ 9152:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  al: () => (/* binding */ MAXIMUM_ASSET_BYTES),
  Vw: () => (/* binding */ checkAsset),
  BK: () => (/* binding */ isStyleSheet),
  l: () => (/* binding */ sniffAsset)
});

// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
;// CONCATENATED MODULE: ./src/engine/src/assets/css.ts
/** What the style sheet of a brand may weigh, in bytes. */
const MAXIMUM_CSS_BYTES = 256 * 1024;
/** Pictures and fonts that a style sheet carries along. An SVG is not among them: it could load on its own. */
const OWN_DATA = /^data:(?:image\/(?:png|jpeg|gif|webp|avif)|font\/woff2?);base64,[\w+/=]*$/i;
/** What a style sheet must not hold, read as the browser reads it: without comments, with escapes resolved. */
const REFUSED = [
    { pattern: /@import\b/i, reason: 'loads another style sheet (@import)' },
    { pattern: /\bexpression\s*\(|javascript:|vbscript:/i, reason: 'holds a script' },
    { pattern: /-moz-binding/i, reason: 'binds a script to elements' },
    { pattern: /<\/?(?:style|script)|<!--|-->/i, reason: 'holds markup' },
    {
        // Functions that take an address as a plain string: https://www.w3.org/TR/css-images-4/
        pattern: /\b(?:image-set|image|cross-fade|src|element)\s*\(/i,
        reason: 'uses a function that can load something from elsewhere',
    },
];
/**
 * Looks for what the style sheet of a brand must not hold. The branded app serves it from its own address to everybody
 * who uses it, and a sheet that loads from elsewhere tells elsewhere what they read and type.
 *
 * @returns why it is refused, as the end of a sentence, or undefined when it is harmless
 */
function findCssFault(bytes) {
    if (bytes.length > MAXIMUM_CSS_BYTES) {
        return `has ${bytes.length} bytes; at most ${MAXIMUM_CSS_BYTES} are taken`;
    }
    const text = bytes.toString('utf8');
    if (!Buffer.from(text).equals(bytes) || /[\u0000-\u0008\u000e-\u001f\u007f]/.test(text)) {
        return 'is not UTF-8 text';
    }
    const unclosed = findUnclosed(text);
    if (unclosed !== undefined) {
        return `does not close ${unclosed}`;
    }
    // A comment may stand between the letters that a check looks for, or in a string where it is none: look at all readings.
    const resolved = resolveEscapes(text);
    for (const reading of [text, resolved, resolveEscapes(removeComments(text)), removeComments(resolved)]) {
        const refused = REFUSED.find(({ pattern }) => pattern.test(reading));
        if (refused) {
            return refused.reason;
        }
        for (const [, address = ''] of reading.matchAll(/\burl\s*\(([^)]*)\)?/gi)) {
            const bare = address
                .trim()
                .replace(/^["']|["']$/g, '')
                .trim();
            if (!bare.startsWith('#') && !OWN_DATA.test(bare)) {
                return `loads something from outside of itself (url(${bare.slice(0, 60)}))`;
            }
        }
    }
    return undefined;
}
function removeComments(text) {
    return text.replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, '');
}
/** https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point */
function resolveEscapes(text) {
    return text.replace(/\\(?:([0-9a-f]{1,6})\s?|([\s\S]))/gi, (_all, code, sign) => {
        const point = code === undefined ? 0 : Number.parseInt(code, 16);
        return code === undefined ? sign : point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    });
}
const CLOSING = { '{': '}', '(': ')', '[': ']' };
/** What is still open at the end would swallow nothing here, but it is not what its writer meant. */
function findUnclosed(text) {
    const open = [];
    for (const [token] of text.matchAll(/\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|\\[\s\S]|[()[\]{}]/g)) {
        const first = token.charAt(0);
        if (token.startsWith('/*')) {
            if (token.length < 4 || !token.endsWith('*/')) {
                return 'a comment';
            }
        }
        else if (first === '"' || first === "'") {
            if (token.length < 2 || !token.endsWith(first)) {
                return 'a string';
            }
        }
        else if (token in CLOSING) {
            open.push(CLOSING[token] ?? '');
        }
        else if (/[)\]}]/.test(token) && open.pop() !== token) {
            return `what it closes with "${token}"`;
        }
    }
    return open.length > 0 ? 'a bracket' : undefined;
}

// EXTERNAL MODULE: ./src/engine/src/assets/pngHeader.ts
var pngHeader = __webpack_require__(919);
// EXTERNAL MODULE: ./node_modules/saxes/saxes.js
var saxes = __webpack_require__(59800);
;// CONCATENATED MODULE: ./src/engine/src/assets/svg.ts

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const XLINK_NAMESPACE = 'http://www.w3.org/1999/xlink';
const XML_NAMESPACES = new Set(['http://www.w3.org/XML/1998/namespace', 'http://www.w3.org/2000/xmlns/']);
/**
 * The elements that only draw. The branded app serves the picture from its own origin, so nothing that runs, animates, loads or
 * leads elsewhere is let in: https://www.w3.org/TR/SVG2/conform.html#secure-static-mode
 */
const ELEMENTS = new Set([
    'svg',
    'g',
    'defs',
    'symbol',
    'use',
    'title',
    'desc',
    'metadata',
    'switch',
    'path',
    'rect',
    'circle',
    'ellipse',
    'line',
    'polyline',
    'polygon',
    'image',
    'linearGradient',
    'radialGradient',
    'stop',
    'pattern',
    'clipPath',
    'mask',
    'marker',
    'view',
    'filter',
    'feBlend',
    'feColorMatrix',
    'feComponentTransfer',
    'feComposite',
    'feConvolveMatrix',
    'feDiffuseLighting',
    'feDisplacementMap',
    'feDistantLight',
    'feDropShadow',
    'feFlood',
    'feFuncA',
    'feFuncB',
    'feFuncG',
    'feFuncR',
    'feGaussianBlur',
    'feMerge',
    'feMergeNode',
    'feMorphology',
    'feOffset',
    'fePointLight',
    'feSpecularLighting',
    'feSpotLight',
    'feTile',
    'feTurbulence',
]);
/** Elements that editors leave behind: they draw nothing and hold nothing that a browser looks at. */
const EDITOR_NAMESPACE = /^http:\/\/(?:www\.inkscape\.org|sodipodi\.sourceforge\.net|ns\.adobe\.com|www\.bohemiancoding\.com|www\.figma\.com)\//;
/** A reference within the picture, or a picture that it carries along. */
const OWN_REFERENCE = /^(?:#|data:image\/png;base64,)/;
/** Ways for a value, which is read as CSS, to load something or to hide that it does. */
const LOADING_VALUE = /url\((?!["']?#)|image\(|image-set\(|src\(|element\(|@import|javascript:|expression\(|\\/i;
/**
 * Looks for what an SVG asset must not hold.
 *
 * @returns why it is refused, as the end of a sentence, or undefined when it is harmless
 */
function findSvgFault(text) {
    let fault;
    const note = (reason) => {
        fault ??= reason;
    };
    const parser = new saxes/* SaxesParser */.wT({ xmlns: true });
    parser.on('error', error => note(`is not well-formed XML (${error.message})`));
    parser.on('doctype', () => note('has a document type, which can define entities'));
    parser.on('processinginstruction', () => note('has a processing instruction'));
    parser.on('opentag', tag => note(findTagFault(tag)));
    parser.write(text).close();
    return fault;
}
function findTagFault({ name, local, uri, attributes }) {
    if (uri === SVG_NAMESPACE && (local === 'text' || local === 'tspan' || local === 'textPath')) {
        return 'contains text, which needs a font that the reader may not have';
    }
    if (!(uri === SVG_NAMESPACE ? ELEMENTS.has(local) : EDITOR_NAMESPACE.test(uri))) {
        return `contains the element <${name}>`;
    }
    for (const attribute of Object.values(attributes)) {
        const fault = findAttributeFault(attribute);
        if (fault !== undefined) {
            return fault;
        }
    }
    return undefined;
}
function findAttributeFault(attribute) {
    const { name, local, uri, value } = attribute;
    if (XML_NAMESPACES.has(uri)) {
        return undefined;
    }
    // A URL may be written with blanks and control characters in it, which the browser takes out.
    const compact = value.replace(/[\u0000-\u0020]/g, '');
    if (/^on/i.test(local)) {
        return `contains the event handler ${name}`;
    }
    const isReference = /^(?:href|src|srcset|action|formaction|data|poster)$/i.test(local) || uri === XLINK_NAMESPACE;
    if (isReference && !(local === 'href' && OWN_REFERENCE.test(compact))) {
        return `refers to something outside of itself (${name})`;
    }
    return !isReference && LOADING_VALUE.test(compact)
        ? `loads something from outside of itself (${name})`
        : undefined;
}

;// CONCATENATED MODULE: ./src/engine/src/assets/check.ts




/** What the largest asset may weigh, in bytes. */
const MAXIMUM_ASSET_BYTES = 10 * 1024 * 1024;
/** First bytes of each binary format. SVG is text and is told by its root element. */
const MAGIC = [
    { type: 'png', test: bytes => bytes.subarray(0, 8).toString('latin1') === '\u0089PNG\r\n\u001a\n' },
    { type: 'ico', test: bytes => bytes.subarray(0, 4).toString('hex') === '00000100' },
    {
        type: 'svg',
        test: bytes => {
            const start = bytes.subarray(0, 4096).toString('utf8');
            return /^\s*</.test(start) && /<svg[\s>]/.test(start);
        },
    },
];
const ENDINGS = {
    png: 'png',
    ico: 'ico',
    svg: 'svg',
};
/** The format of a picture by its content, or undefined for anything else. */
function sniffAsset(bytes) {
    return MAGIC.find(({ test }) => test(bytes))?.type;
}
/** Whether an asset is a style sheet. CSS has no mark of its own, so its name tells. */
function isStyleSheet(name) {
    return name.toLowerCase().endsWith('.css');
}
/**
 * Checks that an asset is what its name says, and harmless.
 *
 * @throws LiveryError `asset-invalid`
 */
function checkAsset(name, bytes) {
    const refuse = (reason, hint) => {
        throw new errors/* LiveryError */.AV('asset-invalid', { message: `The asset ${name} ${reason}.`, hint });
    };
    if (bytes.length > MAXIMUM_ASSET_BYTES) {
        refuse(`has ${bytes.length} bytes; at most ${MAXIMUM_ASSET_BYTES} are taken`, 'Use a smaller picture.');
    }
    if (isStyleSheet(name)) {
        const fault = findCssFault(bytes);
        return fault === undefined
            ? 'css'
            : refuse(fault, 'Leave that out; pictures and fonts can be embedded as data:…;base64,….');
    }
    const declared = ENDINGS[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
    const actual = sniffAsset(bytes);
    if (!actual) {
        return refuse('is not a PNG, ICO or SVG picture, nor a CSS file', 'Export the logo as PNG or SVG.');
    }
    if (declared !== actual) {
        refuse(`holds ${actual.toUpperCase()} data, which its name does not say`, `Rename it to end in .${actual}, or export it again.`);
    }
    if (actual === 'png' && !(0,pngHeader/* readPngHeader */.d)(bytes)) {
        refuse('is a broken PNG', 'Export it again.');
    }
    if (actual === 'ico' && !isWholeIco(bytes)) {
        refuse('is a broken ICO', 'Export it again, or leave it out: it is made from the icon.');
    }
    if (actual === 'svg') {
        const fault = findSvgFault(bytes.toString('utf8'));
        if (fault !== undefined) {
            refuse(fault, 'Export it as a plain SVG with all text turned into paths.');
        }
    }
    return actual;
}
/** Whether every entry of an icon file lies inside of it and holds a PNG or a bitmap. */
function isWholeIco(bytes) {
    const count = bytes.length >= 6 ? bytes.readUInt16LE(4) : 0;
    if (count === 0 || count > 64 || bytes.length < 6 + 16 * count) {
        return false;
    }
    return Array.from({ length: count }, (_, index) => 6 + 16 * index).every(entry => {
        const length = bytes.readUInt32LE(entry + 8);
        const offset = bytes.readUInt32LE(entry + 12);
        const image = bytes.subarray(offset, offset + length);
        // A bitmap starts with the size of its header: https://learn.microsoft.com/windows/win32/api/wingdi/ns-wingdi-bitmapinfoheader
        return (image.length === length &&
            length >= 40 &&
            ((0,pngHeader/* readPngHeader */.d)(image) !== undefined || image.readUInt32LE(0) === 40));
    });
}


/***/ }),

/***/ 919:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ readPngHeader)
/* harmony export */ });
const SIGNATURE = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1');
/**
 * Walks the chunks of a PNG without decoding it: https://www.w3.org/TR/png-3/#5Chunk-layout. A second header would be believed
 * by a decoder after the first one has been checked, so there may be only one, and it comes first.
 *
 * @returns undefined when the bytes are no whole PNG
 */
function readPngHeader(bytes) {
    if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
        return undefined;
    }
    let header;
    let hasData = false;
    for (let offset = SIGNATURE.length; offset + 12 <= bytes.length;) {
        const length = bytes.readUInt32BE(offset);
        const type = bytes.toString('latin1', offset + 4, offset + 8);
        if (offset + 12 + length > bytes.length || (type === 'IHDR') !== (header === undefined)) {
            return undefined;
        }
        if (type === 'IHDR') {
            if (length !== 13) {
                return undefined;
            }
            header = { width: bytes.readUInt32BE(offset + 8), height: bytes.readUInt32BE(offset + 12) };
        }
        hasData ||= type === 'IDAT';
        if (type === 'IEND') {
            return hasData ? header : undefined;
        }
        offset += 12 + length;
    }
    return undefined;
}


/***/ }),

/***/ 95880:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K$: () => (/* binding */ brandFromBundle),
/* harmony export */   bG: () => (/* binding */ brandToBundle),
/* harmony export */   eB: () => (/* binding */ loadBrand),
/* harmony export */   v3: () => (/* binding */ BRAND_FILE)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(30999);
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(23319);
/* harmony import */ var _digest__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(98907);
/* harmony import */ var _document__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(30790);
/* harmony import */ var _assets_check__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9152);






/** The file of a brand folder that says what the brand is. */
const BRAND_FILE = 'brand.yaml';
const MAXIMUM_BRAND_FILE_BYTES = 256 * 1024;
const hint = 'Correct it and run "livery brand check" on the folder.';
/**
 * Reads a brand folder: `brand.yaml` and the assets it names.
 *
 * @throws LiveryError `brand-not-found`, `brand-invalid`, `asset-missing`, `asset-invalid`
 */
async function loadBrand(folder) {
    const file = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(folder, BRAND_FILE);
    const stats = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)(file, { throwIfNoEntry: false });
    if (stats && stats.size > MAXIMUM_BRAND_FILE_BYTES) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('brand-invalid', {
            message: `${file} has ${stats.size} bytes; at most ${MAXIMUM_BRAND_FILE_BYTES} are read.`,
            hint,
        });
    }
    if (!stats?.isFile()) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('brand-not-found', {
            message: `There is no brand at ${folder}: the file ${BRAND_FILE} is missing.`,
            hint: `Make one with "livery brand init ${folder} --name 'Your Name'".`,
        });
    }
    const brand = (0,_document__WEBPACK_IMPORTED_MODULE_3__/* .parseYaml */ .h)((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(file, 'utf8'), _livery_contracts__WEBPACK_IMPORTED_MODULE_4__/* .Brand */ .mz, { file, code: 'brand-invalid', hint });
    return assemble(brand, assetPath => {
        const assetFile = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(folder, assetPath);
        const stats = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(assetFile, { throwIfNoEntry: false });
        if (!stats?.isFile() || (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().dirname(assetFile)).isSymbolicLink()) {
            throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('asset-missing', {
                message: `${file} names the asset ${assetPath}, but there is no such regular file in ${folder}.`,
                hint: 'Put the file there, or take the line out of "assets".',
            });
        }
        if (stats.size > _assets_check__WEBPACK_IMPORTED_MODULE_5__/* .MAXIMUM_ASSET_BYTES */ .al) {
            throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('asset-invalid', {
                message: `The asset ${assetFile} has ${stats.size} bytes; at most ${_assets_check__WEBPACK_IMPORTED_MODULE_5__/* .MAXIMUM_ASSET_BYTES */ .al} are taken.`,
                hint: 'Use a smaller picture.',
            });
        }
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(assetFile);
    });
}
/**
 * Builds a brand from a document that carries its assets.
 *
 * @throws LiveryError `brand-invalid`, `asset-missing`, `asset-invalid`
 */
function brandFromBundle(bundle) {
    return assemble(bundle.brand, assetPath => {
        const bytes = bundle.assets[assetPath];
        if (bytes === undefined) {
            throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('asset-missing', {
                message: `The brand "${bundle.brand.name}" names the asset ${assetPath}, but it was not sent along.`,
                hint: 'Send the bytes of every asset that the brand names.',
            });
        }
        return Buffer.from(bytes, 'base64');
    });
}
/** The document form of a brand; {@link brandFromBundle} is its inverse. */
function brandToBundle(loaded) {
    return {
        brand: loaded.brand,
        assets: Object.fromEntries([...loaded.assets].map(([name, bytes]) => [name, bytes.toString('base64')])),
    };
}
function assemble(brand, read) {
    const assets = new Map();
    const paths = Object.values(brand.assets).filter(value => value !== _livery_contracts__WEBPACK_IMPORTED_MODULE_4__/* .KEEP */ .k9);
    for (const assetPath of new Set(paths.sort())) {
        const bytes = read(_livery_contracts__WEBPACK_IMPORTED_MODULE_4__/* .AssetPath */ .e4.parse(assetPath));
        (0,_assets_check__WEBPACK_IMPORTED_MODULE_5__/* .checkAsset */ .Vw)(assetPath, bytes);
        assets.set(assetPath, bytes);
    }
    const digests = Object.fromEntries([...assets].map(([name, bytes]) => [name, (0,_digest__WEBPACK_IMPORTED_MODULE_6__/* .digestOf */ .o)(bytes)]));
    return { brand, assets, digest: (0,_digest__WEBPACK_IMPORTED_MODULE_6__/* .digestOfJson */ .Q)({ brand, assets: digests }) };
}


/***/ }),

/***/ 98907:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ digestOfJson),
/* harmony export */   o: () => (/* binding */ digestOf)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

/** The SHA-256 of some bytes, as `sha256:<hex>`. */
function digestOf(bytes) {
    return `sha256:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(bytes).digest('hex')}`;
}
/** The digest of a JSON value, independent of the order of its keys. */
function digestOfJson(value) {
    return digestOf(JSON.stringify(value, (_key, entry) => entry !== null && typeof entry === 'object' && !Array.isArray(entry)
        ? Object.fromEntries(Object.entries(entry).sort(([one], [other]) => (one < other ? -1 : 1)))
        : entry));
}


/***/ }),

/***/ 30790:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ parseYaml)
/* harmony export */ });
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(30999);
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38815);


/**
 * Parses a YAML (or JSON) document by its schema.
 *
 * @throws LiveryError with `code`, naming every wrong key with its line
 */
function parseYaml(text, schema, context) {
    const lineCounter = new yaml__WEBPACK_IMPORTED_MODULE_0__/* .LineCounter */ .HN();
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(text, { lineCounter, maxAliasCount: 0 });
    const fault = document.errors[0];
    if (fault) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_1__/* .LiveryError */ .AV(context.code, {
            message: `${context.file} is not valid YAML: ${fault.message.split('\n')[0]?.replace(/:$/, '')}.`,
            hint: context.hint,
        });
    }
    let value;
    try {
        value = document.toJS({ maxAliasCount: 0 });
    }
    catch (error) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_1__/* .LiveryError */ .AV(context.code, {
            message: `${context.file} uses YAML aliases, which Livery does not read.`,
            hint: context.hint,
            cause: error,
        });
    }
    let hasPrototype = false;
    (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .visit */ .YR)(document, { Pair: (_key, pair) => void (hasPrototype ||= String(pair.key) === '__proto__') });
    if (hasPrototype) {
        // No schema would see it: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Object/proto
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_1__/* .LiveryError */ .AV(context.code, {
            message: `${context.file} has the key "__proto__", which no document of Livery has.`,
            hint: context.hint,
        });
    }
    const result = schema.safeParse(value, { reportInput: true });
    if (result.success) {
        return result.data;
    }
    const lineOf = (path, key) => {
        const parent = document.getIn(path, true);
        const node = key !== undefined && (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(parent) ? parent.items.find(item => String(item.key) === key)?.key : parent;
        const offset = node?.range?.[0];
        return offset === undefined ? '' : `line ${lineCounter.linePos(offset).line}: `;
    };
    const problems = result.error.issues.flatMap(issue => {
        if (issue.code === 'unrecognized_keys') {
            return issue.keys.map(key => `${lineOf(issue.path, key)}unknown key "${[...issue.path, key].join('.')}"`);
        }
        return [`${lineOf(issue.path)}${issue.path.join('.') || 'the document'}: ${sentenceOf(issue)}`];
    });
    throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_1__/* .LiveryError */ .AV(context.code, {
        message: `${context.file} is not valid: ${problems.join('; ')}.`,
        hint: context.hint,
    });
}
/** zod speaks to programmers; brands are written by people. */
function sentenceOf(issue) {
    switch (issue.code) {
        case 'invalid_type':
            return issue.input === undefined ? 'is missing' : `must be a ${issue.expected}`;
        case 'too_small':
            return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
        case 'too_big':
            return issue.origin === 'string'
                ? `must not be longer than ${issue.maximum} characters`
                : `must be at most ${issue.maximum}`;
        case 'invalid_value':
            return `must be one of ${issue.values.map(String).join(', ')}`;
        case 'invalid_key':
            return 'is not a name that can stand here';
        case 'invalid_union':
            return 'has not one of the forms that it can have';
        default:
            return issue.message;
    }
}


/***/ })

};
;