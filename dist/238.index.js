"use strict";
exports.id = 238;
exports.ids = [238];
exports.modules = {

/***/ 99238:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  PortalSession: () => (/* binding */ PortalSession)
});

// EXTERNAL MODULE: ./plugins/backstage-common/src/retry.ts
var retry = __webpack_require__(12158);
;// CONCATENATED MODULE: ./plugins/backstage-common/src/RunReporter.ts

const eventsPerBatch = 100;
/**
 * Reports the events of a run to the backend: in order, in batches, one request at a time.
 *
 * `report` never waits, so a slow backend does not hold up the pipeline; `flush` does.
 */
class RunReporter {
    #client;
    #runId;
    #onFailure;
    #retryDelaysMs;
    #pending = [];
    #sending;
    #failure;
    constructor(options) {
        this.#client = options.client;
        this.#runId = options.runId;
        this.#onFailure = options.onFailure;
        this.#retryDelaysMs = options.retryDelaysMs;
    }
    /** Takes an event to be reported soon. */
    report(event) {
        if (this.#failure) {
            return;
        }
        this.#pending.push(event);
        this.#sending ??= this.#sendPending();
    }
    /** Waits until everything is reported, and throws when a report failed for good. */
    async flush() {
        await this.#sending;
        if (this.#failure) {
            throw this.#failure.error;
        }
    }
    async #sendPending() {
        try {
            while (this.#pending.length > 0) {
                await this.#send(this.#pending.splice(0, eventsPerBatch));
            }
        }
        catch (error) {
            this.#failure = { error };
            this.#onFailure(error);
        }
        finally {
            this.#sending = undefined;
        }
    }
    async #send(events) {
        // By its id the backend knows a batch again whose answer got lost on the way here.
        const batch = { id: crypto.randomUUID(), events };
        await (0,retry/* withRetries */.L)(() => this.#client.reportRunEvents(this.#runId, batch), {
            delaysMs: this.#retryDelaysMs,
        });
    }
}

// EXTERNAL MODULE: ./node_modules/eventsource-parser/dist/stream.js + 1 modules
var dist_stream = __webpack_require__(84985);
// EXTERNAL MODULE: ./src/contracts/src/brand.ts
var brand = __webpack_require__(23319);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
;// CONCATENATED MODULE: ./src/contracts/src/importNote.ts

/** What a person should know of one part of an imported document. */
const ImportNote = schemas/* strictObject */.rej({
    rule: schemas/* number */.aig()
        .int()
        .min(1)
        .optional()
        .describe('number of the rule in the imported document, from 1; left out when the note is about no rule'),
    severity: schemas/* enum */.k5n(['translated', 'differs', 'dropped'])
        .describe('translated: taken, and written in another way that means the same; differs: taken, but it does not do all that it did; dropped: not taken'),
    message: schemas/* string */.YjP(),
});

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/coerce.js
var coerce = __webpack_require__(49567);
// EXTERNAL MODULE: ./src/contracts/src/digest.ts
var digest = __webpack_require__(24348);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/iso.js
var iso = __webpack_require__(64377);
;// CONCATENATED MODULE: ./plugins/backstage-common/src/fields.ts

/** A moment, in UTC. */
const timestamp = iso/* datetime */.w$();
/** Text without control characters: PostgreSQL refuses some of them, and no page shows any. */
const lines = schemas/* string */.YjP()
    .regex(/^[^\u0000-\u0008\u000b-\u001f\u007f]*$/, 'must not contain control characters');
/** One line of text. */
const line = lines.regex(/^[^\t\n]*$/, 'must be one line');
/** What people pick a record by. */
const recordName = line.trim().min(1).max(100);
/** What people say about a record. */
const description = lines.max(1000);
/** A Backstage user or group. */
const OwnerRef = schemas/* string */.YjP()
    .max(200)
    .regex(/^(?:user|group):[\w.-]+\/[\w.-]+$/, 'must be the reference of a user or a group, such as group:default/platform')
    .toLowerCase()
    .describe('a user or a group, such as group:default/platform');
/** Words that records are grouped by. */
const Tags = schemas/* array */.YOg(schemas/* string */.YjP()
    .max(63)
    .regex(/^[a-z0-9][a-z0-9.+#-]*$/, 'must be lower-case letters, digits, dots, dashes, + and #'))
    .max(20)
    .overwrite(tags => [...new Set(tags)].sort())
    .describe('words that records are grouped by');
/** The parameter of a path that names a record. */
const idParams = schemas/* object */.Ikc({
    id: schemas/* uuid */.uRe({ error: ({ input }) => `must be a UUID, and '${String(input)}' is none` }),
});
/** Grows with every change of a record, from 1. A change says which one it is meant for. */
const revision = schemas/* number */.aig().int().min(1);
/** What every record that belongs to somebody keeps about itself. */
const recordFields = {
    id: schemas/* uuid */.uRe(),
    owner: schemas/* string */.YjP().describe('a user or a group'),
    tags: schemas/* array */.YOg(schemas/* string */.YjP()),
    revision,
    createdBy: schemas/* string */.YjP(),
    createdAt: timestamp,
    updatedBy: schemas/* string */.YjP(),
    updatedAt: timestamp,
};
/** What a list of records can be narrowed by. */
const recordFilters = {
    owner: OwnerRef.optional(),
    tag: schemas/* string */.YjP().max(63).optional(),
};
/** An id for examples. */
const exampleId = '5f0c1a52-2f0b-4b8e-9f39-0d0b8f6f2b11';

;// CONCATENATED MODULE: ./plugins/backstage-common/src/http/listQuery.ts

/** A flag in a query. */
const queryFlag = schemas/* preprocess */.vkY(value => (value === 'true' ? true : value === 'false' ? false : value), schemas/* boolean */.zMY())
    .describe('true or false');
/** One page of a list, with the total over all pages. */
const pageOf = (item) => schemas/* object */.Ikc({ items: schemas/* array */.YOg(item), total: schemas/* number */.aig().int().describe('over all pages') });
/** The largest page of a list. */
const MAXIMUM_PAGE = 1000;
// z.enum would widen the names, which are only known to the caller.
function sortOf(names) {
    return schemas/* enum */.k5n(names).describe('a column; with a dash in front the other way round');
}
/**
 * The query of a list.
 *
 * @param columns - what it can be sorted by; the first one is the default
 * @param filters - further parameters, each of which narrows the list
 */
function listQuery(columns, filters, defaultSort = columns[0]) {
    const sorts = columns.flatMap((column) => [column, `-${column}`]);
    return schemas/* strictObject */.rej({
        ...filters,
        search: schemas/* string */.YjP()
            .max(200)
            .optional()
            .describe('words, or the beginnings of words, that all have to be there'),
        sort: sortOf(sorts).default(defaultSort),
        limit: coerce/* number */.ai().int().min(1).max(MAXIMUM_PAGE).default(50),
        offset: coerce/* number */.ai().int().min(0).max(1_000_000_000).default(0),
    });
}

;// CONCATENATED MODULE: ./plugins/backstage-common/src/http/route.ts
/** Keeps the exact type of a route. */
function defineRoute(route) {
    return route;
}

// EXTERNAL MODULE: ./node_modules/@backstage/plugin-permission-common/dist/index.cjs.js
var index_cjs = __webpack_require__(67222);
;// CONCATENATED MODULE: ./plugins/backstage-common/src/permissions.ts

/** The resource type of brand templates, for policies. */
const BRAND_TEMPLATE_RESOURCE = 'livery-brand-template';
/** See brand templates. */
const brandTemplateReadPermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.brand-template.read',
    attributes: { action: 'read' },
    resourceType: BRAND_TEMPLATE_RESOURCE,
});
/** Create brand templates. */
const brandTemplateCreatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.brand-template.create',
    attributes: { action: 'create' },
});
/** Change brand templates. */
const brandTemplateUpdatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.brand-template.update',
    attributes: { action: 'update' },
    resourceType: BRAND_TEMPLATE_RESOURCE,
});
/** Delete brand templates. */
const brandTemplateDeletePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.brand-template.delete',
    attributes: { action: 'delete' },
    resourceType: BRAND_TEMPLATE_RESOURCE,
});
/** See the files that any brand template can take. */
const assetReadPermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.asset.read',
    attributes: { action: 'read' },
});
/** Upload files that any brand template can take. */
const assetCreatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.asset.create',
    attributes: { action: 'create' },
});
/** Delete files that any brand template can take. */
const assetDeletePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.asset.delete',
    attributes: { action: 'delete' },
});
/** See runs, their log and their outputs. */
const runReadPermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.run.read',
    attributes: { action: 'read' },
});
/** Start runs. */
const runCreatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.run.create',
    attributes: { action: 'create' },
});
/** Cancel runs. */
const runCancelPermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.run.cancel',
    attributes: { action: 'update' },
});
/** The resource type of credentials, for policies. */
const CREDENTIAL_RESOURCE = 'livery-credential';
/** See credentials, never their secrets. */
const credentialReadPermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.credential.read',
    attributes: { action: 'read' },
    resourceType: CREDENTIAL_RESOURCE,
});
/** Create credentials. */
const credentialCreatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.credential.create',
    attributes: { action: 'create' },
});
/** Change credentials, and replace their secrets. */
const credentialUpdatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.credential.update',
    attributes: { action: 'update' },
    resourceType: CREDENTIAL_RESOURCE,
});
/** Delete credentials. */
const credentialDeletePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.credential.delete',
    attributes: { action: 'delete' },
    resourceType: CREDENTIAL_RESOURCE,
});
/** Have credentials used on their hosts: try them, and give them to repositories and registries. */
const credentialUsePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.credential.use',
    attributes: {},
    resourceType: CREDENTIAL_RESOURCE,
});
/** See the keys of the vault and its audit log. */
const vaultReadPermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.vault.read',
    attributes: { action: 'read' },
});
/** Wrap the secrets of the vault with another key. */
const vaultManagePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.vault.manage',
    attributes: { action: 'update' },
});
/** The resource type of git repositories, for policies. */
const GIT_REPOSITORY_RESOURCE = 'livery-git-repository';
/** See git repositories, their branches and what used them. */
const gitRepositoryReadPermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.git-repository.read',
    attributes: { action: 'read' },
    resourceType: GIT_REPOSITORY_RESOURCE,
});
/** Create git repositories. */
const gitRepositoryCreatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.git-repository.create',
    attributes: { action: 'create' },
});
/** Change git repositories, and have them verified. */
const gitRepositoryUpdatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.git-repository.update',
    attributes: { action: 'update' },
    resourceType: GIT_REPOSITORY_RESOURCE,
});
/** Delete git repositories from the portal. */
const gitRepositoryDeletePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.git-repository.delete',
    attributes: { action: 'delete' },
    resourceType: GIT_REPOSITORY_RESOURCE,
});
/** Say by which keys the hosts of SSH repositories are trusted, for everybody. */
const gitHostKeyApprovePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.git-host-key.approve',
    attributes: { action: 'update' },
});
/** The resource type of container registries, for policies. */
const CONTAINER_REGISTRY_RESOURCE = 'livery-container-registry';
/** See container registries, and what they hold. */
const containerRegistryReadPermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.container-registry.read',
    attributes: { action: 'read' },
    resourceType: CONTAINER_REGISTRY_RESOURCE,
});
/** Create container registries. */
const containerRegistryCreatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.container-registry.create',
    attributes: { action: 'create' },
});
/** Change container registries, and have them verified. */
const containerRegistryUpdatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.container-registry.update',
    attributes: { action: 'update' },
    resourceType: CONTAINER_REGISTRY_RESOURCE,
});
/** Delete container registries from the portal. */
const containerRegistryDeletePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.container-registry.delete',
    attributes: { action: 'delete' },
    resourceType: CONTAINER_REGISTRY_RESOURCE,
});
/** The resource type of configuration, for policies. */
const CONFIGURATION_RESOURCE = 'livery-configuration';
/** See the settings of branded apps. */
const configurationReadPermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.configuration.read',
    attributes: { action: 'read' },
    resourceType: CONFIGURATION_RESOURCE,
});
/** Create settings of branded apps. */
const configurationCreatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.configuration.create',
    attributes: { action: 'create' },
});
/** Change settings of branded apps. */
const configurationUpdatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.configuration.update',
    attributes: { action: 'update' },
    resourceType: CONFIGURATION_RESOURCE,
});
/** Delete settings of branded apps. */
const configurationDeletePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.configuration.delete',
    attributes: { action: 'delete' },
    resourceType: CONFIGURATION_RESOURCE,
});
/** Say what brands have to bring. */
const assetRulesUpdatePermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.asset-rules.update',
    attributes: { action: 'update' },
});
/** See what the portal counts, and what happened last. */
const dashboardReadPermission = (0,index_cjs/* createPermission */.iP)({
    name: 'livery.dashboard.read',
    attributes: { action: 'read' },
});
/** Of each kind of record, what asks about single records; a policy can answer those with conditions. */
const brandTemplatePermissions = [
    brandTemplateReadPermission,
    brandTemplateUpdatePermission,
    brandTemplateDeletePermission,
];
/** See {@link brandTemplatePermissions}. */
const credentialPermissions = [
    credentialReadPermission,
    credentialUpdatePermission,
    credentialDeletePermission,
    credentialUsePermission,
];
/** See {@link brandTemplatePermissions}. */
const gitRepositoryPermissions = [
    gitRepositoryReadPermission,
    gitRepositoryUpdatePermission,
    gitRepositoryDeletePermission,
];
/** See {@link brandTemplatePermissions}. */
const containerRegistryPermissions = [
    containerRegistryReadPermission,
    containerRegistryUpdatePermission,
    containerRegistryDeletePermission,
];
/** See {@link brandTemplatePermissions}. */
const configurationPermissions = [
    configurationReadPermission,
    configurationUpdatePermission,
    configurationDeletePermission,
];
/** Everything Livery asks permission for. */
const liveryPermissions = [
    ...brandTemplatePermissions,
    brandTemplateCreatePermission,
    assetReadPermission,
    assetCreatePermission,
    assetDeletePermission,
    assetRulesUpdatePermission,
    ...configurationPermissions,
    configurationCreatePermission,
    dashboardReadPermission,
    ...credentialPermissions,
    credentialCreatePermission,
    vaultReadPermission,
    vaultManagePermission,
    ...gitRepositoryPermissions,
    gitRepositoryCreatePermission,
    gitHostKeyApprovePermission,
    ...containerRegistryPermissions,
    containerRegistryCreatePermission,
    runReadPermission,
    runCreatePermission,
    runCancelPermission,
];
/** Whether a decision of the permission system lets somebody do what was asked for. */
function isAllowedBy(decision) {
    return decision.result === AuthorizeResult.ALLOW;
}

;// CONCATENATED MODULE: ./plugins/backstage-common/src/assets.ts






/** The largest file that is taken, in bytes. */
const MAXIMUM_ASSET_BYTES = (/* unused pure expression or super */ null && (10 * 1024 * 1024));
/** What a file of a brand is for. */
const AssetKind = schemas/* enum */.k5n([
    'logo',
    'favicon',
    'theme',
    'manifest',
    'background',
    'icon',
    'font',
    'custom',
    'other',
]);
/** The name of a file of a brand: no folders, and nothing that a shell or a browser reads as something else. */
const AssetName = line
    .max(193)
    .regex(/^[\w-][\w.-]*$/, 'must be letters, digits, dots, dashes and underscores, and start with none of the dots');
/** What is known of a file without its bytes. */
const AssetFacts = schemas/* object */.Ikc({
    kind: AssetKind,
    mediaType: schemas/* string */.YjP().describe('by the bytes, not by the name'),
    digest: digest/* Digest */.n,
    sizeBytes: schemas/* number */.aig().int(),
    width: schemas/* number */.aig().int().optional().describe('of a picture, in pixels'),
    height: schemas/* number */.aig().int().optional(),
});
/** A file that belongs to no single template. */
const Asset = AssetFacts.extend({
    id: schemas/* uuid */.uRe(),
    name: AssetName,
    createdBy: schemas/* string */.YjP(),
    createdAt: timestamp,
});
/** The query of the list of assets. */
const AssetQuery = listQuery(['name', 'createdAt', 'sizeBytes'], { kind: AssetKind.optional() });
const path = '/v1/assets';
const params = { id: exampleId };
/** The routes of the files that any brand template can take. */
const assetRoutes = {
    listAssets: defineRoute({
        method: 'GET',
        path,
        summary: 'List the files that any brand template can take',
        permissions: [assetReadPermission],
        whenDenied: 'empty-page',
        query: AssetQuery,
        response: pageOf(Asset),
        example: { query: { kind: 'logo' } },
    }),
    createAsset: defineRoute({
        method: 'POST',
        path,
        summary: 'Upload a file, of 10 MiB at most',
        permissions: [assetCreatePermission],
        query: schemas/* strictObject */.rej({
            name: AssetName,
            kind: AssetKind.optional().describe('without it, what the name suggests'),
        }),
        rawBody: 'application/octet-stream',
        response: Asset,
        status: 201,
        audit: { eventId: 'asset-create', severityLevel: 'medium' },
        example: { query: { name: 'logo.png', kind: 'logo' } },
    }),
    getAsset: defineRoute({
        method: 'GET',
        path: `${path}/:id`,
        summary: 'Get what is known of a file',
        permissions: [assetReadPermission],
        params: idParams,
        response: Asset,
        example: { params },
    }),
    getAssetContent: defineRoute({
        method: 'GET',
        path: `${path}/:id/content`,
        summary: 'Get the bytes of a file',
        permissions: [assetReadPermission],
        params: idParams,
        rawResponse: 'application/octet-stream',
        example: { params },
    }),
    deleteAsset: defineRoute({
        method: 'DELETE',
        path: `${path}/:id`,
        summary: 'Delete a file; the brand templates that took it keep it',
        permissions: [assetDeletePermission],
        params: idParams,
        audit: { eventId: 'asset-delete', severityLevel: 'medium' },
        example: { params },
    }),
};

;// CONCATENATED MODULE: ./plugins/backstage-common/src/brandTemplates.ts







/** The name of a brand template: what people pick it by. */
const TemplateName = recordName;
/** A file of a brand template. */
const TemplateAsset = AssetFacts.extend({ path: schemas/* string */.YjP().describe('below the brand folder') });
/** The database record of a brand. */
const BrandTemplate = schemas/* object */.Ikc({
    ...recordFields,
    name: TemplateName,
    description: schemas/* string */.YjP(),
    brand: brand/* Brand */.mz,
    assets: schemas/* array */.YOg(TemplateAsset),
    isDefault: schemas/* boolean */.zMY().describe('what the portal offers first; at most one template is'),
    isActive: schemas/* boolean */.zMY().describe('whether runs can be started with it'),
});
/** What a new brand template is made from. */
const NewBrandTemplate = schemas/* strictObject */.rej({
    name: TemplateName,
    description: description.default(''),
    bundle: brand/* BrandBundle */.A0,
    owner: OwnerRef.optional().describe('without it, whoever creates the template'),
    tags: Tags.default([]),
    isDefault: schemas/* boolean */.zMY().default(false),
});
/** What of a brand template changes; what is left out stays. */
const BrandTemplateUpdate = schemas/* strictObject */.rej({
    name: TemplateName.optional(),
    description: description.optional(),
    brand: brand/* Brand */.mz.optional().describe('the whole document'),
    assets: schemas/* record */.g1P(brand/* AssetPath */.e4, schemas/* union */.KCZ([schemas/* base64 */.K39(), schemas/* strictObject */.rej({ asset: schemas/* uuid */.uRe() })]).nullable())
        .optional()
        .describe('path → bytes in base64, the id of a file that any template can take, or null to take it away; the others stay'),
    owner: OwnerRef.optional(),
    tags: Tags.optional(),
    isDefault: schemas/* boolean */.zMY().optional(),
    isActive: schemas/* boolean */.zMY().optional(),
});
/** A state that a brand template had, or has. */
const BrandTemplateVersion = schemas/* object */.Ikc({
    revision: revision,
    name: TemplateName,
    description: schemas/* string */.YjP(),
    savedBy: schemas/* string */.YjP(),
    savedAt: timestamp,
    isCurrent: schemas/* boolean */.zMY(),
});
/** A state in full. */
const BrandTemplateVersionContent = BrandTemplateVersion.extend({
    brand: brand/* Brand */.mz,
    assets: schemas/* array */.YOg(TemplateAsset),
});
/** A brand template as a document: all that another portal needs to have the same one. */
const BrandTemplateDocument = schemas/* strictObject */.rej({
    apiVersion: schemas/* literal */.euz('livery/v1'),
    kind: schemas/* literal */.euz('BrandTemplate'),
    name: TemplateName,
    description: description.default(''),
    owner: OwnerRef.optional(),
    tags: Tags.default([]),
    isDefault: schemas/* boolean */.zMY().default(false),
    isActive: schemas/* boolean */.zMY().default(true),
    bundle: brand/* BrandBundle */.A0,
});
/** A document that a brand template is made from. */
const BrandTemplateImport = schemas/* strictObject */.rej({
    document: schemas/* unknown */.L5J()
        .describe('an export of a brand template, a brand with its assets, or an export, backup or rules of the Customizer'),
    name: TemplateName.optional().describe('of the brand template; without it, what the document says'),
    template: schemas/* string */.YjP().max(255).optional().describe('which one, of a document that holds several'),
});
/** What became of an import. */
const ImportedBrandTemplate = schemas/* object */.Ikc({
    template: BrandTemplate,
    notes: schemas/* array */.YOg(ImportNote).describe('what a person should know of it'),
});
/** What a restore does with a name that is taken. */
const RestoreConflict = schemas/* enum */.k5n(['fail', 'skip', 'replace']);
/** What became of a restore. */
const RestoreResult = schemas/* object */.Ikc({
    created: schemas/* number */.aig().int(),
    replaced: schemas/* number */.aig().int(),
    skipped: schemas/* number */.aig().int(),
});
/** One thing that is done to many brand templates, or to none. */
const BrandTemplateBulk = schemas/* strictObject */.rej({
    action: schemas/* enum */.k5n(['activate', 'deactivate', 'delete']),
    items: schemas/* array */.YOg(schemas/* strictObject */.rej({ id: schemas/* uuid */.uRe(), revision: revision }))
        .min(1)
        .max(MAXIMUM_PAGE),
});
/** The query of the list of brand templates. */
const BrandTemplateQuery = listQuery(['name', 'createdAt', 'updatedAt'], {
    ...recordFilters,
    name: TemplateName.optional().describe('exactly this name'),
    isActive: queryFlag.optional(),
    isDefault: queryFlag.optional(),
});
const brandTemplates_brand = { apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme' };
const brandTemplates_params = { id: exampleId };
const brandTemplates_path = '/v1/brand-templates';
const assetParams = idParams.extend({ name: AssetName });
const versionParams = idParams.extend({ revision: coerce/* number */.ai().int().min(1) });
// A brand travels with its pictures in base64. The engine takes 10 MiB each: three of them fit with the rest.
const withPictures = {
    bodyLimit: '42mb',
    bodyHint: 'The pictures of a brand may have 30 MiB together, and each of them 10 MiB. Use smaller ones.',
};
/** The routes of brand templates. */
const brandTemplateRoutes = {
    listBrandTemplates: defineRoute({
        method: 'GET',
        path: brandTemplates_path,
        summary: 'List brand templates',
        permissions: [brandTemplateReadPermission],
        whenDenied: 'empty-page',
        query: BrandTemplateQuery,
        response: pageOf(BrandTemplate),
        example: { query: { search: 'acme', sort: '-updatedAt', limit: 20 } },
    }),
    createBrandTemplate: defineRoute({
        method: 'POST',
        path: brandTemplates_path,
        summary: 'Create a brand template',
        permissions: [brandTemplateCreatePermission],
        ...withPictures,
        body: NewBrandTemplate,
        response: BrandTemplate,
        status: 201,
        audit: { eventId: 'brand-template-create', severityLevel: 'medium' },
        example: { body: { name: 'Acme', bundle: { brand: brandTemplates_brand, assets: {} } } },
    }),
    backupBrandTemplates: defineRoute({
        method: 'GET',
        path: `${brandTemplates_path}/backup`,
        summary: 'Get all brand templates with the bytes of their assets, each as a line of JSON',
        permissions: [brandTemplateReadPermission],
        rawResponse: 'application/x-ndjson',
        audit: { eventId: 'brand-template-backup', severityLevel: 'medium' },
    }),
    restoreBrandTemplates: defineRoute({
        method: 'POST',
        path: `${brandTemplates_path}/restore`,
        summary: 'Make brand templates from a backup, all or none',
        permissions: [brandTemplateCreatePermission, brandTemplateUpdatePermission],
        query: schemas/* strictObject */.rej({ conflict: RestoreConflict.default('fail') }),
        rawBody: 'application/x-ndjson',
        response: RestoreResult,
        audit: { eventId: 'brand-template-restore', severityLevel: 'high' },
        example: { query: { conflict: 'skip' } },
    }),
    importBrandTemplate: defineRoute({
        method: 'POST',
        path: `${brandTemplates_path}/import`,
        summary: 'Make a brand template from a document',
        permissions: [brandTemplateCreatePermission],
        ...withPictures,
        body: BrandTemplateImport,
        response: ImportedBrandTemplate,
        status: 201,
        audit: { eventId: 'brand-template-import', severityLevel: 'medium' },
        example: { body: { document: { 'Open WebUI': 'Acme' }, name: 'Acme' } },
    }),
    changeBrandTemplates: defineRoute({
        method: 'POST',
        path: `${brandTemplates_path}/bulk`,
        summary: 'Activate, deactivate or delete many brand templates, all or none',
        permissions: [brandTemplateUpdatePermission],
        body: BrandTemplateBulk,
        response: schemas/* object */.Ikc({ changed: schemas/* number */.aig().int() }),
        audit: { eventId: 'brand-template-bulk', severityLevel: 'high' },
        example: { body: { action: 'deactivate', items: [{ id: exampleId, revision: 3 }] } },
    }),
    getBrandTemplate: defineRoute({
        method: 'GET',
        path: `${brandTemplates_path}/:id`,
        summary: 'Get a brand template',
        permissions: [brandTemplateReadPermission],
        params: idParams,
        response: BrandTemplate,
        example: { params: brandTemplates_params },
    }),
    updateBrandTemplate: defineRoute({
        method: 'PATCH',
        path: `${brandTemplates_path}/:id`,
        summary: 'Change a brand template',
        permissions: [brandTemplateUpdatePermission],
        ...withPictures,
        params: idParams,
        body: BrandTemplateUpdate,
        response: BrandTemplate,
        needsRevision: true,
        audit: { eventId: 'brand-template-update', severityLevel: 'medium' },
        example: { params: brandTemplates_params, body: { description: 'For everybody', brand: { ...brandTemplates_brand, name: 'Acme Chat' } } },
    }),
    deleteBrandTemplate: defineRoute({
        method: 'DELETE',
        path: `${brandTemplates_path}/:id`,
        summary: 'Delete a brand template with its assets',
        permissions: [brandTemplateDeletePermission],
        params: idParams,
        needsRevision: true,
        audit: { eventId: 'brand-template-delete', severityLevel: 'high' },
        example: { params: brandTemplates_params },
    }),
    getBrandBundle: defineRoute({
        method: 'GET',
        path: `${brandTemplates_path}/:id/bundle`,
        summary: 'Get the brand of a template with the bytes of its assets',
        permissions: [brandTemplateReadPermission],
        params: idParams,
        response: brand/* BrandBundle */.A0,
        example: { params: brandTemplates_params },
    }),
    getBrandAsset: defineRoute({
        method: 'GET',
        path: `${brandTemplates_path}/:id/assets/:name`,
        summary: 'Get the bytes of an asset',
        permissions: [brandTemplateReadPermission],
        params: idParams.extend({ name: schemas/* string */.YjP().describe('path below assets/') }),
        rawResponse: 'application/octet-stream',
        example: { params: { ...brandTemplates_params, name: 'icon.png' } },
    }),
    putBrandAsset: defineRoute({
        method: 'PUT',
        path: `${brandTemplates_path}/:id/assets/:name`,
        summary: 'Upload a file of a brand template, of 10 MiB at most',
        permissions: [brandTemplateUpdatePermission],
        params: assetParams,
        query: schemas/* strictObject */.rej({ kind: AssetKind.optional().describe('without it, what the name suggests') }),
        rawBody: 'application/octet-stream',
        response: BrandTemplate,
        needsRevision: true,
        audit: { eventId: 'brand-asset-store', severityLevel: 'medium' },
        example: { params: { ...brandTemplates_params, name: 'icon.png' }, query: { kind: 'icon' } },
    }),
    deleteBrandAsset: defineRoute({
        method: 'DELETE',
        path: `${brandTemplates_path}/:id/assets/:name`,
        summary: 'Take a file out of a brand template',
        permissions: [brandTemplateUpdatePermission],
        params: assetParams,
        response: BrandTemplate,
        needsRevision: true,
        audit: { eventId: 'brand-asset-delete', severityLevel: 'medium' },
        example: { params: { ...brandTemplates_params, name: 'icon.png' } },
    }),
    exportBrandTemplate: defineRoute({
        method: 'GET',
        path: `${brandTemplates_path}/:id/export`,
        summary: 'Get a brand template as a document with the bytes of its assets',
        permissions: [brandTemplateReadPermission],
        params: idParams,
        response: BrandTemplateDocument,
        example: { params: brandTemplates_params },
    }),
    duplicateBrandTemplate: defineRoute({
        method: 'POST',
        path: `${brandTemplates_path}/:id/duplicate`,
        summary: 'Make a copy of a brand template',
        permissions: [brandTemplateReadPermission, brandTemplateCreatePermission],
        params: idParams,
        body: schemas/* strictObject */.rej({ name: TemplateName.optional().describe('without it, the old one and "(Copy)"') }),
        response: BrandTemplate,
        status: 201,
        audit: { eventId: 'brand-template-duplicate', severityLevel: 'medium' },
        example: { params: brandTemplates_params, body: { name: 'Acme for tests' } },
    }),
    listBrandTemplateVersions: defineRoute({
        method: 'GET',
        path: `${brandTemplates_path}/:id/versions`,
        summary: 'List the states of a brand template, the newest first',
        permissions: [brandTemplateReadPermission],
        params: idParams,
        response: pageOf(BrandTemplateVersion),
        example: { params: brandTemplates_params },
    }),
    getBrandTemplateVersion: defineRoute({
        method: 'GET',
        path: `${brandTemplates_path}/:id/versions/:revision`,
        summary: 'Get a state of a brand template',
        permissions: [brandTemplateReadPermission],
        params: versionParams,
        response: BrandTemplateVersionContent,
        example: { params: { ...brandTemplates_params, revision: '3' } },
    }),
    restoreBrandTemplateVersion: defineRoute({
        method: 'POST',
        path: `${brandTemplates_path}/:id/versions/:revision/restore`,
        summary: 'Give a brand template the name, brand and assets of an earlier state, as a new revision',
        permissions: [brandTemplateUpdatePermission],
        params: versionParams,
        response: BrandTemplate,
        needsRevision: true,
        audit: { eventId: 'brand-template-version-restore', severityLevel: 'medium' },
        example: { params: { ...brandTemplates_params, revision: '3' } },
    }),
};

;// CONCATENATED MODULE: ./plugins/backstage-common/src/http/problem.ts

/** A refusal as every route words it: https://www.rfc-editor.org/rfc/rfc9457 */
const Problem = schemas/* looseObject */._H3({
    type: schemas/* string */.YjP().describe('about:blank: the status says what kind of problem it is'),
    title: schemas/* string */.YjP().describe('the name of the status'),
    status: schemas/* number */.aig().int(),
    detail: schemas/* string */.YjP().describe('what was tried, why it was refused, and what to do'),
    requestId: schemas/* string */.YjP().describe('what the log of the portal has the request under'),
    code: schemas/* string */.YjP().optional().describe('the cause, where it is one of the closed list of Livery'),
    errors: schemas/* array */.YOg(schemas/* object */.Ikc({ path: schemas/* string */.YjP(), message: schemas/* string */.YjP() }))
        .optional()
        .describe('of a malformed request, each wrong field'),
});
/** The media type of {@link Problem}. */
const PROBLEM_MEDIA_TYPE = 'application/problem+json';
/** The header that carries the id of a request, in both directions. */
const REQUEST_ID_HEADER = 'x-request-id';

;// CONCATENATED MODULE: ./plugins/backstage-common/src/http/refusal.ts

/** A refusal by the Livery backend. */
class LiveryResponseError extends Error {
    status;
    /** What the backend said in full; absent when something before it answered. */
    problem;
    constructor(status, message, problem) {
        super(message);
        this.name = 'LiveryResponseError';
        this.status = status;
        this.problem = problem;
    }
}
/** Makes an error of an answer that is none of success: of a problem, or of what Backstage itself says. */
async function readRefusal(response) {
    const body = await response.json().catch(() => undefined);
    const problem = Problem.safeParse(body);
    if (problem.success) {
        return new LiveryResponseError(response.status, problem.data.detail, problem.data);
    }
    const message = body?.error?.message;
    return new LiveryResponseError(response.status, message ?? `The Livery backend answered ${response.status} ${response.statusText}.`);
}

;// CONCATENATED MODULE: ./plugins/backstage-common/src/http/toHttp.ts
/** The tag that stands for a revision in `ETag` and `If-Match`. */
function tagOf(revision) {
    return revision === 'any' ? '*' : `"${revision}"`;
}
/** Writes a call of a route as what `fetch` takes, with the path below the base address. */
function toHttp(route, request, init = {}) {
    const headers = {};
    if (route.body && request.body !== undefined) {
        headers['content-type'] = 'application/json';
    }
    else if (route.rawBody !== undefined) {
        headers['content-type'] = request.mediaType ?? route.rawBody;
    }
    if (request.revision !== undefined) {
        headers['if-match'] = tagOf(request.revision);
    }
    return {
        path: pathOf(route.path, request.params ?? {}) + queryOf(request.query ?? {}),
        method: route.method,
        headers: { ...headers, ...init.headers },
        ...(init.signal && { signal: init.signal }),
        ...bodyOf(route, request.body),
    };
}
function pathOf(path, params) {
    return path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(String(params[name])));
}
function queryOf(query) {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const parameters = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return given.length === 0 ? '' : `?${parameters}`;
}
function bodyOf(route, body) {
    if (route.rawBody !== undefined) {
        // Node's fetch wants this for a body that is a stream: https://fetch.spec.whatwg.org/#ref-for-dom-requestinit-duplex
        return { body: body, duplex: 'half' };
    }
    return route.body && body !== undefined ? { body: JSON.stringify(body) } : {};
}

// EXTERNAL MODULE: ./src/contracts/src/git.ts
var git = __webpack_require__(70922);
// EXTERNAL MODULE: ./src/contracts/src/run.ts
var run = __webpack_require__(41131);
// EXTERNAL MODULE: ./src/contracts/src/failure.ts
var failure = __webpack_require__(13680);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/regexes.js
var regexes = __webpack_require__(23908);
;// CONCATENATED MODULE: ./plugins/backstage-common/src/schemas.ts



/** An upstream that the portal's configuration names. */
const Upstream = schemas/* object */.Ikc({
    id: schemas/* string */.YjP(),
    title: schemas/* string */.YjP(),
    url: schemas/* string */.YjP().optional().describe('absent for an upstream that comes with the portal'),
    ref: schemas/* string */.YjP().optional(),
});
/**
 * The address of a git repository that a person may name.
 *
 * Only a full host name: the backend fetches it from inside its own network, where `localhost`, an IP address or a
 * name without a dot may lead a person to hosts that they cannot reach themselves. Whoever runs the portal may name
 * such a host in its configuration.
 */
const RepositoryUrl = git/* HttpsRepositoryUrl */.T.refine(
// zod runs this for a text that is no such address too, and reports that itself
url => !URL.canParse(url) || isFullHostName(new URL(url).hostname), 'must have the full name of a host, such as git.example.org; localhost, IP addresses and names without a dot are refused');
function isFullHostName(hostname) {
    return regexes/* domain */.bl.test(hostname) && !/(?:^|\.)localhost$/.test(hostname);
}
/** What to brand: an upstream the portal knows, or any git repository over https. */
const RunSource = schemas/* union */.KCZ([
    schemas/* strictObject */.rej({ upstream: schemas/* string */.YjP().min(1).max(100), ref: git/* GitRef */.a.optional() }),
    schemas/* strictObject */.rej({
        url: RepositoryUrl,
        ref: git/* GitRef */.a.optional(),
    }),
]);
/** What a run is started with. */
const NewRun = schemas/* strictObject */.rej({
    templateId: schemas/* uuid */.uRe(),
    source: RunSource,
});
/** How far one step of a run has come. */
const RunStep = schemas/* object */.Ikc({
    key: run/* StepKey */.K1,
    state: schemas/* enum */.k5n(['pending', 'running', 'completed', 'failed', 'skipped']),
    durationMs: schemas/* number */.aig().optional(),
});
/** An output that can be downloaded. */
const StoredOutput = run/* RunOutput */.NF.extend({
    id: schemas/* uuid */.uRe(),
    createdAt: timestamp,
    downloads: schemas/* number */.aig().int(),
});
/** The record of a pipeline run. */
const Run = schemas/* object */.Ikc({
    id: schemas/* uuid */.uRe(),
    state: run/* RunState */.ll,
    runner: schemas/* enum */.k5n(['scaffolder', 'github-actions', 'local']),
    templateId: schemas/* uuid */.uRe().optional(),
    templateName: schemas/* string */.YjP(),
    source: RunSource,
    taskId: schemas/* string */.YjP().optional().describe('the scaffolder task that carries the run'),
    createdBy: schemas/* string */.YjP(),
    createdAt: timestamp,
    startedAt: timestamp.optional(),
    finishedAt: timestamp.optional(),
    steps: schemas/* array */.YOg(RunStep),
    summary: run/* RunSummary */.yN.optional(),
    error: failure/* RunFailure */.a.optional(),
    outputs: schemas/* array */.YOg(StoredOutput),
});
/** An event with its place in the run's log; the id grows and is what a reader resumes from. */
const StoredRunEvent = schemas/* object */.Ikc({ id: schemas/* number */.aig().int(), event: run/* RunEvent */.s4 });
/**
 * Events as a runner reports them. A batch whose answer got lost is sent again under the same id, which the backend
 * then knows; a runner sends one batch at a time, and gives each an id of its own.
 */
const RunEventBatch = schemas/* strictObject */.rej({
    // PostgreSQL gives a UUID back in lower case.
    id: schemas/* uuid */.uRe().toLowerCase().optional(),
    events: schemas/* array */.YOg(run/* RunEvent */.s4).min(1).max(500),
});
/** What a runner gets when it asks what to do. */
const RunJob = schemas/* object */.Ikc({
    runId: schemas/* uuid */.uRe(),
    source: schemas/* object */.Ikc({
        kind: schemas/* enum */.k5n(['git', 'folder']).describe('a repository to fetch, or a folder of the machine to copy'),
        location: schemas/* string */.YjP(),
        ref: schemas/* string */.YjP().optional(),
        title: schemas/* string */.YjP().optional().describe('what people read instead of a location that they must not see'),
    }),
    steps: schemas/* array */.YOg(run/* StepKey */.K1),
    bundle: brand/* BrandBundle */.A0,
});

;// CONCATENATED MODULE: ./plugins/backstage-common/src/runRoutes.ts






const runRoutes_params = { id: exampleId };
const newRun = { templateId: exampleId, source: { upstream: 'open-webui', ref: 'v0.6.5' } };
const runRoutes_path = '/v1/runs';
/** The query of the list of runs, which is in the order of their start, the newest first. */
const RunQuery = schemas/* object */.Ikc({
    limit: coerce/* number */.ai().int().min(1).max(100).default(20),
    offset: coerce/* number */.ai().int().min(0).max(1_000_000_000).default(0),
});
/** The routes of upstreams. */
const upstreamRoutes = {
    listUpstreams: defineRoute({
        method: 'GET',
        path: '/v1/upstreams',
        summary: 'List the upstreams that the portal knows by name',
        permissions: [runReadPermission],
        whenDenied: 'empty-page',
        response: pageOf(Upstream),
    }),
};
/** The routes of runs, for people. */
const runRoutes = {
    listRuns: defineRoute({
        method: 'GET',
        path: runRoutes_path,
        summary: 'List runs, the newest first',
        permissions: [runReadPermission],
        whenDenied: 'empty-page',
        query: RunQuery,
        response: pageOf(Run),
    }),
    startRun: defineRoute({
        method: 'POST',
        path: runRoutes_path,
        summary: 'Start a run',
        // The zip holds what the brand template holds: who starts a run reads the template.
        permissions: [runCreatePermission, brandTemplateReadPermission],
        body: NewRun,
        response: Run,
        status: 201,
        audit: { eventId: 'run-start', severityLevel: 'medium' },
        example: { body: newRun },
    }),
    getRun: defineRoute({
        method: 'GET',
        path: `${runRoutes_path}/:id`,
        summary: 'Get a run',
        permissions: [runReadPermission],
        params: idParams,
        response: Run,
        example: { params: runRoutes_params },
    }),
    cancelRun: defineRoute({
        method: 'POST',
        path: `${runRoutes_path}/:id/cancel`,
        summary: 'Cancel a run',
        permissions: [runReadPermission, runCancelPermission],
        params: idParams,
        response: Run,
        audit: { eventId: 'run-cancel', severityLevel: 'medium' },
        example: { params: runRoutes_params },
    }),
    followRunEvents: defineRoute({
        method: 'GET',
        path: `${runRoutes_path}/:id/events`,
        summary: 'Follow the log of a run as server-sent events, from the one after the header Last-Event-ID',
        permissions: [runReadPermission],
        params: idParams,
        rawResponse: 'text/event-stream',
        example: { params: runRoutes_params },
    }),
    downloadRunOutput: defineRoute({
        method: 'GET',
        path: `${runRoutes_path}/:id/outputs/:outputId/download`,
        summary: 'Download an output of a run',
        permissions: [runReadPermission],
        params: idParams.extend({ outputId: schemas/* uuid */.uRe() }),
        rawResponse: 'application/zip',
        audit: { eventId: 'run-output-download' },
        example: { params: { ...runRoutes_params, outputId: exampleId } },
    }),
};
/** The routes of runs, for runners. */
const runnerRoutes = {
    registerTaskRun: defineRoute({
        method: 'PUT',
        path: '/v1/tasks/:taskId/run',
        summary: 'Record the run that a scaffolder task, started without one, carries',
        caller: 'runner',
        permissions: [runCreatePermission, brandTemplateReadPermission],
        params: schemas/* object */.Ikc({ taskId: schemas/* uuid */.uRe() }),
        body: NewRun,
        response: Run,
        audit: { eventId: 'run-register', severityLevel: 'medium' },
        example: { params: { taskId: exampleId }, body: newRun },
    }),
    getRunJob: defineRoute({
        method: 'GET',
        path: `${runRoutes_path}/:id/job`,
        summary: 'Get what a runner has to do',
        caller: 'runner',
        permissions: [],
        params: idParams,
        response: RunJob,
        audit: { eventId: 'run-job' },
        example: { params: runRoutes_params },
    }),
    reportRunEvents: defineRoute({
        method: 'POST',
        path: `${runRoutes_path}/:id/events`,
        summary: 'Append to the log of a run',
        caller: 'runner',
        permissions: [],
        bodyLimit: '8mb',
        params: idParams,
        body: RunEventBatch,
        audit: { eventId: 'run-report' },
        example: {
            params: runRoutes_params,
            body: { events: [{ type: 'log', at: '2026-01-01T00:00:00.000Z', level: 'info', message: 'Cloned.' }] },
        },
    }),
    uploadRunOutput: defineRoute({
        method: 'PUT',
        path: `${runRoutes_path}/:id/outputs/:name`,
        summary: 'Store a file that a run produced; its digest stands in the header X-Livery-Digest',
        caller: 'runner',
        permissions: [],
        params: idParams.extend({ name: schemas/* string */.YjP().describe('the name of a zip file') }),
        rawBody: 'application/octet-stream',
        response: StoredOutput,
        status: 201,
        audit: { eventId: 'run-output-store', severityLevel: 'medium' },
        example: {
            params: { ...runRoutes_params, name: 'acme.zip' },
            headers: { 'x-livery-digest': `sha256:${'0'.repeat(64)}` },
        },
    }),
};

;// CONCATENATED MODULE: ./plugins/backstage-common/src/client.ts






/** The HTTP API of Livery, typed by the table of its routes. Every answer is parsed by its schema. */
class LiveryClient {
    #options;
    constructor(options) {
        this.#options = options;
    }
    /**
     * Calls any operation of the API by its entry in the table of routes. The others here are shorter names for some of them.
     *
     *     client.call(brandTemplateRoutes.updateBrandTemplate, { params: { id }, revision, body: { name } })
     *
     * @throws LiveryResponseError
     */
    async call(route, ...[request, init]) {
        const { path, ...rest } = toHttp(route, request ?? {}, init);
        const response = await this.#request(path, rest);
        if (route.response) {
            return route.response.parse(await response.json());
        }
        return (route.rawResponse === undefined ? undefined : response);
    }
    listBrandTemplates(query = {}) {
        return this.call(brandTemplateRoutes.listBrandTemplates, { query });
    }
    getBrandTemplate(id) {
        return this.call(brandTemplateRoutes.getBrandTemplate, { params: { id } });
    }
    getBrandBundle(id) {
        return this.call(brandTemplateRoutes.getBrandBundle, { params: { id } });
    }
    /** The bytes of an asset, as a response with its media type; `path` as in {@link BrandTemplate}, below `assets/`. */
    getBrandAsset(id, path) {
        const name = path.replace(/^assets\//, '');
        return this.call(brandTemplateRoutes.getBrandAsset, { params: { id, name } });
    }
    createBrandTemplate(template) {
        return this.call(brandTemplateRoutes.createBrandTemplate, { body: template });
    }
    listUpstreams() {
        return this.call(upstreamRoutes.listUpstreams);
    }
    listRuns(query = {}) {
        return this.call(runRoutes.listRuns, { query });
    }
    getRun(id) {
        return this.call(runRoutes.getRun, { params: { id } });
    }
    startRun(run) {
        return this.call(runRoutes.startRun, { body: run });
    }
    cancelRun(id) {
        return this.call(runRoutes.cancelRun, { params: { id } });
    }
    /** What a runner has to do; only runners may ask. */
    getRunJob(id) {
        return this.call(runnerRoutes.getRunJob, { params: { id } });
    }
    /** Records the run that a scaffolder task, started without one, carries; only runners may. */
    registerTaskRun(taskId, run) {
        return this.call(runnerRoutes.registerTaskRun, { params: { taskId }, body: run });
    }
    /** Appends to the log of a run; only runners may. */
    async reportRunEvents(id, batch) {
        await this.call(runnerRoutes.reportRunEvents, { params: { id }, body: batch });
    }
    /** Stores a file that a run produced; only runners may. The backend checks the digest. */
    uploadRunOutput(id, output) {
        return this.call(runnerRoutes.uploadRunOutput, { params: { id, name: output.name }, body: output.body }, { headers: { 'content-length': String(output.sizeBytes), 'x-livery-digest': output.digest } });
    }
    /** The bytes of an output, as a response to stream or to save. */
    downloadRunOutput(runId, outputId) {
        return this.call(runRoutes.downloadRunOutput, { params: { id: runId, outputId } });
    }
    /**
     * The events of a run, first the stored ones after `after`, then live ones, until the run is final.
     * Ends early without an error when the connection ends: call again with the last id seen.
     */
    async *followRunEvents(id, options = {}) {
        const response = await this.call(runRoutes.followRunEvents, { params: { id } }, {
            headers: { accept: 'text/event-stream', 'last-event-id': String(options.after ?? 0) },
            signal: options.signal,
        });
        if (!response.body) {
            return;
        }
        const stream = response.body
            .pipeThrough(new TextDecoderStream())
            .pipeThrough(new dist_stream/* EventSourceParserStream */.Z());
        const reader = stream.getReader();
        try {
            for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
                yield StoredRunEvent.parse({ id: Number(chunk.value.id), event: JSON.parse(chunk.value.data) });
            }
        }
        finally {
            await reader.cancel();
        }
    }
    async #request(path, init) {
        const response = await this.#options.fetch(`${await this.#options.baseUrl()}${path}`, init);
        if (!response.ok) {
            throw await readRefusal(response);
        }
        return response;
    }
}

;// CONCATENATED MODULE: ./plugins/backstage-common/src/ci.ts



const ci_timestamp = iso/* datetime */.w$();
/** A token or a password, as it goes into a header: visible characters only. */
const secretText = schemas/* string */.YjP().regex(/^[\x21-\x7e]{1,32768}$/, 'must have visible characters only');
/**
 * What a workflow says when it changes the token of its identity for one of the portal: `POST /v1/ci/exchange`, with the token
 * of the identity as the bearer. It names the run that it was started for, or the brand of a run that it starts itself.
 */
const CiExchange = schemas/* union */.KCZ([
    schemas/* strictObject */.rej({ runId: schemas/* uuid */.uRe() }),
    schemas/* strictObject */.rej({ brand: TemplateName }),
]);
/** The answer: a token that opens the routes of this one run, for some minutes. */
const CiSession = schemas/* object */.Ikc({ runId: schemas/* uuid */.uRe(), token: secretText, expiresAt: ci_timestamp });
/** What a workflow has to do: `GET /v1/runs/:id/job`. */
const CiJob = RunJob.extend({
    configuration: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP())
        .default({})
        .describe('the configuration of the app, by the names of its variables'),
    targets: schemas/* array */.YOg(schemas/* string */.YjP()).default([]).describe('where the image goes; empty leaves it to the workflow'),
});
/** A credential that a workflow asks for: `POST /v1/runs/:id/leases`. */
const LeaseRequest = schemas/* strictObject */.rej({
    purpose: schemas/* enum */.k5n(['pull', 'push']),
    registry: schemas/* string */.YjP().min(1).max(255).describe('as references name it'),
    repository: schemas/* string */.YjP().min(1).max(255),
});
/** The answer: a login that ends soon, for this one repository, and is given out once. */
const Lease = schemas/* object */.Ikc({
    id: schemas/* uuid */.uRe(),
    credentials: schemas/* discriminatedUnion */.gMt('kind', [
        schemas/* object */.Ikc({ kind: schemas/* literal */.euz('password'), username: schemas/* string */.YjP().min(1), password: secretText }),
        schemas/* object */.Ikc({ kind: schemas/* literal */.euz('registry-token'), token: secretText }),
    ]),
    expiresAt: ci_timestamp,
});

// EXTERNAL MODULE: ./src/images/src/auth/Secret.ts
var Secret = __webpack_require__(17900);
// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./src/images/src/http/Connections.ts
var Connections = __webpack_require__(44041);
;// CONCATENATED MODULE: ./src/action/src/identity/portalHttp.ts



/** A request that takes longer is given up, in milliseconds. */
const TIMEOUT_MS = 30_000;
/**
 * The address of the API of a portal.
 *
 * @throws LiveryError `usage-invalid` for an address that others could read along
 */
function apiOf(portal) {
    const url = URL.canParse(portal) ? new URL(portal) : undefined;
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && (0,Connections/* isLoopback */.B)(url.host));
    if (!url || !isSafe || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
        throw new errors/* LiveryError */.AV('usage-invalid', {
            message: `${url?.host ? url.host : 'What was given'} cannot be used as the portal: its address has to start with https://, and have no user name and nothing behind a question mark.`,
            hint: 'Give the address at which people open the portal, such as https://backstage.example.',
        });
    }
    return `${url.href.replace(/\/$/, '')}/api/livery`;
}
/** Sends a request with a token, which goes to this address and nowhere else. */
function send(input, init, token, signal) {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${token.reveal()}`);
    const signals = [AbortSignal.timeout(TIMEOUT_MS), init?.signal, signal].filter(each => each !== undefined);
    return fetch(input, {
        ...init,
        headers,
        redirect: 'error',
        signal: AbortSignal.any(signals.filter(each => each !== null)),
    });
}
/** What fetch wants of a request. */
function initOf({ method, body }) {
    return body === undefined
        ? { method, headers: { accept: 'application/json' } }
        : {
            method,
            headers: { accept: 'application/json', 'content-type': 'application/json' },
            body: JSON.stringify(body),
        };
}
/** A refusal by the portal. */
class Refusal extends Error {
    status;
    constructor(status, message) {
        super(message);
        this.name = 'Refusal';
        this.status = status;
    }
}
/** What an answer says, by its schema; an error of {@link toPortalError} if it says something else. */
async function readAnswer(response, schema) {
    const body = await response.json().catch(() => undefined);
    if (!response.ok) {
        throw new Refusal(response.status, messageIn(body) ?? response.statusText);
    }
    const result = schema.safeParse(body);
    if (!result.success) {
        const [issue] = result.error.issues;
        // Which field, and not its value: that may be a secret.
        throw new Refusal(response.status, `its answer is wrong in "${issue?.path.join('.')}": ${issue?.message}`);
    }
    return result.data;
}
/** Backstage's own form of an error, or that of https://www.rfc-editor.org/rfc/rfc9457. */
function messageIn(body) {
    const { error, detail } = (typeof body === 'object' && body !== null ? body : {});
    return [detail, error?.message].find((text) => typeof text === 'string');
}
/** What a person can do about a refusal. */
const hints = {
    401: 'Let the portal trust this repository: the ids of repository and owner belong into its list of trusted workflows.',
    403: 'Check that the run belongs to this workflow: it is opened to the one it was started for.',
    404: 'Check the run or the name of the brand, and that the portal has Livery.',
    409: 'Start a new run: this one is over.',
};
/** The error of a request to the portal. */
function toPortalError(error, purpose) {
    if (error instanceof errors/* LiveryError */.AV) {
        return error;
    }
    const status = (0,retry/* statusOf */.c)(error);
    if (status === undefined) {
        // What fetch throws says "fetch failed", and has the reason below it.
        const { cause } = error;
        return new errors/* LiveryError */.AV('backend-unreachable', {
            message: `${purpose} failed: the portal did not answer (${(0,errors/* messageOf */.bD)(cause ?? error)}).`,
            hint: 'Check the address of the portal, and that the runner can reach it.',
            cause: error,
        });
    }
    return new errors/* LiveryError */.AV('backend-refused', {
        message: `${purpose} failed: the portal answered ${status} (${(0,errors/* messageOf */.bD)(error).slice(0, 500)}).`,
        hint: hints[status] ?? 'Look at the run in the portal, then start a new one.',
        cause: error,
    });
}

// EXTERNAL MODULE: ./src/action/src/identity/RenewedLogin.ts
var RenewedLogin = __webpack_require__(46845);
;// CONCATENATED MODULE: ./src/action/src/identity/PortalSession.ts




/** A session that ends sooner is renewed before it is used, in milliseconds. */
const MARGIN_MS = 30_000;
/**
 * A workflow at a portal: it shows who it is, and is let into what belongs to its one run. Nobody stores a secret for it: the token
 * of its identity is changed for one of the portal that lives for minutes.
 *
 * Every method may throw a LiveryError `backend-unreachable`, `backend-refused`, and those of the identity.
 */
class PortalSession {
    #options;
    #api;
    #reporter;
    #session;
    /** Opens a session. @throws LiveryError also `usage-invalid` for an address that others could read along */
    static async open(options) {
        const api = apiOf(options.url);
        return new PortalSession(options, api, await openSession(options, api, options.purpose));
    }
    constructor(options, api, session) {
        this.#options = options;
        this.#api = api;
        this.#session = session;
        const { onUnheard, retryDelaysMs } = options;
        this.#reporter = new RunReporter({
            client: new LiveryClient({
                baseUrl: () => Promise.resolve(api),
                fetch: (input, init) => this.#fetch(input, init),
            }),
            runId: session.runId,
            onFailure: error => onUnheard?.(toPortalError(error, 'Reporting the run')),
            ...(retryDelaysMs && { retryDelaysMs }),
        });
    }
    get runId() {
        return this.#session.runId;
    }
    /** What to do: source, steps, brand and configuration. */
    getJob() {
        const request = { method: 'GET', path: `/v1/runs/${this.runId}/job` };
        return this.#ask('Asking what to do', request, CiJob);
    }
    /**
     * Logins that the portal lends, for one repository each, when a registry wants one. Where it has none, others are asked.
     *
     * @param purpose - what they are to be good for
     */
    leases(purpose) {
        const logins = new Map();
        return {
            find: (registry, repository) => {
                const name = `${registry}/${repository}`;
                const login = logins.get(name) ??
                    new RenewedLogin/* RenewedLogin */._(`the login for ${name} that the portal lent`, () => this.#lend({ purpose, registry, repository }));
                logins.set(name, login);
                return login.find();
            },
        };
    }
    async #lend(body) {
        const purpose = `Asking for a login to ${body.registry}/${body.repository}`;
        const request = { method: 'POST', path: `/v1/runs/${this.runId}/leases`, body };
        try {
            const { credentials, expiresAt } = await this.#ask(purpose, request, Lease);
            const { secrets } = this.#options;
            const endsAt = Date.parse(expiresAt);
            if (credentials.kind === 'registry-token') {
                const token = secrets.keep(new Secret/* Secret */.z(credentials.token));
                return { credentials: { kind: 'registry-token', token }, endsAt };
            }
            const { kind, username } = credentials;
            const password = secrets.keep(new Secret/* Secret */.z(credentials.password), username);
            return { credentials: { kind, username, password }, endsAt };
        }
        catch (error) {
            if ((0,retry/* statusOf */.c)(error.cause) === 404) {
                return undefined;
            }
            throw error;
        }
    }
    /** Takes an event to be reported soon, without the secrets that are known by then. */
    report(event) {
        this.#reporter.report(withoutSecrets(event, this.#options.secrets));
    }
    /** Waits until everything is reported. */
    async flush() {
        try {
            await this.#reporter.flush();
        }
        catch (error) {
            throw toPortalError(error, 'Reporting the run');
        }
    }
    async #ask(purpose, request, schema) {
        try {
            return await (0,retry/* withRetries */.L)(async () => readAnswer(await this.#fetch(`${this.#api}${request.path}`, initOf(request)), schema), retriesOf(this.#options));
        }
        catch (error) {
            throw toPortalError(error, purpose);
        }
    }
    /** Adds the token of the session, which is renewed when it is about to end. */
    async #fetch(input, init) {
        if (this.#session.endsAt - Date.now() < MARGIN_MS) {
            this.#session = await openSession(this.#options, this.#api, { runId: this.runId });
        }
        return send(input, init, this.#session.token, this.#options.signal);
    }
}
/** The audience is the address of the API: what is shown to one portal is worth nothing at another. */
async function openSession(options, api, body) {
    const { idTokens, secrets, signal } = options;
    const request = { method: 'POST', path: '/v1/ci/exchange', body };
    try {
        const session = await (0,retry/* withRetries */.L)(async () => {
            // The portal takes each once, so that every try needs its own.
            const identity = await idTokens(api);
            return readAnswer(await send(`${api}${request.path}`, initOf(request), identity, signal), CiSession);
        }, retriesOf(options));
        const { runId, token, expiresAt } = session;
        return { runId, token: secrets.keep(new Secret/* Secret */.z(token)), endsAt: Date.parse(expiresAt) };
    }
    catch (error) {
        throw toPortalError(error, 'Showing the portal who we are');
    }
}
function retriesOf({ signal, retryDelaysMs }) {
    return { ...(signal && { signal }), ...(retryDelaysMs && { delaysMs: retryDelaysMs }) };
}
function withoutSecrets(event, secrets) {
    const clean = (told) => ({
        ...told,
        message: secrets.clean(told.message),
        ...('hint' in told && typeof told.hint === 'string' && { hint: secrets.clean(told.hint) }),
    });
    switch (event.type) {
        case 'log':
            return clean(event);
        case 'step.failed':
            return { ...event, error: clean(event.error) };
        case 'run.finished':
            return event.error ? { ...event, error: clean(event.error) } : event;
        default:
            return event;
    }
}


/***/ })

};
;