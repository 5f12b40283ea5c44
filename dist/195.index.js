"use strict";
exports.id = 195;
exports.ids = [195];
exports.modules = {

/***/ 12158:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ withRetries),
/* harmony export */   c: () => (/* binding */ statusOf)
/* harmony export */ });
const delaysMs = [500, 1500, 4000, 10_000];
/** Statuses of an answer that may be another one in a moment. */
const passingStatuses = new Set([408, 429, 500, 502, 503, 504]);
/** Tries a request to the Livery backend again while the failure looks like one that passes. */
async function withRetries(request, options = {}) {
    const delays = options.delaysMs ?? delaysMs;
    for (let attempt = 0;; attempt += 1) {
        try {
            return await request();
        }
        catch (error) {
            const delayMs = delays[attempt];
            if (delayMs === undefined || !mayPass(error) || options.signal?.aborted) {
                throw error;
            }
            await wait(delayMs, options.signal);
        }
    }
}
/** The status of a refusal by the backend; none when it could not be reached. */
function statusOf(error) {
    const { status } = fieldsOf(error);
    return typeof status === 'number' ? status : undefined;
}
function mayPass(error) {
    const status = statusOf(error);
    if (status !== undefined) {
        return passingStatuses.has(status);
    }
    // What fetch throws when there was no answer at all.
    return fieldsOf(error).name === 'TypeError';
}
/** An error by its fields and not by its class: there can be several of the same name. */
function fieldsOf(error) {
    return typeof error === 'object' && error !== null ? error : {};
}
/** Waits, and throws the reason when somebody cancels meanwhile. */
function wait(durationMs, signal) {
    return new Promise((resolve, reject) => {
        const onAbort = () => {
            clearTimeout(timer);
            reject(signal?.reason);
        };
        const timer = setTimeout(() => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
        }, durationMs);
        signal?.addEventListener('abort', onAbort, { once: true });
    });
}


/***/ }),

/***/ 46845:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ RenewedLogin)
/* harmony export */ });
/** A login that ends sooner is fetched anew, in milliseconds. */
const MARGIN_MS = 60_000;
/** A login that is fetched when it is first needed and when it is about to end, once for all who wait for it. */
class RenewedLogin {
    #identity;
    #fetch;
    #login;
    /** @param identity - whose login it is, for errors */
    constructor(identity, fetchLogin) {
        this.#identity = identity;
        this.#fetch = fetchLogin;
    }
    /** @returns undefined if there is none to be had */
    async find() {
        const known = this.#login;
        let login = await (known ?? this.#instead(known));
        if (known && login && login.endsAt - Date.now() < MARGIN_MS) {
            login = await this.#instead(known);
        }
        return login && { credentials: login.credentials, identity: this.#identity };
    }
    /** The login that comes after another, fetched by whoever asks first. */
    #instead(known) {
        if (this.#login !== known && this.#login) {
            return this.#login;
        }
        const fetching = this.#fetch();
        this.#login = fetching;
        // One that failed is tried anew by whoever comes next.
        fetching.catch(() => {
            this.#login = undefined;
        });
        return fetching;
    }
}


/***/ }),

/***/ 83586:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  R: () => (/* reexport */ KnownSecrets),
  PH: () => (/* reexport */ WorkflowClaims),
  ds: () => (/* reexport */ claimsOf),
  f$: () => (/* reexport */ githubIdTokens),
  Z7: () => (/* reexport */ openPortal),
  wI: () => (/* reexport */ parseLogins),
  Ko: () => (/* reexport */ registryLogins)
});

// UNUSED EXPORTS: registryOfServer

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 10 modules
var core = __webpack_require__(57264);
// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./src/images/src/auth/Secret.ts
var Secret = __webpack_require__(17900);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
;// CONCATENATED MODULE: ./src/action/src/identity/idTokens.ts




/** The tokens of GitHub: https://docs.github.com/en/actions/concepts/security/openid-connect */
function githubIdTokens(secrets, environment = process.env) {
    return async (audience) => {
        if (!environment.ACTIONS_ID_TOKEN_REQUEST_URL || !environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN) {
            throw new errors/* LiveryError */.AV('credentials-invalid', {
                message: `GitHub gives this job no token of its identity, which ${audience} wants to see.`,
                hint: 'Add "id-token: write" to the permissions of the job. Pull requests from forks never get one.',
            });
        }
        try {
            return secrets.keep(new Secret/* Secret */.z(await core/* getIDToken */.V9(audience)));
        }
        catch (error) {
            const reason = secrets.clean((0,errors/* messageOf */.bD)(error)).replace(/\s+/g, ' ').slice(0, 300);
            throw new errors/* LiveryError */.AV('identity-unavailable', {
                message: `GitHub did not give a token of the identity of this job for ${audience}: ${reason}`,
                hint: 'Run the job again; if it stays like this, look at https://www.githubstatus.com.',
                cause: error,
            });
        }
    };
}
/** What GitHub says of a workflow run: https://docs.github.com/en/actions/reference/security/oidc#oidc-token-claims */
const WorkflowClaims = schemas/* object */.Ikc({
    iss: schemas/* url */.OZ5(),
    ref: schemas/* string */.YjP(),
    sha: schemas/* string */.YjP(),
    repository: schemas/* string */.YjP(),
    event_name: schemas/* string */.YjP(),
    workflow_ref: schemas/* string */.YjP(),
    job_workflow_ref: schemas/* string */.YjP(),
    repository_id: schemas/* string */.YjP(),
    repository_owner_id: schemas/* string */.YjP(),
    /** `public`, `private` or `internal`; an older Enterprise Server does not say it. */
    repository_visibility: schemas/* string */.YjP().optional(),
    runner_environment: schemas/* string */.YjP(),
    run_id: schemas/* string */.YjP(),
    run_attempt: schemas/* string */.YjP(),
});
/**
 * What a token says, without a look at its signature: that is for those whom it is shown to.
 *
 * @returns undefined for what is no such token
 */
function claimsOf(token, schema) {
    const [, payload = ''] = token.reveal().split('.');
    try {
        return schema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).data;
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/action/src/identity/KnownSecrets.ts


/** The runner would blot out half of the log for a shorter one. */
const SHORTEST_MASKED = 4;
/**
 * Every secret of a run: the runner blots it out in what it shows, and we take it out of what we send.
 *
 * The runner knows eleven forms of a value, but not these: hexadecimal, base64url, and a user name with its password in base64 as
 * one string. https://github.com/actions/runner/blob/main/src/Runner.Common/HostContext.cs
 */
class KnownSecrets {
    #mask;
    #redactor = new Secret/* Redactor */.p();
    #masked = new Set();
    /** @param mask - tells the runner of a value */
    constructor(mask = core/* setSecret */.Pq) {
        this.#mask = mask;
    }
    /** For those who talk to others with a secret, and print what they answer. */
    get redactor() {
        return this.#redactor;
    }
    /**
     * Remembers a secret, and hands it back: to be called in the statement that obtains it.
     *
     * @param username - who logs in with it, if somebody does
     */
    keep(secret, username) {
        this.#keepForms(secret);
        if (username !== undefined && secret.reveal() !== '') {
            const pair = Buffer.from(`${username}:${secret.reveal()}`, 'utf8').toString('base64');
            this.#keepForms(new Secret/* Secret */.z(pair));
        }
        return secret;
    }
    /** A text without any of them. */
    clean(text) {
        return this.#redactor.clean(text);
    }
    #keepForms(secret) {
        this.#redactor.add(secret);
        const value = secret.reveal();
        if (value.length < SHORTEST_MASKED) {
            return;
        }
        const bytes = Buffer.from(value, 'utf8');
        for (const form of [value, bytes.toString('hex'), bytes.toString('base64url')]) {
            if (!this.#masked.has(form)) {
                this.#masked.add(form);
                this.#mask(form);
            }
        }
    }
}

;// CONCATENATED MODULE: ./src/action/src/identity/openPortal.ts
/** Opens a session at a portal. What speaks with portals is loaded only for those who have one. */
async function openPortal(options) {
    const { PortalSession: Session } = await Promise.all(/* import() */[__webpack_require__.e(234), __webpack_require__.e(238)]).then(__webpack_require__.bind(__webpack_require__, 99238));
    return Session.open(options);
}

// EXTERNAL MODULE: ./src/engine/src/document.ts
var src_document = __webpack_require__(30790);
// EXTERNAL MODULE: ./src/images/src/reference/reference.ts
var reference = __webpack_require__(19192);
// EXTERNAL MODULE: ./src/images/src/targets/amazon/ecrHost.ts
var ecrHost = __webpack_require__(5763);
// EXTERNAL MODULE: ./src/images/src/targets/rules.ts + 9 modules
var rules = __webpack_require__(78288);
;// CONCATENATED MODULE: ./src/action/src/identity/RegistryLogin.ts




const RegistryLogin_text = schemas/* string */.YjP().min(1);
/** What tells the ways to log in apart: each has one of these. */
const WAYS = ['password', 'role', 'robot', 'connection'];
/** An entry of the input, as it is written. */
const LoginEntry = schemas/* strictObject */.rej({
    registry: RegistryLogin_text
        .refine(reference/* isRegistry */.Cf, 'must be the host of a registry, such as ghcr.io, without https://')
        // References name it so, however it is written here.
        .transform(host => /^(?:index\.|registry-1\.)?docker\.io$/i.test(host) ? 'docker.io' : host.toLowerCase()),
    username: RegistryLogin_text.optional(),
    password: RegistryLogin_text.transform(value => new Secret/* Secret */.z(value)).optional(),
    role: RegistryLogin_text
        .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, 'must be a role, such as arn:aws:iam::123456789012:role/livery')
        .optional(),
    robot: RegistryLogin_text.regex(/^[\w.-]+\+[\w.-]+$/, 'must be the name of a robot, such as acme+livery').optional(),
    connection: schemas/* uuid */.uRe('must be the id of a connection, as Docker Home shows it').optional(),
})
    .superRefine((entry, context) => {
    const { registry, username } = entry;
    const ways = WAYS.filter(way => entry[way] !== undefined);
    const refuse = (path, message) => context.addIssue({ code: 'custom', path: [path], message });
    if (ways.length !== 1) {
        refuse('registry', `${registry} needs one of ${WAYS.join(', ')}, and has ${ways.join(' and ') || 'none'}`);
    }
    if (entry.role !== undefined && !(0,ecrHost/* parseEcrHost */.wl)(registry)) {
        refuse('role', `is for Amazon ECR, and ${registry} is none`);
    }
    if (entry.robot !== undefined && !['quay_io', 'generic'].includes((0,rules/* kindOfRegistry */.z)(registry))) {
        refuse('robot', `is for Quay, and ${registry} is none`);
    }
    if (entry.connection !== undefined && registry !== 'docker.io') {
        refuse('connection', `is for docker.io, and ${registry} is another registry`);
    }
    if (entry.connection !== undefined && username === undefined) {
        refuse('connection', 'wants the organisation as "username"');
    }
});
function loginOf({ registry, username, password, role, robot, connection, }) {
    if (role !== undefined) {
        return { kind: 'aws-role', registry, role };
    }
    if (robot !== undefined) {
        return { kind: 'quay-robot', registry, robot };
    }
    if (connection !== undefined) {
        return { kind: 'docker-hub-connection', registry, username: username ?? '', connection };
    }
    return {
        kind: 'password',
        registry,
        ...(username !== undefined && { username }),
        password: password ?? new Secret/* Secret */.z(''),
    };
}
const LoginEntries = schemas/* array */.YOg(LoginEntry)
    .superRefine((entries, context) => {
    entries.forEach(({ registry }, position) => {
        if (entries.findIndex(other => other.registry === registry) < position) {
            context.addIssue({
                code: 'custom',
                path: [position, 'registry'],
                message: `${registry} is there twice`,
            });
        }
    });
})
    .transform(entries => entries.map(loginOf));
const HINT = 'Write a list with "- registry: HOST" and below it "username" and "password", or "role", "robot" or "connection"; a password as ${{ toJSON(secrets.NAME) }}, so that no character of it means something.';
/**
 * Reads the logins of an input: a list in YAML. Nothing of a secret is in an error.
 *
 * @throws LiveryError `usage-invalid`, naming every wrong entry with its line
 */
function parseLogins(input) {
    if (input.trim() === '') {
        return [];
    }
    try {
        return (0,src_document/* parseYaml */.h)(input, LoginEntries, { file: 'The input logins', code: 'usage-invalid', hint: HINT });
    }
    catch (error) {
        if (error instanceof errors/* LiveryError */.AV && !error.message.startsWith('The input logins is not valid: ')) {
            // What the parser of YAML says can quote the text, and with it a part of a password.
            throw new errors/* LiveryError */.AV('usage-invalid', { message: 'The input logins is not valid YAML.', hint: HINT });
        }
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/images/src/targets/login.ts


function invalid({ kind, registry }, why, hint) {
    const { documentation } = (0,rules/* rulesOf */.f)(kind).login;
    return new errors/* LiveryError */.AV('credentials-invalid', {
        message: `The login for ${registry} cannot be used: ${why}.`,
        hint: `${hint} See ${documentation}.`,
    });
}
/**
 * A login of a token, with the user name that the registry wants with it.
 *
 * @param username - whose token it is, where that is known
 * @throws LiveryError `credentials-invalid`
 */
function tokenLogin(place, token, username) {
    const { title, login } = (0,rules/* rulesOf */.f)(place.kind);
    const user = username ?? login.tokenUser;
    if (user === undefined) {
        throw invalid(place, `${title} wants a user name with a token`, login.advice);
    }
    const credentials = { kind: 'password', username: user, password: token };
    checkLogin(place, credentials);
    return credentials;
}
/**
 * Looks at a login before it is sent.
 *
 * @throws LiveryError `credentials-invalid` for one that the registry is known to refuse
 */
function checkLogin(place, credentials) {
    if (credentials.kind !== 'password') {
        return;
    }
    const { login } = (0,rules/* rulesOf */.f)(place.kind);
    if (credentials.username === '' || credentials.password.reveal() === '') {
        throw invalid(place, `its ${credentials.username === '' ? 'user name' : 'password'} is empty`, login.advice);
    }
    const problem = login.check?.(credentials);
    if (problem) {
        throw invalid(place, problem.why, problem.hint);
    }
}
/** The command with which a person logs in, without a secret. */
function loginCommand({ kind, registry }) {
    return rulesOf(kind).login.command(registry);
}

// EXTERNAL MODULE: ./src/images/src/targets/amazon/AwsClient.ts
var AwsClient = __webpack_require__(78597);
;// CONCATENATED MODULE: ./src/images/src/targets/amazon/webIdentity.ts




/** A session that ends sooner is not used again, in milliseconds. */
const MARGIN_MS = 300_000;
const roleName = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
/** The text of an element without others in it. The answers of this service are small, and their texts have nothing to escape. */
function textOf(answer, element) {
    return (new RegExp(`<${element}>([^<>&]*)</${element}>`).exec(answer.body.toString('utf8'))?.[1]?.trim() ?? '');
}
function xmlErrorOf(answer) {
    const name = textOf(answer, 'Code');
    return name === '' ? undefined : { name: name.slice(0, 100), text: textOf(answer, 'Message') };
}
/**
 * The access keys of a role, for a token of somebody whom the role trusts: nothing has to be stored.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 *
 * What it answers may throw a LiveryError `registry-denied`, `registry-refused`, `registry-failed`, `registry-limited`,
 * `registry-unreachable`, `cancelled`.
 *
 * @throws LiveryError `usage-invalid`
 */
function webIdentityCredentials(identity) {
    if (!roleName.test(identity.roleArn)) {
        throw new errors/* LiveryError */.AV('usage-invalid', {
            message: `${JSON.stringify(identity.roleArn)} is not the name of a role of AWS.`,
            hint: 'Write it as arn:aws:iam::123456789012:role/name, as the console shows it.',
        });
    }
    let known;
    return async () => {
        if (!known || known.expiresAt - Date.now() < MARGIN_MS) {
            known = await assumeRole(identity);
        }
        return known.credentials;
    };
}
async function assumeRole(identity) {
    const { roleArn, region, sessionName = 'livery' } = identity;
    const redactor = new Secret/* Redactor */.p();
    const purpose = `Taking the role ${roleArn}`;
    const client = new AwsClient/* AwsClient */.t6(`https://sts.${region}.${(0,ecrHost/* awsDomainOf */.LA)(region)}/`, redactor, identity);
    try {
        const who = 'the token of the identity that was given';
        const { answer, error } = await client.call({ purpose, identity: who }, async () => {
            const token = redactor.add(await identity.token());
            const form = new URLSearchParams({
                Action: 'AssumeRoleWithWebIdentity',
                Version: '2011-06-15',
                RoleArn: roleArn,
                RoleSessionName: sessionName.replace(/[^\w+=,.@-]/g, '-').slice(0, 64),
                WebIdentityToken: token.reveal(),
            });
            return {
                headers: { 'content-type': 'application/x-www-form-urlencoded' },
                body: Buffer.from(form.toString(), 'utf8'),
            };
        }, xmlErrorOf);
        if (answer.status !== 200) {
            throw client.refused(purpose, who, `sts:AssumeRoleWithWebIdentity, in the trust policy of ${roleArn},`, answer, error);
        }
        return sessionOf(answer, redactor, identity);
    }
    finally {
        client.close();
    }
}
function sessionOf(answer, redactor, { roleArn }) {
    const accessKeyId = textOf(answer, 'AccessKeyId');
    const secretAccessKey = (0,AwsClient/* secretFrom */.lO)(redactor, textOf(answer, 'SecretAccessKey'));
    const sessionToken = (0,AwsClient/* secretFrom */.lO)(redactor, textOf(answer, 'SessionToken'));
    const expiresAt = Date.parse(textOf(answer, 'Expiration'));
    const isWhole = [accessKeyId, secretAccessKey.reveal(), sessionToken.reveal()].every(part => part !== '');
    if (!isWhole || Number.isNaN(expiresAt)) {
        throw new errors/* LiveryError */.AV('registry-failed', {
            message: `Taking the role ${roleArn} failed: the answer has no access key that can be used.`,
            hint: 'Check the endpoint; that of AWS answers as it should.',
        });
    }
    const credentials = { accessKeyId, secretAccessKey, sessionToken, from: `the role ${roleArn}` };
    return { credentials, expiresAt };
}

// EXTERNAL MODULE: ./src/images/src/targets/amazon/EcrLogins.ts
var EcrLogins = __webpack_require__(80699);
// EXTERNAL MODULE: ./src/images/src/http/HttpClient.ts + 5 modules
var HttpClient = __webpack_require__(77893);
// EXTERNAL MODULE: ./src/images/src/http/Deadline.ts
var Deadline = __webpack_require__(93430);
// EXTERNAL MODULE: ./src/images/src/http/Connections.ts
var Connections = __webpack_require__(44041);
;// CONCATENATED MODULE: ./src/action/src/identity/exchangeToken.ts



const DEADLINE_MS = 60_000;
const MAXIMUM_ANSWER_BYTES = 64 * 1024;
/** It goes into a header as it is. */
const TokenText = schemas/* string */.YjP().regex(/^[\x21-\x7e]{1,32768}$/);
/**
 * Changes the token of an identity for one of a registry.
 *
 * @throws LiveryError `registry-denied`, `registry-failed`, `registry-limited`, `registry-unreachable`, `registry-unsafe`,
 * `usage-invalid`, `cancelled`
 */
async function exchangeToken(exchange) {
    const { purpose, identity, secrets, path, retry, signal } = exchange;
    const url = new URL(path, addressOf(exchange));
    const http = new HttpClient/* HttpClient */.Q({
        host: url.host,
        plainHttp: url.protocol === 'http:',
        redactor: secrets.redactor,
        ...(retry && { retry }),
    });
    try {
        const answer = await (0,Deadline/* withDeadline */.N)(DEADLINE_MS, signal, async (deadline) => {
            const { body, ...request } = await exchange.request();
            return http.send({
                purpose,
                identity,
                ...request,
                url,
                ...(body && { body: { sizeBytes: body.length, open: () => body } }),
                expect: [200, 400, 401, 403, 404],
                maximumBytes: MAXIMUM_ANSWER_BYTES,
                // The token of an identity is for this one service.
                redirects: 'same-origin',
            }, deadline);
        });
        return tokenIn(answer, exchange);
    }
    finally {
        http.close();
    }
}
function addressOf({ endpoint, service }) {
    const url = URL.canParse(endpoint ?? service) ? new URL(endpoint ?? service) : undefined;
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && (0,Connections/* isLoopback */.B)(url.host));
    if (!url || !isSafe) {
        throw new errors/* LiveryError */.AV('usage-invalid', {
            message: `The address ${JSON.stringify(endpoint ?? service)} cannot be asked for a token: it has to start with https://.`,
            hint: `Leave it out, which means ${service}.`,
        });
    }
    return url.href;
}
function tokenIn(answer, { purpose, identity, secrets, hint, field }) {
    if (answer.status !== 200) {
        throw new errors/* LiveryError */.AV('registry-denied', {
            message: `${purpose} failed: ${answer.url.host} answered ${answer.status}${reasonIn(answer, secrets)} to ${identity}.`,
            hint,
        });
    }
    const token = TokenText.safeParse(jsonOf(answer)?.[field]);
    if (!token.success) {
        throw new errors/* LiveryError */.AV('registry-failed', {
            message: `${purpose} failed: the answer of ${answer.url.host} has no token in "${field}".`,
            hint: 'Check the address; if it is right, tell those who run the registry.',
        });
    }
    return secrets.keep(new Secret/* Secret */.z(token.data));
}
function jsonOf(answer) {
    try {
        return schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J()).safeParse(JSON.parse(answer.body.toString('utf8'))).data;
    }
    catch {
        return undefined;
    }
}
/** What services write into the answer when they refuse; each has its own name for it. */
function reasonIn(answer, secrets) {
    const body = jsonOf(answer) ?? {};
    const text = [body.error_description, body.message, body.detail, body.error].find((value) => typeof value === 'string' && value !== '');
    return text === undefined
        ? ''
        : ` (${secrets
            .clean(text)
            .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
            .slice(0, 300)})`;
}

;// CONCATENATED MODULE: ./src/action/src/identity/dockerHub.ts

const SERVICE = 'https://identity.docker.com';
/** Asked for in seconds; from 300 to 3600 can be had. A login is fetched when it is needed, so it need not last. */
const DOCKER_HUB_LIFETIME_SECONDS = 900;
/**
 * A token of an organisation of Docker Hub, for the token of an identity.
 * https://github.com/docker/login-action#docker-hub and https://www.rfc-editor.org/rfc/rfc8693
 *
 * @throws LiveryError as {@link exchangeToken}, and of the identity
 */
function dockerHubToken({ connection }, idTokens, secrets, options = {}) {
    return exchangeToken({
        ...options,
        purpose: 'Logging in to docker.io',
        identity: `the identity of this workflow over the connection ${connection}`,
        service: SERVICE,
        path: '/oauth/token',
        secrets,
        request: async () => {
            const token = await idTokens(SERVICE);
            const form = new URLSearchParams({
                grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
                subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
                subject_token: token.reveal(),
                connection_id: connection,
                expires_in: String(DOCKER_HUB_LIFETIME_SECONDS),
            });
            return {
                method: 'POST',
                headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
                body: Buffer.from(form.toString(), 'utf8'),
            };
        },
        hint: 'In Docker Home, check the id of the connection, and that one of its rules names the subject of this workflow and the repository.',
        field: 'access_token',
    });
}

;// CONCATENATED MODULE: ./src/action/src/identity/quay.ts


/**
 * The password of a robot for an hour, for the token of an identity that it is federated with.
 * https://docs.redhat.com/en/documentation/red_hat_quay/3/html/manage_red_hat_quay/keyless-authentication-robot-accounts
 *
 * @throws LiveryError as {@link exchangeToken}, and of the identity
 */
function quayToken({ registry, robot }, idTokens, secrets, options = {}) {
    return exchangeToken({
        ...options,
        purpose: `Logging in to ${registry} as the robot ${robot}`,
        identity: 'the identity of this workflow',
        service: `https://${registry}`,
        path: '/oauth2/federation/robot/token',
        secrets,
        request: async () => {
            // Quay compares issuer and subject, and no audience; one of its own keeps the token from being used elsewhere.
            const token = await idTokens(`https://${registry}`);
            const pair = Buffer.from(`${robot}:${token.reveal()}`, 'utf8').toString('base64');
            const authorization = secrets.keep(new Secret/* Secret */.z(pair));
            return { method: 'GET', authorization: new Secret/* Secret */.z(`Basic ${authorization.reveal()}`) };
        },
        hint: `In Quay, set up the federation of ${robot} with the issuer https://token.actions.githubusercontent.com and the subject of this workflow.`,
        field: 'token',
    });
}

// EXTERNAL MODULE: ./src/action/src/identity/RenewedLogin.ts
var RenewedLogin = __webpack_require__(46845);
;// CONCATENATED MODULE: ./src/action/src/identity/registryLogins.ts






/** How long a token of Quay is believed to live when it does not say it, in milliseconds. */
const QUAY_LIFETIME_MS = 600_000;
/** The audience that AWS wants. https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws */
const AWS_AUDIENCE = 'sts.amazonaws.com';
/** When it ends, in seconds since 1970: https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4 */
const Expiry = schemas/* object */.Ikc({ exp: schemas/* number */.aig() });
/**
 * The logins of a workflow, in memory and nowhere else. What has to be fetched is fetched when a registry wants it, and again
 * before it ends: a token of Docker Hub is gone after some minutes, and a build can take an hour.
 *
 * @throws LiveryError `credentials-invalid`, `usage-invalid` for a login that cannot work
 */
function registryLogins(options) {
    const { github } = options;
    const sources = new Map(options.logins.map(login => [login.registry, sourceOf(login, options)]));
    if (github) {
        const registry = registryOfServer(github.serverUrl);
        const password = options.secrets.keep(github.token, github.actor);
        sources.set(registry, sources.get(registry) ??
            fixed({ kind: 'password', username: github.actor, password }, 'the token of this job'));
    }
    return {
        find: (registry, repository) => Promise.resolve(sources.get(registry)?.find(registry, repository)),
    };
}
/** The registry that belongs to a GitHub: the token of a job opens that one, and no other is shown it. */
function registryOfServer(serverUrl) {
    const { host } = new URL(serverUrl);
    return host === 'github.com' ? 'ghcr.io' : `containers.${host}`;
}
function sourceOf(login, options) {
    const { registry } = login;
    const { idTokens, secrets, endpoints = {}, signal } = options;
    const place = { registry, kind: (0,rules/* kindOfRegistry */.z)(registry) };
    const exchange = { ...(signal && { signal }), ...endpoints.exchange };
    switch (login.kind) {
        case 'password': {
            const { username, password } = login;
            secrets.keep(password, username);
            const credentials = tokenLogin(place, password, username);
            return fixed(credentials, credentials.kind === 'password' ? `user "${credentials.username}"` : 'the token');
        }
        case 'aws-role': {
            const aws = { ...(signal && { signal }), ...endpoints.aws };
            const region = (0,ecrHost/* parseEcrHost */.wl)(registry)?.region ?? '';
            const role = webIdentityCredentials({
                ...aws,
                roleArn: login.role,
                region,
                token: () => idTokens(AWS_AUDIENCE),
            });
            return keeping(secrets, (0,EcrLogins/* ecrLogins */.X)(() => ({
                ...aws,
                credentials: async () => {
                    const found = await role();
                    secrets.keep(found.secretAccessKey);
                    return found.sessionToken ? { ...found, sessionToken: secrets.keep(found.sessionToken) } : found;
                },
            })));
        }
        case 'quay-robot':
            return new RenewedLogin/* RenewedLogin */._(`the robot ${login.robot}`, async () => {
                const password = await quayToken(login, idTokens, secrets, exchange);
                const ends = claimsOf(password, Expiry)?.exp;
                return {
                    credentials: kept(secrets, login.robot, password),
                    endsAt: ends === undefined ? Date.now() + QUAY_LIFETIME_MS : ends * 1000,
                };
            });
        case 'docker-hub-connection':
            return new RenewedLogin/* RenewedLogin */._(`the organisation ${login.username}`, async () => {
                const password = await dockerHubToken(login, idTokens, secrets, exchange);
                const credentials = kept(secrets, login.username, password);
                checkLogin(place, credentials);
                // It may grant less than it was asked for.
                const ends = claimsOf(password, Expiry)?.exp ?? Infinity;
                return {
                    credentials,
                    endsAt: Math.min(Date.now() + DOCKER_HUB_LIFETIME_SECONDS * 1000, ends * 1000),
                };
            });
    }
}
function kept(secrets, username, password) {
    return { kind: 'password', username, password: secrets.keep(password, username) };
}
function fixed(credentials, identity) {
    return { find: () => Promise.resolve({ credentials, identity }) };
}
/** Remembers the passwords that a source gives out. */
function keeping(secrets, source) {
    return {
        async find(registry, repository) {
            const found = await source.find(registry, repository);
            if (found?.credentials.kind === 'password') {
                secrets.keep(found.credentials.password, found.credentials.username);
            }
            return found;
        },
    };
}

;// CONCATENATED MODULE: ./src/action/src/identity/index.ts
/**
 * Who a workflow is, and what that opens: registries and the portal. Secrets are in memory only.
 *
 * @packageDocumentation
 */







/***/ }),

/***/ 75404:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  _n: () => (/* reexport */ pullRequestOf),
  m4: () => (/* reexport */ storeAttestation),
  n6: () => (/* reexport */ writeToPullRequest)
});

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
;// CONCATENATED MODULE: ./src/action/src/pullRequest/pullRequestOf.ts

const Repository = schemas/* object */.Ikc({ id: schemas/* number */.aig(), full_name: schemas/* string */.YjP() });
/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request */
const Payload = schemas/* object */.Ikc({
    repository: Repository,
    pull_request: schemas/* object */.Ikc({
        number: schemas/* number */.aig().int().positive(),
        // Without a repository its fork is gone.
        head: schemas/* object */.Ikc({ sha: schemas/* string */.YjP().regex(/^[\da-f]{40,64}$/), repo: Repository.nullable() }),
        base: schemas/* object */.Ikc({ repo: Repository }),
    }),
});
/**
 * The pull request that a workflow runs for, if what it writes there is its own: from a branch of the same repository, and to that
 * repository, never to the one it was forked from. Others come with code of strangers, who would decide what we write; GitHub gives
 * the job a token that can only read then, and events that give it more are not answered at all.
 */
function pullRequestOf({ name, payload, repository }) {
    if (name !== 'pull_request') {
        return /^pull_request|^workflow_run$|^issue_comment$/.test(name)
            ? {
                reason: `nothing is written to pull requests on the event ${name}, which code of strangers can start`,
            }
            : {};
    }
    const parsed = Payload.safeParse(payload);
    if (!parsed.success) {
        return { reason: 'the event does not say which pull request it is about' };
    }
    const { pull_request: request, repository: own } = parsed.data;
    const { head, base, number } = request;
    if (head.repo?.id !== own.id) {
        return { reason: `pull request ${number} comes from ${head.repo?.full_name ?? 'a fork that is gone'}` };
    }
    if (base.repo.id !== own.id || own.full_name !== repository) {
        return {
            reason: `pull request ${number} is one of ${base.repo.full_name}, and this workflow is one of ${repository}`,
        };
    }
    const [owner = '', repo = ''] = repository.split('/');
    return { pullRequest: { owner, repo, number, headSha: head.sha } };
}

// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
;// CONCATENATED MODULE: ./src/action/src/pullRequest/storeAttestation.ts

/**
 * Adds a bundle to what GitHub lists of a repository, where `gh attestation verify` looks first.
 * https://docs.github.com/en/rest/repos/attestations
 *
 * @throws LiveryError `github-refused`
 */
async function storeAttestation(bundle, store) {
    const { getOctokit } = await __webpack_require__.e(/* import() */ 916).then(__webpack_require__.bind(__webpack_require__, 84916));
    const [owner = '', repo = ''] = store.repository.split('/');
    const octokit = getOctokit(store.token.reveal(), { baseUrl: store.apiUrl });
    try {
        await octokit.rest.repos.createAttestation({ owner, repo, bundle: { ...bundle } });
    }
    catch (error) {
        throw new errors/* LiveryError */.AV('github-refused', {
            message: `GitHub did not take an attestation of ${store.repository}: ${(0,errors/* messageOf */.bD)(error).slice(0, 300)}.`,
            hint: 'Add "attestations: write" to the permissions of the job. The attestation is attached to the image all the same.',
            cause: error,
        });
    }
}

// EXTERNAL MODULE: ./plugins/backstage-common/src/retry.ts
var retry = __webpack_require__(12158);
;// CONCATENATED MODULE: ./src/action/src/pullRequest/body.ts
/** What GitHub takes, in characters. https://github.com/orgs/community/discussions/27190 and https://docs.github.com/en/rest/checks/runs */
const MAXIMUM_BODY = 65_000;
const CUT = '\n\nThe rest is in the summary of the job.\n';
/**
 * The line by which a comment is found again. It is not shown.
 *
 * @param key - what tells comments of one workflow apart, such as the name of a brand
 */
function markerOf(key) {
    return `<!-- livery ${encodeURIComponent(key).replaceAll('-', '%2D')} -->`;
}
/** A comment: the marker, and what the summary of the job says. */
function commentOf(key, summary) {
    return cut(`${markerOf(key)}\n${withoutMentions(summary)}`);
}
/** What a check shows. */
function checkSummaryOf(summary) {
    return cut(withoutMentions(summary));
}
/** Cut at the end of a line. */
function cut(text) {
    if (text.length <= MAXIMUM_BODY) {
        return text;
    }
    const end = text.lastIndexOf('\n', MAXIMUM_BODY - CUT.length);
    return `${text.slice(0, end < 0 ? MAXIMUM_BODY - CUT.length : end)}${CUT}`;
}
/** A name in the text of upstream is not somebody who wants to hear of it. The digest of an image has letters before its sign. */
function withoutMentions(text) {
    return text.replace(/(^|[^\w`/.-])@(?=[a-z\d])/gi, '$1&#64;');
}

;// CONCATENATED MODULE: ./src/action/src/pullRequest/writeToPullRequest.ts



/** What the token has to be allowed, by the kind of note. */
const rights = {
    comment: '"pull-requests: write"',
    check: '"checks: write"',
};
/**
 * Writes to a pull request, or corrects what an earlier run wrote there.
 *
 * @throws LiveryError `github-refused`
 */
async function writeToPullRequest(note) {
    const { getOctokit } = await __webpack_require__.e(/* import() */ 916).then(__webpack_require__.bind(__webpack_require__, 84916));
    const octokit = getOctokit(note.token.reveal(), { baseUrl: note.apiUrl });
    try {
        const write = note.style === 'comment' ? writeComment : writeCheck;
        // The whole of it again, and not one request: an answer can get lost after what was asked for was done.
        return await (0,retry/* withRetries */.L)(() => write(octokit, note), note.retryDelaysMs && { delaysMs: note.retryDelaysMs });
    }
    catch (error) {
        const { number, owner, repo } = note.pullRequest;
        const { status } = error;
        throw new errors/* LiveryError */.AV('github-refused', {
            message: `The ${note.style} on pull request ${number} of ${owner}/${repo} could not be written: ${(0,errors/* messageOf */.bD)(error).slice(0, 300)}.`,
            hint: status === 403 || status === 404
                ? `Add ${rights[note.style]} to the permissions of the job.`
                : 'The summary of the job says the same. Run the job again, or look at https://www.githubstatus.com.',
            cause: error,
        });
    }
}
async function writeComment(octokit, note) {
    const { owner, repo, number } = note.pullRequest;
    const body = commentOf(note.key, note.summary);
    const isOurs = await ourComments(octokit, note);
    const marker = markerOf(note.key);
    const comments = await octokit.paginate(octokit.rest.issues.listComments, {
        owner,
        repo,
        issue_number: number,
        per_page: 100,
    });
    const own = comments.find(comment => comment.body?.startsWith(`${marker}\n`) && isOurs(comment.user));
    if (own?.body === body) {
        return { state: 'unchanged', url: own.html_url };
    }
    const { data } = own
        ? await octokit.rest.issues.updateComment({ owner, repo, comment_id: own.id, body })
        : await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body });
    return { state: own ? 'updated' : 'created', url: data.html_url };
}
/**
 * Whose comments are ours: whoever can write a comment can write our marker, and what others wrote is left alone. The token of a
 * job cannot ask who it is, and is a bot; one of a person can.
 */
async function ourComments(octokit, note) {
    // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    if (note.token.reveal().startsWith('ghs_')) {
        return (user) => user?.type === 'Bot';
    }
    const { data } = await octokit.rest.users.getAuthenticated();
    return (user) => user?.login === data.login;
}
async function writeCheck(octokit, note) {
    const { owner, repo, headSha } = note.pullRequest;
    const name = `Livery: ${note.key}`;
    const output = { title: titles[note.conclusion], summary: checkSummaryOf(note.summary) };
    const state = { status: 'completed', conclusion: note.conclusion, output };
    const { data: found } = await octokit.rest.checks.listForRef({
        owner,
        repo,
        ref: headSha,
        check_name: name,
        filter: 'latest',
    });
    // Another app may have a check of this name; it cannot be changed by us.
    const own = found.check_runs.find(({ external_id: id }) => id === markerOf(note.key));
    if (own?.conclusion === note.conclusion && own.output.summary === output.summary) {
        return { state: 'unchanged', url: own.html_url ?? '' };
    }
    const { data } = own
        ? await octokit.rest.checks.update({ owner, repo, check_run_id: own.id, ...state })
        : await octokit.rest.checks.create({
            owner,
            repo,
            name,
            head_sha: headSha,
            external_id: markerOf(note.key),
            ...state,
        });
    return { state: own ? 'updated' : 'created', url: data.html_url ?? '' };
}
const titles = {
    success: 'The brand is applied',
    failure: 'The brand could not be applied',
    neutral: 'Nothing was applied',
};

;// CONCATENATED MODULE: ./src/action/src/pullRequest/index.ts
/**
 * What is told on pull requests, and stored at GitHub beside the code.
 *
 * @packageDocumentation
 */





/***/ }),

/***/ 6498:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $p: () => (/* binding */ driftOf),
/* harmony export */   qO: () => (/* binding */ isOnlyReported),
/* harmony export */   w8: () => (/* binding */ enforceDriftPolicy)
/* harmony export */ });
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(30999);
/* harmony import */ var _livery_pipeline__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(39452);


/** Findings which say that the app is no longer what the profile was written for. */
const DRIFT = new Set([
    'residue',
    'version-untested',
    'file-not-scannable',
    'place-unwritable',
    'translation-unknown',
]);
function driftOf(report) {
    return {
        rules: report.rules.filter(({ met }) => !met),
        findings: report.findings.filter(({ code }) => DRIFT.has(code)),
    };
}
/**
 * Stops a run whose plan shows drift, when that was asked for. Rules that do not fit stop it in any case.
 *
 * @throws LiveryError `drifted`, before anything is written
 */
function enforceDriftPolicy(report, policy) {
    const { findings } = driftOf(report);
    if (policy === 'strict' && findings.length > 0) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_0__/* .LiveryError */ .AV('drifted', {
            message: `${report.upstream.source} ${report.upstream.version ?? ''} no longer fits the profile ${report.profile.id}, and the drift policy is strict. ${(0,_livery_pipeline__WEBPACK_IMPORTED_MODULE_1__/* .describeFindings */ .T)(findings).join(' ')}`,
            hint: 'Look at the places, then add rules for them to the brand, or use the drift policy "fail", which stops only for rules that do not fit.',
        });
    }
}
/** Whether an error is drift that the policy wants to be told, and not to fail for. */
function isOnlyReported(error, policy) {
    return policy === 'report' && error instanceof _livery_contracts__WEBPACK_IMPORTED_MODULE_0__/* .LiveryError */ .AV && error.code === 'rule-unmatched';
}


/***/ }),

/***/ 30195:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run_run)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 10 modules
var core = __webpack_require__(57264);
// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./src/engine/src/brand/loadBrand.ts
var loadBrand = __webpack_require__(95880);
// EXTERNAL MODULE: ./src/pipeline/src/output.ts
var output = __webpack_require__(94414);
// EXTERNAL MODULE: ./src/action/src/identity/index.ts + 10 modules
var identity = __webpack_require__(83586);
// EXTERNAL MODULE: ./src/action/src/work/drift.ts
var work_drift = __webpack_require__(6498);
// EXTERNAL MODULE: ./src/action/src/show/brandLines.ts
var brandLines = __webpack_require__(52005);
// EXTERNAL MODULE: ./src/action/src/show/harmless.ts
var harmless = __webpack_require__(74930);
;// CONCATENATED MODULE: ./src/action/src/show/annotate.ts





/** The runner keeps ten of each kind in a step; some are left for what the log says. */
const MAXIMUM_PLACES = 5;
/** Marks the lines that a person has to look at: rules of the brand, and what of the app still has the old name. */
function annotateOutcome(outcome, step, failure) {
    const { report, tree } = outcome;
    if (!report) {
        return;
    }
    const { rules, findings } = (0,work_drift/* driftOf */.$p)(report);
    const file = (0,brandLines.brandFileOf)(step.inputs.brand, step.workflow.workspace);
    const lines = (0,brandLines/* linesOfRules */.C)(file);
    // The first one that stops a run is where its error stands.
    const told = failure === undefined ? 0 : 1;
    for (const rule of rules.filter(({ origin }) => origin === 'brand').slice(told, MAXIMUM_PLACES)) {
        const startLine = lines.get(rule.id);
        core/* warning */.$e((0,harmless/* harmless */.I)(`${describe(rule)} in ${report.upstream.source} ${report.upstream.version ?? ''}.`), {
            title: 'A rule no longer fits',
            ...(startLine !== undefined && { file, startLine }),
        });
    }
    // A source that is not in the workspace has no page to show a line on.
    const inWorkspace = tree !== undefined && outcome.kind !== 'overlay' ? tree : undefined;
    for (const { message, place } of findings.filter(found => found.place).slice(0, MAXIMUM_PLACES)) {
        if (place && inWorkspace !== undefined) {
            core/* warning */.$e((0,harmless/* harmless */.I)(message), {
                title: 'Not branded',
                file: external_node_path_default().join(inWorkspace, place.file),
                startLine: place.line,
                startColumn: place.column,
            });
        }
    }
}
function describe({ id, pattern, matches }) {
    return `${id} (${JSON.stringify(pattern)}) matches ${matches} ${matches === 1 ? 'time' : 'times'}`;
}

// EXTERNAL MODULE: ./src/contracts/src/run.ts
var run = __webpack_require__(41131);
// EXTERNAL MODULE: ./src/action/src/show/units.ts
var units = __webpack_require__(64590);
;// CONCATENATED MODULE: ./src/action/src/show/log.ts




/** Shows the events of a run: one group of log lines for each step, closed with its time and what came of it. */
class GroupLog {
    #made = [];
    show(event) {
        switch (event.type) {
            case 'step.started':
                this.#made = [];
                core/* startGroup */.Oh(run/* stepTitles */._4[event.step]);
                break;
            case 'output':
                this.#made.push(`${event.output.kind === 'zip' ? 'a zip' : 'an image'} of ${(0,units/* formatBytes */.z)(event.output.sizeBytes)}`);
                break;
            case 'step.completed':
            case 'step.failed':
                core/* info */.pq(this.#ending(event.durationMs));
                core/* endGroup */.N4();
                break;
            case 'log':
                if (event.level === 'info') {
                    core/* info */.pq((0,harmless/* harmless */.I)(event.message));
                }
                else {
                    core/* warning */.$e((0,harmless/* harmless */.I)(event.message));
                }
                break;
        }
    }
    /** Says something about the run as a whole. */
    note(text) {
        core/* info */.pq((0,harmless/* harmless */.I)(text));
    }
    #ending(durationMs) {
        return [(0,units/* formatSeconds */.X)(durationMs / 1000), ...this.#made].join(', ');
    }
}

// EXTERNAL MODULE: ./src/images/src/reference/reference.ts
var reference_reference = __webpack_require__(19192);
;// CONCATENATED MODULE: ./src/action/src/show/outputs.ts



/** What the outputs of the action are made of: each name as `action.yml` documents it. */
function outputsOf(outcome) {
    const { report, places, images, isDryRun, isUnchanged, tree } = outcome;
    const zip = report?.outputs.find(output => output.kind === 'zip');
    const drift = report && (0,work_drift/* driftOf */.$p)(report);
    const reached = images.flatMap(({ targets }) => targets.flatMap(({ reference, digest }) => (digest === undefined ? [] : [{ reference, digest }])));
    const [first] = reached;
    const sum = (key) => images.reduce((total, image) => (image[key] === undefined ? total : (total ?? 0) + image[key]), undefined);
    const values = {
        mode: outcome.kind,
        'changed-files': report?.totals.changedFiles,
        replacements: report && report.totals.replacements + report.totals.filledTranslations,
        residue: report?.totals.residue,
        drift: drift && drift.rules.length + drift.findings.length,
        version: report?.upstream.version,
        licence: report?.licence.text,
        report: report && places.report,
        path: report?.applied ? tree : undefined,
        zip: zip && places.zip,
        'zip-sha256': zip?.digest.replace(/^sha256:/, ''),
        digest: first?.digest ?? (isDryRun ? images[0]?.digest : undefined),
        digests: reached.length > 0
            ? JSON.stringify(Object.fromEntries(reached.map(({ reference, digest }) => [reference, digest])))
            : undefined,
        image: first && byDigest(first),
        tags: reached.map(({ reference }) => reference).join('\n'),
        'bytes-uploaded': sum('bytesUp'),
        'bytes-mounted': sum('bytesMounted'),
        attested: outcome.attestations.length > 0 && outcome.attestations.every(({ state }) => state !== 'failed'),
        skipped: isUnchanged,
    };
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value ?? '')]));
}
function byDigest({ reference, digest }) {
    const { registry, repository } = (0,reference_reference/* parseReference */.F2)(reference);
    return `${registry}/${repository}@${digest}`;
}
/** Sets the outputs. A carriage return would stay in a value on Linux, and is none of ours. */
function setOutputs(outcome) {
    for (const [name, value] of Object.entries(outputsOf(outcome))) {
        core/* setOutput */.uH(name, value.replace(/\r/g, ''));
    }
}

// EXTERNAL MODULE: ./src/images/src/auth/Secret.ts
var Secret = __webpack_require__(17900);
// EXTERNAL MODULE: ./src/action/src/pullRequest/index.ts + 4 modules
var src_pullRequest = __webpack_require__(75404);
;// CONCATENATED MODULE: ./src/action/src/show/pullRequestNote.ts





/**
 * Says on the pull request of a run what the summary of the job says. It is an extra: what goes wrong with it is a warning.
 *
 * @param summary - Markdown
 * @param failed - whether the run failed
 */
async function notePullRequest(step, summary, failed) {
    const { inputs, workflow, brand } = step;
    const style = inputs['pull-request'];
    const token = inputs['github-token'];
    // A run that is cancelled has ten seconds left, and nothing to say.
    if (style === 'none' || step.signal.aborted) {
        return;
    }
    const { name, payload } = workflow.event;
    const { pullRequest, reason } = (0,src_pullRequest/* pullRequestOf */._n)({ name, payload, repository: workflow.repository });
    if (!pullRequest || token === undefined) {
        core/* info */.pq((0,harmless/* harmless */.I)(`Nothing is written to a pull request: ${reason ?? 'this run is not for one, or has no token'}.`));
        return;
    }
    try {
        const { state, url } = await (0,src_pullRequest/* writeToPullRequest */.n6)({
            pullRequest,
            token: new Secret/* Secret */.z(token),
            apiUrl: workflow.apiUrl,
            style,
            key: brand.brand.name,
            summary,
            conclusion: failed ? 'failure' : inputs['dry-run'] ? 'neutral' : 'success',
        });
        core/* info */.pq((0,harmless/* harmless */.I)(`The ${style} on pull request ${pullRequest.number} is ${state}: ${url}`));
    }
    catch (error) {
        core/* warning */.$e((0,harmless/* harmless */.I)((0,errors/* toLiveryError */.l3)(error).toParagraph()));
    }
}

// EXTERNAL MODULE: ./src/images/src/targets/rules.ts + 9 modules
var rules = __webpack_require__(78288);
;// CONCATENATED MODULE: ./src/action/src/show/slowHints.ts


/** So long has to be waited before it is worth a word. */
const WORTH_MS = 5_000;
/** So few pulls are left before it is worth a word. */
const FEW_PULLS = 20;
/** Why a run was slower than it could be, with what would make the next one faster, a sentence for each reason. */
function slowHints(registries) {
    return [...registries].flatMap(([registry, statistics]) => [
        ...mountHints(registry, statistics),
        ...waitHints(registry, statistics),
        ...limitHints(registry, statistics),
    ]);
}
function mountHints(registry, { mounted, mountsRefused, bytesUp }) {
    if (mountsRefused === 0 || mounted > 0) {
        return [];
    }
    // https://docs.aws.amazon.com/AmazonECR/latest/userguide/blob-mounting.html
    return (0,rules/* kindOfRegistry */.z)(registry) === 'aws_ecr'
        ? [
            `${registry} took over no layer from another repository. Switch that on with "aws ecr put-account-setting --name BLOB_MOUNTING --value ENABLED".`,
        ]
        : [
            `${registry} took over none of ${mountsRefused} layers, so ${(0,units/* formatBytes */.z)(bytesUp)} were sent. The login has to be one that may also pull the base there.`,
        ];
}
function waitHints(registry, { retries, waitedMs }) {
    return waitedMs >= WORTH_MS
        ? [
            `${registry} was waited for: ${(0,units/* formatSeconds */.X)(waitedMs / 1000)} in all, with ${retries} further tries. It was busy, or limits how much may be asked.`,
        ]
        : [];
}
function limitHints(registry, { rateLimit }) {
    const { remaining, limit } = rateLimit ?? {};
    return remaining !== undefined && remaining <= FEW_PULLS
        ? [
            `${registry} allows ${remaining} more pulls${limit === undefined ? '' : ` of ${limit}`} for now. A login allows more than none does.`,
        ]
        : [];
}

;// CONCATENATED MODULE: ./src/action/src/show/markdown.ts
/**
 * Text as Markdown shows it, whatever it holds: no markup, no link, and nobody is mentioned. GitHub looks for mentions and numbers
 * of issues in what is left when entities are gone, so they are broken up.
 */
function plain(text) {
    return text
        .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
        .replace(/[\\`*_{}[\]<>#|&~]/g, character => `&#${character.charCodeAt(0)};`)
        .replace(/\B@\b/g, '@\u200b')
        .replace(/&#35;(?=\d)/g, '&#35;\u200b')
        .replace(/:\/\//g, '&#58;//');
}
/** Text in the font of code. A backtick would end it, and a bar the cell. */
function code(text) {
    return `<code>${plain(text)}</code>`;
}
const row = (cells) => `| ${cells.join(' | ')} |\n`;
/**
 * Markdown of a limited size. Rows of tables are left out from their end, and then it says how many: half a row, or nothing
 * at all, would be worse.
 */
class Page {
    #maximumBytes;
    #text = '';
    #sizeBytes = 0;
    /** @param maximumBytes - GitHub drops a summary of more than 1 MiB as a whole */
    constructor(maximumBytes) {
        this.#maximumBytes = maximumBytes;
    }
    /** Adds a part, if there is room for all of it. */
    add(markdown) {
        const sizeBytes = Buffer.byteLength(markdown);
        if (this.#sizeBytes + sizeBytes > this.#maximumBytes) {
            return false;
        }
        this.#text += markdown;
        this.#sizeBytes += sizeBytes;
        return true;
    }
    /** Adds a table, with as many of its rows as there is room for; one without rows is left out. */
    addTable({ title, head, rows }) {
        const start = `${title === '' ? '' : `### ${title}\n\n`}${row(head)}${row(head.map(() => '---'))}`;
        if (rows.length === 0 || !this.add(start)) {
            return;
        }
        const room = this.#maximumBytes - NOTE_BYTES;
        let shown = 0;
        for (const cells of rows) {
            const line = row(cells);
            if (this.#sizeBytes + Buffer.byteLength(line) > room) {
                break;
            }
            this.add(line);
            shown += 1;
        }
        this.add(shown < rows.length ? `\n${rows.length - shown} more rows are in the report.\n\n` : '\n');
    }
    toString() {
        return this.#text;
    }
}
/** Kept free for the line that says how many rows were left out. */
const NOTE_BYTES = 100;

;// CONCATENATED MODULE: ./src/action/src/show/summary.ts






/** GitHub drops a summary that is larger than 1 MiB, with those of the other steps of the job; this leaves them room. */
const MAXIMUM_BYTES = 512 * 1024;
/** How many changed texts are shown as they were and as they are. */
const SAMPLES = 10;
/**
 * What a run came to, for the summary of the job and for a pull request: targets, licence, rules, drift, what it looks like, and
 * what would make the next run faster.
 */
function summaryOf(outcome, brand, failure, maximumBytes = MAXIMUM_BYTES) {
    const { report, images, isDryRun, isUnchanged, registries } = outcome;
    const page = new Page(maximumBytes);
    const note = isUnchanged
        ? ' (nothing to do: every target has this image)'
        : report?.applied || images.some(({ targets }) => targets.length > 0)
            ? ''
            : isDryRun
                ? ' (dry run: nothing was written)'
                : ' (stopped before anything was written)';
    page.add(`## ${plain(brand.brand.name)}${note}\n\n`);
    if (failure !== undefined) {
        page.add(`❌ ${plain((0,errors/* toLiveryError */.l3)(failure).toParagraph())}\n\n`);
    }
    for (const image of images) {
        addImage(page, image, isDryRun);
    }
    page.addTable({
        title: 'Attestations',
        head: ['Target', 'Claim', ''],
        rows: outcome.attestations.map(({ reference, kind, state, error }) => [
            code(reference),
            plain(kind),
            error ? `❌ ${plain(error.toParagraph())}` : plain(state),
        ]),
    });
    for (const hint of slowHints(registries)) {
        page.add(`> ${plain(hint)}\n\n`);
    }
    if (report) {
        factsOf(report).forEach(table => page.addTable(table));
        lookOf(report, brand).forEach(table => page.addTable(table));
    }
    return page.toString();
}
function addImage(page, image, isDryRun) {
    if (isDryRun) {
        page.add(`The image would be ${code(image.digest)}.\n\n`);
        return;
    }
    page.addTable({
        title: 'Targets',
        head: ['Target', 'Digest or reason'],
        rows: image.targets.map(({ reference, digest, error }) => [
            `${digest === undefined ? '❌' : '✅'} ${code(reference)}`,
            digest === undefined ? plain(`${error?.message ?? ''} ${error?.hint ?? ''}`) : code(digest),
        ]),
    });
    const reached = image.targets.find(({ digest }) => digest !== undefined);
    if (reached?.digest !== undefined) {
        const { registry, repository } = (0,reference_reference/* parseReference */.F2)(reached.reference);
        const byDigest = `${registry}/${repository}@${reached.digest}`;
        // Nothing of a reference that was read can end a block of code.
        page.add(`\`\`\`sh\ndocker pull ${(0,reference_reference/* formatReference */.FH)((0,reference_reference/* parseReference */.F2)(byDigest))}\n\`\`\`\n\n`);
    }
    const { bytesUp, bytesMounted, requests, builder } = image;
    const how = builder ? [`built with ${builder.name} ${builder.version}`] : [];
    const moved = [
        ...(bytesUp === undefined ? [] : [`${(0,units/* formatBytes */.z)(bytesUp)} sent`]),
        ...(bytesMounted === undefined ? [] : [`${(0,units/* formatBytes */.z)(bytesMounted)} taken over within registries`]),
        ...(requests === undefined ? [] : [`${requests} requests`]),
    ];
    page.add(`${plain([...how, ...moved, (0,units/* formatSeconds */.X)(image.seconds)].join(', '))}\n\n`);
}
function factsOf(report) {
    const { upstream, licence, totals, rules } = report;
    const drift = (0,work_drift/* driftOf */.$p)(report);
    const ground = licence.ground
        ? `, on the ground ${licence.ground.basis} (${licence.ground.reference}), to be reviewed by ${licence.ground.reviewBy}`
        : '';
    return [
        {
            title: '',
            head: ['', ''],
            rows: [
                ['Upstream', plain(`${upstream.source} ${upstream.version ?? ''} ${upstream.commit ?? ''}`)],
                ['Licence', plain(`${licence.spdx}: rebranding is ${licence.rebrand}${ground}. ${licence.notice}`)],
                ['Changed files', String(totals.changedFiles)],
                ['Replacements', String(totals.replacements)],
                ['Filled translations', String(totals.filledTranslations)],
                ['Pictures', String(totals.assetsWritten)],
                ['Residue', String(totals.residue)],
                ['Drift', String(drift.rules.length + drift.findings.length)],
            ],
        },
        {
            title: 'Rules',
            head: ['Rule', 'Matches', 'Files'],
            rows: rules.map(({ id, matches, files, met }) => [
                `${met ? '' : '❌ '}${plain(id)}`,
                String(matches),
                String(Object.keys(files).length),
            ]),
        },
        {
            title: 'Drift',
            head: ['Where', 'What'],
            rows: [
                ...drift.rules.map(({ id, pattern, matches }) => [
                    plain(id),
                    `${code(pattern)} matches ${matches} times`,
                ]),
                ...drift.findings.map(({ place, message }) => [
                    place ? code(`${place.file}:${place.line}`) : '',
                    plain(message),
                ]),
            ],
        },
    ];
}
/** What people will see: colours, pictures, and some of the texts. GitHub shows no picture that is in a summary itself. */
function lookOf(report, { brand }) {
    const slots = new Map();
    for (const asset of report.assets) {
        slots.set(asset.slot, [...(slots.get(asset.slot) ?? []), asset]);
    }
    const samples = report.files.flatMap(({ file, sample }) => (sample ? [{ file, sample }] : []));
    return [
        {
            title: 'Colours',
            head: ['Colour', 'Value'],
            rows: Object.entries(brand.colours).flatMap(([name, value]) => value ? [[plain(name), code(value)]] : []),
        },
        {
            title: 'Pictures',
            head: ['Picture', 'Before', 'After', 'Places'],
            rows: [...slots].map(([slot, assets]) => [
                plain(slot),
                code(shortDigest(assets[0]?.before)),
                `${plain(assets[0]?.source ?? '')} ${code(shortDigest(assets[0]?.after))}`,
                String(assets.length),
            ]),
        },
        {
            title: 'Texts',
            head: ['File', 'Before', 'After'],
            rows: samples
                .slice(0, SAMPLES)
                .map(({ file, sample }) => [
                code(`${file}:${sample.line}`),
                code(shorten(sample.before)),
                code(shorten(sample.after)),
            ]),
        },
    ];
}
function shortDigest(digest = '') {
    return digest.replace(/^sha256:/, '').slice(0, 12);
}
const MAXIMUM_SAMPLE = 120;
function shorten(text) {
    return text.length > MAXIMUM_SAMPLE ? `${text.slice(0, MAXIMUM_SAMPLE)}…` : text;
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: ./src/engine/src/plan/expectation.ts
var expectation = __webpack_require__(63085);
// EXTERNAL MODULE: ./src/engine/src/tree/SourceTree.ts
var SourceTree = __webpack_require__(93235);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
var external_node_os_default = /*#__PURE__*/__webpack_require__.n(external_node_os_);
// EXTERNAL MODULE: ./node_modules/simple-git/dist/index.mjs + 2 modules
var dist = __webpack_require__(74724);
;// CONCATENATED MODULE: ./src/pipeline/src/git/endLeftovers.ts

/**
 * Ends what a git command has left running. git that is ended itself does not end its helpers, such as the one that talks HTTP:
 * they would wait for a server that hangs. They are known by the private home folder, which nobody else has in the environment.
 *
 * Where there is no /proc they go on until they have heard nothing for long enough.
 */
function endLeftovers(home) {
    const mark = `HOME=${home}`;
    for (const pid of processes()) {
        if (environmentOf(pid).includes(mark)) {
            try {
                process.kill(pid, 'SIGKILL');
            }
            catch {
                // It has just ended.
            }
        }
    }
}
function processes() {
    try {
        return (0,external_node_fs_.readdirSync)('/proc')
            .filter(name => /^\d+$/.test(name))
            .map(Number);
    }
    catch {
        return [];
    }
}
/** https://man7.org/linux/man-pages/man5/proc_pid_environ.5.html */
function environmentOf(pid) {
    try {
        return (0,external_node_fs_.readFileSync)(`/proc/${pid}/environ`, 'utf8').split('\0');
    }
    catch {
        return []; // it is somebody else's, or has just ended
    }
}

;// CONCATENATED MODULE: ./src/pipeline/src/git/withPrivateGit.ts





/** Nothing is printed for this long: the connection hangs. */
const SILENCE_TIMEOUT_MS = 120_000;
/**
 * The settings every git command of ours runs with. They are written to a file of our own, because simple-git refuses
 * dangerous ones on the command line whatever their value, and opening that gate would be worse.
 */
function gitSettings(options) {
    const lines = [
        '[protocol]',
        '  allow = never',
        '[protocol "https"]',
        '  allow = always',
        '[protocol "ssh"]',
        '  allow = always',
        // ssh uses the keys and settings of whoever runs this, but never waits for somebody to type
        '[core]',
        '  sshCommand = ssh -o BatchMode=yes',
        `  hooksPath = ${(external_node_os_default()).devNull}`,
        '  fsmonitor = false',
        // The bytes of the upstream, on every system
        '  autocrlf = false',
        '[submodule]',
        '  recurse = false',
        '[http]',
        // A redirect leads to where nobody has looked: to another host, or inside the network.
        '  followRedirects = false',
        '[advice]',
        '  detachedHead = false',
        '[init]',
        '  defaultBranch = main',
    ];
    if (options.plainHttp) {
        lines.push('[protocol "http"]', '  allow = always');
    }
    if (process.env.SSL_CERT_FILE !== undefined) {
        // git built with GnuTLS does not look at the variable itself
        lines.push('[http]', `  sslCAInfo = ${JSON.stringify(process.env.SSL_CERT_FILE)}`);
    }
    if (options.localRepository !== undefined) {
        const quoted = JSON.stringify(external_node_path_default().resolve(options.localRepository));
        lines.push('[protocol "file"]', '  allow = always', '[safe]', `  directory = ${quoted}`);
        lines.push(`  directory = ${JSON.stringify(external_node_path_default().join(external_node_path_default().resolve(options.localRepository), '.git'))}`);
    }
    return `${lines.join('\n')}\n`;
}
/** Makes a folder that only we can read, for settings and whatever else must not stay behind, and takes it away in the end. */
async function withGitHome(task) {
    const home = await (0,promises_.mkdtemp)(external_node_path_default().join(external_node_os_default().tmpdir(), 'livery-git-'));
    try {
        return await task(home);
    }
    catch (error) {
        endLeftovers(home);
        throw error;
    }
    finally {
        await (0,promises_.rm)(home, { recursive: true, force: true });
    }
}
/** A git that knows no settings, hooks, stored passwords or environment of the user. */
async function createPrivateGit(options) {
    const { home, directory, environment, signal } = options;
    await (0,promises_.writeFile)(external_node_path_default().join(home, '.gitconfig'), options.settings, { mode: 0o600 });
    return (0,dist/* simpleGit */.Lp)({
        baseDir: directory,
        ...(signal && { abort: signal }),
        allowEnvironment: ['GIT_CONFIG_NOSYSTEM', 'GIT_TERMINAL_PROMPT'],
        timeout: { block: SILENCE_TIMEOUT_MS },
    }).env({
        PATH: process.env.PATH,
        HOME: home,
        XDG_CONFIG_HOME: external_node_path_default().join(home, 'config'),
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        ...environment,
    });
}
/**
 * Runs git with a home folder of its own: no git settings, hooks, stored passwords or environment of the user get in, and
 * nothing is left behind.
 */
async function withPrivateGit(options, task) {
    const { directory, signal } = options;
    return withGitHome(async (home) => task(await createPrivateGit({
        home,
        directory,
        settings: gitSettings(options),
        environment: proxyEnvironment(),
        ...(signal && { signal }),
    })));
}
/** A company's way out to the internet, and the certificates it is signed with. */
function proxyEnvironment() {
    const names = [
        'http_proxy',
        'https_proxy',
        'no_proxy',
        'HTTP_PROXY',
        'HTTPS_PROXY',
        'NO_PROXY',
        'SSL_CERT_FILE',
    ];
    return Object.fromEntries(names.flatMap(name => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value]];
    }));
}

;// CONCATENATED MODULE: ./src/pipeline/src/git/fetchRepository.ts





/**
 * Puts the files of one commit of a repository into a new folder, without history and without `.git`.
 *
 * @returns the commit
 * @throws LiveryError `ref-not-found`, `source-invalid`, `clone-failed`, `cancelled`
 */
async function fetchRepository(source, directory, signal) {
    const isLocal = source.kind === 'folder';
    await (0,promises_.mkdir)(directory, { recursive: true });
    try {
        return await withPrivateGit({
            directory,
            ...(isLocal && { localRepository: source.location }),
            plainHttp: source.location.startsWith('http:'),
            ...(signal && { signal }),
        }, async (git) => {
            await git.init();
            // --progress: a fetch that prints nothing for long is taken for one that hangs.
            // One commit by branch, tag or id; servers answer ids that a ref leads to:
            // https://git-scm.com/docs/git-config#Documentation/git-config.txt-uploadpackallowReachableSHA1InWant
            const location = isLocal ? external_node_path_default().resolve(source.location) : source.location;
            await git.raw([
                'fetch',
                '--progress',
                '--depth=1',
                '--no-tags',
                '--end-of-options',
                location,
                source.ref ?? 'HEAD',
            ]);
            await git.raw(['checkout', '--quiet', '--detach', 'FETCH_HEAD']);
            const commit = (await git.raw(['rev-parse', 'HEAD'])).trim();
            await (0,promises_.rm)(external_node_path_default().join(directory, '.git'), { recursive: true, force: true });
            return commit;
        });
    }
    catch (error) {
        throw explain(error, source, signal);
    }
}
function explain(error, source, signal) {
    if (signal?.aborted) {
        return (0,errors/* cancelled */.KW)(`Fetching ${source.location}`, error);
    }
    const output = (0,errors/* messageOf */.bD)(error);
    const last = output
        .split('\n')
        .map(line => line.trim())
        .filter(line => /^(?:fatal|error|remote):/i.test(line))
        .at(-1);
    const reason = (last ?? output.split('\n')[0] ?? '')
        .replace(/^(?:fatal|error|remote):\s*/i, '')
        .replace(/\.$/, '');
    if (/couldn't find remote ref|not our ref|invalid refspec|no such ref/i.test(output)) {
        return new errors/* LiveryError */.AV('ref-not-found', {
            message: `${source.location} has no branch, tag or commit "${source.ref ?? 'HEAD'}".`,
            hint: 'Look up the name in the repository; a commit must be given with all its 40 digits.',
            cause: error,
        });
    }
    if (/redirect/i.test(output)) {
        return new errors/* LiveryError */.AV('clone-failed', {
            message: `The repository ${source.location} has moved: its server redirects to another address, which Livery does not follow.`,
            hint: 'Give the new address.',
            cause: error,
        });
    }
    if (source.kind === 'folder') {
        return new errors/* LiveryError */.AV('source-invalid', {
            message: `${source.location} could not be read as a git repository: ${reason}.`,
            hint: (0,external_node_fs_.existsSync)(external_node_path_default().join(source.location, '.git'))
                ? 'Check the repository with "git fsck".'
                : 'Leave "#ref" out to brand the files of the folder as they are.',
            cause: error,
        });
    }
    return new errors/* LiveryError */.AV('clone-failed', {
        message: `The repository ${source.location} could not be fetched: ${reason}.`,
        hint: 'Check the address, the network and that the repository can be read without a password.',
        cause: error,
    });
}

;// CONCATENATED MODULE: ./src/pipeline/src/fetchSource.ts





/**
 * Puts the files of a source into a new folder: one commit of a repository, or a copy of a folder as it is.
 *
 * @returns the commit, when the source is a repository
 * @throws LiveryError `source-not-found`, and those of {@link fetchRepository}
 */
async function fetchSource(source, directory, signal) {
    if (source.kind === 'folder') {
        const stats = await (0,promises_.lstat)(source.location).catch(() => undefined);
        if (!stats?.isDirectory()) {
            throw new errors/* LiveryError */.AV('source-not-found', {
                message: `There is no folder ${source.location} to brand.`,
                hint: 'Give the path of a checkout of the app, or a git URL such as https://git.example.org/team/app#v1.2.3.',
            });
        }
    }
    if (source.kind === 'git' || source.ref !== undefined) {
        const commit = await fetchRepository(source, directory, signal);
        await refuseRecord(directory, source);
        return commit;
    }
    await refuseRecord(source.location, source);
    if (!external_node_path_default().relative(await (0,promises_.realpath)(source.location), external_node_path_default().resolve(directory)).startsWith('..')) {
        throw new errors/* LiveryError */.AV('path-unsafe', {
            message: `The output would lie inside of the source ${source.location}.`,
            hint: 'Choose a place outside of it.',
        });
    }
    await (0,promises_.cp)(source.location, directory, {
        recursive: true,
        errorOnExist: true,
        force: false,
        preserveTimestamps: true,
        verbatimSymlinks: true,
        filter: async (file) => {
            const { isDirectory, isFile, isSymbolicLink } = await kindOf(file);
            return !SourceTree/* IGNORED_FOLDERS */.ne.has(external_node_path_default().basename(file)) && (isDirectory || isFile || isSymbolicLink);
        },
    });
    return undefined;
}
/** A record in a source is not of this run: either the source was branded before, or it brings along what only looks like one. */
async function refuseRecord(folder, source) {
    if (await (0,promises_.lstat)(external_node_path_default().join(folder, SourceTree/* RECORD_FOLDER */.jB)).catch(() => undefined)) {
        throw new errors/* LiveryError */.AV('already-branded', {
            message: `${source.location} was branded by Livery before: it holds ${SourceTree/* RECORD_FOLDER */.jB}.`,
            hint: 'Take the branding back with "livery revert", or start from a fresh checkout of the upstream release.',
        });
    }
}
/** Devices, pipes and sockets are not source, and some of them never end. */
async function kindOf(file) {
    const stats = await (0,promises_.lstat)(file);
    return {
        isDirectory: stats.isDirectory(),
        isFile: stats.isFile(),
        isSymbolicLink: stats.isSymbolicLink(),
    };
}

// EXTERNAL MODULE: ./src/engine/src/plan/plan.ts + 23 modules
var plan = __webpack_require__(72762);
// EXTERNAL MODULE: ./src/pipeline/src/profiles.ts + 3 modules
var profiles = __webpack_require__(69551);
;// CONCATENATED MODULE: ./src/pipeline/src/planSource.ts


/** Plans a brand for a source that has been fetched; writes nothing. */
async function planSource(options) {
    const { source, brand, now = () => new Date() } = options;
    return (0,plan/* plan */.e)({
        tree: (0,plan/* openUpstream */.U)(options.tree),
        upstream: upstreamOf(source),
        profiles: (0,profiles/* findProfiles */.k)(options.profile),
        brand,
        today: now().toISOString().slice(0, 10),
        ...(options.signal && { signal: options.signal }),
        ...(options.pictures && { pictures: options.pictures }),
    });
}
/** Asks whether the profile still fits a source that has been fetched. */
async function findSourceDrift(options) {
    return findDrift({
        tree: openUpstream(options.tree),
        upstream: upstreamOf(options.source),
        profiles: findProfiles(options.profile),
        ...(options.signal && { signal: options.signal }),
    });
}
function upstreamOf(source) {
    return {
        source: source.name ?? source.location,
        ...(source.ref !== undefined && { ref: source.ref }),
        ...(source.commit !== undefined && { commit: source.commit }),
    };
}

// EXTERNAL MODULE: ./src/pipeline/src/runSummary.ts
var runSummary = __webpack_require__(34328);
// EXTERNAL MODULE: ./src/contracts/src/git.ts
var git = __webpack_require__(70922);
;// CONCATENATED MODULE: ./src/pipeline/src/source.ts


const SCP_FORM = /^[\w.-]+@[A-Z0-9.-]+:[^:]/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/**
 * Reads a source as people write it: a folder, or a git URL with an optional `#ref`.
 *
 * @throws LiveryError `source-invalid`
 */
function parseSource(text) {
    const hash = text.lastIndexOf('#');
    // A folder may have a # in its name.
    const split = hash > 0 && !(0,external_node_fs_.existsSync)(text);
    const location = split ? text.slice(0, hash) : text;
    return createSource(location, split ? text.slice(hash + 1) : undefined);
}
/**
 * Checks a location and a ref. This is the only way to a {@link Source}.
 *
 * @throws LiveryError `source-invalid`
 */
function createSource(location, ref) {
    if (ref !== undefined && !git/* GitRef */.a.safeParse(ref).success) {
        throw invalid(`"${ref}" is not the name of a branch, a tag or a commit`, 'Write it as in "git checkout", for example v0.6.5.');
    }
    // https:/x and https:x are URLs to some readers: they are not taken for folders here.
    const isGit = /^[a-z][a-z\d+.-]*:\/\/|^(?:https?|ssh|git|file|ftp):/i.test(location) || SCP_FORM.test(location);
    if (isGit && !SCP_FORM.test(location)) {
        checkUrl(location);
    }
    if (location === '' || location.startsWith('-') || (!isGit && location.includes('::'))) {
        throw invalid(`"${location}" is neither a folder nor a git URL`, 'Give a folder, or a URL such as https://git.example.org/team/app#v1.2.3.');
    }
    return { kind: isGit ? 'git' : 'folder', location, ...(ref !== undefined && { ref }) };
}
/** Host and path as every reader of URLs reads them; what differs between them (backslash, blank) is refused. */
const PLAIN_URL = /^(https?|ssh):\/\/(?:([\w.~%!$&'()*+,;=:-]*)@)?([a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])(?::\d{1,5})?\/[\w.~%+/-]+$/i;
function checkUrl(location) {
    const [, scheme = '', user, host = ''] = PLAIN_URL.exec(location) ?? [];
    if (location.includes('@') &&
        (scheme.toLowerCase() !== 'ssh' || user === undefined || user.includes(':'))) {
        // The URL itself is left out of the message: it may hold a secret.
        throw invalid('the git URL contains a user name or a password', 'Take it out: a secret in a URL ends up in logs and in the process list.');
    }
    const allowed = /^(?:https|ssh)$/.test(scheme) || (scheme === 'http' && LOOPBACK.test(host));
    if (!allowed) {
        throw invalid(scheme === ''
            ? 'the git URL cannot be read'
            : `the git URL of ${host} uses ${scheme}, which Livery does not fetch from`, 'Give an https or ssh URL such as https://git.example.org/team/app.');
    }
}
function invalid(reason, hint, cause) {
    return new errors/* LiveryError */.AV('source-invalid', {
        message: `The source cannot be used: ${reason}.`,
        hint,
        cause,
    });
}

// EXTERNAL MODULE: ./src/pipeline/src/steps/applyBranding.ts + 3 modules
var applyBranding = __webpack_require__(39452);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./src/engine/src/record/UndoLog.ts
var UndoLog = __webpack_require__(87005);
// EXTERNAL MODULE: ./node_modules/yazl/index.js
var yazl = __webpack_require__(93044);
;// CONCATENATED MODULE: ./src/pipeline/src/steps/createZip.ts










/** Written into every entry: the same tree gives the same bytes. 1980 is where the format's calendar starts. */
const ENTRY_TIME = new Date(1980, 0, 1);
const LEFT_OUT_FOLDERS = new Set(['.git', 'node_modules', '__pycache__', '.venv', 'venv']);
/** Compiled Python, and files that hold somebody's settings and secrets; examples of them may go along. */
const LEFT_OUT_FILES = /^(?:.*\.pyc|\.env(?:\.(?!example$|sample$|template$)[\w.-]+)?)$/;
/**
 * Packs a tree into a zip archive: sorted, with fixed times, without `.git`, dependencies and `.env` files.
 *
 * @throws LiveryError `output-exists`, `output-unwritable`, `cancelled`
 */
async function createZip(tree, file, { leaveOut = [], signal } = {}) {
    await (0,output/* refuseExisting */.Uj)(file, `The archive ${file}`);
    try {
        return await (0,output/* writeAside */.qE)(file, async (temporary) => {
            const zip = new yazl/* ZipFile */.u();
            const entries = await addTree(zip, tree, new Set(leaveOut));
            zip.end();
            const hash = (0,external_node_crypto_.createHash)('sha256');
            let sizeBytes = 0;
            const measure = new external_node_stream_.Transform({
                transform(chunk, _encoding, done) {
                    hash.update(chunk);
                    sizeBytes += chunk.length;
                    done(undefined, chunk);
                },
            });
            await (0,external_node_stream_promises_.pipeline)(zip.outputStream, measure, (0,external_node_fs_.createWriteStream)(temporary, { flags: 'wx' }), { signal });
            const digest = `sha256:${hash.digest('hex')}`;
            return { kind: 'zip', name: external_node_path_default().basename(file), digest, sizeBytes, file, entries };
        });
    }
    catch (error) {
        throw signal?.aborted ? (0,errors/* cancelled */.KW)(`Writing the archive ${file}`, error) : error;
    }
}
async function addTree(zip, tree, leftOut) {
    let entries = 0;
    const folders = [''];
    const files = [];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
        for (const entry of await (0,promises_.readdir)(external_node_path_default().join(tree, folder), { withFileTypes: true })) {
            const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
            if (leftOut.has(name) || LEFT_OUT_FOLDERS.has(entry.name)) {
                continue;
            }
            if (entry.isDirectory()) {
                folders.push(name);
            }
            else if ((entry.isFile() || entry.isSymbolicLink()) && !LEFT_OUT_FILES.test(entry.name)) {
                files.push(name);
            }
        }
    }
    refuseAmbiguous(files);
    // What takes a branding back is for the tree alone: it holds the upstream's pictures.
    for (const name of files.filter(file => !file.startsWith(`${UndoLog/* UNDO_FOLDER */.C}/`)).sort()) {
        entries += (await addEntry(zip, tree, name)) ? 1 : 0;
    }
    return entries;
}
async function addEntry(zip, tree, name) {
    const file = external_node_path_default().join(tree, name);
    const stats = await (0,promises_.lstat)(file);
    // Without the extra field for seconds, which would hold this machine's time zone.
    const options = { mtime: ENTRY_TIME, forceDosTimestamp: true };
    if (stats.isSymbolicLink()) {
        const target = await (0,promises_.readlink)(file);
        // A link out of the tree means nothing, or worse, where the archive is unpacked.
        if (external_node_path_default().isAbsolute(target) || !(await (0,output/* isInside */.FK)(tree, external_node_path_default().resolve(external_node_path_default().dirname(file), target)))) {
            return false;
        }
        zip.addBuffer(Buffer.from(target), name, { ...options, mode: 0o120777 });
        return true;
    }
    zip.addFile(file, name, { ...options, mode: stats.mode & 0o111 ? 0o100755 : 0o100644 });
    return true;
}
/**
 * Names that mean two files in one place, or no file at all, on the systems an archive is unpacked on.
 *
 * @throws LiveryError `path-unsafe`
 */
function refuseAmbiguous(names) {
    const seen = new Map();
    for (const name of names) {
        const folded = name.normalize('NFC').toLowerCase();
        const other = seen.get(folded);
        const reason = /[\\\u0000-\u001f\u007f]/.test(name)
            ? 'holds a backslash or a control character'
            : other === undefined
                ? undefined
                : `differs from ${JSON.stringify(other)} in letter case or form only`;
        if (reason !== undefined) {
            throw new errors/* LiveryError */.AV('path-unsafe', {
                message: `The file name ${JSON.stringify(name)} ${reason}, so it would not come out of the archive as it went in.`,
                hint: 'Brand into a folder with "livery apply", or use a source without such names.',
            });
        }
        seen.set(folded, name);
    }
}

;// CONCATENATED MODULE: ./src/pipeline/src/runPipeline.ts









/** The steps this version can run, each by its key. */
const steps = {
    async clone_repo(context) {
        const { source, signal, workDirectory } = context.options;
        const checked = createSource(source.location, source.ref);
        context.tree = external_node_path_default().join(workDirectory, 'tree');
        context.commit = await fetchSource(checked, context.tree, signal);
        const name = `${source.name ?? source.location}${source.ref === undefined ? '' : ` at ${source.ref}`}`;
        context.log('info', context.commit === undefined ? `Copied ${name}.` : `Fetched ${name}: commit ${context.commit}.`);
    },
    async apply_branding(context) {
        const { options, tree, commit } = context;
        const source = { ...options.source, ...(commit !== undefined && { commit }) };
        const plan = await planSource({ ...options, tree, source });
        options.onPlan?.(plan.report);
        context.report = (0,applyBranding/* applyBranding */.k)(plan, context.log);
    },
    async create_zip(context) {
        const { zipFile, workDirectory, leaveOut, signal } = context.options;
        const version = context.report?.upstream.version;
        const name = [context.options.brand.brand.name, version].filter(part => part !== undefined).join('-');
        const file = zipFile ?? external_node_path_default().join(workDirectory, `${fileNameOf(name)}.zip`);
        const zip = await createZip(context.tree, file, { leaveOut, signal });
        const { kind, digest, sizeBytes } = zip;
        context.outputs.push({ kind, name: zip.name, digest, sizeBytes, file });
        context.log('info', `Packed ${zip.entries} files into ${zip.name}: ${sizeBytes} bytes, ${digest}.`);
    },
    async build_image(context) {
        const { build, tree, report, log } = context;
        const { workDirectory, signal, profile: wanted, imageSteps, leaveOut } = context.options;
        if (!build || !report || !imageSteps) {
            throw new Error('The image was not prepared');
        }
        const profile = (0,profiles/* findProfiles */.k)(wanted).find(({ profile: { id } }) => id === report.profile.id)?.profile;
        const input = { tree, leaveOut, profile, report, workDirectory, log, signal };
        context.image = await imageSteps.buildImage(build, input);
        const stored = build.willPush ? undefined : await imageSteps.describeStored(build, context.image);
        if (stored) {
            log('info', `Built ${stored.reference}: ${stored.sizeBytes} bytes, ${stored.digest}.`);
            context.images.push(stored);
        }
    },
    async push_registry(context) {
        const { build, image, log, options } = context;
        const { imageSteps, signal } = options;
        if (!build || !image || !imageSteps) {
            throw new Error('There is no image to push');
        }
        const { output, failure } = await imageSteps.pushImage(build, image, { log, signal });
        if (output) {
            context.images.push(output);
        }
        if (failure) {
            throw failure;
        }
    },
};
/** Lower-case ASCII words with dashes, for a file name that every system takes. */
function fileNameOf(name) {
    const words = name
        .normalize('NFKD')
        .split(/[^\w.]+/)
        .filter(word => word !== '');
    return words.join('-').replace(/^\.+/, '').toLowerCase() || 'branded';
}
/**
 * Runs the steps of a pipeline in their order and reports each as it happens; the last event is always `run.finished`.
 *
 * @throws LiveryError when a step fails, after that was reported
 */
async function runPipeline(options) {
    const { emit, signal, now = () => new Date() } = options;
    const at = () => now().toISOString();
    const context = {
        options,
        log: (level, message) => emit({ type: 'log', at: at(), step: current, level, message: message.slice(0, run/* MAXIMUM_LOG_MESSAGE */.cd) }),
        tree: options.source.location,
        commit: options.source.commit,
        report: undefined,
        outputs: [],
        images: [],
        build: undefined,
        image: undefined,
    };
    let current;
    let startedMs = performance.now();
    const elapsedMs = () => Math.round(performance.now() - startedMs);
    try {
        const ordered = orderSteps(options);
        if (options.build && options.imageSteps && options.steps.includes('build_image')) {
            const willPush = options.steps.includes('push_registry');
            context.build = await options.imageSteps.prepareBuild(options.build, willPush, signal);
        }
        emit({ type: 'run.started', at: at(), steps: ordered.map(([key]) => key) });
        for (const [key, run] of ordered) {
            throwIfCancelled(signal);
            current = key;
            startedMs = performance.now();
            emit({ type: 'step.started', at: at(), step: key });
            const before = { outputs: context.outputs.length, images: context.images.length };
            try {
                await run(context);
            }
            finally {
                // Also of a step that failed: one target of several may have worked.
                const images = context.images.slice(before.images);
                for (const output of [
                    ...context.outputs.slice(before.outputs).map(withoutFile),
                    ...images.map(toOutput),
                ]) {
                    emit({ type: 'output', at: at(), output });
                }
                images.forEach(image => options.onImage?.(image));
            }
            emit({ type: 'step.completed', at: at(), step: key, durationMs: elapsedMs() });
        }
        const { report } = context;
        if (!report) {
            throw new errors/* LiveryError */.AV('internal', {
                message: 'The run ended without a report.',
                hint: 'Please report it.',
            });
        }
        const { images } = context;
        const outputs = [...context.outputs.map(withoutFile), ...images.map(toOutput)];
        emit({ type: 'run.finished', at: at(), state: 'completed', summary: (0,runSummary/* summaryOf */.Y)(report) });
        return {
            report: { ...report, outputs, ...(images.length > 0 && { images }) },
            tree: context.tree,
            outputs: context.outputs,
        };
    }
    catch (thrown) {
        const error = (0,errors/* toLiveryError */.l3)(thrown);
        const failure = { code: error.code, message: error.message, hint: error.hint };
        if (current) {
            emit({ type: 'step.failed', at: at(), step: current, durationMs: elapsedMs(), error: failure });
        }
        const state = (0,runSummary/* endOf */.p)(error.code);
        emit({ type: 'run.finished', at: at(), state, error: failure });
        throw error;
    }
}
function withoutFile({ file: _file, ...output }) {
    return output;
}
function toOutput({ reference, digest, sizeBytes }) {
    return { kind: 'image', name: reference, digest, sizeBytes };
}
function orderSteps({ steps: keys, build, imageSteps }) {
    const wanted = new Set(keys);
    const isOfImages = (key) => key === 'build_image' || key === 'push_registry';
    const missing = keys.filter(key => !steps[key] || (!imageSteps && isOfImages(key)));
    const reason = missing.length > 0
        ? `this version cannot run ${missing.join(', ')}`
        : !wanted.has('apply_branding')
            ? 'a run without apply_branding changes nothing'
            : wanted.has('push_registry') && !wanted.has('build_image')
                ? 'without build_image there is no image to push'
                : wanted.has('build_image') && !build
                    ? 'nobody said what to call the image'
                    : undefined;
    if (reason !== undefined) {
        throw new errors/* LiveryError */.AV('run-invalid', {
            message: `The steps ${keys.join(', ')} cannot be run: ${reason}.`,
            hint: `Use ${Object.keys(steps).join(', ')}.`,
        });
    }
    return run/* StepKey */.K1.options.flatMap(key => {
        const step = steps[key];
        return wanted.has(key) && step ? [[key, step]] : [];
    });
}
function throwIfCancelled(signal) {
    if (signal?.aborted) {
        throw (0,errors/* cancelled */.KW)('The run');
    }
}

// EXTERNAL MODULE: ./src/pipeline/src/steps/buildImage.ts + 12 modules
var buildImage = __webpack_require__(51554);
// EXTERNAL MODULE: ./src/action/src/work/targetsOf.ts
var targetsOf = __webpack_require__(63542);
;// CONCATENATED MODULE: ./src/action/src/work/brandSource.ts






/** Brands a source, packs it if a zip is wanted, and builds and pushes its image if there are targets. */
async function brandSource(step, source, outcome) {
    const { inputs, workflow, brand, signal, emit } = step;
    const options = {
        source,
        brand,
        ...(inputs.profile !== undefined && { profile: inputs.profile }),
        signal,
    };
    if (outcome.isDryRun) {
        const report = await withOwnFolder(step, workflow.temporary, folder => brandSource_plan(folder, source, options));
        outcome.report = report;
        (0,work_drift/* enforceDriftPolicy */.w8)(report, inputs['drift-policy']);
        (0,expectation/* assertExpectations */.aq)(report);
        return;
    }
    const { places } = outcome;
    const image = outcome.kind === 'build' ? await imageOptions(step) : undefined;
    const brandFolder = external_node_path_default().resolve(workflow.workspace, inputs.brand);
    await inFolders(places, () => 
    // Beside the target, so that the last step is one rename on one file system.
    withOwnFolder(step, places.tree ? external_node_path_default().dirname(places.tree) : workflow.temporary, async (work) => {
        const result = await runPipeline({
            ...options,
            ...image,
            steps: stepsOf(source, places, image !== undefined),
            workDirectory: work,
            // A brand that is kept in the checkout is not part of the app.
            leaveOut: source.fetch ? [] : [external_node_path_default().relative(workflow.workspace, brandFolder)],
            ...(places.zip !== undefined && { zipFile: places.zip }),
            onPlan: planned => {
                outcome.report = planned;
                (0,work_drift/* enforceDriftPolicy */.w8)(planned, inputs['drift-policy']);
            },
            onImage: pushed => outcome.images.push(pushed),
            emit,
        });
        if (places.tree !== undefined) {
            await (0,promises_.rename)(result.tree, places.tree);
        }
        outcome.report = result.report;
    }));
}
/** What builds images is loaded when one is wanted. */
async function imageOptions({ inputs, credentials }) {
    const { imageSteps } = await Promise.all(/* import() */[__webpack_require__.e(674), __webpack_require__.e(391)]).then(__webpack_require__.bind(__webpack_require__, 35391));
    const build = {
        to: (0,targetsOf/* targetsOf */.Q)(inputs).to,
        platforms: inputs.platforms,
        arguments: inputs['build-args'],
        environment: inputs.configuration,
        labels: inputs.labels,
        timeoutMs: inputs['build-timeout'] ?? buildImage/* BUILD_TIMEOUT_MS */.sR,
        credentials,
        ...(inputs.builder !== undefined && { builder: inputs.builder }),
        ...(inputs.dockerfile !== undefined && { dockerfile: inputs.dockerfile }),
    };
    return { build, imageSteps };
}
async function brandSource_plan(folder, source, options) {
    if (!source.fetch) {
        return (await planSource({ ...options, tree: source.location })).report;
    }
    const tree = external_node_path_default().join(folder, 'tree');
    const commit = await fetchSource(source.fetch, tree, options.signal);
    const fetched = { ...source, ...(commit !== undefined && { commit }) };
    return (await planSource({ ...options, tree, source: fetched })).report;
}
function stepsOf(source, places, makesImage) {
    return [
        ...(source.fetch ? ['clone_repo'] : []),
        'apply_branding',
        ...(places.zip === undefined ? [] : ['create_zip']),
        ...(makesImage ? ['build_image', 'push_registry'] : []),
    ];
}
function withOwnFolder(step, parent, task) {
    return (0,output/* withWorkFolder */.K6)(parent, folder => {
        step.owns(folder);
        return task(folder);
    });
}
/** Makes the folders that the outputs go into; when the task fails, they go again. */
function inFolders(places, task) {
    return [places.tree, places.zip]
        .filter(place => place !== undefined)
        .reduce((inner, place) => () => (0,output/* inFolder */._z)(external_node_path_default().dirname(place), inner), task)();
}

// EXTERNAL MODULE: ./src/images/src/targets/amazon/AwsCredentials.ts
var AwsCredentials = __webpack_require__(1298);
// EXTERNAL MODULE: ./src/images/src/auth/Credentials.ts
var Credentials = __webpack_require__(47692);
// EXTERNAL MODULE: ./src/images/src/auth/dockerConfig.ts + 1 modules
var dockerConfig = __webpack_require__(57224);
// EXTERNAL MODULE: ./src/images/src/targets/amazon/EcrLogins.ts
var EcrLogins = __webpack_require__(80699);
;// CONCATENATED MODULE: ./src/action/src/work/credentials.ts


/**
 * Who may pull and push: what the step was given, what a portal lends, what earlier steps logged in to or took as a role of AWS, and
 * at last the token of the job. Nothing of it is written anywhere.
 *
 * @throws LiveryError `usage-invalid`, `credentials-invalid`
 */
function credentialsOf(options) {
    const { inputs, workflow, idTokens, secrets, leases, signal } = options;
    const common = { idTokens, secrets, signal };
    const token = inputs['github-token'];
    const aws = (0,AwsCredentials/* awsCredentialsFromEnvironment */.B)();
    const github = { actor: workflow.actor || 'x-access-token', serverUrl: workflow.serverUrl };
    return (0,Credentials/* firstOf */.Ku)((0,identity/* registryLogins */.Ko)({ ...common, logins: (0,identity/* parseLogins */.wI)(inputs.logins) }), ...(leases ? [leases] : []), (0,dockerConfig/* dockerLogins */.T)(), ...(aws ? [(0,EcrLogins/* ecrLogins */.X)(() => ({ credentials: (0,AwsCredentials/* fixedAwsCredentials */.I)(aws) }))] : []), ...(token === undefined
        ? []
        : [(0,identity/* registryLogins */.Ko)({ ...common, logins: [], github: { ...github, token: new Secret/* Secret */.z(token) } })]));
}

;// CONCATENATED MODULE: ./src/action/src/work/places.ts



/**
 * Resolves and checks what the inputs say about places.
 *
 * @param makesTree - whether a branded source is left in the workspace, in a folder of its own
 * @throws LiveryError `path-unsafe`, `output-exists`
 */
async function placesOf(inputs, workflow, makesTree) {
    const { workspace, temporary } = workflow;
    const resolve = async (input, value) => {
        const target = external_node_path_default().resolve(workspace, value);
        if (!(await (0,output/* isInside */.FK)(workspace, target))) {
            throw new errors/* LiveryError */.AV('path-unsafe', {
                message: `The input ${input} names ${value}, which is not inside the workspace.`,
                hint: 'Give a path below the workspace; links in the checkout are followed.',
            });
        }
        await (input === 'report'
            ? (0,output/* refuseForeignReport */.xW)(target)
            : (0,output/* refuseExisting */.Uj)(target, `The ${input} ${value}`));
        return target;
    };
    return {
        tree: makesTree ? await resolve('path', inputs.path ?? 'branded') : undefined,
        zip: inputs.zip === undefined ? undefined : await resolve('zip', inputs.zip),
        report: inputs.report
            ? await resolve('report', inputs.report)
            : external_node_path_default().join(temporary, 'livery-report.json'),
    };
}

// EXTERNAL MODULE: ./node_modules/@actions/exec/lib/exec.js + 5 modules
var exec = __webpack_require__(22876);
;// CONCATENATED MODULE: ./src/action/src/work/sourceOf.ts



/**
 * The source that the inputs name, or the workspace itself.
 *
 * @throws LiveryError `source-invalid`
 */
async function sourceOf(source, workflow) {
    const { workspace, repository, serverUrl, sha } = workflow;
    if (source === undefined) {
        const commit = await headOf(workspace);
        // A checkout step can have fetched another repository than the one the workflow runs for.
        const name = commit === sha ? `${serverUrl}/${repository}` : workspace;
        return { location: workspace, name, ...(commit !== undefined && { commit }) };
    }
    const { kind, location, ref } = parseSource(source);
    const fetch = createSource(kind === 'folder' ? external_node_path_default().resolve(workspace, location) : location, ref);
    return { location: fetch.location, ...(ref !== undefined && { ref }), name: location, fetch };
}
/** The commit that a folder is a checkout of, if it is one and git is there to say so. */
async function headOf(folder) {
    try {
        const { stdout } = await exec/* getExecOutput */.H('git', ['rev-parse', 'HEAD'], { cwd: folder, silent: true });
        return stdout.trim();
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/action/src/work/workOf.ts




/** What an image can be told from a path by: a host, a tag or a digest. */
const HOST = /^(?:[a-z\d-]+(?:\.[a-z\d-]+)+(?::\d+)?|[a-z\d.-]+:\d+|localhost)\//i;
const TAG_OR_DIGEST = /:[\w.-]+$|@sha256:[\da-f]{64}$/;
/**
 * Decides what the inputs ask for.
 *
 * @throws LiveryError `usage-invalid`, `reference-invalid`
 */
function workOf(inputs, workspace) {
    const { source, mode, targets } = inputs;
    if (source !== undefined && (mode === 'overlay' || (mode === 'auto' && namesImage(source, workspace)))) {
        checkOverlay(inputs);
        const base = source.replace(/^docker:\/\//, '');
        (0,reference_reference/* parseReference */.F2)(base);
        return { kind: 'overlay', base };
    }
    if (inputs['verify-upstream'] !== undefined) {
        throw new errors/* LiveryError */.AV('usage-invalid', {
            message: 'The input verify-upstream is for an image that is branded, and the source here is none.',
            hint: 'Leave it out: what a git URL leads to is fixed by naming its commit.',
        });
    }
    if (targets.length > 0) {
        return { kind: 'build' };
    }
    checkBrand(inputs);
    return { kind: 'brand' };
}
/** What says something of an image, and nothing of a source. */
function checkBrand(inputs) {
    const { platforms, builder, dockerfile } = inputs;
    const given = {
        platforms: platforms.length > 0,
        builder: builder !== undefined,
        dockerfile: dockerfile !== undefined,
        ...Object.fromEntries(['build-args', 'configuration', 'labels'].map(name => [
            name,
            Object.keys(inputs[name]).length > 0,
        ])),
    };
    const useless = Object.entries({ ...given, attest: inputs.attest.length > 0 }).find(([, isGiven]) => isGiven)?.[0];
    if (useless !== undefined) {
        throw new errors/* LiveryError */.AV('usage-invalid', {
            message: `The input ${useless} is for an image, and none is made here: there are no targets.`,
            hint: `Name with "targets" where the image shall go, or leave ${useless} out.`,
        });
    }
}
/** Whether a source is an image: it reads as one, says so by host, tag or digest, and is no folder. */
function namesImage(source, workspace) {
    if (source.startsWith('docker://')) {
        return true;
    }
    if ((0,external_node_fs_.existsSync)(external_node_path_default().resolve(workspace, source)) || !(HOST.test(source) || TAG_OR_DIGEST.test(source))) {
        return false;
    }
    try {
        (0,reference_reference/* parseReference */.F2)(source);
        return true;
    }
    catch {
        return false;
    }
}
function checkOverlay(inputs) {
    const useless = ['zip', 'dockerfile', 'builder'].filter(name => inputs[name] !== undefined);
    const [first = Object.keys(inputs['build-args']).length > 0 ? 'build-args' : undefined] = useless;
    if (first !== undefined) {
        throw new errors/* LiveryError */.AV('usage-invalid', {
            message: `The input ${first} is for a source, and ${inputs.source ?? ''} is an image, which is branded without building it.`,
            hint: `Leave ${first} out, or give the source of the app.`,
        });
    }
    if (inputs.targets.length === 0 && !inputs['dry-run']) {
        throw new errors/* LiveryError */.AV('usage-invalid', {
            message: `The image ${inputs.source ?? ''} is to be branded, and nobody said where the result shall go.`,
            hint: 'Name it with "targets", or say "dry-run: true" to see what would change.',
        });
    }
}

;// CONCATENATED MODULE: ./src/action/src/work/run.ts



















/** Does what the inputs say, sets the outputs, and writes report and summary; those of a run that stops, too. */
async function run_run(options) {
    const secrets = new identity/* KnownSecrets */.R();
    const idTokens = (0,identity/* githubIdTokens */.f$)(secrets);
    const portal = await portalOf(options.inputs, idTokens, secrets);
    let failure;
    try {
        await (0,output/* withWorkFolder */.K6)(options.workflow.temporary, folder => {
            options.owns(folder);
            // What is written for a moment, such as a login that is lent to an engine, is where post finds it if this is killed.
            process.env.TMPDIR = folder;
            return work({ ...options, ...(portal && { inputs: portal.inputs }) }, { idTokens, secrets, portal });
        });
    }
    catch (error) {
        failure = error;
    }
    try {
        await portal?.end(failure);
    }
    catch (error) {
        failure ??= error;
    }
    if (failure !== undefined) {
        throw failure;
    }
}
async function work(options, { idTokens, secrets, portal }) {
    const { inputs, workflow, owns, signal } = options;
    const folder = external_node_path_default().resolve(workflow.workspace, inputs.brand);
    const brand = withGround(portal?.brand ?? (await (0,loadBrand/* loadBrand */.eB)(folder)), inputs.licence);
    const todo = workOf(inputs, workflow.workspace);
    const source = todo.kind === 'overlay' ? undefined : await sourceOf(inputs.source, workflow);
    const places = await placesOf(inputs, workflow, source?.fetch !== undefined);
    const outcome = {
        kind: todo.kind,
        isDryRun: inputs['dry-run'],
        places,
        tree: source && (places.tree ?? workflow.workspace),
        images: [],
        isUnchanged: false,
        attestations: [],
        registries: new Map(),
    };
    const leases = portal && { leases: portal.session.leases('push') };
    const log = new GroupLog();
    const step = {
        inputs,
        workflow,
        brand,
        credentials: credentialsOf({ inputs, workflow, idTokens, secrets, signal, ...leases }),
        idTokens,
        signal,
        owns,
        emit(event) {
            log.show(event);
            portal?.report(event);
        },
    };
    (0,targetsOf/* targetsOf */.Q)(inputs).notes.forEach(note => log.note(note));
    let failure;
    try {
        await carryOut(step, todo, source, outcome);
    }
    catch (error) {
        failure = (0,work_drift/* isOnlyReported */.qO)(error, inputs['drift-policy']) ? undefined : error;
    }
    await tell(outcome, step, failure);
    if (failure !== undefined) {
        throw failure;
    }
}
async function carryOut(step, todo, source, outcome) {
    const attests = step.inputs.attest.length > 0 && !outcome.isDryRun;
    if (attests) {
        (await Promise.all(/* import() */[__webpack_require__.e(674), __webpack_require__.e(711)]).then(__webpack_require__.bind(__webpack_require__, 43711))).requireSigning(step.inputs);
    }
    if (todo.kind === 'overlay') {
        const { overlayImage } = await Promise.all(/* import() */[__webpack_require__.e(602), __webpack_require__.e(674), __webpack_require__.e(3)]).then(__webpack_require__.bind(__webpack_require__, 34003));
        await overlayImage(step, todo.base, outcome);
    }
    else if (source) {
        await brandSource(step, source, outcome);
    }
    if (attests) {
        const { attestOutcome } = await Promise.all(/* import() */[__webpack_require__.e(674), __webpack_require__.e(711)]).then(__webpack_require__.bind(__webpack_require__, 43711));
        await attestOutcome(step, outcome);
    }
}
async function portalOf(inputs, idTokens, secrets) {
    const { portal } = inputs;
    if (portal === undefined) {
        return undefined;
    }
    const { startFromPortal } = await __webpack_require__.e(/* import() */ 55).then(__webpack_require__.bind(__webpack_require__, 13055));
    return startFromPortal({ ...inputs, portal }, idTokens, secrets);
}
/** A brand with the ground that the workflow states, instead of its own. */
function withGround(loaded, licence) {
    if (!licence) {
        return loaded;
    }
    const bundle = (0,loadBrand/* brandToBundle */.bG)(loaded);
    return (0,loadBrand/* brandFromBundle */.K$)({ ...bundle, brand: { ...bundle.brand, licence } });
}
/** Tells what there is to tell, however the run ended. */
async function tell(outcome, step, failure) {
    const { report, places, images } = outcome;
    if (report) {
        // An image that some target has is in the report, whatever became of the others.
        const whole = report.images || images.length === 0 ? report : { ...report, images };
        await (0,output/* inFolder */._z)(external_node_path_default().dirname(places.report), () => (0,output/* writeJson */.GF)(places.report, whole));
    }
    setOutputs(outcome);
    annotateOutcome(outcome, step, failure);
    const summary = summaryOf(outcome, step.brand, failure);
    await writeSummary(summary);
    await notePullRequest(step, summary, failure !== undefined);
}
/** Shows the summary of the job. An old server that has none is no reason to fail. */
async function writeSummary(summary) {
    try {
        await core/* summary */.z.addRaw(summary).write();
    }
    catch (error) {
        core/* warning */.$e((0,harmless/* harmless */.I)(`The summary of the job could not be written: ${(0,errors/* messageOf */.bD)(error)}.`));
    }
}


/***/ }),

/***/ 63542:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ targetsOf)
/* harmony export */ });
/* harmony import */ var _livery_images__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(17605);

/** The targets of the inputs; one without tags of its own gets those that are for all. */
function targetsOf({ targets, tags }) {
    const parsed = targets.map(text => {
        const target = (0,_livery_images__WEBPACK_IMPORTED_MODULE_0__/* .parseTarget */ .h)(text);
        const hasOwn = text.lastIndexOf(':') > text.lastIndexOf('/');
        const templates = hasOwn || tags.length === 0 ? target.tagTemplates : [...new Set(tags)];
        return {
            to: `${target.registry}/${target.repository}:${templates.join(',')}`,
            notes: target.notes,
        };
    });
    return { to: [...new Set(parsed.map(({ to }) => to))], notes: parsed.flatMap(({ notes }) => notes) };
}


/***/ }),

/***/ 24348:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ Digest)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(50000);

/** The SHA-256 of some bytes. */
const Digest = zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 hexadecimal digits');


/***/ }),

/***/ 13680:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ RunFailure)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(50000);

/** Why a step or a run failed, for a person. */
const RunFailure = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ code: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), hint: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() });


/***/ }),

/***/ 70922:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ HttpsRepositoryUrl),
/* harmony export */   a: () => (/* binding */ GitRef)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(50000);

/**
 * The address of a repository over https, in the one form that every reader of URLs reads alike: no user, no password, and none
 * of the characters (backslash, blank, `@`) of which git makes another host than a browser does.
 */
const HttpsRepositoryUrl = zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()
    .max(500)
    .regex(/^https:\/\/[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d{1,5})?\/[\w.~%+/-]+$/i, 'must be an https address such as https://git.example.org/team/app.git, without user name and password');
/**
 * A branch, a tag or a commit, by the rules of https://git-scm.com/docs/git-check-ref-format; and no leading dash, which git
 * would take for an option.
 */
const GitRef = zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()
    .max(200)
    .regex(/^[^\s~^:?*[\\\u0000-\u001f\u007f-][^\s~^:?*[\\\u0000-\u001f\u007f]*$/, 'must be the name of a branch, a tag or a commit')
    .refine(ref => !/\.\.|@\{|\/\/|\.$|\/$|\.lock$|^\/|^@$|\/\.|^\./.test(ref), 'must be the name of a branch, a tag or a commit');


/***/ }),

/***/ 90450:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  L3: () => (/* binding */ LicenceVerdict),
  YR: () => (/* binding */ Place),
  up: () => (/* binding */ RuleResult)
});

// UNUSED EXPORTS: AssetResult, EditSample, FileResult, Finding, Report

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
// EXTERNAL MODULE: ./src/contracts/src/brand.ts
var brand = __webpack_require__(23319);
// EXTERNAL MODULE: ./src/contracts/src/digest.ts
var digest = __webpack_require__(24348);
// EXTERNAL MODULE: ./src/contracts/src/failure.ts
var failure = __webpack_require__(13680);
;// CONCATENATED MODULE: ./src/contracts/src/image.ts



const count = schemas/* number */.aig().int().nonnegative();
/** A place an image was to go to, and whether it got there. */
const ImageTarget = schemas/* strictObject */.rej({
    reference: schemas/* string */.YjP().describe('registry, repository and tag'),
    digest: digest/* Digest */.n.optional().describe('of the manifest or index that the reference names now; left out if it failed'),
    error: failure/* RunFailure */.a.optional().describe('why nothing is there; left out if it went well'),
});
/** An image that a run made, and where it went. */
const ImageOutput = schemas/* strictObject */.rej({
    reference: schemas/* string */.YjP()
        .describe('the first target that it got to; in the store of an engine, the name it has there'),
    digest: digest/* Digest */.n.describe('of the manifest or index; in the store of an engine, the id it has there'),
    sizeBytes: count.describe('what somebody has to fetch: config and layers of all platforms'),
    perPlatform: schemas/* array */.YOg(schemas/* strictObject */.rej({
        platform: schemas/* string */.YjP().describe('os/architecture, and /variant if there is one'),
        digest: digest/* Digest */.n,
    }))
        .describe('the manifest of each platform; empty if nobody could say'),
    targets: schemas/* array */.YOg(ImageTarget).describe('in the order they were asked for; empty if nothing was pushed'),
    builder: schemas/* strictObject */.rej({ name: schemas/* string */.YjP(), version: schemas/* string */.YjP() })
        .optional()
        .describe('the container engine that built it; left out if there was none'),
    bytesUp: count.optional().describe('bytes that were sent; left out if an engine sent them'),
    bytesMounted: count
        .optional()
        .describe('bytes that registries took over from another repository of theirs'),
    requests: count.optional().describe('requests to registries; left out if an engine made them'),
    seconds: schemas/* number */.aig().nonnegative().describe('from the start of the build to the last target'),
})
    .describe('An image that a run made, and where it went');

;// CONCATENATED MODULE: ./src/contracts/src/report.ts




const report_count = schemas/* number */.aig().int().nonnegative();
/** Where a text stands: 1-based line and column, in characters. */
const Place = schemas/* strictObject */.rej({
    file: schemas/* string */.YjP().describe('path from the root of the tree, with /'),
    line: schemas/* number */.aig().int().min(1),
    column: schemas/* number */.aig().int().min(1),
});
/** What the licence of the source says about a rebrand, and why it may go on. */
const LicenceVerdict = schemas/* strictObject */.rej({
    text: schemas/* string */.YjP().describe('id of the licence text, found by its hash'),
    spdx: schemas/* string */.YjP(),
    rebrand: schemas/* enum */.k5n(['allowed', 'conditional']),
    notice: schemas/* string */.YjP().describe('what the licence asks for, in one sentence'),
    ground: brand/* LicenceGround */.ZJ.optional(),
});
/** What one rule did. */
const RuleResult = schemas/* strictObject */.rej({
    id: schemas/* string */.YjP(),
    origin: schemas/* enum */.k5n(['profile', 'brand']),
    pattern: schemas/* string */.YjP(),
    replacement: schemas/* string */.YjP(),
    expect: brand/* BrandRule */.M3.shape.expect.unwrap(),
    matches: report_count,
    files: schemas/* record */.g1P(schemas/* string */.YjP(), report_count).describe('file → matches'),
    met: schemas/* boolean */.zMY().describe('whether the expectation holds'),
});
/** One replaced span, for a person who wants to check it. */
const EditSample = schemas/* strictObject */.rej({
    line: schemas/* number */.aig().int().min(1),
    kind: brand/* TokenKind */.Yp,
    rule: schemas/* string */.YjP(),
    before: schemas/* string */.YjP(),
    after: schemas/* string */.YjP(),
});
/** What happens to one file. */
const FileResult = schemas/* strictObject */.rej({
    file: schemas/* string */.YjP(),
    edits: report_count,
    before: digest/* Digest */.n,
    after: digest/* Digest */.n.optional().describe('left out for a file that is deleted'),
    sample: EditSample.optional().describe('the first edit of the file'),
});
/** A picture or file of the brand, and a place of the tree it goes to. */
const AssetResult = schemas/* strictObject */.rej({
    slot: schemas/* string */.YjP(),
    file: schemas/* string */.YjP(),
    source: schemas/* string */.YjP().describe('the path of the asset in the brand folder'),
    before: digest/* Digest */.n,
    after: digest/* Digest */.n,
    sizeBytes: report_count,
});
/** A thing a person should look at; it does not stop the run. */
const Finding = schemas/* strictObject */.rej({
    code: schemas/* enum */.k5n([
        'residue',
        'translation-without-name',
        'asset-slot-empty',
        'version-untested',
        'file-not-scannable',
        'place-unwritable',
        'colour-not-applied',
        'upstream-picture',
        'protection-overridden',
        'statement-about-upstream',
        'translation-unknown',
        'source-map-kept',
    ]),
    message: schemas/* string */.YjP(),
    place: Place.optional(),
});
/** What a branding would do, or did: the same shape from every runner. */
const Report = schemas/* strictObject */.rej({
    apiVersion: schemas/* literal */.euz('livery/report/v1'),
    kind: schemas/* literal */.euz('Report'),
    upstream: schemas/* strictObject */.rej({
        source: schemas/* string */.YjP().describe('URL or folder, without user or password'),
        ref: schemas/* string */.YjP().optional(),
        commit: schemas/* string */.YjP().optional(),
        version: schemas/* string */.YjP().optional(),
    }),
    profile: schemas/* strictObject */.rej({ id: schemas/* string */.YjP(), digest: digest/* Digest */.n }),
    brand: schemas/* strictObject */.rej({ name: schemas/* string */.YjP(), digest: digest/* Digest */.n }),
    licence: LicenceVerdict,
    applied: schemas/* boolean */.zMY().describe('false for a plan that nothing was written from'),
    totals: schemas/* strictObject */.rej({
        scannedFiles: report_count,
        changedFiles: report_count,
        replacements: report_count,
        filledTranslations: report_count,
        assetsWritten: report_count,
        protectedHits: report_count,
        residue: report_count,
    }),
    rules: schemas/* array */.YOg(RuleResult),
    files: schemas/* array */.YOg(FileResult),
    assets: schemas/* array */.YOg(AssetResult),
    protectedHits: schemas/* record */.g1P(schemas/* string */.YjP(), report_count)
        .describe('protected pattern → spans that were left alone because of it'),
    findings: schemas/* array */.YOg(Finding),
    outputs: schemas/* array */.YOg(schemas/* strictObject */.rej({ kind: schemas/* string */.YjP(), name: schemas/* string */.YjP(), digest: digest/* Digest */.n, sizeBytes: report_count })),
    images: schemas/* array */.YOg(ImageOutput).optional().describe('left out by a run that makes none'),
    durationsMs: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* number */.aig().nonnegative()),
})
    .describe('What a branding would do, or did');


/***/ }),

/***/ 41131:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K1: () => (/* binding */ StepKey),
/* harmony export */   NF: () => (/* binding */ RunOutput),
/* harmony export */   _4: () => (/* binding */ stepTitles),
/* harmony export */   cd: () => (/* binding */ MAXIMUM_LOG_MESSAGE),
/* harmony export */   ll: () => (/* binding */ RunState),
/* harmony export */   s4: () => (/* binding */ RunEvent),
/* harmony export */   yN: () => (/* binding */ RunSummary)
/* harmony export */ });
/* unused harmony export finalRunStates */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(50000);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(64377);
/* harmony import */ var _digest__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(24348);
/* harmony import */ var _failure__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(13680);



/** The steps of a pipeline run, in the order in which they run. */
const StepKey = zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n([
    'clone_repo',
    'apply_branding',
    'apply_config',
    'create_zip',
    'build_image',
    'push_registry',
]);
/** What each step does, as people read it. */
const stepTitles = {
    clone_repo: 'Get the source',
    apply_branding: 'Apply the brand',
    apply_config: 'Apply the configuration',
    create_zip: 'Pack the zip',
    build_image: 'Build the image',
    push_registry: 'Push to the registry',
};
/** The states of a pipeline run. */
const RunState = zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n([
    'pending',
    'queued',
    'running',
    'completed',
    'failed',
    'cancelled',
    'timeout',
]);
/** States that a run never leaves. */
const finalRunStates = (/* unused pure expression or super */ null && (['completed', 'failed', 'cancelled', 'timeout']));
/** A file or an image that a run produced. */
const RunOutput = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    kind: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['zip', 'image']),
    name: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().describe('file name, or image reference'),
    digest: _digest__WEBPACK_IMPORTED_MODULE_1__/* .Digest */ .n,
    sizeBytes: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().nonnegative(),
});
/** The totals of a finished run, as a summary line shows them. */
const RunSummary = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    upstream: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().describe('the commit or tree that was branded'),
    version: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    changedFiles: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int(),
    replacements: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int(),
    assetsWritten: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int(),
    residue: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int(),
    licence: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().describe('the id of the licence text'),
});
/** The longest message of a log event, in characters. */
const MAXIMUM_LOG_MESSAGE = 10_000;
const at = zod__WEBPACK_IMPORTED_MODULE_2__/* .datetime */ .w$().describe('when it happened, UTC');
/**
 * What a pipeline run says of itself, wherever it runs.
 *
 * A closed union: the runner reports these, the backend appends them, the pages show them.
 */
const RunEvent = zod__WEBPACK_IMPORTED_MODULE_0__/* .discriminatedUnion */ .gMt('type', [
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('run.started'), at, steps: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(StepKey) }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('step.started'), at, step: StepKey }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
        type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('log'),
        at,
        step: StepKey.optional(),
        level: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['info', 'warn', 'error']),
        message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().max(MAXIMUM_LOG_MESSAGE),
    }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('step.completed'), at, step: StepKey, durationMs: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().nonnegative() }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
        type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('step.failed'),
        at,
        step: StepKey,
        durationMs: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().nonnegative(),
        error: _failure__WEBPACK_IMPORTED_MODULE_3__/* .RunFailure */ .a,
    }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('output'), at, output: RunOutput }),
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
        type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('run.finished'),
        at,
        state: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['completed', 'failed', 'cancelled', 'timeout']),
        summary: RunSummary.optional(),
        error: _failure__WEBPACK_IMPORTED_MODULE_3__/* .RunFailure */ .a.optional(),
    }),
]);


/***/ }),

/***/ 63439:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MH: () => (/* binding */ findUpstreamPictures),
/* harmony export */   On: () => (/* binding */ isUpstreamPicture),
/* harmony export */   so: () => (/* binding */ isPictureName)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _tree_readText__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(65233);
/* harmony import */ var _check__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9152);



/** What can be a picture, whatever it is called before the dot. */
const PICTURE = /\.(?:png|ico|svg|jpe?g|webp|gif|avif)$/i;
/** Whether a file can be a picture, by its name. */
function isPictureName(file) {
    return PICTURE.test(file);
}
/** A picture that is carried along inside of an SVG. */
const EMBEDDED = /data:image\/[\w.+-]+;base64,([\w+/=\s]+)/g;
/**
 * Whether a picture, or one that is embedded in it, is one that shows the upstream's brand.
 *
 * @param hashes - SHA-256 of the upstream's pictures, in hexadecimal
 */
function isUpstreamPicture(bytes, hashes) {
    if (hashes.has(hashOf(bytes))) {
        return true;
    }
    // An SVG says what it is in its first characters; looking for it in every byte of every photograph would cost more.
    if (!bytes.subarray(0, 4096).includes('<svg')) {
        return false;
    }
    return [...bytes.toString('utf8').matchAll(EMBEDDED)].some(([, base64 = '']) => hashes.has(hashOf(Buffer.from(base64.replace(/\s/g, ''), 'base64'))));
}
/**
 * Finds the pictures of a tree that still show the upstream's brand, wherever they are.
 *
 * @param changed - file → what the branding makes of it
 * @param known - files whose pictures stay and are accounted for elsewhere: slots that are kept, or that nothing fits
 */
function findUpstreamPictures(tree, profile, changed, known = new Set()) {
    const hashes = new Set(profile.upstreamPictures);
    if (hashes.size === 0) {
        return [];
    }
    const findings = [];
    for (const file of tree.files) {
        if (!PICTURE.test(file) || known.has(file)) {
            continue;
        }
        const bytes = changed.get(file) ?? (0,_tree_readText__WEBPACK_IMPORTED_MODULE_1__/* .readSmall */ .o)(tree, file);
        if (bytes && bytes.length <= _check__WEBPACK_IMPORTED_MODULE_2__/* .MAXIMUM_ASSET_BYTES */ .al && isUpstreamPicture(bytes, hashes)) {
            findings.push({
                code: 'upstream-picture',
                message: `${file} still shows the brand of ${profile.title}.`,
                place: { file, line: 1, column: 1 },
            });
        }
    }
    return findings;
}
function hashOf(bytes) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(bytes).digest('hex');
}


/***/ }),

/***/ 2224:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qt: () => (/* binding */ licenceHash),
/* harmony export */   n4: () => (/* binding */ judgeLicence)
/* harmony export */ });
/* unused harmony export findLicenceText */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(30999);
/* harmony import */ var semver__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(62088);
/* harmony import */ var semver__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(semver__WEBPACK_IMPORTED_MODULE_1__);



/**
 * The SHA-256 of a licence text, blind to byte-order mark, line ends, spaces at line ends and final line breaks.
 *
 * @returns undefined when the bytes are not UTF-8
 */
function licenceHash(bytes) {
    let text;
    try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch {
        return undefined;
    }
    const lines = text
        .replace(/^\uFEFF/, '')
        .replace(/\r\n/g, '\n')
        .split('\n')
        .map(line => line.replace(/(?<![ \t])[ \t]+$/, ''));
    const normal = `${lines.join('\n').replace(/(?<!\n)\n+$/, '')}\n`;
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(normal).digest('hex');
}
/**
 * Decides whether a brand may replace the upstream's, from the licence text itself and never from what the user says of it.
 *
 * @throws LiveryError `licence-unknown`, `licence-ground-missing`, `licence-ground-expired`
 */
function judgeLicence(given) {
    const { profile, brand, version } = given;
    const text = findLicenceText(given);
    if (text.rebrand === 'unknown') {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('licence-unknown', {
            message: `The licence of ${profile.title} ${version} is the text "${text.id}", and the profile does not say that it allows a rebrand.`,
            hint: 'Choose a release whose licence the profile knows.',
        });
    }
    const verdict = { text: text.id, spdx: text.spdx, rebrand: text.rebrand, notice: text.notice };
    if (text.rebrand === 'allowed') {
        return verdict;
    }
    const ground = brand.licence;
    if (!ground) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('licence-ground-missing', {
            message: `The licence of ${profile.title} ${version} (${text.spdx}) forbids replacing its branding except on stated grounds, and the brand states none: ${text.notice}`,
            hint: 'State the ground under "licence" in brand.yaml (basis, reference, acknowledgedBy, date, reviewBy), or choose a release whose licence allows it. This is not legal advice.',
        });
    }
    if (ground.reviewBy < given.today) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('licence-ground-expired', {
            message: `The licence ground of this brand (${ground.basis}, ${ground.reference}) was to be reviewed by ${ground.reviewBy}, and today is ${given.today}.`,
            hint: 'Check that the ground still holds, then set a new date and reviewBy in brand.yaml.',
        });
    }
    return { ...verdict, ground };
}
/**
 * The text that the licence file of a source holds.
 *
 * @throws LiveryError `licence-unknown` when the profile does not know it, or not for this version
 */
function findLicenceText({ tree, version, profile, }) {
    if (tree.isImage === true && !tree.has(profile.licence.file)) {
        return findTextOfRelease(version, profile);
    }
    if (!tree.has(profile.licence.file)) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('licence-unknown', {
            message: `${profile.title} ${version} has no file ${profile.licence.file}, so nobody can say whether it may be rebranded.`,
            hint: 'Use a complete checkout of the release.',
        });
    }
    const hash = licenceHash(tree.read(profile.licence.file));
    const text = profile.licence.texts.find(candidate => candidate.sha256 === hash);
    if (!text) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('licence-unknown', {
            message: `The licence changed since the profile was written: ${profile.licence.file} of ${profile.title} ${version} is not a text it knows (SHA-256 ${hash ?? 'of bytes that are not UTF-8'}).`,
            hint: 'Read the new text, and wait for a profile that knows it; forks with a licence of their own are not covered.',
        });
    }
    if (text.versions !== undefined && !semver__WEBPACK_IMPORTED_MODULE_1___default().satisfies(version, text.versions, { includePrerelease: true })) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('licence-unknown', {
            message: `The licence text "${text.id}" belongs to ${profile.title} ${text.versions}, but this source says it is ${version}.`,
            hint: 'Use an unchanged checkout of the release.',
        });
    }
    return text;
}
/** An image has no licence file, so the release decides: one that the profile was tried on, and that carries one known text. */
function findTextOfRelease(version, profile) {
    const isIn = (range) => semver__WEBPACK_IMPORTED_MODULE_1___default().satisfies(version, range, { includePrerelease: true });
    const texts = profile.licence.texts.filter(({ versions, files }) => versions !== undefined && files.length > 0 && isIn(versions));
    const [text, ...others] = texts;
    if (!text || others.length > 0 || !isIn(profile.versions)) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('licence-unknown', {
            message: `The image holds no licence file, and the profile does not say which text ${profile.title} ${version} carries.`,
            hint: 'Brand the source of this release, which has its licence with it, or wait for a profile that knows it.',
        });
    }
    return text;
}


/***/ }),

/***/ 48946:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ FileRules)
/* harmony export */ });
/* harmony import */ var _rules_Needles__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(63351);
/* harmony import */ var _rules_rule__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1064);
/* harmony import */ var _tokens_language__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(16322);
/* harmony import */ var _patches__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(29613);




/** A rule for a style sheet that no profile lists is about its code, such as a colour; little in it is text for people. */
function unlistedLanguage(file) {
    const language = (0,_tokens_language__WEBPACK_IMPORTED_MODULE_0__/* .languageOf */ .e)(file);
    return language === 'css' || language === 'scss' ? 'plain' : language;
}
/** Knows which rules work on which file, and what they leave alone in any. */
class FileRules {
    rules;
    patches;
    /** What the planner of a text has to know of every file. */
    context;
    #needles = new Map();
    #isProtected;
    #isLegal;
    #languages;
    /** @throws LiveryError `brand-invalid` for a rule that cannot run */
    constructor(profile, brand) {
        const { protect } = profile;
        const chosen = brand.include.flatMap(name => profile.options[name]?.text ?? []);
        const patterns = protect.text.map(({ pattern, legal }) => ({
            legal,
            // A pattern is looked for with the lines around it; `^` and `$` are the ends of one.
            expression: new RegExp(pattern, 'gmu'),
        }));
        this.rules = (0,_rules_rule__WEBPACK_IMPORTED_MODULE_1__/* .compileRules */ .n)(profile, brand);
        this.patches = profile.patches.map(_patches__WEBPACK_IMPORTED_MODULE_2__/* .compilePatch */ .Q);
        this.context = {
            protectedPatterns: patterns.map(({ expression }) => expression),
            legalPatterns: patterns.filter(({ legal }) => legal).map(({ expression }) => expression),
            translationCalls: profile.translations?.calls ?? [],
            spellings: profile.residue,
        };
        this.#isProtected = (0,_rules_rule__WEBPACK_IMPORTED_MODULE_1__/* .matcherOf */ .K)([...protect.files, ...protect.legalFiles]);
        this.#isLegal = (0,_rules_rule__WEBPACK_IMPORTED_MODULE_1__/* .matcherOf */ .K)(protect.legalFiles);
        this.#languages = [...chosen, ...profile.text].map(({ files, language }) => ({
            matches: (0,_rules_rule__WEBPACK_IMPORTED_MODULE_1__/* .matcherOf */ .K)(files),
            language,
        }));
    }
    /** Whether any rule or patch is for a file. */
    isOfInterest(file) {
        const { rules, patches } = this.of(file);
        return rules.length + patches.length > 0;
    }
    /** Whether a rule or patch can match in a file, as far as can be told without reading it as its language. */
    mayChange(file, bytes) {
        const scope = this.of(file);
        if (scope.rules.length + scope.patches.length === 0) {
            return false;
        }
        const needles = this.needlesOf(scope);
        return !needles || needles.areIn(bytes);
    }
    /** Texts of which one stands in every file that a rule or patch can match; undefined when there are none such. */
    needlesOf({ rules, patches }) {
        const texts = [];
        for (const own of [...patches.map(({ holds }) => holds && [holds]), ...rules.map(rule => rule.needles)]) {
            if (!own) {
                return undefined;
            }
            texts.push(...own);
        }
        const key = texts.join('\0');
        const needles = this.#needles.get(key) ?? new _rules_Needles__WEBPACK_IMPORTED_MODULE_3__/* .Needles */ .Z(texts);
        this.#needles.set(key, needles);
        return needles;
    }
    of(file) {
        const listed = this.#languages.find(entry => entry.matches(file))?.language;
        const isScanned = listed !== undefined;
        const isProtected = this.#isProtected(file);
        const isLegal = isProtected && this.#isLegal(file);
        const works = (rule) => !isLegal && (isScanned || rule.addsFiles) && (!isProtected || rule.unsafe) && rule.appliesToFile(file);
        return {
            language: listed ?? unlistedLanguage(file),
            isScanned,
            isProtected,
            rules: this.rules.filter(works),
            patches: isProtected ? [] : this.patches.filter(patch => patch.appliesToFile(file)),
        };
    }
}


/***/ }),

/***/ 63085:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ meets),
/* harmony export */   aq: () => (/* binding */ assertExpectations)
/* harmony export */ });
/* unused harmony export describeExpectation */
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(30999);

/** Whether a number of matches is what was expected. */
function meets(expect, matches) {
    if ('exactly' in expect) {
        return matches === expect.exactly;
    }
    return 'optional' in expect || matches >= expect.atLeast;
}
/**
 * Refuses a plan in which a rule does not do what it is expected to do.
 *
 * @throws LiveryError `rule-unmatched`
 */
function assertExpectations(report) {
    const unmet = report.rules.filter(rule => !rule.met);
    if (unmet.length === 0) {
        return;
    }
    const describe = (rule) => `${rule.id} (${JSON.stringify(rule.pattern)}) matched ${rule.matches} ${rule.matches === 1 ? 'time' : 'times'} instead of ${describeExpectation(rule.expect)}`;
    const ofBrand = unmet.some(rule => rule.origin === 'brand');
    throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_0__/* .LiveryError */ .AV('rule-unmatched', {
        message: `${unmet.length === 1 ? 'A rule does' : `${unmet.length} rules do`} not fit ${report.upstream.source} ${report.upstream.version ?? ''}: ${unmet.map(describe).join('; ')}.`,
        hint: ofBrand
            ? 'Correct or remove the rule in brand.yaml, or let it be absent with "expect: {optional: true}".'
            : 'Use a fresh checkout of a release that the profile knows.',
    });
}
/** An expectation in words. */
function describeExpectation(expect) {
    if ('exactly' in expect) {
        return `exactly ${expect.exactly}`;
    }
    return 'atLeast' in expect ? `at least ${expect.atLeast}` : 'any number';
}


/***/ }),

/***/ 29613:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ compilePatch),
/* harmony export */   o: () => (/* binding */ patchText)
/* harmony export */ });
/* harmony import */ var _rules_rule__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1064);
/* harmony import */ var _text__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(25780);


/** Makes a patch of a profile ready to run. */
function compilePatch(patch) {
    return {
        ...patch,
        expression: new RegExp(patch.pattern, 'gu'),
        appliesToFile: (0,_rules_rule__WEBPACK_IMPORTED_MODULE_0__/* .matcherOf */ .K)(patch.files),
        needle: patch.holds === undefined ? undefined : Buffer.from(patch.holds),
    };
}
/** Makes the changes of code. What they leave has to be readable in its language like any text. */
function patchText(text, patches) {
    const matches = {};
    const passes = [];
    let result = text;
    for (const { id, expression, replacement } of patches) {
        const edits = [...result.matchAll(expression)].map(match => ({
            start: match.index,
            end: match.index + match[0].length,
            raw: replacement,
        }));
        if (edits.length > 0) {
            matches[id] = edits.length;
            passes.push({ text: result, edits });
            result = (0,_text__WEBPACK_IMPORTED_MODULE_1__/* .applyEdits */ .c)(result, edits);
        }
    }
    return { text: result, matches, passes };
}


/***/ }),

/***/ 40324:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ placeOf),
/* harmony export */   y: () => (/* binding */ placesIn)
/* harmony export */ });
/** The place of an offset. */
function placeOf(text, offset) {
    return placesIn(text)(offset);
}
/** Tells the places of many offsets of one text, which is gone through once and not before somebody asks. */
function placesIn(text) {
    const starts = [0];
    let read = 0;
    return offset => {
        for (; read >= 0 && read <= offset;) {
            const found = text.indexOf('\n', read);
            read = found < 0 ? -1 : found + 1;
            if (read > 0) {
                starts.push(read);
            }
        }
        let [low, high] = [0, starts.length - 1];
        while (low < high) {
            const middle = Math.ceil((low + high) / 2);
            [low, high] = (starts[middle] ?? 0) <= offset ? [middle, high] : [low, middle - 1];
        }
        return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
    };
}


/***/ }),

/***/ 72762:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  U: () => (/* binding */ openUpstream),
  e: () => (/* binding */ plan)
});

// EXTERNAL MODULE: ./node_modules/semver/index.js
var semver = __webpack_require__(62088);
var semver_default = /*#__PURE__*/__webpack_require__.n(semver);
// EXTERNAL MODULE: ./src/contracts/src/brand.ts
var src_brand = __webpack_require__(23319);
// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./src/engine/src/digest.ts
var digest = __webpack_require__(98907);
// EXTERNAL MODULE: ./src/engine/src/plan/place.ts
var place = __webpack_require__(40324);
;// CONCATENATED MODULE: ./src/engine/src/plan/findings.ts

/** What a reader takes for a blank between two words: a line break, an entity, a tag around one of them. */
const BETWEEN_WORDS = '(?:\\s|&nbsp;|&#(?:160|xa0);|</?[a-z][^<>]*>)+';
/** Finds the spellings of a name, also where a formatter broke them or markup stands in them. */
function spellingsExpression(spellings) {
    const escaped = spellings.map(spelling => spelling
        .split(' ')
        .map(word => word.replace(/[$()*+.?[\\\]^{|}/]/g, '\\$&'))
        .join(BETWEEN_WORDS));
    return new RegExp(escaped.join('|'), 'gu');
}
/** What a person should look at in a text that has been planned. */
function findingsOf(file, text, textPlan, spellings) {
    const placeOf = (0,place/* placesIn */.y)(text);
    const at = (offset) => ({ file, ...placeOf(offset) });
    return [
        ...textPlan.unwritable.map(({ start, plain, kind }) => ({
            code: 'place-unwritable',
            message: `${JSON.stringify(plain)} cannot be written into this ${kind}, so it is as it was.`,
            place: at(start),
        })),
        ...textPlan.overridden.map(({ start, pattern, rule }) => ({
            code: 'protection-overridden',
            message: `The unsafe ${rule.id} (${JSON.stringify(rule.pattern)}) changed text that the profile protects by ${pattern}.`,
            place: at(start),
        })),
        ...textPlan.unnamedTranslations.map(offset => ({
            code: 'translation-without-name',
            message: 'The English sentence names the app, but this translation does not in a spelling that the profile knows.',
            place: at(offset),
        })),
        ...textPlan.statements.map(({ offset, sentence, reason }) => ({
            code: 'statement-about-upstream',
            message: `${JSON.stringify(sentence)} speaks of the upstream (${reason}); with another name it may be untrue.`,
            place: at(offset),
        })),
        ...[...text.matchAll(spellings)]
            .filter(match => textPlan.isLeftOnShow(match.index, match.index + match[0].length))
            .map(match => ({
            code: 'residue',
            message: `"${match[0]}" is still on show.`,
            place: at(match.index),
        })),
    ];
}
/** Says that a file which the brand brings as a whole is not what it says it is. */
function tooLargeFinding(file) {
    return {
        code: 'file-not-scannable',
        message: `${file} is too large to be what it is called; it was left alone.`,
    };
}
/** Says that a file could not be looked into. */
function unreadableFinding(file, reason) {
    return {
        code: 'file-not-scannable',
        message: `${file} holds the name, but ${reason}; it was left alone.`,
    };
}

// EXTERNAL MODULE: ./src/engine/src/tree/readText.ts
var readText = __webpack_require__(65233);
// EXTERNAL MODULE: ./src/engine/src/assets/check.ts + 2 modules
var check = __webpack_require__(9152);
;// CONCATENATED MODULE: ./src/engine/src/assets/colour.ts
const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];
/** How far apart text and its ground have to be: https://www.w3.org/TR/WCAG22/#contrast-minimum */
const READABLE = 4.5;
/** Reads `#rgb`, `#rrggbb` and both with opacity, which lets white shine through. */
function parseColour(text) {
    const digits = text.slice(1);
    const long = digits.length < 6 ? [...digits].map(digit => digit + digit).join('') : digits;
    const channel = (index) => Number.parseInt(long.slice(index * 2, index * 2 + 2), 16);
    const opacity = long.length === 8 ? channel(3) / 255 : 1;
    return mix(WHITE, [channel(0), channel(1), channel(2)], opacity);
}
/** Writes a colour as `#rrggbb`. */
function formatColour(colour) {
    return `#${colour.map(channel => channel.toString(16).padStart(2, '0')).join('')}`;
}
/** Black or white, whichever is easier to read on the colour. */
function textColourOn(ground) {
    return contrast(WHITE, ground) >= contrast(BLACK, ground) ? WHITE : BLACK;
}
/** The colour, moved towards black or white only as far as text in it needs to be readable on the ground. */
function readableOn(colour, ground) {
    const goal = textColourOn(ground);
    for (let step = 0; step < 20; step += 1) {
        const moved = mix(colour, goal, step / 20);
        if (contrast(moved, ground) >= READABLE) {
            return moved;
        }
    }
    return goal;
}
function mix(from, to, share) {
    const channel = (index) => Math.round(from[index] * (1 - share) + to[index] * share);
    return [channel(0), channel(1), channel(2)];
}
/** From 1 (the same) to 21 (black on white): https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((first, second) => second - first);
    return (light + 0.05) / (dark + 0.05);
}
function luminance(colour) {
    const [red, green, blue] = colour.map(channel => {
        const share = channel / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// EXTERNAL MODULE: ./node_modules/pngjs/lib/png.js
var png = __webpack_require__(10359);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:module"
var external_node_module_ = __webpack_require__(98995);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(75919);
;// CONCATENATED MODULE: ./src/engine/src/assets/drawing/limitMemory.ts
const PAGE_BYTES = 64 * 1024;
/** The section of a module that says how much memory it has: https://webassembly.github.io/spec/core/binary/modules.html */
const MEMORY_SECTION = 5;
/**
 * Gives a WebAssembly module that sets no limit to its memory one. What then does not fit makes the module stop,
 * instead of the machine slow.
 *
 * @throws Error for a module whose memory is declared in another way than as one without a limit
 */
function limitMemory(module, maximumBytes) {
    let offset = 8; // after the magic number and the version
    const readNumber = () => {
        let value = 0;
        for (let shift = 0;; shift += 7) {
            const byte = module[offset] ?? 0;
            offset += 1;
            value |= (byte & 0x7f) << shift;
            if (byte < 0x80) {
                return value >>> 0;
            }
        }
    };
    while (offset < module.length) {
        const start = offset;
        const section = module[offset];
        offset += 1;
        const length = readNumber();
        const end = offset + length;
        if (section === MEMORY_SECTION) {
            const [count, limits] = [readNumber(), readNumber()];
            if (count !== 1 || limits !== 0) {
                break;
            }
            const content = [1, 1, ...encodeNumber(readNumber()), ...encodeNumber(maximumBytes / PAGE_BYTES)];
            return Buffer.concat([
                module.subarray(0, start),
                Uint8Array.of(MEMORY_SECTION, ...encodeNumber(content.length), ...content),
                module.subarray(end),
            ]);
        }
        offset = end;
    }
    throw new Error('The drawing module does not declare one memory without a limit.');
}
/** An unsigned number as the format writes it: seven bits in a byte, the lowest first. */
function encodeNumber(value) {
    const bytes = [];
    let rest = Math.floor(value);
    for (; rest > 0x7f; rest >>>= 7) {
        bytes.push((rest & 0x7f) | 0x80);
    }
    return [...bytes, rest];
}

;// CONCATENATED MODULE: ./src/engine/src/assets/drawing/drawSvg.ts







const DRAWING_LIMITS = { timeoutMs: 20_000, memoryBytes: 256 * 1024 * 1024 };
/**
 * Draws an SVG, its longer side `size` pixels long. The same bytes give the same pixels on every machine: what draws is
 * a WebAssembly module, which has no fonts, no files and no network, and counts in IEEE 754.
 *
 * @param name - what errors call it
 * @throws LiveryError `asset-invalid` for a picture that cannot be drawn, draws nothing, or takes more than the limits
 */
async function drawSvg(name, svg, size, limits = DRAWING_LIMITS) {
    const refuse = (reason, hint) => new errors/* LiveryError */.AV('asset-invalid', { message: `The asset ${name} ${reason}.`, hint });
    const answer = await runWorker(svg.toString('utf8'), size, limits);
    if (answer === 'timeout') {
        throw refuse(`could not be drawn within ${limits.timeoutMs / 1000} seconds`, 'Export a simpler drawing: without filters, and with patterns turned into paths.');
    }
    if ('fault' in answer) {
        throw refuse(`could not be drawn (${faultOf(answer.fault)})`, 'Export it again as a plain SVG of moderate size, or as a PNG of 1024×1024.');
    }
    const { width, height, pixels } = answer;
    if (!pixels.some((value, index) => index % 4 === 3 && value > 0)) {
        throw refuse('draws nothing', 'Look at it in a browser: its shapes may lie outside of its viewBox, have no colour, or be text that needs a font.');
    }
    return { width, height, data: separateOpacity(pixels) };
}
/** A module that stopped says "unreachable", which tells nobody anything. */
function faultOf(message) {
    return /unreachable|out of bounds|recursion|Maximum call stack/i.test(message)
        ? 'it needs more memory than a logo may take, or is nested too deeply'
        : message.replace(/\.$/, '');
}
/** The pixels come with their colours multiplied by their opacity; a PNG keeps the two apart. */
function separateOpacity(pixels) {
    const data = new Uint8Array(pixels);
    for (let index = 0; index < data.length; index += 4) {
        const opacity = data[index + 3] ?? 0;
        if (opacity > 0 && opacity < 255) {
            for (let channel = index; channel < index + 3; channel += 1) {
                data[channel] = Math.min(255, Math.round(((data[channel] ?? 0) * 255) / opacity));
            }
        }
    }
    return data;
}
async function runWorker(svg, size, limits) {
    const { script, wasm } = findParts();
    // Compiled once for all workers: handing the module over costs nothing.
    const module = await compile(wasm, limits.memoryBytes);
    const worker = new external_node_worker_threads_.Worker(script, {
        workerData: { module, svg, size },
        // The picture comes from elsewhere: it gets no environment, and cannot write to the output of this process.
        env: {},
        execArgv: [],
        stdout: true,
        stderr: true,
    });
    let timer;
    try {
        return await new Promise((resolve, reject) => {
            timer = setTimeout(() => resolve('timeout'), limits.timeoutMs);
            worker.once('message', resolve);
            worker.once('error', reject);
            worker.once('exit', code => resolve({ fault: `the drawing ended with code ${code}` }));
        });
    }
    finally {
        clearTimeout(timer);
        await worker.terminate();
    }
}
const compiled = new Map();
function compile(file, memoryBytes) {
    const key = `${memoryBytes} ${file}`;
    const known = compiled.get(key);
    if (known) {
        return known;
    }
    const module = (0,promises_.readFile)(file).then(bytes => WebAssembly.compile(limitMemory(bytes, memoryBytes)));
    compiled.set(key, module);
    module.catch(() => compiled.delete(key));
    return module;
}
/** Where the bundle keeps the worker and its module: see scripts/build.js. */
const BUNDLED = ['drawing/index.js', 'drawing/resvg.wasm'];
/** The worker and what it draws with: beside the bundle or above it, or in the source and its packages. */
function findParts() {
    for (const folder of [__dirname, external_node_path_default().dirname(__dirname)]) {
        const [script, wasm] = BUNDLED.map(name => external_node_path_default().resolve(folder, name));
        if (script !== undefined && wasm !== undefined && (0,external_node_fs_.existsSync)(script) && (0,external_node_fs_.existsSync)(wasm)) {
            return { script, wasm };
        }
    }
    const script = external_node_path_default().resolve(__dirname, 'worker.js');
    return { script, wasm: (0,external_node_module_.createRequire)(script).resolve('@resvg/resvg-wasm/index_bg.wasm') };
}

// EXTERNAL MODULE: ./src/engine/src/assets/pngHeader.ts
var pngHeader = __webpack_require__(919);
;// CONCATENATED MODULE: ./src/engine/src/assets/decode.ts





/** The largest picture that is decoded, 2048×2048: the header is read before the picture, which may be a bomb. */
const MAXIMUM_PIXELS = 4_194_304;
/** How large an SVG is drawn: what it is needed in is shrunk from that. */
const DRAWN_PIXELS_PER_SIDE = 1024;
/** One logo fills a dozen slots: it is decoded once for as long as its bytes are in use. */
const decoded = new WeakMap();
/**
 * Gives the pixels of a PNG or an SVG. An SVG has at least `size` pixels on its longer side, a PNG those that it has.
 *
 * @throws LiveryError `asset-invalid`
 */
function decodePicture(source, size) {
    const isSvg = (0,check/* sniffAsset */.l)(source.bytes) === 'svg';
    const drawn = isSvg ? Math.max(size, DRAWN_PIXELS_PER_SIDE) : 0;
    const sizes = decoded.get(source.bytes) ?? new Map();
    decoded.set(source.bytes, sizes);
    const known = sizes.get(drawn);
    if (known) {
        return known;
    }
    const picture = isSvg
        ? drawSvg(source.name, source.bytes, drawn)
        : Promise.resolve().then(() => decodePng(source));
    sizes.set(drawn, picture);
    // What failed once for want of time may go well the next time.
    picture.catch(() => sizes.delete(drawn));
    return picture;
}
function decodePng(source) {
    const refuse = (reason, hint, cause) => {
        throw new errors/* LiveryError */.AV('asset-invalid', { message: `The asset ${source.name} ${reason}.`, hint, cause });
    };
    const header = (0,pngHeader/* readPngHeader */.d)(source.bytes);
    if (!header) {
        return refuse('is a broken PNG', 'Export it again.');
    }
    const { width, height } = header;
    if (width * height > MAXIMUM_PIXELS) {
        return refuse(`has ${width}×${height} pixels; at most ${MAXIMUM_PIXELS} are taken`, 'Export it at 1024×1024.');
    }
    try {
        return png/* PNG */.O.sync.read(source.bytes);
    }
    catch (error) {
        return refuse('is a broken PNG', 'Export it again.', error);
    }
}

// EXTERNAL MODULE: ./node_modules/fflate/esm/index.mjs
var esm = __webpack_require__(51306);
;// CONCATENATED MODULE: ./src/engine/src/assets/encodePng.ts

/** CRC-32 as PNG wants it: https://www.w3.org/TR/png-3/#D-CRCAppendix */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) {
        value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    }
    return value;
});
function chunk(type, data) {
    const bytes = Buffer.alloc(12 + data.length);
    bytes.writeUInt32BE(data.length, 0);
    bytes.write(type, 4, 'latin1');
    bytes.set(data, 8);
    let crc = 0xffffffff;
    for (let index = 4; index < bytes.length - 4; index += 1) {
        crc = (CRC_TABLE[(crc ^ (bytes[index] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
    }
    bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0, bytes.length - 4);
    return bytes;
}
/**
 * Writes a square picture as PNG.
 *
 * Compressed in JavaScript: Node's own zlib differs between versions and processors, and a brand has to give the same bytes
 * on every machine.
 *
 * @param pixels - red, green, blue and opacity of each pixel, row by row
 */
function encodePng(pixels, size) {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(size, 0);
    header.writeUInt32BE(size, 4);
    header.set([8, 6, 0, 0, 0], 8); // 8 bits, colours with opacity
    const stride = size * 4;
    const rows = Buffer.alloc(size * (stride + 1));
    for (let row = 0; row < size; row += 1) {
        const target = row * (stride + 1);
        // Filter "Sub" for all rows: trying all five on each takes ten times as long and saves little on a flat mark.
        rows[target] = 1;
        for (let column = 0; column < stride; column += 1) {
            const source = row * stride + column;
            const left = column < 4 ? 0 : (pixels[source - 4] ?? 0);
            rows[target + 1 + column] = (pixels[source] ?? 0) - left;
        }
    }
    return Buffer.concat([
        Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
        chunk('IHDR', header),
        chunk('IDAT', (0,esm/* zlibSync */.$)(rows, { level: 6 })),
        chunk('IEND', Buffer.alloc(0)),
    ]);
}

;// CONCATENATED MODULE: ./src/engine/src/assets/shrink.ts
const { ceil, floor, max, min, round } = Math;
/** One logo is shrunk into a dozen sizes: what is half as large is the start of all that are smaller. */
const halves = new WeakMap();
/** The picture in half its size, each pixel the average of four. */
function halve(picture) {
    const known = halves.get(picture);
    if (known) {
        return known;
    }
    const { data } = picture;
    const [width, height] = [picture.width / 2, picture.height / 2];
    const result = new Uint8Array(width * height * 4);
    const below = picture.width * 4;
    for (let target = 0; target < result.length; target += 4) {
        const pixel = target / 4;
        const source = (floor(pixel / width) * 2 * picture.width + (pixel % width) * 2) * 4;
        const corners = [source, source + 4, source + below, source + below + 4];
        const [a = 0, b = 0, c = 0, d = 0] = corners.map(corner => data[corner + 3]);
        const opacity = a + b + c + d;
        if (opacity > 0) {
            for (let channel = 0; channel < 3; channel += 1) {
                const sum = a * (data[corners[0] + channel] ?? 0) +
                    b * (data[corners[1] + channel] ?? 0) +
                    c * (data[corners[2] + channel] ?? 0) +
                    d * (data[corners[3] + channel] ?? 0);
                result[target + channel] = round(sum / opacity);
            }
            result[target + 3] = round(opacity / 4);
        }
    }
    const half = { width, height, data: result };
    halves.set(picture, half);
    return half;
}
/**
 * Shrinks a picture into a square by averaging the area behind each pixel, centred on transparency.
 * Colours are weighted with their opacity, so that transparent pixels do not darken the rim.
 */
function shrink(picture, size) {
    const { width, height, data } = picture;
    const longest = max(width, height);
    if (longest >= 2 * size && width % 2 === 0 && height % 2 === 0) {
        return shrink(halve(picture), size);
    }
    const scale = longest / size;
    const left = (longest - width) / 2;
    const top = (longest - height) / 2;
    const result = new Uint8Array(size * size * 4);
    for (let y = 0; y < size; y += 1) {
        const [yStart, yEnd] = [max(y * scale - top, 0), min((y + 1) * scale - top, height)];
        for (let x = 0; x < size; x += 1) {
            const [xStart, xEnd] = [max(x * scale - left, 0), min((x + 1) * scale - left, width)];
            let red = 0;
            let green = 0;
            let blue = 0;
            let opacity = 0;
            for (let row = floor(yStart); row < ceil(yEnd); row += 1) {
                const rowShare = min(row + 1, yEnd) - max(row, yStart);
                for (let column = floor(xStart); column < ceil(xEnd); column += 1) {
                    const source = (row * width + column) * 4;
                    const share = rowShare * (min(column + 1, xEnd) - max(column, xStart));
                    const weight = share * (data[source + 3] ?? 0);
                    red += weight * (data[source] ?? 0);
                    green += weight * (data[source + 1] ?? 0);
                    blue += weight * (data[source + 2] ?? 0);
                    opacity += weight;
                }
            }
            if (opacity > 0) {
                const target = (y * size + x) * 4;
                result[target] = round(red / opacity);
                result[target + 1] = round(green / opacity);
                result[target + 2] = round(blue / opacity);
                result[target + 3] = round(opacity / (scale * scale));
            }
        }
    }
    return { width: size, height: size, data: result };
}
/**
 * Lays a square picture into the middle of a larger square.
 *
 * @param background - red, green and blue of an opaque ground; transparent without it
 */
function shrink_frame(picture, size, background) {
    const data = new Uint8Array(size * size * 4);
    if (background) {
        for (let index = 0; index < data.length; index += 4) {
            data.set([...background, 255], index);
        }
    }
    const offset = floor((size - picture.width) / 2);
    for (let y = 0; y < picture.height; y += 1) {
        for (let x = 0; x < picture.width; x += 1) {
            const source = (y * picture.width + x) * 4;
            const target = ((y + offset) * size + x + offset) * 4;
            const opacity = background ? (picture.data[source + 3] ?? 0) / 255 : 1;
            for (let channel = 0; channel < 4; channel += 1) {
                const [above, below] = [picture.data[source + channel] ?? 0, data[target + channel] ?? 0];
                data[target + channel] =
                    background && channel === 3 ? 255 : round(above * opacity + below * (1 - opacity));
            }
        }
    }
    return { width: size, height: size, data };
}

;// CONCATENATED MODULE: ./src/engine/src/assets/derive.ts





/** Whether a picture of this type can fill a slot of that format. */
function canDerive(type, format) {
    return type === format.type || type === 'png' || type === 'svg';
}
/**
 * Makes the picture of a slot.
 *
 * A picture of the slot's own format that was made for the slot is taken as it is. Otherwise the picture is fitted into
 * the square; an ICO holds PNGs; an SVG is taken as it is, or wraps a PNG.
 *
 * @param background - what an opaque picture stands on
 * @throws LiveryError `asset-invalid` for a picture that is broken, too small or cannot be drawn
 */
async function derivePicture(source, format, isOwn, background) {
    const type = (0,check/* sniffAsset */.l)(source.bytes);
    if (type === format.type && (isOwn || type === 'svg')) {
        return source.bytes;
    }
    switch (format.type) {
        case 'png':
            return encodeSquare(source, format, background);
        case 'ico': {
            const entries = [];
            for (const size of format.sizes) {
                const png = await encodeSquare(source, { type: 'png', size, padding: 0 }, background);
                entries.push({ size, png });
            }
            return encodeIco(entries);
        }
        case 'svg':
            return encodeSvg(await encodeSquare(source, { type: 'png', size: 512, padding: 0 }, background), 512);
    }
}
async function encodeSquare(source, format, background) {
    const { size, padding } = format;
    const inner = Math.max(1, Math.round(size * (1 - 2 * padding)));
    const picture = await decodePicture(source, inner);
    const { width, height } = picture;
    if (Math.max(width, height) < inner) {
        throw new errors/* LiveryError */.AV('asset-invalid', {
            message: `The asset ${source.name} has ${width}×${height} pixels, but a picture of ${inner}×${inner} is made from it.`,
            hint: 'Export it at 1024×1024; enlarging it would blur it.',
        });
    }
    const isFramed = inner !== size || format.background !== undefined;
    if (!isFramed && width === size && height === size && (0,check/* sniffAsset */.l)(source.bytes) === 'png') {
        return source.bytes;
    }
    const square = shrink(picture, inner);
    return encodePng((isFramed ? shrink_frame(square, size, format.background && background) : square).data, size);
}
/** An icon file whose entries are PNGs: https://learn.microsoft.com/windows/win32/uxguide/vis-icons */
function encodeIco(entries) {
    const header = Buffer.alloc(6 + 16 * entries.length);
    header.writeUInt16LE(1, 2); // an icon, not a cursor
    header.writeUInt16LE(entries.length, 4);
    let offset = header.length;
    for (const [index, { size, png }] of entries.entries()) {
        const entry = 6 + 16 * index;
        header.writeUInt8(size % 256, entry); // 0 stands for 256
        header.writeUInt8(size % 256, entry + 1);
        header.writeUInt16LE(1, entry + 4); // colour planes
        header.writeUInt16LE(32, entry + 6); // bits per pixel
        header.writeUInt32LE(png.length, entry + 8);
        header.writeUInt32LE(offset, entry + 12);
        offset += png.length;
    }
    return Buffer.concat([header, ...entries.map(entry => entry.png)]);
}
function encodeSvg(png, size) {
    return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><image width="${size}" height="${size}" href="data:image/png;base64,${png.toString('base64')}"/></svg>\n`);
}

;// CONCATENATED MODULE: ./src/engine/src/assets/PictureCache.ts

/**
 * The form of the pictures that are derived. It changes with any change of a byte of them, which the snapshots of
 * derive.test.ts show, so that nobody gets a picture of an older Livery.
 */
const FORM = 1;
/** All that a derived picture depends on, as one digest. */
function pictureKey(source, format, isOwn, background) {
    return (0,digest/* digestOfJson */.Q)([FORM, (0,digest/* digestOf */.o)(source.bytes), format, isOwn, background]);
}

;// CONCATENATED MODULE: ./src/engine/src/assets/theme.ts




/** The asset of a brand that is its style sheet. */
const CSS_ASSET = 'css';
/** Of each colour that a theme can name, the one of the brand that it comes from. */
const ORIGIN = {
    primary: 'primary',
    onPrimary: 'primary',
    primaryOnLight: 'primary',
    primaryOnDark: 'primary',
    background: 'background',
    backgroundDark: 'backgroundDark',
};
/**
 * The changes of code that write the colours of a brand. Colours are hexadecimal digits and nothing else, so they mean
 * the same in CSS, HTML, JavaScript, JSON and Python.
 */
function themePatches(profile, brand) {
    const { theme } = profile;
    if (!theme) {
        return [];
    }
    return theme.patches.flatMap(patch => {
        const replacement = fill(patch.replacement, theme, brand);
        return replacement === undefined ? [] : [{ ...patch, replacement }];
    });
}
/**
 * Plans the style sheets that the app leaves to whoever runs it: the colours of the brand, then its own style sheet. What
 * already stands there stays.
 *
 * @param rules - what came of {@link themePatches}
 */
function planTheme(tree, profile, { brand, assets: files }, rules) {
    const theme = profile.theme;
    const cssAsset = brand.assets[CSS_ASSET];
    const own = cssAsset === undefined ? undefined : files.get(cssAsset);
    const parts = (theme?.css.parts ?? []).map(text => ({ text, filled: theme && fill(text, theme, brand) }));
    const css = [
        ...parts.flatMap(({ filled }) => (filled === undefined ? [] : [filled])),
        ...(own ? [own.toString('utf8').replace(/^\ufeff/, '')] : []),
    ];
    const targets = (theme?.css.files ?? []).filter(file => tree.has(file));
    const contents = new Map();
    const assets = [];
    const tooLarge = [];
    for (const file of css.length > 0 ? targets : []) {
        const original = (0,readText/* readSmall */.o)(tree, file);
        if (!original) {
            tooLarge.push(tooLargeFinding(file));
            continue;
        }
        const pieces = css.map(piece => `${piece.trimEnd()}\n`);
        const bytes = Buffer.concat([
            original,
            Buffer.from([...(original.length > 0 ? ['\n'] : []), pieces.join('\n')].join('')),
        ]);
        contents.set(file, bytes);
        assets.push({
            slot: CSS_ASSET,
            file,
            source: own && cssAsset !== undefined ? cssAsset : 'brand.yaml',
            before: (0,digest/* digestOf */.o)(original),
            after: (0,digest/* digestOf */.o)(bytes),
            sizeBytes: bytes.length,
        });
    }
    const matched = new Set(rules.filter(rule => rule.matches > 0).map(rule => rule.id));
    const written = new Set([
        ...(targets.length > 0 ? parts.map(({ text }) => text) : []),
        ...(theme?.patches ?? []).filter(patch => matched.has(patch.id)).map(patch => patch.replacement),
    ].flatMap(coloursIn));
    const findings = [...tooLarge, ...theme_findingsOf(profile, brand, written, targets.length > 0)];
    return { assets, contents, findings };
}
function theme_findingsOf(profile, brand, written, hasHook) {
    const place = profile.theme
        ? `has no ${profile.theme.css.files.join(' or ')}`
        : 'has no place for it that the profile knows';
    const findings = Object.keys(brand.colours)
        .filter(colour => !written.has(colour))
        .map(colour => ({
        code: 'colour-not-applied',
        message: `The colour "${colour}" of the brand is written nowhere: this release of ${profile.title} ${place}.`,
    }));
    if (brand.assets[CSS_ASSET] !== undefined && !hasHook) {
        findings.push({
            code: 'asset-slot-empty',
            message: `The style sheet ${brand.assets[CSS_ASSET]} is written nowhere: this release of ${profile.title} ${place}.`,
        });
    }
    return findings;
}
/** The colours of the brand that a text of the theme is made from. */
function coloursIn(text) {
    return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => ORIGIN[name]);
}
/** @returns undefined when the brand lacks a colour that the text names */
function fill(text, theme, { colours }) {
    if (coloursIn(text).some(name => colours[name] === undefined)) {
        return undefined;
    }
    const ground = (name) => parseColour(colours[name] ?? theme.defaults[name]);
    const primary = parseColour(colours.primary ?? '#000');
    const values = {
        primary,
        onPrimary: textColourOn(primary),
        primaryOnLight: readableOn(primary, ground('background')),
        primaryOnDark: readableOn(primary, ground('backgroundDark')),
        background: ground('background'),
        backgroundDark: ground('backgroundDark'),
    };
    return text.replace(/\{(\w+)\}/g, (_all, name) => formatColour(values[name]));
}

;// CONCATENATED MODULE: ./src/engine/src/assets/planAssets.ts









/**
 * Plans which picture of the brand goes to which places of the tree. Places that the release does not have are passed over.
 *
 * A slot that the release has and the brand cannot fill is a finding; where the profile requires the slot and the brand has
 * pictures at all, it is an error, unless the brand says `keep`. A brand of a name alone is a brand too.
 *
 * @throws LiveryError `brand-invalid` for an asset slot that the profile does not know, or a required one that is empty;
 * `asset-invalid`
 */
async function planAssets(tree, profile, loaded, profiles, pacer, cache) {
    planAssets_checkSlots(profiles, loaded);
    checkUse(profile, loaded);
    const slots = profile.assets
        .map(slot => ({ slot, targets: slot.targets.filter(target => tree.has(target)) }))
        .filter(({ targets }) => targets.length > 0);
    checkRequired(slots.map(({ slot }) => slot), profile, loaded);
    const background = parseColour(loaded.brand.colours.background ?? '#ffffff');
    const made = new Map();
    const assets = [];
    const contents = new Map();
    const kept = new Set();
    const findings = [];
    for (const { slot, targets } of slots) {
        const source = sourceOf(slot, loaded);
        if (!source || source === src_brand/* KEEP */.k9) {
            targets.forEach(target => kept.add(target));
            if (!source) {
                findings.push({
                    code: 'asset-slot-empty',
                    message: `No asset of the brand fits the slot "${slot.slot}" (${slot.from.join(', ')}), so ${targets.join(', ')} keeps the upstream's picture.`,
                });
            }
            continue;
        }
        await pacer.rest();
        // Several slots ask for the same picture in the same format.
        const key = pictureKey(source.picture, slot.format, source.isOwn, background);
        const bytes = made.get(key) ??
            cache?.get(key) ??
            (await derivePicture(source.picture, slot.format, source.isOwn, background));
        if (!made.has(key)) {
            made.set(key, bytes);
            cache?.set(key, bytes);
        }
        for (const file of targets) {
            const original = (0,readText/* readSmall */.o)(tree, file);
            if (!original) {
                kept.add(file);
                findings.push(tooLargeFinding(file));
                continue;
            }
            contents.set(file, bytes);
            assets.push({
                slot: slot.slot,
                file,
                source: source.picture.name,
                before: (0,digest/* digestOf */.o)(original),
                after: (0,digest/* digestOf */.o)(bytes),
                sizeBytes: bytes.length,
            });
        }
    }
    return { assets, contents, kept, findings };
}
function sourceOf(slot, { brand, assets }) {
    if (brand.assets[slot.slot] === src_brand/* KEEP */.k9) {
        return src_brand/* KEEP */.k9;
    }
    for (const key of slot.from) {
        const name = brand.assets[key];
        const bytes = name === undefined ? undefined : assets.get(name);
        if (name !== undefined && bytes && canDerive((0,check/* sniffAsset */.l)(bytes), slot.format)) {
            return { picture: { name, bytes }, isOwn: key === slot.slot };
        }
    }
    return undefined;
}
/** The names of assets that an app has a use for. */
function assetNamesOf(profile) {
    const slots = profile.assets.flatMap(slot => [slot.slot, ...slot.from]);
    return profile.theme ? [...slots, CSS_ASSET] : slots;
}
/**
 * Checks that every asset of a brand has a use: in this app, or in another one that the brand may be for as well.
 *
 * @throws LiveryError `brand-invalid`
 */
function planAssets_checkSlots(profiles, { brand }) {
    const known = new Set(profiles.flatMap(assetNamesOf));
    const unknown = Object.keys(brand.assets).filter(key => !known.has(key));
    if (unknown.length > 0) {
        const titles = profiles.map(({ title }) => title).join(' and ');
        throw new errors/* LiveryError */.AV('brand-invalid', {
            message: `The brand has assets for ${quote(unknown)}, which ${titles} ${profiles.length === 1 ? 'has' : 'have'} no slot for.`,
            hint: `Use these names: ${[...known].sort().join(', ')}.`,
        });
    }
    const slots = new Set(profiles.flatMap(profile => profile.assets.map(slot => slot.slot)));
    const notKept = Object.keys(brand.assets).filter(key => brand.assets[key] === src_brand/* KEEP */.k9 && !slots.has(key));
    if (notKept.length > 0) {
        throw new errors/* LiveryError */.AV('brand-invalid', {
            message: `The brand says "${src_brand/* KEEP */.k9}" for ${quote(notKept)}, of which there is no picture to keep.`,
            hint: `These can be kept: ${[...slots].sort().join(', ')}.`,
        });
    }
}
/** An asset of which no slot could be made is the wrong kind of file. */
function checkUse(profile, { brand, assets }) {
    for (const [key, name] of Object.entries(brand.assets)) {
        if (name === src_brand/* KEEP */.k9) {
            continue;
        }
        if ((0,check/* isStyleSheet */.BK)(name) !== (key === CSS_ASSET)) {
            throw new errors/* LiveryError */.AV('brand-invalid', {
                message: `The asset "${key}" of the brand (${name}) is ${key === CSS_ASSET ? 'no style sheet' : 'a style sheet'}.`,
                hint: `Name a CSS file as "${CSS_ASSET}", and a PNG or SVG for a picture.`,
            });
        }
        const type = (0,check/* sniffAsset */.l)(assets.get(name) ?? Buffer.alloc(0));
        const formats = profile.assets.filter(slot => slot.from.includes(key)).map(slot => slot.format);
        const isForAnotherApp = formats.length === 0;
        if (key !== CSS_ASSET && !isForAnotherApp && !formats.some(format => canDerive(type, format))) {
            throw new errors/* LiveryError */.AV('brand-invalid', {
                message: `The asset "${key}" of the brand (${name}) is ${type ?? 'nothing'}, of which none of its pictures can be made (${[...new Set(formats.map(format => format.type))].join(', ')}).`,
                hint: 'Export it as an SVG, or as a PNG of 1024×1024.',
            });
        }
    }
}
function checkRequired(slots, profile, loaded) {
    const { assets } = loaded.brand;
    if (!Object.keys(assets).some(key => key !== CSS_ASSET && assets[key] !== src_brand/* KEEP */.k9)) {
        return;
    }
    const empty = slots.filter(slot => slot.required && !sourceOf(slot, loaded)).map(slot => slot.slot);
    if (empty.length > 0) {
        throw new errors/* LiveryError */.AV('brand-invalid', {
            message: `The brand has pictures, but none for ${quote(empty)}: ${profile.title} would show its own there.`,
            hint: `Add "icon" (a PNG of 1024×1024) or "icon-svg" to the assets of the brand, from which they are made, or say "${empty[0]}: ${src_brand/* KEEP */.k9}" for a picture that may stay.`,
        });
    }
}
function quote(names) {
    return names.map(name => `"${name}"`).join(', ');
}

// EXTERNAL MODULE: ./src/engine/src/assets/upstreamPictures.ts
var upstreamPictures = __webpack_require__(63439);
;// CONCATENATED MODULE: ./src/engine/src/brand/checkBrand.ts



/**
 * Checks what can be said of a brand without a source: that its rules can run, and that some app has its asset slots and options.
 *
 * @throws LiveryError `brand-invalid`
 */
function checkBrand(loaded, profiles) {
    for (const { profile } of profiles) {
        compileRules(profile, loaded.brand);
    }
    checkOptions(profiles, loaded.brand);
    checkSlots(profiles.map(({ profile }) => profile), loaded);
}
/**
 * Checks that every option a brand asks for is one of this app, or of another one that the brand may be for as well.
 *
 * @throws LiveryError `brand-invalid`
 */
function checkOptions(profiles, { include }) {
    const options = new Map(profiles.flatMap(({ profile }) => Object.entries(profile.options)));
    const unknown = include.filter(name => !options.has(name));
    if (unknown.length > 0) {
        const known = [...options].map(([name, { description }]) => `${name} (${description})`);
        throw new errors/* LiveryError */.AV('brand-invalid', {
            message: `The brand includes ${unknown.map(name => JSON.stringify(name)).join(', ')}, which no profile offers.`,
            hint: known.length > 0 ? `Use one of these: ${known.sort().join('; ')}.` : 'Remove it.',
        });
    }
}

// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./src/engine/src/Pacer.ts


/** The longest that planning holds up everything else in the process, in milliseconds. */
const STRETCH_MS = 15;
/**
 * Breaks long work into stretches. A plan computes for a second or two, and in a server other people's requests and the
 * log of this very run want to go on meanwhile.
 */
class Pacer {
    #signal;
    #stretchEnds = performance.now() + STRETCH_MS;
    constructor(signal) {
        this.#signal = signal;
    }
    /** Whether it is time to {@link rest}. Asking is cheap, so ask often. */
    get isDue() {
        return performance.now() > this.#stretchEnds;
    }
    /**
     * Lets others go first.
     *
     * @throws LiveryError `cancelled`
     */
    async rest() {
        await (0,external_node_timers_promises_.setImmediate)();
        if (this.#signal?.aborted) {
            throw (0,errors/* cancelled */.KW)('Planning the brand');
        }
        this.#stretchEnds = performance.now() + STRETCH_MS;
    }
}

// EXTERNAL MODULE: ./src/engine/src/licence/licence.ts
var licence_licence = __webpack_require__(2224);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
;// CONCATENATED MODULE: ./src/engine/src/profile/detect.ts



const Manifest = schemas/* object */.Ikc({ name: schemas/* string */.YjP(), version: schemas/* string */.YjP() });
/**
 * Finds the profile that knows a source tree, by what its manifest says.
 *
 * @throws LiveryError `source-unrecognised`
 */
function detectSource(tree, profiles) {
    for (const loaded of profiles) {
        const { file, name } = loaded.profile.detect;
        const manifest = readManifest(tree, file);
        const version = semver_default().valid(manifest?.version);
        if (manifest?.name === name && version !== null) {
            return { loaded, version };
        }
    }
    const known = profiles.map(({ profile }) => `${profile.title} (${profile.detect.file} with the name "${profile.detect.name}")`);
    throw new errors/* LiveryError */.AV('source-unrecognised', {
        message: `${tree.location} is not the source of an app that Livery knows: looked for ${known.join(', ')}.`,
        hint: 'Give the root folder of the checkout.',
    });
}
function readManifest(tree, file) {
    if (!tree.has(file)) {
        return undefined;
    }
    try {
        return Manifest.safeParse(JSON.parse(tree.read(file).toString('utf8'))).data;
    }
    catch {
        return undefined; // not a manifest that this profile can read: some other may know the tree
    }
}

// EXTERNAL MODULE: ./src/engine/src/tree/SourceTree.ts
var SourceTree = __webpack_require__(93235);
// EXTERNAL MODULE: ./src/engine/src/record/record.ts
var record = __webpack_require__(51284);
;// CONCATENATED MODULE: ./src/engine/src/plan/collector.ts


/** Gathers what the texts of a tree come to. */
class PlanCollector {
    changes = [];
    files = [];
    findings = [];
    /** Protected pattern → matches it kept. */
    refused = Object.create(null);
    scannedFiles = 0;
    replacements = 0;
    filledTranslations = 0;
    residue = 0;
    #matches = new Map();
    #statements = new Set();
    #usedTexts = new Set();
    get protectedHits() {
        return Object.values(this.refused).reduce((sum, hits) => sum + hits, 0);
    }
    /** Matches of a rule or patch by file. */
    matchesOf(id) {
        return Object.fromEntries(this.#matches.get(id) ?? []);
    }
    /** Books what a file comes to, unless its text was not what it says it is to begin with. */
    addOutcome(outcome, verdict) {
        const { file, language, written } = outcome;
        if (verdict.type === 'was-invalid') {
            this.findings.push(unreadableFinding(file, `could not be read as ${language} (${verdict.fault})`));
            return;
        }
        outcome.findings.forEach(finding => this.#addFinding(finding));
        outcome.usedTexts.forEach(sentence => this.#usedTexts.add(sentence));
        for (const pattern of outcome.refused) {
            this.refused[pattern] = (this.refused[pattern] ?? 0) + 1;
        }
        for (const [id, count] of Object.entries(outcome.patches)) {
            this.#addMatches(id, file, count);
            this.replacements += count;
        }
        for (const { rule, filledBy, outranked } of outcome.edits) {
            outranked?.forEach(({ id }) => this.#addMatches(id, file, 1));
            if (rule) {
                this.#addMatches(rule.id, file, 1);
                this.replacements += 1;
            }
            else {
                this.filledTranslations += 1;
                // People read a rule of the brand there; the profile's own are counted where the name itself stands.
                for (const { id } of filledBy?.filter(({ origin }) => origin === 'brand') ?? []) {
                    this.#addMatches(id, file, 1);
                }
            }
        }
        if (written) {
            this.changes.push(written.change);
            this.files.push(written.result);
        }
    }
    /** Books what becomes of a source map. */
    addSourceMap(change) {
        const { file, before, content } = change;
        this.changes.push(change);
        this.files.push({ file, edits: 1, before, ...(content && { after: (0,digest/* digestOf */.o)(content) }) });
    }
    /** Says which of the brand's own translations stand nowhere: a sentence that the upstream has changed, most likely. */
    checkTexts({ translations }) {
        for (const [locale, texts] of Object.entries(translations.texts)) {
            for (const sentence of Object.keys(texts)) {
                if (!this.#usedTexts.has(sentence)) {
                    this.findings.push({
                        code: 'translation-unknown',
                        message: `The brand translates ${JSON.stringify(sentence)} for ${locale}, and this release has no such sentence there.`,
                    });
                }
            }
        }
    }
    #addMatches(id, file, count) {
        const files = this.#matches.get(id) ?? new Map();
        files.set(file, (files.get(file) ?? 0) + count);
        this.#matches.set(id, files);
    }
    #addFinding(finding) {
        if (finding.code === 'residue') {
            this.residue += 1;
        }
        // A sentence about the upstream stands in every language; it is said once.
        const isStatement = finding.code === 'statement-about-upstream';
        if (!isStatement || !this.#statements.has(finding.message)) {
            this.findings.push(finding);
        }
        if (isStatement) {
            this.#statements.add(finding.message);
        }
    }
}

;// CONCATENATED MODULE: ./src/engine/src/syntax/grammar.ts
/**
 * The grammar of a file; undefined for a language without a parser, such as Svelte, or one whose parsers accept anything,
 * such as HTML.
 */
function grammarOf(file, language) {
    switch (language) {
        case 'javascript':
            return /\.[cm]?js$/i.test(file) ? 'javascript' : 'typescript';
        case 'jsx':
            return 'typescript-jsx'; // it reads JSX without types as well
        case 'json':
        case 'python':
        case 'xml':
            return language;
        default:
            return undefined;
    }
}

;// CONCATENATED MODULE: ./src/engine/src/syntax/SyntaxChecker.ts





/** The longest that one file may take, in milliseconds. A megabyte of script takes a tenth of a second. */
const TIMEOUT_MS = 60_000;
/** What the parsers of one file may take; the largest script of a real app takes a quarter of it. */
const MAXIMUM_HEAP_MB = 512;
/** How much text may wait for the parsers, in UTF-16 units: whoever plans faster than they read would fill the memory. */
const MAXIMUM_BACKLOG = 200_000;
/** Where the bundle keeps the worker: see scripts/build.js. */
const SyntaxChecker_BUNDLED = 'syntax/index.mjs';
const VALID = { type: 'valid' };
/**
 * Asks parsers for a second opinion on every edited text. Our own scanners prove that the tokens are the same; the parsers do
 * not share their mistakes. They run in a worker thread, beside the planning: docs/decisions/0005-second-opinion.md.
 */
class SyntaxChecker {
    #worker;
    #lastId = 0;
    #waiting = new Map();
    #backlog = 0;
    #onAnswer = () => undefined;
    /**
     * Parses an edited text, and the original as well where that fails. A text without edits, or in a language without a parser,
     * is always valid.
     *
     * @throws LiveryError `edit-unprovable` when the edits broke the text
     */
    async check({ file, language, originalText, result }) {
        const grammar = grammarOf(file, language);
        if (!grammar || result === originalText) {
            return VALID;
        }
        const fault = await this.#parse(grammar, result);
        if (fault === undefined) {
            return VALID;
        }
        const faultBefore = await this.#parse(grammar, originalText);
        if (faultBefore !== undefined) {
            return { type: 'was-invalid', fault: faultBefore };
        }
        throw new errors/* LiveryError */.AV('edit-unprovable', {
            message: `The branded text of ${file} is no valid ${grammar} any more: ${fault}.`,
            hint: 'Nothing was written. Please report it with the name of the brand; until then keep the file out of the rule with "files".',
        });
    }
    /** Starts the worker ahead of the first text, since loading the parsers takes as long as reading a megabyte. */
    start() {
        this.#worker ??= this.#startWorker();
    }
    /** Waits until there is room for more. */
    async room() {
        while (this.#backlog > MAXIMUM_BACKLOG) {
            await new Promise(resolve => {
                this.#onAnswer = resolve;
            });
        }
    }
    /** Ends the worker. The checker can be used again. */
    async close() {
        const worker = this.#worker;
        this.#worker = undefined;
        await worker?.terminate();
    }
    #parse(grammar, text) {
        const worker = (this.#worker ??= this.#startWorker());
        const id = (this.#lastId += 1);
        this.#backlog += text.length;
        return new Promise(resolve => {
            const timer = setTimeout(() => this.#stop(`its parser took more than ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
            this.#waiting.set(id, fault => {
                clearTimeout(timer);
                this.#backlog -= text.length;
                resolve(fault);
                this.#onAnswer();
            });
            worker.postMessage({ id, grammar, text });
        });
    }
    #startWorker() {
        const worker = new external_node_worker_threads_.Worker(findWorker(), {
            // New objects get little room: what a parser makes is thrown away at once, and would wait there in tens of megabytes.
            resourceLimits: { maxOldGenerationSizeMb: MAXIMUM_HEAP_MB, maxYoungGenerationSizeMb: 8 },
            // The text comes from elsewhere: it gets no environment, and cannot write to the output of this process.
            env: {},
            execArgv: [],
            stdout: true,
            stderr: true,
        });
        worker.on('message', ({ id, fault }) => {
            this.#waiting.get(id)?.(fault);
            this.#waiting.delete(id);
        });
        worker.on('error', error => this.#stop(error.message));
        worker.on('exit', () => this.#stop('its parser ended'));
        // A plan that is given up must not keep the process alive.
        worker.unref();
        return worker;
    }
    /** Answers everybody who still waits: what cannot be parsed is not proven. */
    #stop(fault) {
        const waiting = [...this.#waiting.values()];
        this.#waiting.clear();
        void this.close();
        waiting.forEach(answer => answer(fault));
    }
}
/** The worker: beside the bundle or above it, or in the source. */
function findWorker() {
    const bundled = [__dirname, external_node_path_default().dirname(__dirname)].map(folder => external_node_path_default().resolve(folder, SyntaxChecker_BUNDLED));
    return bundled.find(external_node_fs_.existsSync) ?? external_node_path_default().resolve(__dirname, 'worker.mjs');
}

// EXTERNAL MODULE: ./src/engine/src/plan/expectation.ts
var expectation = __webpack_require__(63085);
// EXTERNAL MODULE: ./src/engine/src/plan/patches.ts
var patches = __webpack_require__(29613);
// EXTERNAL MODULE: ./src/engine/src/plan/text.ts + 6 modules
var plan_text = __webpack_require__(25780);
;// CONCATENATED MODULE: ./src/engine/src/plan/FilePlanner.ts





/** Plans the files of a tree, one at a time. */
class FilePlanner {
    /** How many files were looked into so far. */
    scannedFiles = 0;
    #fileRules;
    #translations;
    /** The app's own name in any spelling: where one is left on show, the branding is not complete. */
    #spellings;
    constructor(fileRules, translations) {
        this.#fileRules = fileRules;
        this.#translations = translations;
        this.#spellings = spellingsExpression(fileRules.context.spellings ?? []);
    }
    /** Plans a file of the tree; undefined when nothing in it concerns a rule. */
    plan(tree, file) {
        const scope = this.#fileRules.of(file);
        const { rules, patches } = scope;
        if (rules.length + patches.length === 0) {
            return undefined;
        }
        this.scannedFiles += 1;
        const read = (0,readText/* readTextWith */.K)(tree, file, this.#fileRules.needlesOf(scope));
        if (!read) {
            return undefined;
        }
        if (read.text === undefined) {
            return unreadable(file, read.bytes, 'is not UTF-8 text, or too large for one');
        }
        return this.#planNamed(file, read.bytes, read.text, scope);
    }
    /** Plans a text as if it stood in a file: the source in a source map, for example. */
    planSource(file, text) {
        const scope = this.#fileRules.of(file);
        return scope.rules.length === 0
            ? undefined
            : this.#planNamed(file, Buffer.alloc(0), text, { ...scope, patches: [] });
    }
    /** The plan of a file that no rule concerns. */
    readUnplanned(tree, file) {
        const read = (0,readText/* readTextWith */.K)(tree, file, undefined);
        if (read?.text === undefined) {
            return { ...unreadable(file, Buffer.alloc(0), ''), findings: [] };
        }
        const { bytes, text } = read;
        return {
            ...unreadable(file, bytes, ''),
            originalText: text,
            result: text,
            findings: [],
            isReadable: true,
        };
    }
    /** @throws LiveryError; an error that nobody expected says of which file it is */
    #planNamed(file, original, text, scope) {
        try {
            return this.#planText(file, original, text, scope);
        }
        catch (error) {
            if (error instanceof errors/* LiveryError */.AV) {
                throw error;
            }
            throw new errors/* LiveryError */.AV('internal', {
                message: `${file} could not be planned: ${(0,errors/* messageOf */.bD)(error)}.`,
                hint: 'Nothing was written. Please report it with that file; until then a profile can leave it alone with "protect.files".',
                cause: error,
            });
        }
    }
    #planText(file, original, originalText, scope) {
        const { language, rules } = scope;
        const patched = (0,patches/* patchText */.o)(originalText, scope.patches);
        const { text } = patched;
        const textPlan = (0,plan_text/* planText */.P)(text, {
            file,
            language,
            rules,
            ...this.#fileRules.context,
            ...this.#translations.of(file),
        });
        if (!textPlan.scannable) {
            return unreadable(file, original, `could not be read as ${language}`);
        }
        const { edits, refused, usedTexts, result } = textPlan;
        return {
            file,
            language,
            original,
            originalText,
            passes: edits.length > 0 ? [...patched.passes, { text, edits }] : patched.passes,
            result,
            patches: patched.matches,
            edited: { text, edits, refused, usedTexts },
            findings: findingsOf(file, text, textPlan, this.#spellings),
            isReadable: true,
        };
    }
}
function unreadable(file, original, reason) {
    return {
        file,
        language: 'plain',
        original,
        originalText: '',
        passes: [],
        result: '',
        patches: {},
        edited: { text: '', edits: [], refused: [], usedTexts: [] },
        findings: [unreadableFinding(file, reason)],
        isReadable: false,
    };
}

// EXTERNAL MODULE: ./src/engine/src/plan/FileRules.ts
var FileRules = __webpack_require__(48946);
// EXTERNAL MODULE: ./src/engine/src/record/undo.ts
var record_undo = __webpack_require__(48767);
;// CONCATENATED MODULE: ./src/engine/src/plan/outcome.ts



/** Sums up the plan of a file. */
function outcomeOf(plan) {
    const { file, language, findings, patches, edited } = plan;
    return {
        file,
        language,
        findings,
        patches,
        edits: edited.edits.map(({ rule, filledBy, outranked }) => ({
            rule,
            ...(filledBy && { filledBy }),
            ...(outranked && { outranked }),
        })),
        refused: edited.refused,
        usedTexts: edited.usedTexts,
        written: plan.passes.length > 0 ? writtenBy(plan) : undefined,
    };
}
function writtenBy({ file, original, result, passes, edited }) {
    const content = Buffer.from(result);
    const before = (0,digest/* digestOf */.o)(original);
    const sample = sampleOf(edited);
    const undo = passes.map(({ text, edits }) => (0,record_undo/* undoOf */.CF)(text, edits));
    return {
        change: { file, before, content, undo },
        result: {
            file,
            edits: passes.reduce((sum, { edits }) => sum + edits.length, 0),
            before,
            after: (0,digest/* digestOf */.o)(content),
            ...(sample && { sample }),
        },
    };
}
function sampleOf({ text, edits }) {
    const edit = edits.find(candidate => candidate.rule);
    if (!edit?.rule) {
        return undefined;
    }
    const { line } = (0,place/* placeOf */.$)(text, edit.start);
    return {
        line,
        kind: edit.kind,
        rule: edit.rule.id,
        before: text.slice(edit.start, edit.end),
        after: edit.raw,
    };
}

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __webpack_require__(4573);
// EXTERNAL MODULE: ./src/engine/src/rules/Needles.ts
var Needles = __webpack_require__(63351);
// EXTERNAL MODULE: ./src/engine/src/rules/rule.ts + 2 modules
var rule = __webpack_require__(1064);
// EXTERNAL MODULE: ./node_modules/@jridgewell/sourcemap-codec/dist/sourcemap-codec.mjs
var sourcemap_codec = __webpack_require__(32955);
;// CONCATENATED MODULE: ./src/engine/src/plan/sourceMap.ts


/** A source map, as far as a rewrite needs it: https://tc39.es/ecma426/ */
const SourceMap = schemas/* looseObject */._H3({
    version: schemas/* literal */.euz(3),
    sources: schemas/* array */.YOg(schemas/* string */.YjP().nullable()),
    sourcesContent: schemas/* array */.YOg(schemas/* string */.YjP().nullable()).optional(),
    mappings: schemas/* string */.YjP(),
});
/** How many lines and places a map may have: each takes some hundred bytes of memory. The largest of real bundles have a tenth. */
const MAXIMUM_MAPPINGS = 4_000_000;
/**
 * Rewrites a source map after its script was edited: the sources in it get the same words, and every mapping still leads from
 * the same token of the script to the same token of the source.
 *
 * @param passes - what was done to the script
 * @returns undefined when the text is not a source map, or one of more than {@link MAXIMUM_MAPPINGS}
 */
function rewriteSourceMap(text, passes, planSource) {
    const map = parseMap(text);
    if (!map) {
        return undefined;
    }
    const movesInScript = passes.map(columnMover);
    const contents = [...(map.sourcesContent ?? [])];
    const movers = map.sources.map((source, index) => {
        const content = contents[index];
        const planned = source && content ? planSource(pathOf(source), content) : undefined;
        if (!planned) {
            return undefined;
        }
        contents[index] = planned.result;
        return columnMover(planned.pass);
    });
    const lines = (0,sourcemap_codec/* decode */.D4)(map.mappings);
    for (const [line, segments] of lines.entries()) {
        for (const segment of segments) {
            segment[0] = movesInScript.reduce((moved, move) => move(line, moved), segment[0]);
            if (segment.length > 1) {
                const [, source, sourceLine, sourceColumn] = segment;
                segment[3] = movers[source]?.(sourceLine, sourceColumn) ?? sourceColumn;
            }
        }
    }
    return JSON.stringify({
        ...map,
        ...(map.sourcesContent && { sourcesContent: contents }),
        mappings: (0,sourcemap_codec/* encode */.lF)(lines),
    });
}
function parseMap(text) {
    try {
        const map = SourceMap.safeParse(JSON.parse(text)).data;
        return map && countMappings(map.mappings) <= MAXIMUM_MAPPINGS ? map : undefined;
    }
    catch {
        return undefined;
    }
}
function countMappings(mappings) {
    let count = 1;
    for (let index = 0; index < mappings.length; index += 1) {
        const character = mappings[index];
        if (character === ';' || character === ',') {
            count += 1;
        }
    }
    return count;
}
/** The path of a source from the root of the upstream: `../../src/a.ts` is `src/a.ts`. */
function pathOf(source) {
    return source.replace(/^(?:\.\.?\/)+/, '');
}
/** Tells where a column of a line is after edits, none of which reaches over a line break. Lines and columns count from 0. */
function columnMover({ text, edits }) {
    const byLine = new Map();
    let line = 0;
    let lineStart = 0;
    for (const { start, end, raw } of edits) {
        for (let next = text.indexOf('\n', lineStart); next >= 0 && next < start; next = text.indexOf('\n', lineStart)) {
            line += 1;
            lineStart = next + 1;
        }
        const list = byLine.get(line) ?? [];
        list.push({ start: start - lineStart, end: end - lineStart, length: raw.length });
        byLine.set(line, list);
    }
    return (wantedLine, column) => {
        let shift = 0;
        for (const { start, end, length } of byLine.get(wantedLine) ?? []) {
            if (column < end) {
                return column <= start ? column + shift : start + shift; // what lay inside of an edit is at its start now
            }
            shift += length - (end - start);
        }
        return column + shift;
    };
}

;// CONCATENATED MODULE: ./src/engine/src/plan/SourceMapPlanner.ts







/** The comment at the end of a script that names its source map. */
const COMMENT = /\n?\/\/[#@] sourceMappingURL=[^\s'"`]+\s*$/u;
/**
 * Plans the source maps of a built app. A map holds the sources, and with them the old name; and once its script was edited,
 * it leads to the wrong places.
 */
class SourceMapPlanner {
    #tree;
    #isMap;
    #policy;
    #spellings;
    #planner;
    #leftAlone = [];
    #kept = 0;
    constructor(tree, profile, brand, planner) {
        this.#tree = tree;
        this.#isMap = (0,rule/* matcherOf */.K)(profile.sourceMaps?.files ?? []);
        this.#policy = brand.sourceMaps ?? profile.sourceMaps?.policy ?? 'keep';
        this.#spellings = new Needles/* Needles */.Z(profile.residue);
        this.#planner = planner;
    }
    get findings() {
        const message = `${this.#kept} source maps hold the name of the upstream or belong to branded scripts, and are kept as they are.`;
        return [...(this.#kept > 0 ? [{ code: 'source-map-kept', message }] : []), ...this.#leftAlone];
    }
    /** Says that a map stays although it should not. */
    leaveAlone(map, reason) {
        this.#leftAlone.push({
            code: 'source-map-kept',
            message: `${map} holds the name of the upstream or belongs to a branded script, and is kept as it is: ${reason}.`,
        });
    }
    /**
     * Plans the map of a script, once the script itself has been planned.
     *
     * @param plan - of the script, or undefined when no rule concerns it
     * @returns the plan of the script, without the comment that names a map which goes
     */
    plan(script, plan) {
        const file = `${script}.map`;
        if (!this.#tree.has(file) || !this.#isMap(file)) {
            return { plan, map: undefined };
        }
        const original = (0,readText/* readSmall */.o)(this.#tree, file);
        const isEdited = plan !== undefined && plan.passes.length > 0;
        if (!isEdited && !this.#holdsName(file, original)) {
            return { plan, map: undefined };
        }
        if (this.#policy === 'keep') {
            this.#kept += 1;
            return { plan, map: undefined };
        }
        if (!original) {
            this.leaveAlone(file, 'it is too large');
            return { plan, map: undefined };
        }
        const map = { file, before: (0,digest/* digestOf */.o)(original), undo: undefined };
        const content = this.#policy === 'rewrite' ? this.#rewrite(original, plan) : undefined;
        if (content) {
            return { plan, map: { ...map, content } };
        }
        const known = plan ?? this.#planner.readUnplanned(this.#tree, script);
        if (!known.isReadable) {
            // It would go on naming a map that is not there any more.
            this.leaveAlone(file, 'its script could not be read');
            return { plan, map: undefined };
        }
        return { plan: withoutComment(known), map: { ...map, content: undefined } };
    }
    #holdsName(file, original) {
        return original
            ? this.#spellings.areIn(original)
            : this.#tree.searchLarge?.(file, this.#spellings.texts) === true;
    }
    /** @returns undefined for what is not a source map, which leads nowhere */
    #rewrite(original, plan) {
        if (!(0,external_node_buffer_.isUtf8)(original)) {
            return undefined;
        }
        const result = rewriteSourceMap(original.toString('utf8'), plan?.passes ?? [], (file, text) => {
            const source = this.#planner.planSource(file, text);
            const pass = source?.passes[0];
            return source && pass && { pass, result: source.result };
        });
        return result === undefined ? undefined : Buffer.from(result);
    }
}
function withoutComment(plan) {
    const comment = COMMENT.exec(plan.result);
    if (!comment) {
        return plan;
    }
    const edits = [{ start: comment.index, end: plan.result.length, raw: '\n' }];
    return {
        ...plan,
        passes: [...plan.passes, { text: plan.result, edits }],
        result: (0,plan_text/* applyEdits */.c)(plan.result, edits),
    };
}

// EXTERNAL MODULE: ./node_modules/picomatch/index.js
var picomatch = __webpack_require__(14006);
var picomatch_default = /*#__PURE__*/__webpack_require__.n(picomatch);
;// CONCATENATED MODULE: ./src/engine/src/plan/TranslationFiles.ts



/** Knows which files hold translations, into which locale, and what the brand wants of them. */
class TranslationFiles {
    #brand;
    #expressions;
    #isCompiled;
    #compiledLocales;
    #placeholder;
    #statements;
    constructor(tree, { translations }, brand) {
        this.#brand = brand;
        this.#expressions = (translations?.files ?? []).map(glob => picomatch_default().makeRe(glob, { dot: true, capture: true }));
        this.#isCompiled = (0,rule/* matcherOf */.K)(translations?.compiled?.files ?? []);
        this.#compiledLocales = findCompiledLocales(tree, translations?.compiled);
        this.#placeholder = new RegExp(translations?.placeholder ?? '(?!)', 'gu');
        this.#statements = (translations?.statements ?? []).map(({ pattern, reason }) => ({
            expression: new RegExp(pattern, 'u'),
            reason,
        }));
    }
    /** What the planner of a file has to know of translations in it. */
    of(file) {
        const locale = this.#localeOf(file);
        if (locale === undefined && !this.#isCompiled(file)) {
            return { placeholder: undefined };
        }
        const { unnamed, locales, texts } = this.#brand.translations;
        return {
            placeholder: this.#placeholder,
            translations: {
                unnamed: ownValue(locales, locale) ?? unnamed,
                texts: ownValue(texts, locale) ?? {},
                statements: this.#statements,
            },
        };
    }
    #localeOf(file) {
        for (const expression of this.#expressions) {
            const match = expression.exec(file);
            if (match) {
                return match[1] ?? '';
            }
        }
        return this.#compiledLocales.get(file);
    }
}
/** Script of a built app → the locale whose translations it holds, as the script says that loads them. */
function findCompiledLocales(tree, compiled) {
    const locales = new Map();
    if (!compiled) {
        return locales;
    }
    const scripts = tree.files.filter((0,rule/* matcherOf */.K)(compiled.files));
    const byName = new Map(scripts.map(file => [file.slice(file.lastIndexOf('/') + 1), file]));
    const needle = Buffer.from(compiled.holds);
    for (const script of scripts) {
        const bytes = (0,readText/* readSmall */.o)(tree, script);
        for (const { groups } of bytes?.includes(needle)
            ? bytes.toString('utf8').matchAll(new RegExp(compiled.index, 'gu'))
            : []) {
            const file = byName.get(groups?.['file'] ?? '');
            if (file !== undefined && groups?.['locale'] !== undefined) {
                locales.set(file, groups['locale']);
            }
        }
    }
    return locales;
}
/** The upstream names its locales, and a folder can be called "constructor". */
function ownValue(values, key) {
    return key !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
}

;// CONCATENATED MODULE: ./src/engine/src/plan/sources.ts







/**
 * Plans every text file of a tree, and tells what each rule came to.
 *
 * @throws LiveryError `edit-unprovable`, `brand-invalid`
 */
async function planSources(tree, profile, brand, collector, pacer) {
    const checker = new SyntaxChecker();
    const fileRules = new FileRules/* FileRules */.U(profile, brand);
    const planner = new FilePlanner(fileRules, new TranslationFiles(tree, profile, brand));
    const sourceMaps = new SourceMapPlanner(tree, profile, brand, planner);
    const outcomes = [];
    try {
        checker.start();
        for (const file of tree.files) {
            const { plan, map } = sourceMaps.plan(file, planner.plan(tree, file));
            if (plan) {
                const verdict = checker.check(plan);
                // It is awaited further down; until then a fault is nobody's business.
                verdict.catch(() => undefined);
                outcomes.push({ outcome: outcomeOf(plan), map, verdict });
                await checker.room();
            }
            else if (map) {
                collector.addSourceMap(map);
            }
            if (pacer.isDue) {
                await pacer.rest();
            }
        }
        for (const { outcome, map, verdict } of outcomes) {
            const { type } = await verdict;
            collector.addOutcome(outcome, await verdict);
            if (map && type === 'was-invalid') {
                sourceMaps.leaveAlone(map.file, 'its script could not be read');
            }
            else if (map) {
                collector.addSourceMap(map);
            }
        }
    }
    finally {
        await checker.close();
    }
    collector.scannedFiles += planner.scannedFiles;
    collector.findings.push(...sourceMaps.findings);
    collector.checkTexts(brand);
    const resultOf = (rule) => {
        const matched = collector.matchesOf(rule.id);
        const matches = Object.values(matched).reduce((sum, count) => sum + count, 0);
        const { id, origin, pattern, replacement, expect } = rule;
        return { id, origin, pattern, replacement, expect, matches, files: matched, met: (0,expectation/* meets */.D)(expect, matches) };
    };
    const patches = fileRules.patches.map(patch => ({ ...patch, origin: 'profile' }));
    return [...fileRules.rules, ...patches].map(resultOf);
}

;// CONCATENATED MODULE: ./src/engine/src/plan/plan.ts












/**
 * Opens the folder of an upstream release.
 *
 * @throws LiveryError `source-not-found`, `already-branded`, `apply-interrupted`, `record-invalid`
 */
function openUpstream(location) {
    const tree = SourceTree/* FolderTree */.zv.open(location);
    (0,record/* refuseBranded */.Bx)(location);
    return tree;
}
/**
 * Plans a branding. Reads the tree and writes nothing, and lets the rest of the process go on meanwhile.
 *
 * A rule that does not meet its expectation is in the report; `assertExpectations` makes it an error.
 *
 * @throws LiveryError for a source, brand or licence that cannot be branded
 */
async function plan(input) {
    const started = performance.now();
    const source = detectSource(input.tree, input.profiles);
    const { profile } = source.loaded;
    const { brand } = input.brand;
    checkOptions(input.profiles, brand);
    const licence = (0,licence_licence/* judgeLicence */.n4)({ ...input, brand, profile, version: source.version });
    const collector = new PlanCollector();
    const pacer = new Pacer(input.signal);
    const themed = { ...profile, patches: [...profile.patches, ...themePatches(profile, brand)] };
    // The pictures are drawn while the parsers read the last texts.
    const drawing = planAssets(input.tree, profile, input.brand, input.profiles.map(loaded => loaded.profile), pacer, input.pictures);
    drawing.catch(() => undefined);
    const rules = await planSources(input.tree, themed, brand, collector, pacer);
    const pictures = await drawing;
    const theme = planTheme(input.tree, profile, input.brand, rules);
    const assets = [...pictures.assets, ...theme.assets];
    const contents = new Map([...pictures.contents, ...theme.contents]);
    const changes = [
        // A file that the brand brings as a whole has no text of the upstream left.
        ...collector.changes.filter(change => !contents.has(change.file)),
        ...assets
            .filter(asset => asset.before !== asset.after)
            .map(asset => ({
            file: asset.file,
            before: asset.before,
            content: contents.get(asset.file) ?? Buffer.alloc(0),
            undo: undefined,
        })),
    ];
    const findings = [
        ...plan_findingsOf(source),
        ...theme.findings,
        ...pictures.findings,
        ...(0,upstreamPictures/* findUpstreamPictures */.MH)(input.tree, profile, contents, pictures.kept),
        ...collector.findings,
    ];
    return {
        tree: input.tree,
        changes,
        report: {
            apiVersion: 'livery/report/v1',
            kind: 'Report',
            upstream: { ...input.upstream, version: source.version },
            profile: { id: profile.id, digest: source.loaded.digest },
            brand: { name: brand.name, digest: input.brand.digest },
            licence,
            applied: false,
            totals: {
                scannedFiles: collector.scannedFiles,
                changedFiles: changes.length,
                replacements: collector.replacements,
                filledTranslations: collector.filledTranslations,
                assetsWritten: assets.filter(asset => asset.before !== asset.after).length,
                protectedHits: collector.protectedHits,
                residue: collector.residue,
            },
            rules,
            files: collector.files.filter(({ file }) => !contents.has(file)),
            assets,
            protectedHits: collector.refused,
            findings,
            outputs: [],
            durationsMs: { plan: Math.round(performance.now() - started) },
        },
    };
}
function plan_findingsOf({ loaded: { profile }, version }) {
    const findings = [];
    if (!semver_default().satisfies(version, profile.versions, { includePrerelease: true })) {
        findings.push({
            code: 'version-untested',
            message: `The profile ${profile.id} was tried on ${profile.versions}; this source is ${version}. Look at the findings with care.`,
        });
    }
    return findings;
}


/***/ }),

/***/ 25780:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  c: () => (/* binding */ applyEdits),
  P: () => (/* binding */ planText)
});

// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./src/engine/src/rules/spans.ts
var rules_spans = __webpack_require__(83334);
;// CONCATENATED MODULE: ./src/engine/src/rules/ProtectedText.ts

/** The longest line that is looked at as a whole, in characters. Minified scripts have lines of a megabyte. */
const LONG_LINE = 4000;
/** A longer line is looked at in pieces of so many characters, each with at least so much of what is around it. */
const PIECE = 4000;
const SURROUNDINGS = 500;
/** How far back the start of an address is looked for that a piece begins inside of. */
const LONGEST_ADDRESS = 16_000;
/** What no address holds. */
const DELIMITER = /[\s"'`<>]/;
/**
 * Finds the protected spans of a text, line by line and only where somebody asks: most lines of a large file hold no match,
 * and need no look at a dozen patterns. The lines before and after are looked at with it, since a formatter may have broken what
 * belongs together (`"X-Title":` and its value).
 */
class ProtectedText {
    #text;
    #patterns;
    /** Where a line or a piece of one starts → its spans. */
    #known = new Map();
    /** The line that was looked at last: the next question is about the same one, more often than not. */
    #lineStart = 0;
    #lineEnd = -1;
    constructor(text, patterns) {
        this.#text = text;
        this.#patterns = patterns;
    }
    /** The protected spans near a token, sorted and without overlap. */
    near(start, end) {
        const spans = [];
        let position = start;
        do {
            this.#goToLine(position);
            const [lineStart, lineEnd] = [this.#lineStart, this.#lineEnd];
            if (lineEnd - lineStart <= LONG_LINE) {
                this.#spansOf(lineStart, lineEnd).forEach(span => spans.push(span));
            }
            else {
                const last = Math.min(end, lineEnd);
                for (let piece = position - (position % PIECE); piece < Math.max(last, position + 1); piece += PIECE) {
                    const [from, to] = [Math.max(lineStart, piece), Math.min(lineEnd, piece + PIECE)];
                    this.#spansOf(from, to).forEach(span => spans.push(span));
                }
            }
            position = lineEnd + 1;
        } while (position < end);
        return (0,rules_spans/* mergeSpans */.q)(spans);
    }
    #goToLine(position) {
        if (position < this.#lineStart || position > this.#lineEnd) {
            this.#lineStart = this.#text.lastIndexOf('\n', position - 1) + 1;
            const found = this.#text.indexOf('\n', position);
            this.#lineEnd = found < 0 ? this.#text.length : found;
        }
    }
    /** The spans of a line or a piece of the current one. */
    #spansOf(start, end) {
        const known = this.#known.get(start);
        if (known) {
            return known;
        }
        const from = this.#lookBack(start);
        const part = this.#text.slice(from, this.#lookOn(end));
        const spans = (0,rules_spans/* mergeSpans */.q)(this.#patterns.flatMap(pattern => Array.from(part.matchAll(pattern), match => ({
            start: from + match.index,
            end: from + match.index + match[0].length,
            pattern: pattern.source,
        }))));
        this.#known.set(start, spans);
        return spans;
    }
    /** Where to start looking for what may reach a place: at the line before, or inside of a long line where no address is cut. */
    #lookBack(start) {
        const nearest = start - SURROUNDINGS;
        if (nearest <= this.#lineStart) {
            const text = this.#text.slice(Math.max(0, nearest), this.#lineStart);
            return this.#lineStart - text.length + text.trimEnd().lastIndexOf('\n') + 1;
        }
        const farthest = Math.max(this.#lineStart, nearest - LONGEST_ADDRESS);
        let from = nearest;
        while (from > farthest && !DELIMITER.test(this.#text.charAt(from - 1))) {
            from -= 1;
        }
        return from;
    }
    /** Where to stop looking: at the end of the line after, if it is near. */
    #lookOn(end) {
        if (end + SURROUNDINGS <= this.#lineEnd) {
            return end + SURROUNDINGS;
        }
        const text = this.#text.slice(this.#lineEnd, this.#lineEnd + SURROUNDINGS);
        const found = text.indexOf('\n', text.length - text.trimStart().length);
        return this.#lineEnd + (found < 0 ? text.length : found);
    }
}

;// CONCATENATED MODULE: ./src/engine/src/rules/replace.ts

/**
 * Finds what the rules replace between two offsets, in one pass: the first match wins, the longest of those that
 * start together, the earlier rule of those that are equal. Nothing that was put in is looked at again.
 *
 * A match that touches a protected span is refused, and the search goes on behind it.
 */
function findReplacements(text, span, rules, protection) {
    const replacements = [];
    const refused = [];
    const candidates = rules.filter(rule => rule.appliesToKind(span.kind));
    const next = candidates.map(rule => rule.find(text, span, span.start));
    let position = span.start;
    let all;
    let legal;
    for (;;) {
        let winner = -1;
        for (const [index, rule] of candidates.entries()) {
            const match = next[index];
            if (match && match.start < position) {
                next[index] = rule.find(text, span, position);
            }
            const found = next[index];
            const best = next[winner];
            if (found &&
                (!best || found.start < best.start || (found.start === best.start && found.end > best.end))) {
                winner = index;
            }
        }
        const match = next[winner];
        const rule = candidates[winner];
        if (!match || !rule) {
            return { replacements, refused };
        }
        all ??= protection.all();
        const touched = (0,rules_spans/* findOverlap */.x)(all, match.start, match.end);
        const blocker = touched && rule.unsafe ? (0,rules_spans/* findOverlap */.x)((legal ??= protection.legal()), match.start, match.end) : touched;
        const escape = protection.escape?.(match.start, match.end);
        if (blocker) {
            refused.push(blocker.pattern);
        }
        if (blocker ?? escape) {
            position = Math.max(blocker?.end ?? 0, escape?.end ?? 0, match.start + 1);
        }
        else {
            const outranked = candidates.filter((other, index) => rule.origin === 'brand' &&
                other.origin === 'profile' &&
                (next[index]?.start ?? Infinity) < match.end);
            const overridden = touched?.pattern;
            replacements.push({ ...match, rule, outranked, ...(overridden !== undefined && { overridden }) });
            position = match.end;
        }
    }
}
/** The text with the replacements put in as they are. */
function replacePlain(text, replacements) {
    let result = '';
    let position = 0;
    for (const { start, end, plain } of replacements) {
        result += text.slice(position, start) + plain;
        position = end;
    }
    return result + text.slice(position);
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/escapes.ts
/**
 * Finds the escape sequence of a token that shares a character with `start` to `end`; to be asked in the order of the text.
 *
 * A token can have millions of them, and few are near a match: they are gone through as far as somebody asks, and not kept.
 */
function escapeFinder(text, { start: from, end: to, encoding }) {
    const { escapes } = encoding;
    if (!escapes) {
        return () => undefined;
    }
    let part;
    let last = { start: from, end: from };
    return (start, end) => {
        part ??= text.slice(from, to);
        while (last && last.end <= start) {
            escapes.lastIndex = last.end - from;
            const found = escapes.exec(part);
            last = found && found[0] !== '' ? spanOf(found, from) : undefined;
        }
        return last && last.start < end ? last : undefined;
    };
}
function spanOf({ index, 0: { length } }, from) {
    return { start: from + index, end: from + index + length };
}

// EXTERNAL MODULE: ./src/engine/src/tokens/language.ts + 23 modules
var language = __webpack_require__(16322);
// EXTERNAL MODULE: ./src/engine/src/tokens/near.ts
var tokens_near = __webpack_require__(44874);
// EXTERNAL MODULE: ./src/engine/src/plan/place.ts
var place = __webpack_require__(40324);
;// CONCATENATED MODULE: ./src/engine/src/plan/prove.ts


/**
 * Proves that the result is the same program with other words.
 *
 * A parser alone is no proof: it accepts `'a' + b + 'c'` where `'The App'` stood. So each edited token, decoded, has to say
 * what was meant, and the tokens have to be the same. What a scanner reads next depends on the tokens so far and nothing else; so
 * where each edited token is still one token, the others are too. An encoding that cannot tell that of a token leaves it to
 * a second scan, whose tokens are compared one by one: as many of the same kinds, each at its old place plus the shift of the edits
 * before it.
 *
 * @throws LiveryError `edit-unprovable`
 */
function proveEdits({ file, text, result, scan, rescan, edits }) {
    const fail = (offset, reason) => {
        const { line, column } = (0,place/* placeOf */.$)(text, offset);
        throw new errors/* LiveryError */.AV('edit-unprovable', {
            message: `The branded text of ${file} would not be the same file with another name: ${reason} at line ${line}, column ${column}.`,
            hint: 'Nothing was written. Please report it with the name of the brand; until then keep the file out of the rule with "files".',
        });
    };
    if (edits.length === 0) {
        return;
    }
    const tokens = pairTokens(scan.segments, edits);
    if (tokens.reduce((sum, { edits: own }) => sum + own.length, 0) !== edits.length) {
        fail(edits[0]?.start ?? 0, 'an edit lies outside every token');
    }
    for (const { before, start, end, edits: own } of tokens) {
        if (own.length > 0 && !saysWhatWasMeant(text, result.slice(start, end), before, own)) {
            fail(before.start, 'a token reads differently');
        }
    }
    const edited = tokens.filter(({ edits: own }) => own.length > 0);
    if (edited.every(({ before }) => before.encoding.isWhole)) {
        for (const { before, start, end } of edited) {
            if (before.encoding.isWhole?.(result.slice(start, end)) !== true) {
                fail(before.start, 'a token is not one token any more');
            }
        }
        return;
    }
    const { segments, complete } = rescan();
    if (!complete || segments.length !== tokens.length) {
        fail(edits[0]?.start ?? 0, 'its tokens differ');
    }
    for (const [index, { before, start, end }] of tokens.entries()) {
        const after = segments[index];
        if (after?.kind !== before.kind || after.start !== start || after.end !== end) {
            fail(before.start, 'a token moved');
        }
    }
}
function pairTokens(segments, edits) {
    let shift = 0;
    let next = 0;
    return segments.map(before => {
        const own = [];
        const start = before.start + shift;
        for (let edit = edits[next]; edit && edit.start <= before.end && edit.end <= before.end; edit = edits[next]) {
            own.push(edit);
            shift += edit.raw.length - (edit.end - edit.start);
            next += 1;
        }
        return { before, start, end: before.end + shift, edits: own };
    });
}
function saysWhatWasMeant(text, raw, { start, end, encoding }, edits) {
    let expected = '';
    let position = start;
    for (const edit of edits) {
        expected += (encoding.decode(text.slice(position, edit.start)) ?? '\0') + edit.plain;
        position = edit.end;
    }
    expected += encoding.decode(text.slice(position, end)) ?? '\0';
    return encoding.decode(raw) === expected;
}

;// CONCATENATED MODULE: ./src/engine/src/plan/writable.ts
/**
 * Whether a text can stand in a file at all: whole characters, and none that controls a device.
 *
 * @param placeholder - what the translator fills in, for a file of translations: it would read some of the text as code
 */
function isWritable(plain, placeholder) {
    return (plain.isWellFormed() &&
        !/[\u0000-\u0008\v\f\u000e-\u001f]/.test(plain) &&
        (placeholder === undefined || codeOf(plain, placeholder).length === 0));
}
/** Whether a translation fills in what its English sentence fills in, and nothing else. */
function fillsInTheSame(sentence, translation, placeholder) {
    return (placeholder === undefined ||
        codeOf(sentence, placeholder).join('\n') === codeOf(translation, placeholder).join('\n'));
}
/** What i18next takes for code: https://www.i18next.com/translation-function/nesting */
function codeOf(text, placeholder) {
    return [...text.matchAll(placeholder), ...text.matchAll(/\{\{|\}\}|\$t\(/g)].map(String).sort();
}

;// CONCATENATED MODULE: ./src/engine/src/plan/translations.ts




/** The key in front of a value: `"Sign in to …": "…"`, in a document or in an object of a script. */
function keyOf(text, scan, index) {
    const key = scan.segments[index - 1];
    const value = scan.segments[index];
    const isPair = key?.kind === 'key' &&
        value !== undefined &&
        value.kind !== 'key' &&
        value.start - key.end < 32 &&
        /^\\?["']\s*:\s*\\?["'`]$/.test(text.slice(key.end, value.start));
    return isPair ? key : undefined;
}
/** Plans the translations of one file, a pair of key and value at a time. */
class TranslationPlanner {
    /** Offsets of translations whose key names the app and whose text does not. */
    unnamed = [];
    statements = [];
    /** Values that cannot hold what the rules make of their sentence. */
    unwritable = [];
    /** Sentences of `policy.texts` that the file has. */
    usedTexts = [];
    #text;
    #context;
    #policy;
    constructor(text, context, policy) {
        this.#text = text;
        this.#context = context;
        this.#policy = policy;
    }
    /**
     * Plans one translation.
     *
     * An empty one falls back to its key, the English sentence with the old name in it, in any language that is set as the
     * default: https://www.i18next.com/principles/fallback. So the branded sentence is written into it.
     *
     * @param editText - plans the rules for the text of the value, as for any other text
     * @returns the edits of the value
     * @throws LiveryError `brand-invalid` for a text of the brand that lacks what the app fills in
     */
    plan(key, value, editText) {
        const sentence = key.encoding.decode(this.#text.slice(key.start, key.end)) ?? '';
        const { texts } = this.#policy;
        const own = Object.hasOwn(texts, sentence) ? texts[sentence] : undefined;
        if (own !== undefined) {
            this.usedTexts.push(sentence);
            this.#checkPlaceholders(sentence, own);
            return this.#replace(value, sentence, own);
        }
        const protectedText = new ProtectedText(sentence, this.#context.protectedPatterns);
        const legalText = new ProtectedText(sentence, this.#context.legalPatterns ?? []);
        const { replacements } = findReplacements(sentence, { start: 0, end: sentence.length, kind: 'value' }, this.#context.rules, { all: () => protectedText.near(0, sentence.length), legal: () => legalText.near(0, sentence.length) });
        const namesApp = replacements.some(({ rule }) => rule.origin === 'profile');
        if (namesApp) {
            this.#note(sentence, value.start);
        }
        const branded = replacePlain(sentence, replacements);
        const filledBy = replacements.map(({ rule }) => rule);
        if (replacements.length > 0 && value.start === value.end) {
            return this.#replace(value, sentence, branded, filledBy);
        }
        const edits = editText();
        if (!namesApp || edits.length > 0) {
            return edits;
        }
        if (this.#policy.unnamed === 'blank') {
            return this.#replace(value, sentence, branded, filledBy);
        }
        this.unnamed.push(value.start);
        return [];
    }
    /** The whole text of a value. */
    #replace(value, sentence, plain, filledBy = []) {
        const { placeholder } = this.#context;
        const isSafe = isWritable(plain, undefined) && fillsInTheSame(sentence, plain, placeholder);
        const raw = isSafe ? value.encoding.encode(plain) : undefined;
        if (raw === undefined) {
            this.unwritable.push({ start: value.start, plain, kind: 'value' });
            return [];
        }
        return this.#text.slice(value.start, value.end) === raw
            ? []
            : [{ start: value.start, end: value.end, raw, plain, kind: 'value', rule: undefined, filledBy }];
    }
    #note(sentence, offset) {
        for (const { expression, reason } of this.#policy.statements) {
            if (expression.test(sentence)) {
                this.statements.push({ offset, sentence, reason });
            }
        }
    }
    #checkPlaceholders(sentence, text) {
        const { placeholder, file } = this.#context;
        if (!fillsInTheSame(sentence, text, placeholder)) {
            const wanted = placeholder ? [...sentence.matchAll(placeholder)].map(String) : [];
            throw new errors/* LiveryError */.AV('brand-invalid', {
                message: `The brand translates ${JSON.stringify(sentence)} for ${file} by ${JSON.stringify(text)}, which does not hold what the app fills in: ${wanted.join(', ') || 'nothing'}.`,
                hint: 'Write each placeholder of the English sentence once, and no other.',
            });
        }
    }
}

;// CONCATENATED MODULE: ./src/engine/src/plan/text.ts










const REPORT_ONLY = { unnamed: 'report', texts: {}, statements: [] };
/**
 * Plans the edits of one text, and proves that they change nothing but what they say.
 *
 * @throws LiveryError `edit-unprovable` when the result would not be the same file with other words; `brand-invalid`
 */
function planText(text, context) {
    const scanner = language/* scanners */.U[context.language];
    const needles = needlesOf(context);
    const near = needles && offsetsOf(text, needles);
    const scan = scanned(() => scanner(text, { ...context, near }));
    if (!scan?.complete) {
        return unscannable(text);
    }
    const more = context.placeholder ? [context.placeholder] : [];
    const protectedText = new ProtectedText(text, [...context.protectedPatterns, ...more]);
    const legalText = new ProtectedText(text, [...(context.legalPatterns ?? []), ...more]);
    const edits = [];
    const unwritable = [];
    const refused = [];
    const overridden = [];
    const translations = new TranslationPlanner(text, context, context.translations ?? REPORT_ONLY);
    const editSegment = (segment, kind) => {
        const { start, end } = segment;
        const protection = {
            all: () => protectedText.near(start, end),
            legal: () => legalText.near(start, end),
            escape: escapeFinder(text, segment),
        };
        const found = findReplacements(text, { start, end, kind }, context.rules, protection);
        found.refused.forEach(pattern => refused.push(pattern));
        return found.replacements.flatMap(replacement => {
            const { start: from, end: to, plain, rule, outranked } = replacement;
            const raw = isWritable(plain, context.placeholder) ? segment.encoding.encode(plain) : undefined;
            if (raw === undefined) {
                unwritable.push({ start: from, plain, kind });
                return [];
            }
            if (replacement.overridden !== undefined) {
                overridden.push({ start: from, pattern: replacement.overridden, rule });
            }
            return [{ start: from, end: to, raw, plain, kind, rule, outranked }];
        });
    };
    // One by one: a call takes no more than some ten thousand arguments.
    const add = (edit) => edits.push(edit);
    const mayMatch = (0,tokens_near/* nearFinder */.h)(near);
    let keyMayMatch = false;
    for (const [index, segment] of scan.segments.entries()) {
        const { kind, start, end } = segment;
        const isCandidate = mayMatch(start, end);
        if (kind === 'key') {
            keyMayMatch = isCandidate;
            continue;
        }
        const key = keyMayMatch || isCandidate ? context.placeholder && keyOf(text, scan, index) : undefined;
        if (key) {
            const editText = () => (isCandidate ? editSegment(segment, 'value') : []);
            translations.plan(key, segment, editText).forEach(add);
        }
        else if (isCandidate) {
            editSegment(segment, kind).forEach(add);
        }
        keyMayMatch = false;
    }
    refuseGrowth(text, edits, context.file);
    const result = applyEdits(text, edits);
    proveEdits({ file: context.file, text, result, scan, rescan: () => scanner(result, context), edits });
    return {
        edits,
        result,
        refused,
        unwritable: [...unwritable, ...translations.unwritable],
        overridden,
        unnamedTranslations: translations.unnamed,
        statements: translations.statements,
        usedTexts: translations.usedTexts,
        isLeftOnShow: (start, end) => {
            const segment = (0,rules_spans/* findOverlap */.x)(scan.segments, start, end);
            return (segment !== undefined &&
                segment.kind !== 'key' &&
                segment.kind !== 'docstring' &&
                (0,rules_spans/* findOverlap */.x)(edits, start, end) === undefined &&
                (0,rules_spans/* findOverlap */.x)(protectedText.near(segment.start, segment.end), start, end) === undefined);
        },
        scannable: true,
    };
}
/** A text that was made for it can ask an expression of a lexer for more stack than there is. It is a text that we cannot read. */
function scanned(scan) {
    try {
        return scan();
    }
    catch (error) {
        if (error instanceof RangeError) {
            return undefined;
        }
        throw error;
    }
}
function unscannable(text) {
    return {
        edits: [],
        result: text,
        refused: [],
        unwritable: [],
        overridden: [],
        unnamedTranslations: [],
        statements: [],
        usedTexts: [],
        isLeftOnShow: () => false,
        scannable: false,
    };
}
/** Texts of which one stands wherever there is something to do; undefined when that can be anywhere. */
function needlesOf({ rules, translations, spellings }) {
    const needles = [...(spellings ?? [])];
    for (const rule of rules) {
        if (!rule.needles) {
            return undefined; // a regular expression can match anywhere
        }
        needles.push(...rule.needles);
    }
    return Object.keys(translations?.texts ?? {}).length > 0 ? undefined : needles;
}
/** Where the needles are, in the order of the text. */
function offsetsOf(text, needles) {
    const offsets = [];
    for (const needle of new Set(needles)) {
        for (let found = text.indexOf(needle); found >= 0; found = text.indexOf(needle, found + needle.length)) {
            offsets.push(found);
        }
    }
    return offsets.sort((one, other) => one - other);
}
/** A rule that makes a book of every letter is a mistake, and fills the memory before the disk. */
function refuseGrowth(text, edits, file) {
    const added = edits.reduce((sum, edit) => sum + edit.raw.length, 0);
    if (added > 10 * text.length + 1_000_000) {
        throw new errors/* LiveryError */.AV('brand-invalid', {
            message: `The rules of the brand would put ${added} characters into ${file}, which has ${text.length}.`,
            hint: 'Make the pattern of the rule match less.',
        });
    }
}
/** The text with the edits, which are sorted, put in. */
function applyEdits(text, edits) {
    return replacePlain(text, edits.map(({ start, end, raw }) => ({ start, end, plain: raw })));
}


/***/ }),

/***/ 87005:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ UNDO_FOLDER),
/* harmony export */   b: () => (/* binding */ UndoLog)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(30999);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(50000);
/* harmony import */ var _digest__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(98907);
/* harmony import */ var _tree_SourceTree__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(93235);
/* harmony import */ var _document__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(39224);
/* harmony import */ var _undo__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(48767);








/** What takes a branding back. Kept apart from the record, since only the tree needs it and nobody it is given to. */
const UNDO_FOLDER = `${_tree_SourceTree__WEBPACK_IMPORTED_MODULE_2__/* .RECORD_FOLDER */ .jB}/undo`;
const LOG_FILE = `${UNDO_FOLDER}/log.json`;
/** Texts whose inverses go into the log, in UTF-16 units of JSON. What is beyond is kept as a whole, in a file of its own. */
const MAXIMUM_LOG_LENGTH = 64 * 1024 * 1024;
/** How the original of one file comes back. */
const UndoEntry = zod__WEBPACK_IMPORTED_MODULE_3__/* .discriminatedUnion */ .gMt('type', [
    zod__WEBPACK_IMPORTED_MODULE_3__/* .strictObject */ .rej({ file: _document__WEBPACK_IMPORTED_MODULE_4__/* .InnerPath */ .Ou, type: zod__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .euz('text'), passes: _undo__WEBPACK_IMPORTED_MODULE_5__/* .UndoPasses */ .y1 }),
    zod__WEBPACK_IMPORTED_MODULE_3__/* .strictObject */ .rej({
        file: _document__WEBPACK_IMPORTED_MODULE_4__/* .InnerPath */ .Ou,
        type: zod__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .euz('original'),
        name: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()
            .regex(/^\d{1,9}$/)
            .describe('of the file beside the log that holds the original'),
        mode: zod__WEBPACK_IMPORTED_MODULE_3__/* .number */ .aig().int().min(0).max(0o777).optional().describe('of a file that was deleted'),
    }),
]);
const UndoDocument = zod__WEBPACK_IMPORTED_MODULE_3__/* .strictObject */ .rej({
    apiVersion: zod__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .euz('livery/undo/v1'),
    kind: zod__WEBPACK_IMPORTED_MODULE_3__/* .literal */ .euz('Undo'),
    // No object by file: a file can be called `__proto__`.
    files: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(UndoEntry),
});
/** How the originals of the files of a tree come back. */
class UndoLog {
    #root;
    #entries;
    /**
     * Makes the way back of changes before any of them is made, and proves each text's. Writes nothing.
     *
     * @throws LiveryError `edit-unprovable`
     */
    static of(root, changes) {
        let length = 0;
        const entries = changes.map((change, index) => {
            const { file, content, undo } = change;
            const json = undo && JSON.stringify({ file, type: 'text', passes: undo });
            if (json !== undefined) {
                const entry = UndoEntry.parse(JSON.parse(json));
                prove(change, entry);
                length += json.length;
                if (length <= MAXIMUM_LOG_LENGTH) {
                    return entry;
                }
            }
            const mode = content ? undefined : (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(root, file)).mode & 0o777;
            return { file, type: 'original', name: String(index), ...(mode !== undefined && { mode }) };
        });
        return new UndoLog(root, entries);
    }
    /**
     * Reads the log of a tree.
     *
     * @throws LiveryError `record-invalid`, also when there is none
     */
    static read(root) {
        const document = (0,_document__WEBPACK_IMPORTED_MODULE_4__/* .readDocument */ .u0)(root, LOG_FILE, UndoDocument);
        if (!document) {
            throw (0,_document__WEBPACK_IMPORTED_MODULE_4__/* .invalidDocument */ .Zu)(root, LOG_FILE, 'it is missing');
        }
        return new UndoLog(root, document.files);
    }
    constructor(root, entries) {
        this.#root = root;
        this.#entries = new Map(entries.map(entry => [entry.file, entry]));
    }
    /**
     * Writes the log, and the originals that are kept as a whole.
     *
     * @throws LiveryError `tree-changed` when a file is not what its change was planned for
     */
    save(changes) {
        const folder = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(this.#root, UNDO_FOLDER);
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmSync)(folder, { recursive: true, force: true });
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.mkdirSync)(folder);
        for (const { file, before } of changes) {
            const entry = this.#entries.get(file);
            if (entry?.type === 'original') {
                const location = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(this.#root, file);
                const original = (0,_tree_SourceTree__WEBPACK_IMPORTED_MODULE_2__/* .orUnreadable */ .pz)(location, place => (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(place));
                if ((0,_digest__WEBPACK_IMPORTED_MODULE_6__/* .digestOf */ .o)(original) !== before) {
                    throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_7__/* .LiveryError */ .AV('tree-changed', {
                        message: `${location} changed while it was being branded, so nothing was written.`,
                        hint: 'Run the command again.',
                    });
                }
                (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(folder, entry.name), original, { flag: 'wx', mode: 0o600 });
            }
        }
        const document = {
            apiVersion: 'livery/undo/v1',
            kind: 'Undo',
            files: [...this.#entries.values()],
        };
        (0,_document__WEBPACK_IMPORTED_MODULE_4__/* .writeDocument */ .ft)(this.#root, LOG_FILE, document);
    }
    /**
     * The original of a file.
     *
     * @param branded - the bytes that the branding gave the file
     * @returns undefined when there is no way back from these bytes
     */
    originalOf(file, branded) {
        const entry = this.#entries.get(file);
        if (!entry) {
            return undefined;
        }
        return entry.type === 'text' ? (0,_undo__WEBPACK_IMPORTED_MODULE_5__/* .revertText */ .gr)(branded, entry.passes) : this.#readOriginal(entry.name);
    }
    /** The mode that a file which was deleted had. */
    modeOf(file) {
        const entry = this.#entries.get(file);
        return entry?.type === 'original' ? entry.mode : undefined;
    }
    #readOriginal(name) {
        const file = `${UNDO_FOLDER}/${name}`;
        const location = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(this.#root, file);
        const stats = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(location, { throwIfNoEntry: false });
        if (!stats?.isFile() || stats.size > _document__WEBPACK_IMPORTED_MODULE_4__/* .MAXIMUM_BYTES */ .NM) {
            throw (0,_document__WEBPACK_IMPORTED_MODULE_4__/* .invalidDocument */ .Zu)(this.#root, file, 'it is missing, or not a regular file of a usual size');
        }
        return (0,_tree_SourceTree__WEBPACK_IMPORTED_MODULE_2__/* .orUnreadable */ .pz)(location, place => (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(place));
    }
}
/** A change that cannot be taken back says that the result is not the original with edits, and must not be made. */
function prove({ file, before, content }, entry) {
    const original = entry.type === 'text' && content ? (0,_undo__WEBPACK_IMPORTED_MODULE_5__/* .revertText */ .gr)(content, entry.passes) : undefined;
    if (!original || (0,_digest__WEBPACK_IMPORTED_MODULE_6__/* .digestOf */ .o)(original) !== before) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_7__/* .LiveryError */ .AV('edit-unprovable', {
            message: `The branded text of ${file} could not be taken back to the byte.`,
            hint: 'Nothing was written. Please report it with the name of the brand; until then keep the file out of the rule with "files".',
        });
    }
}


/***/ }),

/***/ 39224:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   NM: () => (/* binding */ MAXIMUM_BYTES),
/* harmony export */   Ou: () => (/* binding */ InnerPath),
/* harmony export */   Zu: () => (/* binding */ invalidDocument),
/* harmony export */   ft: () => (/* binding */ writeDocument),
/* harmony export */   u0: () => (/* binding */ readDocument)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(30999);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(50000);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(37428);
/* harmony import */ var _tree_SourceTree__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(93235);





/** The longest document that is read, and so that is written. */
const MAXIMUM_BYTES = 256 * 1024 * 1024;
/**
 * A path that stays inside the tree and away from what is no source, whoever wrote the record: a repository can bring one along,
 * and what it cannot bring along by itself are hooks of git.
 */
const InnerPath = zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
    .min(1)
    .refine(file => file.split('/').every(part => part !== '' && part !== '.' && part !== '..' && !(0,_tree_SourceTree__WEBPACK_IMPORTED_MODULE_3__/* .isIgnoredName */ .G7)(part)) &&
    !/[\\\0]/.test(file), 'must stay inside the source');
/**
 * Reads one file of the record folder.
 *
 * @returns undefined when it is not there
 * @throws LiveryError `record-invalid`
 */
function readDocument(root, file, schema) {
    const location = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(root, file);
    const stats = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(location, { throwIfNoEntry: false });
    if (!stats) {
        return undefined;
    }
    // An upstream can bring a link to a device along, which never ends.
    if (!stats.isFile() || stats.size > MAXIMUM_BYTES || !(0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().dirname(location)).isDirectory()) {
        throw invalidDocument(root, file, 'it is not a regular file of a usual size');
    }
    const text = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(location, 'utf8');
    let document;
    try {
        document = JSON.parse(text);
    }
    catch (error) {
        throw invalidDocument(root, file, 'it is not JSON', error);
    }
    const result = schema.safeParse(document);
    if (!result.success) {
        throw invalidDocument(root, file, zod__WEBPACK_IMPORTED_MODULE_4__/* .prettifyError */ .S1(result.error).split('\n').join(' '), result.error);
    }
    return result.data;
}
/** Writes one file of the record folder aside and moves it into place. */
function writeDocument(root, file, document) {
    const target = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(root, file);
    const part = `${target}.part`;
    const text = typeof document === 'string' ? document : `${JSON.stringify(document, undefined, 2)}\n`;
    if (Buffer.byteLength(text) > MAXIMUM_BYTES) {
        throw new Error(`${file} would be larger than ${MAXIMUM_BYTES} bytes`);
    }
    // An upstream can bring a link of this name along, and what is at its end is not ours to write.
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmSync)(part, { recursive: true, force: true });
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(part, text, { flag: 'wx' });
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.renameSync)(part, target);
}
/** Says that a file of the record folder is not what Livery wrote. */
function invalidDocument(root, file, reason, cause) {
    return new _livery_contracts__WEBPACK_IMPORTED_MODULE_5__/* .LiveryError */ .AV('record-invalid', {
        message: `The file ${file} that Livery left in ${root} cannot be used: ${reason}.`,
        hint: 'Start again from a fresh checkout of the upstream release.',
        cause,
    });
}


/***/ }),

/***/ 34518:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   eq: () => (/* binding */ recordNames),
/* harmony export */   kK: () => (/* binding */ withLock),
/* harmony export */   wD: () => (/* binding */ hasLock)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(48161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(30999);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(50000);
/* harmony import */ var _tree_SourceTree__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(93235);






/** Who works on a tree. */
const Owner = zod__WEBPACK_IMPORTED_MODULE_3__/* .strictObject */ .rej({ host: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), pid: zod__WEBPACK_IMPORTED_MODULE_3__/* .number */ .aig().int().positive() });
const LOCK_FILE = `${_tree_SourceTree__WEBPACK_IMPORTED_MODULE_4__/* .RECORD_FOLDER */ .jB}/lock`;
/** The lock, and what a lock of a process that died was moved to while it was taken over. */
const LOCK_NAME = /^lock(?:\.\d+)?$/;
/** A lock without its owner is being written, or was left by a process that died over it. */
const WRITTEN_WITHIN_MS = 10_000;
const ATTEMPTS = 5;
/** Whether Livery is, or was, at work in the record folder: without that, what is there is somebody else's. */
function hasLock(root) {
    return namesIn(root).some(name => LOCK_NAME.test(name));
}
/** What is in the record folder beside locks; nothing when there is none. */
function recordNames(root) {
    return namesIn(root).filter(name => !LOCK_NAME.test(name));
}
/**
 * Does something to a tree that nobody else may do at the same time. The lock of a process of this machine that died is taken
 * over.
 *
 * @param task - gets whether there was such a lock: then what is in the record folder without a record was left by it
 * @throws LiveryError `tree-busy`, `path-unsafe`, `output-unwritable`, and what the task throws
 */
function withLock(root, task) {
    let wasAbandoned;
    try {
        wasAbandoned = acquire(root);
    }
    catch (error) {
        removeEmptyFolder(root);
        throw error instanceof _livery_contracts__WEBPACK_IMPORTED_MODULE_5__/* .LiveryError */ .AV
            ? error
            : new _livery_contracts__WEBPACK_IMPORTED_MODULE_5__/* .LiveryError */ .AV('output-unwritable', {
                message: `${root} could not be locked: ${(0,_livery_contracts__WEBPACK_IMPORTED_MODULE_5__/* .messageOf */ .bD)(error)}. The tree is as it was.`,
                hint: 'Check the permissions and the free space, and run the command again.',
                cause: error,
            });
    }
    try {
        return task(wasAbandoned);
    }
    finally {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmSync)(node_path__WEBPACK_IMPORTED_MODULE_2___default().join(root, LOCK_FILE), { force: true });
        removeEmptyFolder(root);
    }
}
function acquire(root) {
    let wasAbandoned = false;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        makeRecordFolder(root);
        if (create(root)) {
            // Whoever died while taking a lock over has left it here.
            const asides = namesIn(root).filter(name => LOCK_NAME.test(name) && !LOCK_FILE.endsWith(`/${name}`));
            asides.forEach(name => (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmSync)(node_path__WEBPACK_IMPORTED_MODULE_2___default().join(root, _tree_SourceTree__WEBPACK_IMPORTED_MODULE_4__/* .RECORD_FOLDER */ .jB, name), { force: true }));
            return wasAbandoned || asides.length > 0;
        }
        wasAbandoned = removeAbandoned(root) || wasAbandoned;
    }
    throw busy(root, 'others come and go');
}
/** @returns false when there is a lock, or no folder for one any more */
function create(root) {
    const file = node_path__WEBPACK_IMPORTED_MODULE_2___default().join(root, LOCK_FILE);
    const owner = { host: node_os__WEBPACK_IMPORTED_MODULE_1___default().hostname(), pid: process.pid };
    try {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(file, `${JSON.stringify(owner)}\n`, { flag: 'wx' });
        return true;
    }
    catch (error) {
        const { code } = error;
        if (code === 'EEXIST' || code === 'ENOENT') {
            return false;
        }
        // On a full disk the file is there, without a byte in it.
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmSync)(file, { force: true });
        throw error;
    }
}
/**
 * Removes a lock of a process that died.
 *
 * @returns false when it is gone by now
 */
function removeAbandoned(root) {
    const file = node_path__WEBPACK_IMPORTED_MODULE_2___default().join(root, LOCK_FILE);
    const seen = readLock(root);
    if (seen === undefined) {
        return false;
    }
    refuseAlive(root, seen);
    const aside = `${file}.${process.pid}`;
    unlessGone(() => {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.renameSync)(file, aside);
        // Somebody else may have taken it over in this moment, and this is the new one.
        if ((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(aside, 'utf8') !== seen) {
            (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.renameSync)(aside, file);
            throw busy(root, 'it has just begun');
        }
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmSync)(aside);
    });
    return true;
}
/** @throws LiveryError `tree-busy` unless it is certain that the owner of a lock is no more */
function refuseAlive(root, lock) {
    const owner = Owner.safeParse(parse(lock)).data;
    if (!owner) {
        const stats = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(node_path__WEBPACK_IMPORTED_MODULE_2___default().join(root, LOCK_FILE), { throwIfNoEntry: false });
        if (stats && Date.now() - stats.mtimeMs < WRITTEN_WITHIN_MS) {
            throw busy(root, 'it has just begun');
        }
        return;
    }
    if (owner.host !== node_os__WEBPACK_IMPORTED_MODULE_1___default().hostname()) {
        throw busy(root, `a process of the machine ${JSON.stringify(owner.host)}, as far as one can tell from here`);
    }
    // Nothing waits while it holds a lock, so a lock of this process is one of an earlier process of the same number.
    if (owner.pid !== process.pid && isAlive(owner.pid)) {
        throw busy(root, `process ${owner.pid}`);
    }
}
function isAlive(pid) {
    try {
        return process.kill(pid, 0);
    }
    catch (error) {
        return error.code === 'EPERM';
    }
}
function readLock(root) {
    const file = node_path__WEBPACK_IMPORTED_MODULE_2___default().join(root, LOCK_FILE);
    const stats = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(file, { throwIfNoEntry: false });
    if (!stats) {
        return undefined;
    }
    // An upstream can bring anything of this name along, such as a link to a device that never ends.
    if (!stats.isFile() || stats.size > 4096) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_5__/* .LiveryError */ .AV('path-unsafe', {
            message: `${file} is no lock of Livery.`,
            hint: `Remove ${node_path__WEBPACK_IMPORTED_MODULE_2___default().dirname(file)}, or use a fresh checkout of the upstream release.`,
        });
    }
    return unlessGone(() => (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(file, 'utf8'));
}
function makeRecordFolder(root) {
    const folder = node_path__WEBPACK_IMPORTED_MODULE_2___default().join(root, _tree_SourceTree__WEBPACK_IMPORTED_MODULE_4__/* .RECORD_FOLDER */ .jB);
    const stats = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(folder, { throwIfNoEntry: false });
    if (stats && !stats.isDirectory()) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_5__/* .LiveryError */ .AV('path-unsafe', {
            message: `${folder} is not a folder, and Livery keeps its record there.`,
            hint: 'Remove it, or use a fresh checkout of the upstream release.',
        });
    }
    if (!stats) {
        makeUnlessThere(folder);
    }
}
function makeUnlessThere(folder) {
    try {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.mkdirSync)(folder);
    }
    catch (error) {
        if (error.code !== 'EEXIST') {
            throw error;
        }
    }
}
/** Whoever holds the lock may let go of it, and of the folder, at any moment. */
function unlessGone(read) {
    try {
        return read();
    }
    catch (error) {
        if (error.code === 'ENOENT') {
            return undefined;
        }
        throw error;
    }
}
function removeEmptyFolder(root) {
    try {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmdirSync)(node_path__WEBPACK_IMPORTED_MODULE_2___default().join(root, _tree_SourceTree__WEBPACK_IMPORTED_MODULE_4__/* .RECORD_FOLDER */ .jB));
    }
    catch {
        // it holds the record, or is gone already
    }
}
function namesIn(root) {
    const folder = node_path__WEBPACK_IMPORTED_MODULE_2___default().join(root, _tree_SourceTree__WEBPACK_IMPORTED_MODULE_4__/* .RECORD_FOLDER */ .jB);
    const isFolder = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(folder, { throwIfNoEntry: false })?.isDirectory() === true;
    return (isFolder && unlessGone(() => (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readdirSync)(folder))) || [];
}
function parse(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function busy(root, who) {
    return new _livery_contracts__WEBPACK_IMPORTED_MODULE_5__/* .LiveryError */ .AV('tree-busy', {
        message: `Another Livery is at work on ${root}: ${who}. Nothing was written.`,
        hint: `Run the command again when it is done; if no Livery runs any more, remove ${node_path__WEBPACK_IMPORTED_MODULE_2___default().join(root, LOCK_FILE)}.`,
    });
}


/***/ }),

/***/ 13413:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ noticeOf),
/* harmony export */   c: () => (/* binding */ NOTICE_FILE)
/* harmony export */ });
/* harmony import */ var _tree_SourceTree__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(93235);

/** What goes along with every copy of a branded app, beside the licence files that were in it. */
const NOTICE_FILE = `${_tree_SourceTree__WEBPACK_IMPORTED_MODULE_0__/* .RECORD_FOLDER */ .jB}/NOTICE.txt`;
/**
 * The notice of changes of a branded tree: what it was made from, what was changed, and on which ground. Many licences ask for
 * one.
 */
function noticeOf({ upstream, profile, brand, licence, totals }) {
    const { ground } = licence;
    const lines = [
        `${brand.name} is a changed copy of ${profile.id} ${upstream.version ?? ''}`.trimEnd() + '.',
        'It is neither made nor endorsed by the authors of the original.',
        '',
        `Names, pictures and colours were replaced in ${totals.changedFiles} files; .livery/record.json lists them.`,
        'Everything else is as the authors made it, and the licence files that came with it hold.',
        '',
        `Licence of the original: ${licence.spdx} (${licence.text}).`,
        licence.notice,
        ...(ground
            ? [
                '',
                `Ground for replacing the branding: ${ground.basis}, ${ground.reference}.`,
                `Acknowledged by ${ground.acknowledgedBy} on ${ground.date}, to be reviewed by ${ground.reviewBy}.`,
                ...(ground.users === undefined
                    ? []
                    : [`Declared end users in any rolling 30 days: ${ground.users}.`]),
            ]
            : []),
    ];
    return `${lines.join('\n')}\n`;
}


/***/ }),

/***/ 51284:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bx: () => (/* binding */ refuseBranded),
/* harmony export */   GI: () => (/* binding */ removeRecord),
/* harmony export */   lt: () => (/* binding */ RECORD_FILE)
/* harmony export */ });
/* unused harmony exports TreeRecord, readRecord */
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(90450);
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(30999);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(50000);
/* harmony import */ var _tree_SourceTree__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(93235);
/* harmony import */ var _document__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(39224);
/* harmony import */ var _lock__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(34518);







const digest = zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP();
const API_VERSION = 'livery/record/v2';
/** What a branded tree says of itself, without times and places: the same inputs give the same bytes. */
const TreeRecord = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    apiVersion: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz(API_VERSION, {
        error: ({ input }) => `it was written as ${JSON.stringify(input)}, and this Livery reads ${API_VERSION}`,
    }),
    kind: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('Record'),
    state: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['applying', 'applied']).describe('applying: files are being moved into place'),
    upstream: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ version: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional() }),
    profile: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ id: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), digest }),
    brand: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ name: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), digest }),
    licence: _livery_contracts__WEBPACK_IMPORTED_MODULE_3__/* .LicenceVerdict */ .L3,
    files: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        file: _document__WEBPACK_IMPORTED_MODULE_4__/* .InnerPath */ .Ou,
        before: digest,
        after: digest.optional().describe('left out for a file that was deleted'),
    })),
});
/** Where the record of a tree is. */
const RECORD_FILE = `${_tree_SourceTree__WEBPACK_IMPORTED_MODULE_5__/* .RECORD_FOLDER */ .jB}/record.json`;
/**
 * Reads the record of a tree.
 *
 * @returns undefined when the tree has none
 * @throws LiveryError `record-invalid`
 */
function readRecord(root) {
    return (0,_document__WEBPACK_IMPORTED_MODULE_4__/* .readDocument */ .u0)(root, RECORD_FILE, TreeRecord);
}
/** The record itself goes last: until then a run that was killed can be taken up again. */
function removeRecord(root) {
    const parts = ['staged', 'NOTICE.txt.part', 'NOTICE.txt', 'record.json.part', 'undo', 'record.json'];
    for (const name of parts) {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(root, _tree_SourceTree__WEBPACK_IMPORTED_MODULE_5__/* .RECORD_FOLDER */ .jB, name), { recursive: true, force: true });
    }
}
/**
 * Refuses a tree that holds a record, or anything else where the record goes. A record that an interrupted run left is not taken
 * back unasked either: a repository can bring one along, and nobody can tell it from ours.
 *
 * @param isOurs - whether what is there without a record was left by a run that was killed before it touched a file
 * @throws LiveryError `already-branded`, `apply-interrupted`, `record-invalid`
 */
function refuseBranded(root, isOurs = (0,_lock__WEBPACK_IMPORTED_MODULE_6__/* .hasLock */ .wD)(root)) {
    const record = readRecord(root);
    if (record?.state === 'applying') {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_7__/* .LiveryError */ .AV('apply-interrupted', {
            message: `A branding of ${root} was interrupted half-way.`,
            hint: `If it was yours, take it back with "livery revert ${root}"; otherwise start again from a fresh checkout of the upstream release.`,
        });
    }
    if (record) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_7__/* .LiveryError */ .AV('already-branded', {
            message: `${root} was branded by Livery before, as ${record.brand.name}: it holds the record ${RECORD_FILE}.`,
            hint: 'A branded tree is never edited: take the branding back with "livery revert", or start again from a fresh checkout of the upstream release.',
        });
    }
    const [name] = (0,_lock__WEBPACK_IMPORTED_MODULE_6__/* .recordNames */ .eq)(root);
    if (name !== undefined && !isOurs) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_7__/* .LiveryError */ .AV('already-branded', {
            message: `${root} holds ${_tree_SourceTree__WEBPACK_IMPORTED_MODULE_5__/* .RECORD_FOLDER */ .jB}/${name}, which is not of an unfinished branding, and Livery keeps its own record there.`,
            hint: `Remove the folder ${_tree_SourceTree__WEBPACK_IMPORTED_MODULE_5__/* .RECORD_FOLDER */ .jB}, or start again from a fresh checkout of the upstream release.`,
        });
    }
}


/***/ }),

/***/ 48767:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CF: () => (/* binding */ undoOf),
/* harmony export */   gr: () => (/* binding */ revertText),
/* harmony export */   y1: () => (/* binding */ UndoPasses)
/* harmony export */ });
/* unused harmony export UndoSpan */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(50000);

/** One replaced span, seen from the result: where it is now, what stands there, and what stood there. */
const UndoSpan = zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({
    start: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().nonnegative(),
    now: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    was: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
});
/** How an edited text becomes the original again: the passes over it, the last one last. */
const UndoPasses = zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(UndoSpan));
/** Makes the inverse of one pass of edits over a text. */
function undoOf(text, edits) {
    let shift = 0;
    return edits.map(({ start, end, raw }) => {
        const span = { start: start + shift, now: raw, was: text.slice(start, end) };
        shift += raw.length - (end - start);
        return span;
    });
}
/**
 * Brings the original bytes of an edited text back.
 *
 * @returns undefined when the bytes are not what the inverse was made for
 */
function revertText(bytes, passes) {
    let text = bytes.toString('utf8');
    for (const spans of [...passes].reverse()) {
        let original = '';
        let position = 0;
        for (const { start, now, was } of spans) {
            if (start < position || !text.startsWith(now, start)) {
                return undefined;
            }
            original += text.slice(position, start) + was;
            position = start + now.length;
        }
        text = original + text.slice(position);
    }
    return Buffer.from(text);
}


/***/ }),

/***/ 63351:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ Needles)
/* harmony export */ });
/** The shortest text that is worth looking for in place of several longer ones. */
const SHORTEST = 5;
/**
 * Texts of which one has to stand in a file for the file to matter. Most files hold none of them, and spellings of one name
 * have most of it in common: what they share is looked for first.
 */
class Needles {
    texts;
    #shared;
    constructor(texts) {
        const distinct = [...new Set(texts)];
        const shared = [];
        for (const text of distinct) {
            const group = shared.findIndex(other => commonPart(other, text).length >= SHORTEST);
            if (group < 0) {
                shared.push(text);
            }
            else {
                shared[group] = commonPart(shared[group] ?? '', text);
            }
        }
        this.texts = distinct.map(text => Buffer.from(text));
        this.#shared = shared.map(text => Buffer.from(text));
    }
    /** Whether one of the texts stands in these bytes. */
    areIn(bytes) {
        return (this.#shared.some(text => bytes.includes(text)) &&
            (this.#shared.length === this.texts.length || this.texts.some(text => bytes.includes(text))));
    }
}
/** The longest text that both have in them. */
function commonPart(one, other) {
    for (let length = Math.min(one.length, other.length); length > 0; length -= 1) {
        for (let start = 0; start + length <= one.length; start += 1) {
            const part = one.slice(start, start + length);
            // Half a character would not be found in the bytes of a whole one.
            if (other.includes(part) && part.isWellFormed()) {
                return part;
            }
        }
    }
    return '';
}


/***/ }),

/***/ 1064:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  n: () => (/* binding */ compileRules),
  K: () => (/* binding */ matcherOf)
});

// EXTERNAL MODULE: ./node_modules/picomatch/index.js
var picomatch = __webpack_require__(14006);
var picomatch_default = /*#__PURE__*/__webpack_require__.n(picomatch);
// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./node_modules/re2js/build/index.js
var build = __webpack_require__(2856);
;// CONCATENATED MODULE: ./src/engine/src/rules/expression.ts


/** Time is linear in text × program, and repeat counts multiply the program: what is bounded is both. */
const MAXIMUM_PROGRAM_SIZE = 500;
const MAXIMUM_STEPS_PER_TOKEN = 1_000_000;
/** What searches may take, in milliseconds. One cannot be interrupted, so many small ones are added up. */
const MAXIMUM_MS = { token: 1_000, rule: 20_000, run: 60_000 };
/**
 * Compiles the regular expression of a rule.
 *
 * @param where - what errors call the rule
 * @param spent - one for all rules of a run
 * @throws LiveryError `brand-invalid` for an expression that RE2 does not have, or that costs too much; so does the search
 */
function compileExpression(rule, where, spent) {
    let expression;
    try {
        expression = build/* RE2JS */.L3.compile(rule.pattern, build/* RE2JS */.L3.MULTILINE | build/* RE2JS */.L3.DOTALL);
    }
    catch (error) {
        throw new errors/* LiveryError */.AV('brand-invalid', {
            message: `The ${where} has the regular expression "${rule.pattern}", which cannot be used: ${(0,errors/* messageOf */.bD)(error).replace('(?m)(?s)', '')}.`,
            hint: 'Correct it, or leave use_regex out to look for the text as it is. RE2 has no look-around and no back-references.',
            cause: error,
        });
    }
    const size = expression.programSize();
    if (size > MAXIMUM_PROGRAM_SIZE) {
        throw new errors/* LiveryError */.AV('brand-invalid', {
            message: `The ${where} has the regular expression "${rule.pattern}", which is too costly: it counts ${size} steps for each character, and at most ${MAXIMUM_PROGRAM_SIZE} are allowed.`,
            hint: 'Use smaller repeat counts such as {0,10}, and do not nest them.',
        });
    }
    const own = { rule: 0, token: 0 };
    return (text, token, from) => {
        if (from === token.start) {
            own.token = 0;
        }
        const isLong = size * (token.end - token.start) > MAXIMUM_STEPS_PER_TOKEN;
        if (isLong || own.token > MAXIMUM_MS.token || own.rule > MAXIMUM_MS.rule || spent.run > MAXIMUM_MS.run) {
            throw new errors/* LiveryError */.AV('brand-invalid', {
                message: `The ${where} has the regular expression "${rule.pattern}", which takes too long on this source${spent.run > MAXIMUM_MS.run ? ' together with the others' : ''}.`,
                hint: 'Write it without large repeat counts, take the text as it is instead (without use_regex), or keep long files out of it with "files".',
            });
        }
        const started = performance.now();
        try {
            return search(text, token, from);
        }
        finally {
            const took = performance.now() - started;
            own.token += took;
            own.rule += took;
            spent.run += took;
        }
    };
    function search(text, token, from) {
        // The whole token is the input, so that ^, \A and \b mean its start and not where the last match ended.
        const matcher = expression.matcher(text.slice(token.start, token.end));
        for (let found = matcher.find(from - token.start); found; found = matcher.find()) {
            if (matcher.end() > matcher.start()) {
                const plain = rule.replacement.replace(/\$(?:\$|(\d{1,2})|\{(\w{1,40})\})/g, (whole, index, name) => whole === '$$' ? '$' : groupOf(matcher, index === undefined ? name : Number(index), where));
                return { start: token.start + matcher.start(), end: token.start + matcher.end(), plain };
            }
        }
        return undefined;
    }
}
function groupOf(matcher, group, where) {
    try {
        return matcher.group(group) ?? '';
    }
    catch (error) {
        throw new errors/* LiveryError */.AV('brand-invalid', {
            message: `The ${where} refers to the group ${group}, which its pattern does not have.`,
            hint: 'Number the groups from 1, and write $$ for a dollar sign.',
            cause: error,
        });
    }
}

;// CONCATENATED MODULE: ./src/engine/src/rules/glob.ts


/** A part of a glob that means the same wherever it stands: an escape, a class, or a single character. */
const PART = /\\([\s\S])|\[([!^]?)([^[\]/]*)\]|([\s\S])/uy;
/**
 * A test for paths against the globs of a brand, in time linear in the path. The usual libraries turn globs into expressions
 * that backtrack, and a brand can come from anybody: nested braces and stars would hang a run on one long path.
 *
 * Knows `*`, `**`, `?`, `[a-z]`, `{a,b}` and `\` as picomatch does, names that start with a dot, and `[!a-z]` as shells do.
 *
 * @throws LiveryError `brand-invalid` for a class such as `[z-a]`
 */
function linearMatcherOf(globs) {
    const expressions = globs.map(glob => `(?:${expressionOf(glob)})`);
    try {
        const expression = build/* RE2JS */.L3.compile(expressions.join('|'), build/* RE2JS */.L3.DOTALL);
        return file => expression.matches(file);
    }
    catch (error) {
        throw new errors/* LiveryError */.AV('brand-invalid', {
            message: `A rule of the brand is for files like ${globs.join(', ')}, which cannot be read: ${(0,errors/* messageOf */.bD)(error)}.`,
            hint: 'Correct the characters between the square brackets.',
            cause: error,
        });
    }
}
/** The RE2 expression of a glob: https://github.com/google/re2/wiki/Syntax */
function expressionOf(glob) {
    let result = '';
    const open = bracesOf(glob);
    let depth = 0;
    for (let index = glob.startsWith('./') ? 2 : 0; index < glob.length;) {
        const globstar = globstarAt(glob, index);
        if (globstar) {
            result += globstar.expression;
            index += globstar.length;
            continue;
        }
        PART.lastIndex = index;
        const [whole = '', escaped, not, members, character = ''] = PART.exec(glob) ?? [];
        index += whole.length;
        if (escaped !== undefined) {
            result += build/* RE2JS */.L3.quote(escaped);
        }
        else if (members !== undefined) {
            result += `[${not ? '^/' : ''}${members.replace(/[[\]\\^&~]/g, '\\$&')}]`;
        }
        else if (open.has(index - 1)) {
            depth += character === '{' ? 1 : -1;
            result += character === '{' ? '(?:' : ')';
        }
        else if (character === ',' && depth > 0) {
            result += '|';
        }
        else {
            result += { '*': '[^/]*', '?': '[^/]' }[character] ?? build/* RE2JS */.L3.quote(character);
        }
    }
    return result;
}
/** Where `**` is a whole part of the path, it stands for any number of folders. */
function globstarAt(glob, index) {
    const startsPart = index === 0 || /[/{,]/.test(glob.charAt(index - 1));
    if (startsPart && glob.startsWith('**/', index)) {
        return { expression: '(?:[^/]+/)*', length: 3 };
    }
    return startsPart && glob.slice(index) === '**' ? { expression: '.*', length: 2 } : undefined;
}
/** The offsets of braces that belong together; any other brace is a character. */
function bracesOf(glob) {
    const pairs = new Set();
    const open = [];
    for (const { 0: found, index } of glob.matchAll(/\\[\s\S]|\[[^[\]/]*\]|[{}]/g)) {
        const start = found === '}' ? open.pop() : undefined;
        if (found === '{') {
            open.push(index);
        }
        else if (start !== undefined) {
            pairs.add(start).add(index);
        }
    }
    return pairs;
}

;// CONCATENATED MODULE: ./src/engine/src/rules/rule.ts



/** What people read. Docstrings and plain files are for those who name them. */
const DISPLAYED = ['text', 'attribute', 'string', 'template', 'value'];
/** What a rule of the brand works on unless it says more: a string of code can be an identifier that only looks like a word. */
const PLAINLY_DISPLAYED = ['text', 'attribute', 'value'];
/** What a rule for addresses works on besides: they stand in `href` and `src`. */
const ADDRESSES = ['reference'];
const ADDRESS = /[a-z]:\/\/|mailto:/i;
/** A test for paths against globs; a name that starts with a dot is a name like any other. */
function matcherOf(globs) {
    return picomatch_default()([...globs], { dot: true });
}
function scope(rule, defaults) {
    const kinds = new Set(rule.kinds ?? defaults);
    return {
        addsFiles: false,
        unsafe: false,
        appliesToKind: (kind) => kinds.has(kind),
    };
}
function findLiteral(texts, plain) {
    return (text, token, from) => {
        // The slice keeps the search inside the token: looking on to the end of the file for each would be quadratic.
        const part = text.slice(from, token.end);
        let best;
        for (const literal of texts) {
            const index = part.indexOf(literal);
            const start = from + index;
            const end = start + literal.length;
            if (index >= 0 && (!best || start < best.start || (start === best.start && end > best.end))) {
                best = { start, end, plain };
            }
        }
        return best;
    };
}
/** @param moreKinds - what the brand asks for besides, such as docstrings */
function compileName(rule, brand, moreKinds) {
    const fields = { name: brand.name, shortName: brand.shortName ?? brand.name };
    // One pass over the template, so that a name that looks like a field is not expanded again.
    const replacement = rule.replacement.replace(/\{(name|shortName)\}/g, (_field, key) => fields[key]);
    return {
        ...scope(rule, [...DISPLAYED, ...moreKinds]),
        appliesToFile: rule.files ? matcherOf(rule.files) : () => true,
        id: rule.id,
        origin: 'profile',
        pattern: rule.match.join(' | '),
        replacement,
        expect: rule.expect,
        needles: rule.match,
        find: findLiteral(rule.match, replacement),
    };
}
function compileBrandRule(rule, index, spent) {
    const where = `rule ${index + 1} of the brand`;
    const isForAddresses = ADDRESS.test(rule.pattern.replaceAll('\\', ''));
    const kinds = [
        ...PLAINLY_DISPLAYED,
        ...(isForAddresses ? ADDRESSES : []),
        ...(rule.files ? ['plain'] : []),
    ];
    return {
        ...scope(rule, kinds),
        appliesToFile: rule.files ? linearMatcherOf(rule.files) : () => true,
        addsFiles: rule.files !== undefined,
        unsafe: rule.unsafe,
        id: `rule-${index + 1}`,
        origin: 'brand',
        pattern: rule.pattern,
        replacement: rule.replacement,
        expect: rule.expect,
        needles: rule.use_regex ? undefined : [rule.pattern],
        find: rule.use_regex
            ? compileExpression(rule, where, spent)
            : findLiteral([rule.pattern], rule.replacement),
    };
}
/**
 * The rules of a brand, its own first: they win over the profile's when both match the same text.
 *
 * @throws LiveryError `brand-invalid` for an expression that RE2 does not have
 */
function compileRules(profile, brand) {
    const moreKinds = brand.include.flatMap(name => profile.options[name]?.kinds ?? []);
    const spent = { run: 0 };
    return [
        ...brand.rules.map((rule, index) => compileBrandRule(rule, index, spent)),
        ...profile.names.map(rule => compileName(rule, brand, moreKinds)),
    ];
}


/***/ }),

/***/ 83334:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ mergeSpans),
/* harmony export */   x: () => (/* binding */ findOverlap)
/* harmony export */ });
/** One of the spans, which are sorted and do not overlap, that shares a character with `start` to `end`. */
function findOverlap(sorted, start, end) {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((sorted[middle]?.end ?? 0) > start) {
            high = middle;
        }
        else {
            low = middle + 1;
        }
    }
    const candidate = sorted[low];
    return candidate !== undefined && candidate.start < end ? candidate : undefined;
}
/** Sorts spans, and makes one of those that overlap, which keeps what else the first of them says. */
function mergeSpans(spans) {
    const merged = [];
    for (const span of [...spans].sort((one, other) => one.start - other.start)) {
        const last = merged.at(-1);
        if (last && span.start < last.end) {
            merged[merged.length - 1] = { ...last, end: Math.max(last.end, span.end) };
        }
        else {
            merged.push(span);
        }
    }
    return merged;
}


/***/ }),

/***/ 16322:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ languageOf),
  U: () => (/* binding */ scanners)
});

;// CONCATENATED MODULE: ./src/engine/src/tokens/encodings/encoding.ts
/** Text that means itself. */
const plainEncoding = { encode: plain => plain, decode: raw => raw };
const SIMPLE_ESCAPES = {
    n: '\n',
    r: '\r',
    t: '\t',
    b: '\b',
    f: '\f',
    v: '\v',
};
function codePoint(hexadecimal) {
    const value = Number.parseInt(hexadecimal ?? '', 16);
    return value <= 0x10ffff ? String.fromCodePoint(value) : undefined;
}
/** Whether nothing that ends a token stands in a text, but for what is escaped. */
function isUnbroken(raw, end) {
    const unescaped = raw.replace(/\\(?:\r\n|[\s\S])/g, ' ');
    return !end.test(unescaped) && !unescaped.endsWith('\\');
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/encodings/css.ts

/** An escape of a CSS string: https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point */
const CSS_ESCAPE = /\\(?:([\da-f]{1,6})(?:\r\n|[ \t\n\r\f])?|(\r\n|[\n\r\f])|([\s\S])|$)/giu;
function decodeCss(raw) {
    let valid = true;
    const plain = raw.replace(CSS_ESCAPE, (...parts) => {
        const [, hexadecimal, lineEnd, character] = parts;
        if (hexadecimal !== undefined) {
            const decoded = codePoint(hexadecimal) ?? '\0';
            return decoded === '\0' || !decoded.isWellFormed() ? '\ufffd' : decoded;
        }
        valid &&= lineEnd !== undefined || character !== undefined;
        return character ?? ''; // an escaped line end is a line continuation
    });
    return valid ? plain : undefined;
}
/** A CSS or SCSS string in `'` or `"`. */
function cssString(delimiter) {
    return {
        // Few digits end at the next character; it belongs to the escape, since a digit put in its place would too.
        escapes: /\\(?:[\da-f]{6}(?:\r\n|[ \t\n\r\f])?|[\da-f]{1,5}(?:\r\n|[^\da-f]|$)|\r\n|[\s\S])/giu,
        encode: plain => plain
            .replace(/\\/g, '\\\\')
            .replaceAll(delimiter, `\\${delimiter}`)
            .replace(/[\n\r\f]/g, character => `\\${character.charCodeAt(0).toString(16)} `)
            // A style sheet in a page ends at the first "</style", even inside a string, of which a half may stand beside the text.
            .replace(/(?:^|(?<=<))\//g, '\\/')
            .replace(/<$/, '\\3c ')
            // SCSS computes what stands in #{}.
            .replace(/#(?=\{|$)|^\{/g, '\\$&'),
        decode: decodeCss,
    };
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/css.ts

/** Properties and descriptors whose strings are drawn. Everywhere else a string names a font, a file, an attribute or an area. */
const DRAWN = new Set([
    'content',
    'hyphenate-character',
    'list-style',
    'list-style-type',
    'prefix',
    'quotes',
    'suffix',
    'text-overflow',
]);
/** Functions of such a value whose strings are drawn as well; those of all others, such as `url("…")`, are addresses. */
const DRAWN_FUNCTIONS = new Set(['', 'attr', 'counters', 'var']);
/** What the value of a property reads: `var(--name)`, in SCSS `$name`. */
const VARIABLE = /var\(\s*(--[\w-]+)|(\$[\w-]+)/g;
/** An address without quotes: https://www.w3.org/TR/css-syntax-3/#consume-url-token */
const BARE_ADDRESS = /\s*(?:(?:[^"'()\s\\#]|#(?!\{)|\\[\s\S])+\s*)?\)/y;
/** What may end a stretch of a style sheet that means nothing here. */
const STOP = {
    css: /["'()[\]{}:;\\]|\/\*/g,
    scss: /["'()[\]{}:;\\]|\/[*/]/g,
};
/**
 * Reads style sheets: every string, as text where it is drawn on the page and as `key` elsewhere; comments and addresses without
 * quotes are passed over. A string in a variable is drawn when something drawn in the same file reads the variable.
 */
class StyleScanner {
    #text;
    #dialect;
    #segments = [];
    #frames = [];
    /** Variable → the segments of its value. */
    #variables = new Map();
    #readVariables = new Set();
    #position = 0;
    #complete = true;
    #hiddenDepth = 0;
    #statementStart = 0;
    /** Whether something else than blanks and comments stands at the start of the statement. */
    #hasHead = false;
    /** What stands in front of the first colon of the statement. */
    #property;
    /** The segments of the statement that are drawn if its property is. */
    #candidates = [];
    constructor(text, dialect) {
        this.#text = text;
        this.#dialect = dialect;
    }
    scan() {
        const stop = STOP[this.#dialect];
        while (this.#position < this.#text.length) {
            stop.lastIndex = this.#position;
            const match = stop.exec(this.#text);
            if (!match) {
                break;
            }
            this.#position = match.index + match[0].length;
            this.#read(match[0], match.index);
        }
        this.#endStatement(this.#text.length);
        for (const name of this.#readVariables) {
            this.#show(this.#variables.get(name) ?? []);
        }
        return { segments: this.#segments, complete: this.#complete && this.#frames.length === 0 };
    }
    #read(stop, start) {
        switch (stop) {
            case '"':
            case "'":
                this.#readString(stop);
                break;
            case '/*':
                this.#skipComment(start, '*/');
                break;
            case '//':
                this.#skipComment(start, '\n');
                break;
            case '\\':
                this.#position += 1;
                break;
            case ':':
                if (this.#property === undefined && this.#isOutsideBrackets) {
                    this.#property = this.#text.slice(this.#statementStart, start).trim();
                }
                break;
            case ';':
                if (this.#isOutsideBrackets) {
                    this.#endStatement(start);
                }
                break;
            case '(':
                this.#openFunction(start);
                break;
            case '[':
                this.#open({ closedBy: ']', isHidden: true });
                break;
            case '{':
                this.#openBlock(start);
                break;
            default:
                this.#close(stop, start);
        }
    }
    get #isOutsideBrackets() {
        const frame = this.#frames.at(-1);
        return frame === undefined || (frame.closedBy === '}' && !frame.isHidden);
    }
    #open(frame) {
        this.#frames.push(frame);
        this.#hiddenDepth += frame.isHidden ? 1 : 0;
    }
    #openFunction(start) {
        const name = /(?<![-\w])[-\w]+$/.exec(this.#text.slice(Math.max(this.#statementStart, start - 64), start))?.[0];
        const isHidden = !DRAWN_FUNCTIONS.has(name?.toLowerCase() ?? '');
        if (/^(?:url|url-prefix|src)$/i.test(name ?? '')) {
            BARE_ADDRESS.lastIndex = this.#position;
            const address = BARE_ADDRESS.exec(this.#text);
            if (address) {
                this.#position += address[0].length;
                return;
            }
        }
        this.#open({ closedBy: ')', isHidden });
    }
    #openBlock(start) {
        if (this.#dialect === 'scss' && this.#text.charAt(start - 1) === '#') {
            this.#open({ closedBy: '}', isHidden: true });
            return;
        }
        // What stood in front of a block was a selector or a rule with an @.
        this.#startStatement();
        this.#open({ closedBy: '}', isHidden: false });
    }
    #close(bracket, start) {
        if (bracket === '}' && this.#isOutsideBrackets) {
            this.#endStatement(start);
        }
        const frame = this.#frames.pop();
        this.#complete &&= frame?.closedBy === bracket;
        this.#hiddenDepth -= frame?.isHidden ? 1 : 0;
        if (frame?.quote !== undefined) {
            this.#readString(frame.quote);
        }
    }
    /** A string, or what is left of it behind a `#{}`. */
    #readString(quote) {
        const start = this.#position;
        const stop = this.#dialect === 'scss' ? /["'\\\n\r\f]|#\{/g : /["'\\\n\r\f]/g;
        stop.lastIndex = start;
        for (let match = stop.exec(this.#text); match; match = stop.exec(this.#text)) {
            if (match[0] === '\\') {
                stop.lastIndex += this.#text.startsWith('\r\n', stop.lastIndex) ? 2 : 1;
            }
            else if (match[0] === quote) {
                this.#addString(start, match.index, quote);
                this.#position = match.index + 1;
                return;
            }
            else if (match[0] === '#{') {
                this.#addString(start, match.index, quote);
                this.#position = match.index + 2;
                this.#open({ closedBy: '}', isHidden: true, quote });
                return;
            }
            else if (!/["']/.test(match[0])) {
                break;
            }
        }
        this.#complete = false;
        this.#position = stop.lastIndex === 0 ? this.#text.length : stop.lastIndex;
    }
    #addString(start, end, quote) {
        if (this.#hiddenDepth === 0) {
            this.#candidates.push(this.#segments.length);
        }
        this.#segments.push({ start, end, kind: 'key', encoding: cssString(quote) });
    }
    #endStatement(end) {
        const property = this.#property ?? '';
        if (DRAWN.has(property.toLowerCase())) {
            this.#show(this.#candidates);
            for (const [, custom, variable] of this.#text.slice(this.#statementStart, end).matchAll(VARIABLE)) {
                this.#readVariables.add(custom ?? variable ?? '');
            }
        }
        else if (this.#candidates.length > 0 && /^(?:--|\$)/.test(property)) {
            const known = this.#variables.get(property) ?? [];
            for (const index of this.#candidates) {
                known.push(index);
            }
            this.#variables.set(property, known);
        }
        this.#startStatement();
    }
    #startStatement() {
        this.#candidates = [];
        this.#property = undefined;
        this.#hasHead = false;
        this.#statementStart = this.#position;
    }
    #show(indexes) {
        for (const index of indexes) {
            const segment = this.#segments[index];
            if (segment) {
                this.#segments[index] = { ...segment, kind: 'string' };
            }
        }
    }
    #skipComment(start, end) {
        const found = this.#text.indexOf(end, this.#position);
        this.#complete &&= found >= 0 || end === '\n';
        this.#hasHead ||= this.#text.slice(this.#statementStart, start).trim() !== '';
        this.#position = found < 0 ? this.#text.length : found + end.length;
        if (!this.#hasHead) {
            this.#statementStart = this.#position;
        }
    }
}
/** Reads a style sheet. */
function scanCss(text) {
    return new StyleScanner(text, 'css').scan();
}
/** Reads a style sheet in SCSS: with comments behind `//`, `#{}` and variables behind `$`. */
function scanScss(text) {
    return new StyleScanner(text, 'scss').scan();
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/attributes.ts
/** Attributes that people read or hear: https://html.spec.whatwg.org/multipage/indices.html#attributes-3 and https://www.w3.org/TR/wai-aria-1.3/ */
const READ = new Set([
    'abbr alt label placeholder summary title',
    'aria-label aria-description aria-placeholder aria-roledescription aria-valuetext',
    'aria-braillelabel aria-brailleroledescription',
].flatMap(names => names.split(' ')));
/** Those of documents in XML, each of which has words of its own. */
const READ_IN_XML = new Set(['caption', 'description', 'displayname', 'hint', 'text', 'tooltip']);
/** What a <meta> says to people: its description, the names under which it is shared and installed. */
const READ_META = /(?:title|description|tooltip|name|alt|author|publisher|keywords)$/i;
/** Buttons show their value; in other fields it is what is sent. */
const BUTTON = /^(?:button|reset|submit)$/i;
/** What components hand on to an element, or bind. Their other attributes are for them alone, and mostly text. */
const PROGRAM = /^(?:class|classname|d|dir|for|href|htmlfor|id|key|lang|ref|rel|role|slot|src|srcset|style|target|this|type|viewbox|xmlns|data-.*|[^:]*:.*)$/i;
/** A start tag while it is read. What an attribute is for can depend on one that comes behind it. */
class StartTag {
    #element;
    #dialect;
    #attributes = [];
    #values = new Map();
    constructor(element, dialect) {
        this.#element = element;
        this.#dialect = dialect;
    }
    /**
     * @param value - as it is written, without quotes
     * @param firstSegment - index of the first segment of the value; `lastSegment` is the one behind its last
     */
    add(name, value, firstSegment, lastSegment) {
        this.#attributes.push({ name, firstSegment, lastSegment });
        const lowerName = name.toLowerCase();
        // Of an attribute that is there twice the first counts: https://html.spec.whatwg.org/multipage/parsing.html#parse-error-duplicate-attribute
        if (!this.#values.has(lowerName)) {
            this.#values.set(lowerName, value);
        }
    }
    /** The value of an attribute as it is written; empty when there is none. */
    valueOf(name) {
        return this.#values.get(name) ?? '';
    }
    /** Makes references of what only programs read, when the tag has come to its end. */
    settle(segments) {
        for (const { name, firstSegment, lastSegment } of this.#attributes) {
            for (let index = firstSegment; index < lastSegment && !this.#isRead(name); index += 1) {
                const segment = segments[index];
                if (segment?.kind === 'attribute') {
                    segments[index] = { ...segment, kind: 'reference' };
                }
            }
        }
    }
    #isRead(name) {
        const isXml = this.#dialect === 'xml';
        const local = (isXml ? name.slice(name.indexOf(':') + 1) : name).toLowerCase();
        if (READ.has(local) || (isXml && READ_IN_XML.has(local))) {
            return true;
        }
        const element = this.#element.toLowerCase();
        if (element === 'meta' && local === 'content') {
            return READ_META.test(this.valueOf('name') || this.valueOf('property') || this.valueOf('itemprop'));
        }
        if (element === 'input' && local === 'value') {
            return BUTTON.test(this.valueOf('type'));
        }
        return this.#isComponent && !PROGRAM.test(name);
    }
    /** Components start with a capital letter or are members of something; elements of one's own have a hyphen. */
    get #isComponent() {
        switch (this.#dialect) {
            case 'xml':
                return false;
            case 'html':
                return this.#element.includes('-');
            default:
                return /^\p{Lu}|[.-]|^svelte:component$/u.test(this.#element);
        }
    }
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/blankEntries.ts
const blankEntries_name = /[a-z_$][\w$]*/i.source;
const string = /"[^"\\\n\r]*(?:\\[\s\S][^"\\\n\r]*)*"|'[^'\\\n\r]*(?:\\[\s\S][^'\\\n\r]*)*'/.source;
const template = /`[^`\\$]*(?:(?:\\[\s\S]|\$(?!\{))[^`\\$]*)*`/.source;
/** `"Save":"Speichern",` in an object, or `a="Speichern",` in a list of variables. */
const ENTRY = new RegExp(`(?:${blankEntries_name}|${string})[:=](?:${blankEntries_name}|${string}|${template}),`, 'iy');
/** A token that is the same whatever stands before it, which a slash and the end of an expression in a template are not. */
const TOKEN = new RegExp(`${blankEntries_name}(?![\\w$\\\\\\u0080-\\uFFFF])|${string}|${template}|\\d+(?![\\w$.\\\\\\u0080-\\uFFFF])|[-+*%&|^<>=!?~,:;()[\\]{}\\s]|\\.(?!\\d)`, 'iy');
/**
 * A script without the entries that hold none of the offsets: comments as long as they are stand in their places.
 *
 * Bundlers write the sentences of an app as objects of thousands of strings; lexing them all would take most of the time.
 * Only entries behind a comma go, so that nothing changes for what follows them. Where the first slash or expression in
 * a template comes, whose meaning depends on the tokens before it, the rest stays as it is.
 *
 * @param near - sorted offsets
 */
function blankEntries(text, near) {
    const parts = [];
    let copied = 0;
    let next = 0;
    for (let position = 0; position < text.length;) {
        while ((near[next] ?? Infinity) < position) {
            next += 1;
        }
        const start = position;
        position = text.charAt(start - 1) === ',' ? endOfEntries(text, start, near[next] ?? Infinity) : start;
        if (position > start) {
            parts.push(text.slice(copied, start), `/*${' '.repeat(position - start - 4)}*/`);
            copied = position;
        }
        const end = endOf(TOKEN, text, position);
        if (end === position) {
            break;
        }
        position = end;
    }
    return parts.join('') + text.slice(copied);
}
/** The end of the entries that follow one another, up to the one that an offset lies in. */
function endOfEntries(text, start, offset) {
    let position = start;
    for (let end = endOf(ENTRY, text, start); end > position && end <= offset; end = endOf(ENTRY, text, end)) {
        position = end;
    }
    return position;
}
/** Where the match of a sticky expression ends; `start` when there is none. */
function endOf(sticky, text, start) {
    sticky.lastIndex = start;
    return sticky.test(text) ? sticky.lastIndex : start;
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/encodings/javascript.ts

const JAVASCRIPT_ESCAPE = /\\(?:u\{[\da-fA-F]{1,8}\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|\r\n|[^ux])/gu;
function decodeJavascript(raw) {
    let valid = true;
    const plain = raw.replace(/\\(?:u\{([\da-fA-F]{1,8})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|\r\n|([\s\S]?))/gu, (...parts) => {
        const [, braces, unicode, byte, character] = parts;
        const hexadecimal = braces ?? unicode ?? byte;
        if (hexadecimal !== undefined) {
            // \uD83D\uDE00 is two escapes of one character; UTF-16 units join by themselves.
            const decoded = braces === undefined ? String.fromCharCode(Number.parseInt(hexadecimal, 16)) : codePoint(braces);
            valid &&= decoded !== undefined;
            return decoded ?? '';
        }
        if (character === undefined || /[\n\r\u2028\u2029]/u.test(character)) {
            return ''; // a line continuation
        }
        // What is left of \u and \x here is a broken escape; \1 to \9 are refused by strict mode.
        valid &&= !/^[ux1-9]?$/u.test(character);
        return character === '0' ? '\0' : (SIMPLE_ESCAPES[character] ?? character);
    });
    return valid ? plain : undefined;
}
const JAVASCRIPT_LINE_ENDS = {
    '\n': '\\n',
    '\r': '\\r',
    '\u2028': '\\u2028',
    '\u2029': '\\u2029',
};
function encodeJavascript(plain, delimiter) {
    return (plain
        .replace(/\\/g, '\\\\')
        .replaceAll(delimiter, `\\${delimiter}`)
        .replace(/[\n\r\u2028\u2029]/gu, character => JAVASCRIPT_LINE_ENDS[character] ?? character)
        // A script in a page ends at the first "</script", even inside a string, and "<!--" changes how it is read:
        // https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
        // The other half may stand beside the text.
        .replace(/<(?=[/!])/g, '<\\')
        .replace(/^(?=[/!])/, '\\')
        .replace(/<$/, '\\x3c'));
}
/** A JavaScript or TypeScript string in `'` or `"`. */
function javascriptString(delimiter) {
    return {
        escapes: JAVASCRIPT_ESCAPE,
        encode: plain => encodeJavascript(plain, delimiter),
        decode: decodeJavascript,
        isWhole: raw => isUnbroken(raw, delimiter === '"' ? /["\n\r]/ : /['\n\r]/),
    };
}
/** The text of a JavaScript template literal, between its `${}`; a `$` and a `{` of which one stands beside it would open a field. */
const javascriptTemplate = {
    escapes: JAVASCRIPT_ESCAPE,
    encode: plain => encodeJavascript(plain, '`').replace(/\$(?=\{|$)|^\{/g, '\\$&'),
    decode: decodeJavascript,
    isWhole: raw => isUnbroken(raw, /`|\$\{/),
};

;// CONCATENATED MODULE: ./src/engine/src/tokens/encodings/markup.ts

const ENTITY = /&(?:#\d{1,8}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][\da-zA-Z]{1,31});/gu;
const NAMED_ENTITIES = new Map([
    ['amp', '&'],
    ['lt', '<'],
    ['gt', '>'],
    ['quot', '"'],
    ['apos', "'"],
]);
function decodeMarkup(raw) {
    return raw.replace(ENTITY, entity => {
        const name = entity.slice(1, -1).toLowerCase();
        if (name.startsWith('#x')) {
            return codePoint(name.slice(2)) ?? entity;
        }
        if (name.startsWith('#')) {
            return codePoint(Number(name.slice(1)).toString(16)) ?? entity;
        }
        // Other names (&nbsp;) stand on both sides of every comparison, so they may stay as they are.
        return NAMED_ENTITIES.get(name) ?? entity;
    });
}
const MARKUP_ENTITIES = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
    '{': '&#123;',
    '}': '&#125;',
};
function markup(unsafe) {
    return {
        escapes: ENTITY,
        encode: plain => plain.replace(unsafe, character => MARKUP_ENTITIES[character] ?? character),
        decode: decodeMarkup,
    };
}
/** Text between the tags of HTML or XML. */
const markupText = markup(/[&<>]/g);
/** The content of `<![CDATA[…]]>`. What ends it, or a part of that beside which the rest may stand, cannot be written there. */
const characterData = {
    encode: plain => (/\]\]|^[\]>]|\]$/.test(plain) ? undefined : plain),
    decode: raw => raw,
};
/** A quoted attribute of HTML or XML; both quotes are escaped, whichever delimits it. */
const markupAttribute = markup(/[&<>"']/g);
/** Text between the tags of JSX, where `{` opens an expression. */
const jsxText = markup(/[&<>{}]/g);
/** Text between the tags of a Svelte component, where `{` opens an expression. */
const svelteText = markup(/[&<>{}]/g);
/** A quoted attribute of a Svelte component. */
const svelteAttribute = markup(/[&<>"'{}]/g);
/**
 * Markup that a script holds in a string: `innerHTML = '<b>…</b>'`. What goes into it has to be harmless twice, as markup first
 * and then as the string.
 */
function markupInside(outer) {
    return {
        ...outer,
        ...(outer.escapes && { escapes: new RegExp(`${outer.escapes.source}|${ENTITY.source}`, 'gu') }),
        encode: plain => outer.encode(markupAttribute.encode(plain) ?? plain),
        decode: raw => {
            const inner = outer.decode(raw);
            return inner === undefined ? undefined : decodeMarkup(inner);
        },
    };
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/encodings/usage.ts

const PATTERN_SIGN = /[\\^$.|?*+()[\]{}]/;
/** A regular expression in a string: nobody can say whether a sign of its language shall mean itself. */
function patternInside(outer) {
    return { ...outer, encode: plain => (PATTERN_SIGN.test(plain) ? undefined : outer.encode(plain)) };
}
/** A string that a program may format. What it does with it is asked when the string is to be edited, which few are. */
class FormattedString {
    #outer;
    #usage;
    #known;
    constructor(outer, usage) {
        this.#outer = outer;
        this.#usage = usage;
    }
    get escapes() {
        return this.#inner.escapes;
    }
    encode(plain) {
        return this.#inner.encode(plain);
    }
    decode(raw) {
        return this.#inner.decode(raw);
    }
    get #inner() {
        return (this.#known ??= encodingOf(this.#outer, this.#usage()));
    }
}
function encodingOf(outer, { percent, braces, isPattern, isMarkup }) {
    const read = [
        ...(outer.escapes ? [outer.escapes.source] : []),
        ...(percent === 'free' ? [] : ['%%|%\\([^()]*\\)']),
        ...(braces === 'free' ? [] : ['\\{\\{|\\}\\}|\\{[^{}]*\\}']),
    ];
    const doubled = `${percent === 'doubled' ? '%' : ''}${braces === 'doubled' ? '{}' : ''}`;
    const refused = `${percent === 'refused' ? '%' : ''}${braces === 'refused' ? '{}' : ''}`;
    const formatted = {
        ...(read.length > 0 && { escapes: new RegExp(read.join('|'), outer.escapes?.flags ?? 'g') }),
        encode: plain => [...refused].some(sign => plain.includes(sign))
            ? undefined
            : outer.encode([...doubled].reduce((text, sign) => text.replaceAll(sign, sign + sign), plain)),
        decode: raw => {
            const plain = outer.decode(raw);
            return [...doubled].reduce((text, sign) => text?.replaceAll(sign + sign, sign), plain);
        },
    };
    const pattern = isPattern ? patternInside(formatted) : formatted;
    return isMarkup ? markupInside(pattern) : pattern;
}

// EXTERNAL MODULE: ./src/engine/node_modules/js-tokens/index.js
var js_tokens = __webpack_require__(72511);
;// CONCATENATED MODULE: ./src/engine/src/tokens/javascriptTokens.ts

/**
 * The start of a list of type parameters, which js-tokens would take for a tag. TypeScript tells them apart by the comma, the
 * `=` or `extends` behind the first name: https://github.com/microsoft/TypeScript/issues/15713
 */
const TYPE_PARAMETERS = /<(?=\s*(?:const\s+)?[\w$]+(?:\s*[,=]|\s+extends\s+(?![=>/])))/g;
/** The tokens of JavaScript or TypeScript, with JSX or without. */
function tokensOf(text, jsx) {
    // A blank is as long as the bracket, so every offset stays right.
    return jsx ? (0,js_tokens/* default */.A)(text.replace(TYPE_PARAMETERS, ' '), { jsx }) : (0,js_tokens/* default */.A)(text);
}
/** What means nothing between two tokens of JavaScript. */
const BLANKS = new Set([
    'WhiteSpace',
    'LineTerminatorSequence',
    'SingleLineComment',
    'MultiLineComment',
]);
/** What is looked at of a chain of names, in characters: only its end counts, and a chain of calls can be as long as the file. */
const MAXIMUM_CALLEE = 200;
/**
 * The names in front of a bracket, without blanks and comments: `$i18n?.t` as `$i18n.t`.
 *
 * @param start - where the chain of names starts
 * @param end - where the bracket stands
 */
function calleeOf(text, start, end) {
    const chain = text.slice(Math.max(start, end - MAXIMUM_CALLEE), end);
    return [...(0,js_tokens/* default */.A)(chain)]
        .filter(({ type }) => !BLANKS.has(type))
        .map(({ value }) => (value === '?.' ? '.' : value))
        .join('')
        .replace(/\.$/, '');
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/memberNames.ts
/** Words that look like a function in front of a template, and are none. */
const KEYWORDS = new Set('return typeof case in of new void delete else do await yield default throw'.split(' '));
/** Words behind which a bracket opens a pattern or a type, and reads no member. */
const BINDING = new Set('const let var as is extends satisfies keyof readonly'.split(' '));
/** Words that stand in front of the name of a member. */
const MODIFIERS = new Set('get set async static public private protected readonly declare override abstract accessor *'.split(' '));
/** What stands in front of a member: the start of its object or class, or the end of the member before it. */
const MEMBER_START = new Set(['{', ',', ';', '}']);
/** Whether a member may start behind a token, inside of a frame. */
function mayStartMember(before, frame) {
    return frame?.closedBy === '}' && (MEMBER_START.has(before) || MODIFIERS.has(before));
}
/**
 * Whether a string names a member of something, as an identifier would: a program looks for it.
 *
 * @param before - the token in front of the string
 * @param after - the one behind it
 */
function isMemberName(before, after, frame) {
    switch (after) {
        case ':':
        case '=':
        case '?':
            return mayStartMember(before, frame);
        case '(':
            return MODIFIERS.has(before) || mayStartMember(before, frame);
        case ',':
        case '}':
            return frame?.role === 'enum' && /^[{,]$/.test(before);
        case ']':
            return before === '[' && frame?.role === 'access';
        default:
            return false;
    }
}

// EXTERNAL MODULE: ./src/engine/src/tokens/near.ts
var near = __webpack_require__(44874);
;// CONCATENATED MODULE: ./src/engine/src/tokens/encodings/json.ts

/** A JSON string; characters outside ASCII stay as they are. */
const jsonString = {
    escapes: /\\(?:u[\da-f]{4}|[^u])/giu,
    encode: plain => JSON.stringify(plain).slice(1, -1),
    isWhole: raw => isUnbroken(raw, /["\u0000-\u001f]/),
    decode: raw => {
        try {
            return JSON.parse(`"${raw}"`);
        }
        catch {
            return undefined;
        }
    },
};

;// CONCATENATED MODULE: ./src/engine/src/tokens/json.ts

/** What may end a string: its quote, or an escape that could hold one. */
const STRING_STOP = /["\\]/g;
const COLON = /\s*:/y;
/** A value that programs read: an address, a path, a media type. Text for people has blanks, or none of these signs. */
const REFERENCE = /^(?:(?:[a-z][a-z\d+.-]*:(?:\\?\/){2}|data:[\w+.-]+\\?\/|mailto:|\.{0,2}\\?\/)\S*|[\w@.-]+(?:\\?\/[\w@.-]+)+\.[a-z]\w{1,4}|(?:application|audio|font|image|text|video)\\?\/[\w.+-]+)$/i;
const LONGEST_REFERENCE = 2000;
/**
 * Reads a JSON document; keys are marked as such. Whether it is JSON at all is for `JSON.parse` to say, once there is an edit.
 *
 * No string of it reaches over a line break, so of a large document only the lines of interest are read.
 */
function scanJson(text, options) {
    const segments = [];
    if (!options?.near) {
        return { segments, complete: scanLines(text, 0, text.length, segments) };
    }
    let complete = true;
    let scannedTo = 0;
    for (const offset of options.near) {
        if (offset >= scannedTo) {
            const start = text.lastIndexOf('\n', offset - 1) + 1;
            const found = text.indexOf('\n', offset);
            scannedTo = found < 0 ? text.length : found;
            complete &&= scanLines(text, start, scannedTo, segments);
        }
    }
    return { segments, complete };
}
/** @returns whether every string was closed again */
function scanLines(text, from, to, segments) {
    for (let quote = text.indexOf('"', from); quote >= 0 && quote < to;) {
        const start = quote + 1;
        const end = endOfString(text, start);
        if (end >= to) {
            return false;
        }
        const isKey = json_endOf(COLON, text, end + 1) > end + 1;
        segments.push({ start, end, kind: isKey ? 'key' : kindOf(text, start, end), encoding: jsonString });
        quote = text.indexOf('"', end + 1);
    }
    return true;
}
function kindOf(text, start, end) {
    const isReference = end - start <= LONGEST_REFERENCE && REFERENCE.test(text.slice(start, end));
    return isReference ? 'reference' : 'value';
}
/**
 * Where the quote is that closes a string, or the end of the text. A loop and not one expression: that would remember every
 * escape, and a string of millions of them is more than it can.
 */
function endOfString(text, start) {
    STRING_STOP.lastIndex = start;
    for (let stop = STRING_STOP.exec(text); stop; stop = STRING_STOP.exec(text)) {
        if (stop[0] === '"') {
            return stop.index;
        }
        STRING_STOP.lastIndex += 1;
    }
    return text.length;
}
/** Where the match of a sticky expression ends; `from` when there is none. */
function json_endOf(sticky, text, from) {
    sticky.lastIndex = from;
    return sticky.test(text) ? sticky.lastIndex : from;
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/nested.ts


/** JSON that a script holds in a string, `JSON.parse('{"a":"…"}')`: what goes into it is written as JSON, and then as the string. */
function jsonInside(outer) {
    const escapes = outer.escapes?.source ?? '(?!)';
    return {
        ...outer,
        // A backslash of the JSON is two in the script; what it escapes belongs to it.
        escapes: new RegExp(`\\\\\\\\(?:\\\\[\\s\\S]|u[\\da-fA-F]{4}|[\\s\\S])|${escapes}`, 'gu'),
        encode: plain => {
            const inner = jsonString.encode(plain);
            return inner === undefined ? undefined : outer.encode(inner);
        },
        decode: raw => {
            const inner = outer.decode(raw);
            return inner === undefined ? undefined : jsonString.decode(inner);
        },
    };
}
/**
 * Reads the JSON in a string of a script, as bundlers write large objects: https://v8.dev/blog/cost-of-javascript-2019#json
 *
 * @param start - offset of the first character inside the delimiters
 * @returns undefined when the string does not hold JSON
 */
function scanJsonInside(text, start, end, outer) {
    const { plain, offsets } = decodeWithOffsets(text.slice(start, end), outer);
    if (plain === undefined || !isJson(plain)) {
        return undefined;
    }
    const encoding = jsonInside(outer);
    return scanJson(plain).segments.map(segment => ({
        kind: segment.kind,
        encoding,
        start: start + (offsets[segment.start] ?? 0),
        end: start + (offsets[segment.end] ?? 0),
    }));
}
/** The plain text of a string, and for each of its characters (and its end) where it starts in the raw text. */
function decodeWithOffsets(raw, encoding) {
    let plain = '';
    let position = 0;
    const offsets = [];
    const copy = (end) => {
        for (; position < end; position += 1) {
            plain += raw.charAt(position);
            offsets.push(position);
        }
    };
    for (const match of encoding.escapes ? raw.matchAll(encoding.escapes) : []) {
        copy(match.index);
        const decoded = encoding.decode(match[0]);
        if (decoded === undefined) {
            return { offsets };
        }
        plain += decoded;
        for (let unit = 0; unit < decoded.length; unit += 1) {
            offsets.push(match.index);
        }
        position = match.index + match[0].length;
    }
    copy(raw.length);
    offsets.push(raw.length);
    return { plain, offsets };
}
function isJson(text) {
    try {
        return typeof JSON.parse(text) === 'object';
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/javascript.ts









const encodings = {
    "'": javascriptString("'"),
    '"': javascriptString('"'),
};
/** A tag: the string is markup that a script puts into the page. */
const MARKUP = /<\/?[a-z][^<>]*>/i;
const CLOSING = new Set([')', ']', '}']);
/** Callees whose arguments are addresses of modules. */
const LOADERS = new Set(['import', 'require', 'require.resolve']);
const LOADER_ENDS = new Set(['import', 'require', 'resolve']);
const HEADS = new Set(['if', 'while', 'for', 'with']);
/** What is open in JSX: a start tag, an element, and the end tag that closes it. */
const JSX = { startTag: '>', element: '</', endTag: '</>' };
/** The name of a tag, behind its `<`. */
const JSX_NAME = /\s*([\w$.:-]+)/y;
/**
 * Reads JavaScript or TypeScript from an offset on.
 *
 * @param until - `end` reads the whole text; `brace` stops behind the `}` that closes what the caller opened.
 */
function scanScript(text, from, options) {
    const segments = [];
    const frames = [];
    let keyDepth = 0;
    let complete = true;
    let position = from;
    /** The last token that is neither white space nor comment, and the one before it. */
    let previous = '';
    let beforePrevious = '';
    let previousIsWord = false;
    /** Where the chain of names starts that the last token belongs to: `a.b?.c`. */
    let chainStart = from;
    const callNames = new Set(options.translationCalls.map(call => call.slice(call.lastIndexOf('.') + 1)));
    /** A string that turns out to be an object key when the next token says so. */
    let candidate = -1;
    /** One in brackets, as `['key']`, that turns out to be one when the token behind them says so. */
    let bracketed = -1;
    let isBehindHead = false;
    /** The start tags of JSX that are open. */
    const tags = [];
    const push = (closedBy, isKey, role) => {
        frames.push({ closedBy, isKey, role });
        keyDepth += isKey ? 1 : 0;
    };
    const pop = (token) => {
        const frame = frames.pop();
        complete &&= frame?.closedBy === token;
        keyDepth -= frame?.isKey ? 1 : 0;
        isBehindHead = frame?.role === 'head';
    };
    const isWanted = (0,near/* nearFinder */.h)(options.near);
    const add = (start, end, kind, encoding) => {
        const isBehindKey = previous === ':' && segments.at(-1)?.kind === 'key';
        if (!isWanted(start, end) && !isBehindKey) {
            return;
        }
        candidate = kind === 'string' || previous === '[' ? segments.length : -1;
        const inner = frames.at(-1)?.role === 'pattern' ? patternInside(encoding) : encoding;
        const holdsMarkup = MARKUP.test(text.slice(start, end));
        segments.push({
            start,
            end,
            kind: keyDepth > 0 || (previous === 'module' && beforePrevious === 'declare') ? 'key' : kind,
            encoding: holdsMarkup ? markupInside(inner) : inner,
        });
    };
    /** A string, or a template without expressions. */
    const addWhole = (start, end, encoding, kind = 'string') => {
        const isJson = previous === '(' && keyDepth === 0 && frames.at(-1)?.role === 'json';
        const inner = isJson && isWanted(start, end) ? scanJsonInside(text, start, end, encoding) : undefined;
        if (inner) {
            inner.forEach(segment => segments.push(segment));
        }
        else {
            add(start, end, kind, encoding);
        }
    };
    /** After a keyword such as return a template is not tagged, and a bracket calls nothing. */
    const isBehindName = () => previousIsWord && !KEYWORDS.has(previous);
    /** A tag function may read the raw text, in which an escape would show: its template is not edited. */
    const isTagged = () => isBehindName() || previous === ')' || previous === ']';
    const isTranslationCall = (start) => {
        const name = previous === '?.' ? beforePrevious : previous;
        if (!callNames.has(name) || !(isBehindName() || previous === '?.')) {
            return false;
        }
        const callee = calleeOf(text, chainStart, start);
        return options.translationCalls.some(call => callee === call || callee.endsWith(`.${call}`));
    };
    const endFirstArgument = (frame) => {
        if (frame?.role === 'first-key' && frame.isKey) {
            frame.isKey = false;
            keyDepth -= 1;
        }
    };
    const markAsKey = (index) => {
        const segment = segments[index];
        if (segment) {
            segments[index] = { ...segment, kind: 'key' };
        }
    };
    const roleOfParenthesis = (start) => {
        if (isTranslationCall(start)) {
            return 'first-key';
        }
        if (previous === 'parse') {
            return calleeOf(text, chainStart, start) === 'JSON.parse' ? 'json' : undefined;
        }
        if (previous === 'RegExp') {
            return 'pattern';
        }
        return previousIsWord && HEADS.has(previous) ? 'head' : undefined;
    };
    /** Whether a call loads what its arguments say, or makes an address of them. */
    const isLoader = (start) => previous === 'URL'
        ? beforePrevious === 'new'
        : LOADER_ENDS.has(previous) && LOADERS.has(calleeOf(text, chainStart, start));
    const roleOfBracket = () => {
        if (mayStartMember(previous, frames.at(-1))) {
            return 'member';
        }
        const isBehindValue = isBehindName()
            ? !BINDING.has(previous)
            : previous === '?.' || previous === ']' || (previous === ')' && !isBehindHead);
        return isBehindValue ? 'access' : undefined;
    };
    const script = from === 0 ? text : text.slice(from);
    const read = options.near ? blankEntries(script, options.near) : script;
    const last = options.near ? (options.near.at(-1) ?? -1) : Infinity;
    for (const token of tokensOf(read, options.jsx ?? false)) {
        const { type, value } = token;
        const start = position;
        position += value.length;
        // Behind a comma no key waits for its value, and what is not asked for is left to the parser that proves the result.
        if (value === ',' && start > last) {
            return { segments, complete, end: position };
        }
        if (BLANKS.has(type)) {
            continue;
        }
        // Half of all tokens are names, and nothing is done with them but to remember them.
        if (type === 'IdentifierName') {
            if (previous !== '.' && previous !== '?.') {
                chainStart = start;
            }
            beforePrevious = previous;
            previous = value;
            previousIsWord = true;
            candidate = -1;
            continue;
        }
        if (bracketed >= 0 && /^[:(=?]$/.test(value)) {
            markAsKey(bracketed);
        }
        bracketed = -1;
        if (candidate >= 0) {
            const frame = frames.at(-1);
            if (isMemberName(beforePrevious, value, frame)) {
                markAsKey(candidate);
            }
            else if (value === ']' && beforePrevious === '[' && frame?.role === 'member') {
                bracketed = candidate;
            }
            candidate = -1;
        }
        switch (type) {
            case 'StringLiteral': {
                complete &&= token.closed;
                const encoding = encodings[value.charAt(0)];
                // A module specifier names a package, not the product.
                if (encoding && token.closed && previous !== 'from' && previous !== 'import') {
                    addWhole(start + 1, position - 1, encoding);
                }
                break;
            }
            case 'NoSubstitutionTemplate':
                complete &&= token.closed;
                if (token.closed && !isTagged()) {
                    addWhole(start + 1, position - 1, javascriptTemplate, 'template');
                }
                break;
            case 'TemplateHead':
                push('`', isTagged());
                add(start + 1, position - 2, 'template', javascriptTemplate);
                break;
            case 'TemplateMiddle':
                add(start + 1, position - 2, 'template', javascriptTemplate);
                break;
            case 'TemplateTail':
                complete &&= token.closed;
                if (token.closed) {
                    add(start + 1, position - 1, 'template', javascriptTemplate);
                }
                pop('`');
                break;
            case 'Punctuator': {
                if (value === '(') {
                    const role = roleOfParenthesis(start);
                    push(')', role === 'first-key' || isLoader(start), role);
                }
                else if (value === '[') {
                    push(']', false, roleOfBracket());
                }
                else if (value === '{') {
                    push('}', false, previousIsWord && beforePrevious === 'enum' ? 'enum' : undefined);
                }
                else if (value === ',') {
                    endFirstArgument(frames.at(-1));
                }
                else if (value === '}' && frames.length === 0 && options.until === 'brace') {
                    return { segments, complete, end: position };
                }
                else if (CLOSING.has(value)) {
                    pop(value);
                }
                break;
            }
            case 'JSXPunctuator':
                if (value === '<') {
                    JSX_NAME.lastIndex = position;
                    tags.push(new StartTag(JSX_NAME.exec(text)?.[1] ?? '', 'jsx'));
                    push(JSX.startTag, false);
                }
                else if (value === '/' && previous === '<') {
                    tags.pop();
                    pop(JSX.startTag);
                    pop(JSX.element);
                    push(JSX.endTag, false);
                }
                else if (value === '>' && frames.at(-1)?.closedBy === JSX.endTag) {
                    pop(JSX.endTag);
                }
                else if (value === '>') {
                    tags.pop()?.settle(segments);
                    pop(JSX.startTag);
                    if (previous !== '/') {
                        push(JSX.element, false);
                    }
                }
                else if (value === '{') {
                    push('}', false);
                }
                else if (value === '}') {
                    pop('}');
                }
                break;
            case 'JSXText':
                if (value.trim() !== '') {
                    add(start, position, 'text', jsxText);
                }
                break;
            case 'JSXString':
                complete &&= token.closed;
                if (token.closed) {
                    add(start + 1, position - 1, 'attribute', markupAttribute);
                    const last = segments.length;
                    tags.at(-1)?.add(beforePrevious, value.slice(1, -1), last - 1, last);
                }
                break;
            case 'RegularExpressionLiteral':
                complete &&= token.closed;
                break;
            case 'Invalid':
            case 'JSXInvalid':
                // js-tokens does not know decorators: https://github.com/tc39/proposal-decorators
                complete &&= value === '@';
                break;
        }
        beforePrevious = previous;
        previous = value;
        previousIsWord = false;
    }
    return { segments, complete: complete && frames.length === 0 && options.until === 'end', end: position };
}
/** Reads a JavaScript or TypeScript file. */
function scanJavascript(text, options) {
    return scanScript(text, 0, { ...options, until: 'end' });
}
/** Reads a JavaScript or TypeScript file with JSX in it. */
function scanJsx(text, options) {
    return scanScript(text, 0, { ...options, near: undefined, until: 'end', jsx: true });
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/markdown/LineCursor.ts
/** Where we are in a line of Markdown; blanks count as columns, since a tab goes to the next multiple of four. */
class LineCursor {
    #text;
    end;
    position;
    #column = 0;
    /** Columns of a tab that are still ahead although the tab has been passed. */
    #spare = 0;
    constructor(text, { start, end }) {
        this.#text = text;
        this.position = start;
        this.end = end;
    }
    get rest() {
        return this.#text.slice(this.position, this.end);
    }
    get isBlank() {
        return this.rest.trim() === '';
    }
    /** The blanks ahead, in columns. */
    get indent() {
        let columns = this.#spare;
        for (let position = this.position; position < this.end; position += 1) {
            const character = this.#text.charAt(position);
            if (character !== ' ' && character !== '\t') {
                break;
            }
            columns += character === ' ' ? 1 : 4 - ((this.#column + columns) % 4);
        }
        return columns;
    }
    /** Passes over blanks. */
    skipColumns(count) {
        for (let left = count; left > 0;) {
            if (this.#spare === 0) {
                this.#spare = this.#text.charAt(this.position) === '\t' ? 4 - (this.#column % 4) : 1;
                this.position += 1;
            }
            const columns = Math.min(left, this.#spare);
            this.#spare -= columns;
            this.#column += columns;
            left -= columns;
        }
    }
    skipText(length) {
        this.position += length;
        this.#column += length;
    }
}

// EXTERNAL MODULE: ./src/engine/src/rules/spans.ts
var spans = __webpack_require__(83334);
;// CONCATENATED MODULE: ./src/engine/src/tokens/encodings/markdown.ts

/** What Markdown reads as something else: an escaped character, or an entity. A lone backslash would escape what is put behind it. */
const MARKDOWN_ESCAPE = new RegExp(`\\\\[\\s\\S]|${ENTITY.source}`, 'gu');
/** Text of a Markdown document. Its line breaks and the blanks at its ends would mean something, so they become entities. */
const markdownText = {
    escapes: MARKDOWN_ESCAPE,
    encode: plain => plain
        .replace(/[[\]*_<>|#!`\\~$@]/g, '\\$&')
        // At the start of a line these make a list, an underline or the head of a table.
        .replace(/^[-+=:]/, '\\$&')
        .replace(/^\d{1,9}(?=[.)](?:\s|$))/, '$&\\')
        // Not an entity, and not an address that becomes a link by itself.
        .replace(/&(?=\w*(?:;|$))/g, '\\&')
        .replace(/:(?=\/\/)/g, '\\:')
        .replace(/(?<=\bwww)\./gi, '\\.')
        .replace(/^[ \t]+|(?<![ \t])[ \t]+$|[\n\r]/g, blanks => [...blanks].map(blank => `&#${blank.charCodeAt(0)};`).join('')),
    decode: raw => raw.replace(MARKDOWN_ESCAPE, found => found.startsWith('&') ? decodeMarkup(found) : found.replace(/^\\(?=[\u0021-\u007e])(?![\da-z])/i, '')),
};

;// CONCATENATED MODULE: ./src/engine/src/tokens/markup.ts




/** Elements whose content is not markup: https://html.spec.whatwg.org/multipage/syntax.html#raw-text-elements */
const RAW_ELEMENTS = new Set(['script', 'style']);
/** Attributes that hold a program or a document: escaping a name for markup does not make it harmless there. */
const CODE_ATTRIBUTE = /^(?:on|style$|srcdoc$)/i;
const CDATA_START = '<![CDATA[';
const CDATA_END = ']]>';
/** The sign of a Svelte block or tag, which would not be JavaScript: `{#if`, `{:else if`, `{/each`, `{@html`. */
const BLOCK_SIGN = /\s*(?:[#:/@][a-z]+(?:[ \t]+if\b)?)?/y;
/** The sign of an attachment among the attributes of a Svelte element: `{@attach …}`. */
const ATTACHMENT_SIGN = /\s*(?:@[a-z]+)?/y;
/** Where text ends. XML names may start with more than a letter: https://www.w3.org/TR/xml/#NT-NameStartChar */
const TEXT_END = {
    html: /<(?=[a-z/!?])/gi,
    svelte: /\{|<(?=[a-z/!?])/gi,
    xml: /<(?=[a-z/!?_:\u0080-\uffff])/gi,
};
class MarkupScanner {
    #text;
    #dialect;
    #options;
    #segments = [];
    #position = 0;
    #complete = true;
    constructor(text, dialect, options) {
        this.#text = text;
        this.#dialect = dialect;
        this.#options = { translationCalls: options.translationCalls };
    }
    scan() {
        while (this.#position < this.#text.length) {
            this.#readText();
            this.#readMarkup();
        }
        return { segments: this.#segments, complete: this.#complete };
    }
    get #isSvelte() {
        return this.#dialect === 'svelte';
    }
    /** Text up to the next tag, comment or expression. */
    #readText() {
        const start = this.#position;
        const stop = TEXT_END[this.#dialect];
        stop.lastIndex = start;
        const end = stop.exec(this.#text)?.index ?? this.#text.length;
        this.#position = end;
        this.#add(start, end, 'text');
    }
    #readMarkup() {
        if (this.#position >= this.#text.length) {
            return;
        }
        if (this.#at('{')) {
            this.#readExpression(BLOCK_SIGN);
        }
        else if (this.#at('<!--')) {
            this.#skipTo('-->');
        }
        else if (this.#at(CDATA_START)) {
            this.#readCharacterData();
        }
        else if (this.#at('<?')) {
            this.#skipTo('?>');
        }
        else if (this.#at('<!') || this.#at('</')) {
            this.#skipTo('>');
        }
        else {
            this.#readElement();
        }
    }
    /** Text in XML that nothing escapes, and a comment elsewhere: https://www.w3.org/TR/xml/#sec-cdata-sect */
    #readCharacterData() {
        const start = this.#position + CDATA_START.length;
        this.#skipTo(CDATA_END);
        const end = this.#position - CDATA_END.length;
        if (this.#dialect === 'xml' && this.#text.slice(start, end).trim() !== '') {
            this.#segments.push({ start, end, kind: 'text', encoding: characterData });
        }
    }
    /** A start tag and, for a raw element, what it holds. */
    #readElement() {
        const element = this.#match(/<([^\s/>{]+)/y)?.[1] ?? '';
        const tag = new StartTag(element, this.#dialect);
        const selfClosed = this.#readAttributes(tag);
        tag.settle(this.#segments);
        const name = element.toLowerCase();
        const format = tag.valueOf('type') + tag.valueOf('lang');
        if (this.#dialect === 'xml' || selfClosed || !RAW_ELEMENTS.has(name)) {
            return;
        }
        const closing = new RegExp(`</${name}`, 'gi');
        closing.lastIndex = this.#position;
        const end = closing.exec(this.#text)?.index;
        this.#complete &&= end !== undefined;
        const contentStart = this.#position;
        this.#position = end ?? this.#text.length;
        // <script type="application/ld+json"> and its like hold data, not a program.
        if (name === 'script' && !/json|importmap|template/i.test(format)) {
            this.#readScript(contentStart, this.#position);
        }
        else if (name === 'style' && !/less|sass|styl/i.test(format)) {
            this.#readStyle(contentStart, this.#position, /scss/i.test(format) ? scanScss : scanCss);
        }
    }
    #readScript(start, end) {
        const script = scanScript(this.#text.slice(start, end), 0, { ...this.#options, until: 'end' });
        this.#complete &&= script.complete;
        this.#addInner(script, start);
    }
    /** A style that cannot be read is passed over: whatever it is written in, the page around it is not affected. */
    #readStyle(start, end, scanner) {
        const style = scanner(this.#text.slice(start, end));
        if (style.complete) {
            this.#addInner(style, start);
        }
    }
    #addInner({ segments }, shift) {
        for (const segment of segments) {
            this.#segments.push({ ...segment, start: segment.start + shift, end: segment.end + shift });
        }
    }
    /**
     * Attributes up to and with the `>`.
     *
     * @returns whether the tag closes itself
     */
    #readAttributes(tag) {
        while (this.#position < this.#text.length) {
            this.#match(/\s+/y);
            if (this.#match(/\/>/y)) {
                return true;
            }
            if (this.#match(/>/y)) {
                return false;
            }
            if (this.#isSvelte && this.#at('{')) {
                this.#readExpression(ATTACHMENT_SIGN);
            }
            else if (this.#isSvelte && this.#at('//')) {
                this.#skipTo('\n');
            }
            else if (this.#isSvelte && this.#at('/*')) {
                this.#skipTo('*/');
            }
            else {
                const name = this.#match(/[^\s=/>"'{]+/y)?.[0];
                if (name === undefined) {
                    this.#position += 1;
                }
                else if (this.#match(/\s*=\s*/y)) {
                    const [start, firstSegment] = [this.#position, this.#segments.length];
                    this.#readAttributeValue(name);
                    const value = this.#text.slice(start, this.#position).replace(/^(["'])(.*)\1$/s, '$2');
                    tag.add(name, value, firstSegment, this.#segments.length);
                }
            }
        }
        this.#complete = false;
        return true;
    }
    #readAttributeValue(name) {
        const quote = this.#match(/["']/y)?.[0];
        if (quote === undefined) {
            this.#readUnquotedValue();
            return;
        }
        const isCode = CODE_ATTRIBUTE.test(name) ||
            /^\s*javascript:/i.test(this.#text.slice(this.#position, this.#position + 64));
        const stop = new RegExp(this.#isSvelte ? `[{${quote}]` : quote, 'g');
        while (this.#position < this.#text.length) {
            const start = this.#position;
            stop.lastIndex = start;
            const end = stop.exec(this.#text)?.index ?? this.#text.length;
            this.#position = end;
            if (!isCode) {
                this.#add(start, end, 'attribute');
            }
            if (!this.#at('{')) {
                this.#complete &&= this.#at(quote);
                this.#position += 1;
                return;
            }
            this.#readExpression();
        }
        this.#complete = false;
    }
    /** The text of an unquoted value is never edited: it has no quote to escape. */
    #readUnquotedValue() {
        const text = this.#isSvelte ? /[^\s>{]+/y : /[^\s>]+/y;
        for (;;) {
            if (this.#isSvelte && this.#at('{')) {
                this.#readExpression();
            }
            else if (!this.#match(text)) {
                return;
            }
        }
    }
    /** @param sign - what may stand before the JavaScript of this place */
    #readExpression(sign) {
        this.#position += 1;
        if (sign) {
            this.#match(sign);
        }
        const script = scanScript(this.#text, this.#position, { ...this.#options, until: 'brace' });
        this.#addInner(script, 0);
        this.#complete &&= script.complete;
        this.#position = script.end;
    }
    #add(start, end, kind) {
        if (this.#text.slice(start, end).trim() === '') {
            return;
        }
        const encodings = this.#isSvelte
            ? { text: svelteText, attribute: svelteAttribute }
            : { text: markupText, attribute: markupAttribute };
        this.#segments.push({ start, end, kind, encoding: encodings[kind] });
    }
    #at(text) {
        return this.#text.startsWith(text, this.#position);
    }
    #match(sticky) {
        sticky.lastIndex = this.#position;
        const match = sticky.exec(this.#text) ?? undefined;
        this.#position += match?.[0].length ?? 0;
        return match;
    }
    #skipTo(end) {
        const index = this.#text.indexOf(end, this.#position + 1);
        this.#complete &&= index >= 0;
        this.#position = index < 0 ? this.#text.length : index + end.length;
    }
}
/** Reads a Svelte component. */
function scanSvelte(text, options) {
    return new MarkupScanner(text, 'svelte', options).scan();
}
/** Reads an HTML page with its inline scripts. */
function scanHtml(text, options) {
    return new MarkupScanner(text, 'html', options).scan();
}
/** Reads an XML document. */
function scanXml(text, options) {
    return new MarkupScanner(text, 'xml', options).scan();
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/markdown/inline.ts



/** A start or end tag: https://spec.commonmark.org/0.31.2/#raw-html */
const TAG = /<(?:[a-z][a-z\d-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?|\/[a-z][a-z\d-]*\s*)>/iy;
/** `<https://…>` and `<me@example.org>`. */
const AUTOLINK = /<(?:[a-z][a-z\d+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>/iy;
/** Markup that ends at a text of its own: comments, instructions, declarations and CDATA. */
const OPAQUE = [
    [/<!--/y, '-->'],
    [/<\?/y, '?>'],
    [/<!\[CDATA\[/y, ']]>'],
    [/<![a-z]/iy, '>'],
];
/** What may be more than text. Addresses without brackets and accounts are GitHub's: https://github.github.com/gfm/#autolinks-extension- */
const SPECIAL = /\\[\s\S]|`+|<|!?\[|\]|(?:https?|ftp):\/\/[^\s<`[\]\\]*|\bwww\.[^\s<`[\]\\]*|@[\w.-]+/gi;
const FOOTNOTE = /\[\^[^\s[\]]+\]/y;
const inline_REFERENCE = /\[((?:[^[\]\\]|\\[\s\S])*)\]/y;
const TITLE = /\s+(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|\((?:[^()\\]|\\[\s\S])*\))/y;
const inline_BLANKS = /\s*/y;
/** Brackets in an address; CommonMark allows three levels, others more. */
const MAXIMUM_BRACKETS = 32;
/** The name of a reference does not change with its text, or the link would be lost. So the text is on show, and stays. */
const referenceName = { ...markdownText, encode: () => undefined };
/** How references are compared: https://spec.commonmark.org/0.31.2/#matches */
function normaliseLabel(label) {
    return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase();
}
/** Finds the prose in the lines of one paragraph, heading or table cell. */
class InlineScanner {
    #lines;
    #definitions;
    /** The lines without what stands in front of them, such as the `>` of a quotation. */
    #text;
    /** Offset in {@link #text} of each line. */
    #lineStarts = [];
    #segments = [];
    /** What is no prose. */
    #holes = [];
    #names = [];
    #openers = [];
    /** Text → where it is found next, so that no search goes over the same text twice. */
    #found = new Map();
    #codeEnds;
    #position = 0;
    constructor(text, lines, definitions) {
        this.#lines = lines;
        this.#definitions = definitions;
        const parts = [];
        let length = 0;
        for (const { start, end } of lines) {
            parts.push(text.slice(start, end));
            this.#lineStarts.push(length);
            length += end - start + 1;
        }
        this.#text = parts.join('\n');
    }
    scan() {
        for (;;) {
            SPECIAL.lastIndex = this.#position;
            const match = SPECIAL.exec(this.#text);
            if (!match) {
                break;
            }
            const searched = this.#position;
            this.#position = match.index + match[0].length;
            this.#read(match[0], match.index, searched);
        }
        this.#addProse();
        return this.#segments.sort((one, other) => one.start - other.start);
    }
    #read(special, start, searched) {
        const first = special.charAt(0);
        if (first === '\\') {
            return;
        }
        if (first === '`') {
            this.#readCode(start, special.length);
        }
        else if (first === '<') {
            this.#readMarkup(start);
        }
        else if (special === ']') {
            this.#closeBracket(start);
        }
        else if (special.endsWith('[')) {
            this.#openBracket(start, special.length);
        }
        else if (first === '@') {
            let mailbox = start;
            while (mailbox > searched && /[\w.+-]/.test(this.#text.charAt(mailbox - 1))) {
                mailbox -= 1;
            }
            this.#addHole(mailbox, this.#position);
        }
        else {
            this.#addHole(start, this.#position);
        }
    }
    #readCode(start, length) {
        this.#codeEnds ??= this.#findCodeEnds();
        const ends = this.#codeEnds.get(length) ?? [];
        while ((ends.at(-1) ?? Infinity) <= start) {
            ends.pop();
        }
        const end = ends.at(-1);
        if (end !== undefined) {
            this.#addHole(start, end + length);
        }
    }
    /** Number of backticks → where as many stand, the first last. */
    #findCodeEnds() {
        const ends = new Map();
        for (const { 0: ticks, index } of this.#text.matchAll(/`+/g)) {
            const known = ends.get(ticks.length) ?? [];
            known.push(index);
            ends.set(ticks.length, known);
        }
        for (const known of ends.values()) {
            known.reverse();
        }
        return ends;
    }
    #readMarkup(start) {
        if (this.#match(AUTOLINK, start)) {
            this.#addHole(start, AUTOLINK.lastIndex);
            return;
        }
        if (this.#match(TAG, start)) {
            const end = TAG.lastIndex;
            this.#addHole(start, end);
            for (const segment of scanMarkup(this.#text.slice(start, end))) {
                this.#addSegment(segment.start + start, segment.end + start, segment);
            }
            return;
        }
        for (const [opening, closing] of OPAQUE) {
            const end = this.#match(opening, start) ? this.#find(closing, start + 2) : -1;
            if (end >= 0) {
                this.#addHole(start, end + closing.length);
                return;
            }
        }
    }
    #openBracket(start, length) {
        const bracket = start + length - 1;
        if (this.#match(FOOTNOTE, bracket)) {
            this.#addHole(bracket, FOOTNOTE.lastIndex);
            return;
        }
        const outer = this.#openers.at(-1);
        if (outer) {
            outer.holdsBrackets = true;
        }
        this.#openers.push({ start, end: start + length, holdsBrackets: false });
    }
    #closeBracket(start) {
        const opener = this.#openers.pop();
        if (!opener) {
            return;
        }
        const targetEnd = this.#endOfTarget(start + 1);
        if (targetEnd !== undefined) {
            this.#addLink(opener, start, targetEnd);
            return;
        }
        const reference = this.#match(inline_REFERENCE, start + 1)?.[1];
        if (reference !== undefined && this.#definitions.has(normaliseLabel(reference))) {
            this.#addLink(opener, start, inline_REFERENCE.lastIndex);
        }
        else if (!opener.holdsBrackets && start - opener.end <= 999) {
            const label = normaliseLabel(this.#text.slice(opener.end, start));
            if (label !== '' && this.#definitions.has(label)) {
                this.#addLink(opener, start, reference === '' ? start + 3 : start + 1);
                this.#names.push({ start: opener.end, end: start });
            }
        }
    }
    #addLink(opener, start, end) {
        this.#holes.push({ start: opener.start, end: opener.end });
        this.#addHole(start, end);
    }
    /** The end of `(address "title")`, if it stands there. */
    #endOfTarget(start) {
        if (this.#text.charAt(start) !== '(') {
            return undefined;
        }
        let position = this.#skipBlanks(start + 1);
        const address = this.#endOfAddress(position);
        if (address === undefined) {
            return undefined;
        }
        position = this.#match(TITLE, address) ? TITLE.lastIndex : address;
        position = this.#skipBlanks(position);
        return this.#text.charAt(position) === ')' ? position + 1 : undefined;
    }
    #endOfAddress(start) {
        if (this.#text.charAt(start) === '<') {
            const address = /<(?:[^<>\n\\]|\\[\s\S])*>/y;
            return this.#match(address, start) ? address.lastIndex : undefined;
        }
        let depth = 0;
        let position = start;
        for (; position < this.#text.length; position += 1) {
            const character = this.#text.charAt(position);
            if (/\s/.test(character) || (character === ')' && depth === 0)) {
                break;
            }
            if (character === '\\') {
                position += 1;
            }
            else if (character === '(') {
                depth += 1;
                if (depth > MAXIMUM_BRACKETS) {
                    return undefined;
                }
            }
            else if (character === ')') {
                depth -= 1;
            }
        }
        return depth === 0 ? position : undefined;
    }
    #skipBlanks(position) {
        this.#match(inline_BLANKS, position);
        return inline_BLANKS.lastIndex;
    }
    #match(sticky, position) {
        sticky.lastIndex = position;
        return sticky.exec(this.#text) ?? undefined;
    }
    #find(text, from) {
        const known = this.#found.get(text);
        if (known !== undefined && (known < 0 || known >= from)) {
            return known;
        }
        const found = this.#text.indexOf(text, from);
        this.#found.set(text, found);
        return found;
    }
    #addHole(start, end) {
        this.#holes.push({ start, end });
        this.#position = end;
    }
    /** All that is no hole, line by line: no rule reaches over a line break. */
    #addProse() {
        this.#holes.sort((one, other) => one.start - other.start);
        let line = 0;
        let position = 0;
        const addUpTo = (end) => {
            while (position < end) {
                const lineEnd = (this.#lineStarts[line + 1] ?? this.#text.length + 1) - 1;
                const stop = Math.min(end, lineEnd);
                const isName = (0,spans/* findOverlap */.x)(this.#names, position, stop) !== undefined;
                this.#addSegment(position, stop, { kind: 'text', encoding: isName ? referenceName : markdownText });
                position = stop;
                if (position === lineEnd) {
                    line += 1;
                    position += 1;
                }
            }
        };
        for (const hole of this.#holes) {
            addUpTo(hole.start);
            position = Math.max(position, hole.end);
            while ((this.#lineStarts[line + 1] ?? Infinity) <= position) {
                line += 1;
            }
        }
        addUpTo(this.#text.length);
    }
    #addSegment(start, end, { kind, encoding }) {
        if (this.#text.slice(start, end).trim() === '') {
            return;
        }
        const shift = this.#shiftAt(start);
        this.#segments.push({ start: start + shift, end: end + shift, kind, encoding });
    }
    /** What an offset in the text of the paragraph lacks to one in the file. */
    #shiftAt(offset) {
        let low = 0;
        let high = this.#lineStarts.length - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if ((this.#lineStarts[middle] ?? 0) <= offset) {
                low = middle;
            }
            else {
                high = middle - 1;
            }
        }
        return (this.#lines[low]?.start ?? 0) - (this.#lineStarts[low] ?? 0);
    }
}
/** Finds the prose in the lines of one paragraph, heading or table cell. */
function scanInline(text, lines, definitions) {
    return new InlineScanner(text, lines, definitions).scan();
}
/**
 * The text of raw HTML, and of its attributes those that people read. Others are addresses, classes and programs, which is why
 * markup that is cut off is left alone as a whole.
 */
function scanMarkup(markup) {
    const { segments, complete } = scanHtml(markup, { translationCalls: [] });
    return segments.filter(({ kind, start }) => complete &&
        (kind === 'text' ||
            (kind === 'attribute' &&
                /\s(?:alt|title)\s*=\s*["']$/i.test(markup.slice(Math.max(0, start - 64), start)))));
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/markdown/paragraph.ts

const LABEL = /^\[(?!\^)((?:[^[\]\\]|\\.)+)\]:/;
/** The address of a definition, and nothing or the start of a title behind it. */
const ADDRESS = /^(?:<[^<>]*>|[^\s<]\S*)(?:$|[ \t]+["'(])/;
const paragraph_TITLE = /^(?:"[^"]*"|'[^']*'|\([^()]*\))$/;
/** Takes the definitions `[name]: address "title"` at its start and the table at its end out of a paragraph. */
function splitParagraph(text, paragraph) {
    const contentOf = (line) => text.slice(line?.start ?? 0, line?.end ?? 0).trim();
    const definitions = [];
    let first = 0;
    for (;;) {
        const content = contentOf(paragraph[first]);
        const match = LABEL.exec(content);
        const behind = content.slice(match?.[0].length).trim();
        const isSplit = behind === '';
        if (!match || !ADDRESS.test(isSplit ? contentOf(paragraph[first + 1]) : behind)) {
            break;
        }
        definitions.push(normaliseLabel(match[1] ?? ''));
        first += isSplit ? 2 : 1;
        first += paragraph_TITLE.test(contentOf(paragraph[first])) ? 1 : 0;
    }
    const lines = paragraph.slice(first);
    const head = lines.findIndex((line, index) => isTableHead(text, lines[index - 1], line));
    const prose = head < 0 ? lines : lines.slice(0, head - 1);
    const rows = head < 0 ? [] : lines.slice(head - 1).filter(line => line !== lines[head]);
    return {
        leaves: [
            ...(prose.length > 0 ? [prose] : []),
            ...rows.flatMap(row => cellsOf(text, row).map(cell => [cell])),
        ],
        definitions,
    };
}
/** Whether a line makes a table of the one above it: https://github.github.com/gfm/#tables-extension- */
function isTableHead(text, titles, line) {
    if (!titles || !/^[ \t]*[|:-]/.test(text.slice(line.start, line.end))) {
        return false;
    }
    const cells = cellsOf(text, line);
    return (cells.every(cell => /^:?-+:?$/.test(text.slice(cell.start, cell.end).trim())) &&
        cells.length === cellsOf(text, titles).length);
}
/** The cells of a row of a table. A bar ends one even in code, unless it is escaped. */
function cellsOf(text, row) {
    const content = text.slice(row.start, row.end);
    const cells = [];
    let start = 0;
    const endCell = (end) => {
        cells.push({ start: row.start + start, end: row.start + end });
        start = end + 1;
    };
    for (const { 0: mark, index } of content.matchAll(/\\[\s\S]|\|/g)) {
        if (mark === '|') {
            endCell(index);
        }
    }
    endCell(content.length);
    // The bars around a row are optional.
    const isEmpty = (cell) => text.slice(cell?.start, cell?.end).trim() === '';
    return cells.slice(isEmpty(cells[0]) ? 1 : 0, cells.length > 1 && isEmpty(cells.at(-1)) ? -1 : undefined);
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/markdown/markdown.ts



/** Quotations and list items inside of each other: nobody writes this many levels, an attacker might. */
const MAXIMUM_DEPTH = 32;
/** What follows the start of the file between two lines of dashes is data, in YAML: https://jekyllrb.com/docs/front-matter/ */
const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n(?:[\s\S]*?\r?\n)??(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;
const FENCE = /^(?:(`{3,})[^`]*$|(~{3,}))/;
const HEADING = /^#{1,6}(?=[ \t]|$)/;
const UNDERLINE = /^(?:=+|-+)[ \t]*$/;
const RULE = /^(?:\*{3,}|-{3,}|_{3,})$/;
/** What opens an item of a list, or a footnote, which is indented as one. */
const ITEM_MARKER = /^(?:(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)|\[\^[^\s[\]]+\]:)/;
/** Markup over whole lines, and what its last line holds: https://spec.commonmark.org/0.31.2/#html-blocks */
const OPAQUE_BLOCKS = [
    [/^<(?:script|pre|style|textarea)(?:[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
    [/^<!--/, /-->/],
    [/^<\?/, /\?>/],
    [/^<![a-z]/i, />/],
    [/^<!\[CDATA\[/, /\]\]>/],
];
/** Elements that make markup of all lines up to the next blank one. */
const BLOCK_ELEMENT = /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:[\s>]|\/>|$)/i;
/**
 * Reads Markdown as CommonMark and GitHub do: headings, paragraphs, lists, tables, labels of links and descriptions of pictures are
 * text. Code of any form, addresses, comments and front matter are not; nor are titles of links, and names of references, which
 * a program looks up. Every text is valid Markdown, so the scan is complete unless it is nested beyond reason.
 */
class MarkdownScanner {
    #text;
    #containers = [];
    /** The lines of the paragraph that is open. */
    #paragraph = [];
    #fence;
    /** The end of the markup that is open, or undefined for the next blank line. */
    #markup;
    /** The item that the last line opened, if nothing stands in it yet. */
    #emptyItem;
    #complete = true;
    #leaves = [];
    #definitions = new Set();
    constructor(text) {
        this.#text = text;
    }
    scan() {
        const lineEnd = /\r\n|\r|\n|$/g;
        const text = this.#text;
        let start = FRONT_MATTER.exec(text)?.[0].length ?? (text.startsWith('\uFEFF') ? 1 : 0);
        while (start < text.length) {
            lineEnd.lastIndex = start;
            const match = lineEnd.exec(text);
            const end = match?.index ?? text.length;
            this.#readLine({ start, end });
            start = end + (match?.[0].length ?? 0);
        }
        this.#endParagraph();
        this.#endMarkup();
        const segments = [];
        for (const { isMarkup, lines } of this.#leaves) {
            const found = isMarkup ? this.#scanMarkup(lines) : scanInline(this.#text, lines, this.#definitions);
            for (const segment of found) {
                segments.push(segment);
            }
        }
        return { segments, complete: this.#complete };
    }
    #readLine(line) {
        const cursor = new LineCursor(this.#text, line);
        const matched = this.#matchContainers(cursor);
        if (matched === this.#containers.length && this.#goesOn(cursor)) {
            return;
        }
        if (matched < this.#containers.length) {
            this.#fence = undefined;
            this.#endMarkup();
        }
        if (cursor.isBlank) {
            this.#endParagraph();
            // An item that starts with a blank line ends at the second one.
            const isEmptyItem = this.#emptyItem !== undefined && this.#containers.at(-1) === this.#emptyItem;
            this.#containers.length = isEmptyItem ? this.#containers.length - 1 : matched;
            return;
        }
        this.#emptyItem = undefined;
        const opened = this.#openContainers(cursor, matched);
        // A line of a paragraph may leave out the marks of what is around it.
        const isLazy = !opened && matched < this.#containers.length && this.#paragraph.length > 0;
        if (!opened && !isLazy) {
            this.#containers.length = matched;
        }
        if (cursor.indent < 4 && this.#readBlock(cursor, isLazy, matched)) {
            return;
        }
        if (cursor.indent >= 4 && this.#paragraph.length === 0) {
            return; // indented code, or the blank line of a new item
        }
        cursor.skipColumns(cursor.indent);
        if (cursor.position < cursor.end) {
            this.#paragraph.push({ start: cursor.position, end: cursor.end });
        }
    }
    /** How many of the containers go on in this line; the cursor is behind their marks then. */
    #matchContainers(cursor) {
        for (const [index, container] of this.#containers.entries()) {
            const { indent } = cursor;
            if (container.type === 'item') {
                if (indent >= container.indent) {
                    cursor.skipColumns(container.indent);
                }
                else if (!cursor.isBlank) {
                    return index;
                }
            }
            else if (indent < 4 && cursor.rest.trimStart().startsWith('>')) {
                this.#enterQuotation(cursor);
            }
            else {
                return index;
            }
        }
        return this.#containers.length;
    }
    #enterQuotation(cursor) {
        cursor.skipColumns(cursor.indent);
        cursor.skipText(1);
        cursor.skipColumns(Math.min(cursor.indent, 1));
    }
    /** Takes a line of fenced code or of markup. */
    #goesOn(cursor) {
        if (this.#fence !== undefined) {
            const rest = cursor.rest.trim();
            if (cursor.indent < 4 && rest.startsWith(this.#fence) && new Set(rest).size === 1) {
                this.#fence = undefined;
            }
            return true;
        }
        if (!this.#markup) {
            return false;
        }
        const { end, lines } = this.#markup;
        if (end === undefined && cursor.isBlank) {
            this.#endMarkup();
            return false;
        }
        lines.push({ start: cursor.position, end: cursor.end });
        if (end?.test(cursor.rest)) {
            this.#endMarkup();
        }
        return true;
    }
    #openContainers(cursor, matched) {
        let opened = false;
        while (cursor.indent < 4) {
            const rest = cursor.rest.trimStart();
            const goesOn = !opened && matched === this.#containers.length && this.#paragraph.length > 0;
            const isQuotation = rest.startsWith('>');
            const marker = isQuotation ? undefined : itemMarker(rest, goesOn);
            if (!isQuotation && marker === undefined) {
                break;
            }
            if (!opened) {
                this.#endParagraph();
                this.#containers.length = matched;
                opened = true;
            }
            if (this.#containers.length >= MAXIMUM_DEPTH) {
                this.#complete = false;
                break;
            }
            if (marker === undefined) {
                this.#enterQuotation(cursor);
                this.#containers.push({ type: 'quotation' });
            }
            else {
                this.#enterItem(cursor, marker);
            }
        }
        return opened;
    }
    #enterItem(cursor, marker) {
        const before = cursor.indent;
        cursor.skipColumns(before);
        cursor.skipText(marker.length);
        const blanks = cursor.indent;
        // More than four blanks are one, and code behind it.
        const after = cursor.isBlank || blanks > 4 ? 1 : blanks;
        cursor.skipColumns(Math.min(after, blanks));
        const isFootnote = marker.startsWith('[');
        const item = { type: 'item', indent: isFootnote ? 4 : before + marker.length + after };
        this.#containers.push(item);
        this.#emptyItem = cursor.isBlank && !isFootnote ? item : undefined;
    }
    /** Takes a line that is more than text of a paragraph. */
    #readBlock(cursor, isLazy, matched) {
        const rest = cursor.rest.trimStart();
        const start = cursor.end - rest.length;
        const fence = FENCE.exec(rest);
        const heading = HEADING.exec(rest);
        const markup = rest.startsWith('<') ? this.#markupStart(rest) : undefined;
        if (this.#paragraph.length > 0 && !isLazy && UNDERLINE.test(rest)) {
            this.#endParagraph();
            return true;
        }
        const isBlock = fence !== null || heading !== null || markup !== undefined || isRule(rest);
        if (!isBlock) {
            return false;
        }
        this.#endParagraph();
        if (isLazy) {
            this.#containers.length = matched;
        }
        if (fence) {
            this.#fence = fence[1] ?? fence[2];
        }
        else if (heading) {
            this.#leaves.push({ isMarkup: false, lines: [{ start: start + heading[0].length, end: cursor.end }] });
        }
        else if (markup) {
            this.#markup = { end: markup.end, lines: [{ start, end: cursor.end }] };
            if (markup.end?.test(rest)) {
                this.#endMarkup();
            }
        }
        return true;
    }
    #markupStart(rest) {
        for (const [start, end] of OPAQUE_BLOCKS) {
            if (start.test(rest)) {
                return { end };
            }
        }
        if (BLOCK_ELEMENT.test(rest)) {
            return { end: undefined };
        }
        TAG.lastIndex = 0;
        const isAlone = TAG.test(rest) && rest.slice(TAG.lastIndex).trim() === '';
        return isAlone && this.#paragraph.length === 0 ? { end: undefined } : undefined;
    }
    #endMarkup() {
        if (this.#markup && this.#markup.end === undefined) {
            this.#leaves.push({ isMarkup: true, lines: this.#markup.lines });
        }
        this.#markup = undefined;
    }
    /** Markup in a quotation is read line by line, since the marks of the quotation stand between its lines. */
    #scanMarkup(lines) {
        const first = lines[0];
        const last = lines.at(-1);
        if (!first || !last) {
            return [];
        }
        const whole = this.#text.slice(first.start, last.end);
        const parts = /\n[ \t]*>/.test(whole) ? lines : [{ start: first.start, end: last.end }];
        return parts.flatMap(({ start, end }) => scanMarkup(this.#text.slice(start, end)).map(segment => ({
            ...segment,
            start: segment.start + start,
            end: segment.end + start,
        })));
    }
    #endParagraph() {
        const { leaves, definitions } = splitParagraph(this.#text, this.#paragraph);
        this.#paragraph = [];
        for (const lines of leaves) {
            this.#leaves.push({ isMarkup: false, lines });
        }
        for (const name of definitions) {
            this.#definitions.add(name);
        }
    }
}
/**
 * The mark of an item that a line opens.
 *
 * @param goesOn - whether the line would go on with a paragraph otherwise; not every item ends one
 */
function itemMarker(rest, goesOn) {
    const match = ITEM_MARKER.exec(rest);
    if (!match || isRule(rest)) {
        return undefined;
    }
    const isEmpty = rest.slice(match[0].length).trim() === '';
    const number = match[1];
    return goesOn && (isEmpty || (number !== undefined && Number(number) !== 1)) ? undefined : match[0];
}
/** Whether a line is drawn as a rule: three or more of one sign. */
function isRule(rest) {
    return RULE.test(rest.replace(/[ \t]/g, ''));
}
/** Reads a Markdown document. */
function scanMarkdown(text) {
    return new MarkdownScanner(text).scan();
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/encodings/python.ts

const PYTHON_ESCAPES = { ...SIMPLE_ESCAPES, a: '\u0007' };
function decodePython(raw, bytes) {
    let valid = true;
    const escape = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|N\{[^}]*\}|([0-7]{1,3})|\r\n|([\s\S]?))/gu;
    const plain = raw.replace(escape, (...parts) => {
        const [whole, byte, unicode, long, octal, character] = parts;
        const hexadecimal = byte ?? (bytes ? undefined : (unicode ?? long));
        if (hexadecimal !== undefined) {
            const decoded = codePoint(hexadecimal);
            valid &&= decoded !== undefined;
            return decoded ?? '';
        }
        if (octal !== undefined) {
            return String.fromCodePoint(Number.parseInt(octal, 8));
        }
        if (character === undefined) {
            return whole ?? ''; // a named character, an escaped line end or, in bytes, \u: kept as written
        }
        valid &&= character !== '' && (bytes || !/^[xuUN]$/.test(character));
        if (/['"\\]/.test(character)) {
            return character;
        }
        // Python keeps the backslash of an escape it does not know.
        return PYTHON_ESCAPES[character] ?? whole ?? '';
    });
    return valid ? plain : undefined;
}
const pythonStrings = new Map();
/** A Python string literal of any prefix. */
function pythonString(form) {
    const key = `${form.delimiter}${form.raw}${form.bytes}${form.formatted}`;
    const encoding = pythonStrings.get(key) ?? createPythonString(form);
    pythonStrings.set(key, encoding);
    return encoding;
}
function createPythonString(form) {
    const quote = form.delimiter.charAt(0);
    const brackets = form.formatted ? /\{\{|\}\}/g : undefined;
    const holds = (plain) => (!form.bytes || /^[\u0000-\u007f]*$/.test(plain)) &&
        // A raw string can hold neither its delimiter nor a final backslash.
        (!form.raw || !(plain.includes(quote) || plain.endsWith('\\') || /[\n\r]/.test(plain)));
    return {
        escapes: new RegExp([
            form.raw
                ? undefined
                : '\\\\(?:N\\{[^}]*\\}|U[\\da-fA-F]{8}|u[\\da-fA-F]{4}|x[\\da-fA-F]{2}|[0-7]{1,3}|[\\s\\S])',
            brackets?.source,
        ]
            .filter(source => source !== undefined)
            .join('|') || '(?!)', 'g'),
        encode: plain => {
            if (!holds(plain)) {
                return undefined;
            }
            const braced = form.formatted ? plain.replace(/[{}]/g, '$&$&') : plain;
            return form.raw
                ? braced
                : braced
                    .replace(/\\/g, '\\\\')
                    .replaceAll(quote, `\\${quote}`)
                    .replace(/\n/g, '\\n')
                    .replace(/\r/g, '\\r');
        },
        decode: raw => {
            const unbraced = brackets ? raw.replace(brackets, pair => pair.charAt(0)) : raw;
            return form.raw ? unbraced : decodePython(unbraced, form.bytes);
        },
    };
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/pythonUsage.ts
/** Functions that format their first argument with the others: https://docs.python.org/3/library/logging.html#logging.Logger.debug */
const LOGGER = /\.(?:critical|debug|error|exception|fatal|info|log|warn|warning)\s*$/;
const PATTERN_READER = /\bre(?:gex)?\.(?:compile|findall|finditer|fullmatch|match|search|split|subn?)\s*$/;
/** `%s` and `{name}`: https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting */
const PERCENT_FIELD = /%(?:\([^()]*\))?[-#+ \d.*]*[ac-gioursx]/i;
const BRACE_FIELD = /(?<!\{)\{[\w.[\]]*(?:![rsa])?(?::[^{}]*)?\}(?!\})/;
/** A tag of a page. Prompts have tags of their own, which mean nothing to a browser. */
const pythonUsage_MARKUP = /<\/?(?:[abipu]|body|br|button|code|div|em|form|h[1-6]|head|html|img|input|label|li|meta|ol|pre|script|small|span|strong|style|table|td|th|title|tr|ul)\b[^<>]*>/i;
const pythonUsage_BLANKS = /(?:\s|#[^\n]*|\\\r?\n)*/y;
const BRACKETS = /(?:\s|#[^\n]*|\\\r?\n|\))*/y;
const LITERAL = /[a-z]{0,2}('''|"""|'|")/iy;
/** How much is looked at of what follows a string: a chain of strings is one to the program. */
const MAXIMUM_CHAIN = 2000;
/** What the program around a string does with it, as far as the place says. */
function pythonUsage(text, used) {
    const { start, opening } = used;
    const callee = opening === undefined ? '' : text.slice(Math.max(0, opening - 100), opening);
    const end = endOfChain(text, used);
    const chain = text.slice(start, end);
    const behind = text.slice(skip(BRACKETS, text, end)).slice(0, 12);
    const isLogged = LOGGER.test(callee) && text.charAt(skip(pythonUsage_BLANKS, text, end)) === ',';
    const hasPercent = PERCENT_FIELD.test(chain);
    const isFormatted = (is, may) => (is ? 'doubled' : may ? 'refused' : 'free');
    return {
        percent: isFormatted(/^%(?!=)/.test(behind) || (isLogged && hasPercent), hasPercent),
        // The braces of an f-string are doubled as they are.
        braces: used.formatted
            ? 'free'
            : isFormatted(/^\.\s*format(?:_map)?\b/.test(behind), BRACE_FIELD.test(chain)),
        isPattern: PATTERN_READER.test(callee),
        isMarkup: pythonUsage_MARKUP.test(text.slice(start, used.end)),
    };
}
/** Where the last string ends of those that stand side by side; at the field for one that has fields. */
function endOfChain(text, { start, end, delimiter }) {
    let chainEnd = end;
    for (let close = delimiter; text.startsWith(close, chainEnd) && chainEnd - start < MAXIMUM_CHAIN;) {
        chainEnd += close.length;
        LITERAL.lastIndex = skip(pythonUsage_BLANKS, text, chainEnd);
        const next = LITERAL.exec(text)?.[1];
        if (next === undefined) {
            return chainEnd;
        }
        close = next;
        chainEnd = endOfContent(text, LITERAL.lastIndex, close);
    }
    return chainEnd;
}
function endOfContent(text, start, delimiter) {
    let end = start;
    while (end < text.length && end - start < MAXIMUM_CHAIN && !text.startsWith(delimiter, end)) {
        end += text.charAt(end) === '\\' ? 2 : 1;
    }
    return end;
}
function skip(sticky, text, from) {
    sticky.lastIndex = from;
    sticky.test(text);
    return sticky.lastIndex;
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/python.ts



/** Strings inside replacement fields of strings: nobody writes this many levels, an attacker might. */
const python_MAXIMUM_DEPTH = 32;
const STRING_START = /([a-z]{0,2})('''|"""|'|")/iy;
const PREFIX = /^(?:[rubf]|br|rb|fr|rf)?$/i;
/** What ends a run of characters in a string: an escape, a quote, a line end, a replacement field. */
const python_STRING_STOP = /[\\'"\n{]/g;
/** White space inside of a line. */
const BLANK = /[^\S\n]+/y;
/** Names and operators. */
const CODE = /[^\s'"#()[\]{}\\:]+/y;
/**
 * Reads Python: string literals with their prefix, f-string fields included; comments are passed over.
 *
 * A string is a docstring when it is a statement of its own: outside brackets and alone on its logical line.
 * https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals
 */
function scanPython(text) {
    const segments = [];
    /** The fields we are in, the innermost last. */
    const fields = [];
    let depth = 0;
    let position = 0;
    let complete = true;
    let lineIsEmpty = true;
    /** Where the brackets opened that are still open. */
    const openings = [];
    /** Where the logical line starts, and its last colon outside of brackets. */
    let lineStart = 0;
    let colon = -1;
    const readString = (open, from) => {
        const { delimiter, raw, formatted } = open.form;
        let end = from;
        const close = (next) => {
            const base = fields.length > 0 ? insideField(pythonString(open.form)) : pythonString(open.form);
            const used = { start: from, end, delimiter, formatted, opening: open.opening };
            segments.push({
                start: from,
                end,
                kind: open.docstring ? 'docstring' : 'string',
                encoding: new FormattedString(base, () => pythonUsage(text, used)),
            });
            position = next;
        };
        for (end = nextIn(text, python_STRING_STOP, end); end < text.length; end = nextIn(text, python_STRING_STOP, end)) {
            const character = text.charAt(end);
            if (character === '\\' && !(raw && formatted && /[{}]/.test(text.charAt(end + 1)))) {
                end += escapeLength(text, end, raw);
            }
            else if (text.startsWith(delimiter, end)) {
                close(end + delimiter.length);
                lineIsEmpty = false;
                return;
            }
            else if (character === '\n' && delimiter.length === 1) {
                break;
            }
            else if (formatted && character === '{') {
                if (text.charAt(end + 1) === '{') {
                    end += 2;
                    continue;
                }
                if (fields.length >= python_MAXIMUM_DEPTH) {
                    break;
                }
                close(end + 1);
                fields.push({ string: open, depth, inFormat: false });
                depth = 0;
                lineIsEmpty = false;
                return;
            }
            else {
                end += 1;
            }
        }
        complete = false;
        position = Math.min(end + 1, text.length);
    };
    /** @param from - where the prefix starts, or the quote */
    const readStringFrom = (from) => {
        STRING_START.lastIndex = from;
        const [whole = '', prefix = '', delimiter = ''] = STRING_START.exec(text) ?? [];
        const form = {
            delimiter,
            raw: /r/i.test(prefix),
            bytes: /b/i.test(prefix),
            formatted: /f/i.test(prefix),
        };
        const contentStart = from + whole.length;
        const docstring = depth === 0 &&
            fields.length === 0 &&
            (lineIsEmpty || isBehindHead(text, lineStart, colon, from)) &&
            isStatement(text, contentStart, delimiter);
        readString({ form, docstring, opening: openings.at(-1) }, contentStart);
    };
    /** White space, or names and operators up to the next string, bracket or line end. */
    const readCode = () => {
        BLANK.lastIndex = position;
        if (BLANK.test(text)) {
            position = BLANK.lastIndex;
            return;
        }
        CODE.lastIndex = position;
        CODE.test(text);
        const end = Math.max(CODE.lastIndex, position + 1);
        if (/['"]/.test(text.charAt(end))) {
            const nameStart = startOfName(text, position, end);
            if (nameStart < end && PREFIX.test(text.slice(nameStart, end))) {
                lineIsEmpty &&= nameStart === position;
                readStringFrom(nameStart);
                return;
            }
        }
        position = end;
        lineIsEmpty = false;
    };
    /** Behind the colon of a field: text up to the brace that ends it, with fields of its own. */
    const readFormat = (from) => {
        const field = fields.at(-1);
        const stop = field?.string.form.delimiter.length === 3 ? /[{}]/g : /[{}\n]/g;
        const end = nextIn(text, stop, from);
        position = end + 1;
        if (field && text.charAt(end) === '{' && fields.length < python_MAXIMUM_DEPTH) {
            fields.push({ string: field.string, depth: 0, inFormat: true });
        }
        else if (field && text.charAt(end) === '}') {
            endField();
        }
        else {
            complete = false;
        }
    };
    const endField = () => {
        const field = fields.pop();
        depth = field?.depth ?? 0;
        if (field?.inFormat) {
            readFormat(position);
        }
        else if (field) {
            readString(field.string, position);
        }
    };
    while (position < text.length) {
        const field = fields.at(-1);
        const character = text.charAt(position);
        switch (character) {
            case '#': {
                const end = text.indexOf('\n', position);
                position = end < 0 ? text.length : end;
                break;
            }
            case '\n':
                lineIsEmpty = depth === 0 || lineIsEmpty;
                position += 1;
                lineStart = depth === 0 ? position : lineStart;
                break;
            case '\\':
                position += escapeLength(text, position, false);
                break;
            case '(':
            case '[':
            case '{':
                depth += 1;
                openings.push(position);
                position += 1;
                lineIsEmpty = false;
                break;
            case ')':
            case ']':
            case '}':
                position += 1;
                if (field && depth === 0 && character === '}') {
                    endField();
                }
                else {
                    depth -= 1;
                    openings.pop();
                    complete &&= depth >= 0;
                }
                break;
            case ':':
                if (field && depth === 0) {
                    readFormat(position + 1);
                }
                else {
                    colon = depth === 0 ? position : colon;
                    position += 1;
                    lineIsEmpty = false;
                }
                break;
            case '"':
            case "'":
                readStringFrom(position);
                break;
            default:
                readCode();
        }
    }
    return { segments, complete: complete && depth === 0 && fields.length === 0 };
}
/** Where the name starts that ends at `end`; a whole name, so that the end of one is never taken for a prefix. */
function startOfName(text, from, end) {
    let start = end;
    while (start > from && /[\w\u0080-\uffff]/.test(text.charAt(start - 1))) {
        start -= 1;
    }
    return start;
}
/** Where the next match of an expression is, or the end of the text. */
function nextIn(text, expression, from) {
    expression.lastIndex = from;
    return expression.exec(text)?.index ?? text.length;
}
/** How long an escape is; `\N{EM DASH}` holds braces that open no field, and a line may end with two characters. */
function escapeLength(text, start, raw) {
    const named = /\\N\{[^{}\n]*\}|\\\r\n/y;
    named.lastIndex = start;
    return raw ? 2 : (named.exec(text)?.[0].length ?? 2);
}
/**
 * A string inside a replacement field can hold no backslash and no quote of the string around it before Python 3.12:
 * https://peps.python.org/pep-0701/. Braces it can hold, but not every parser knows. What needs any of them is refused.
 */
function insideField(encoding) {
    return {
        ...encoding,
        encode: plain => (/[\\'"\n\r#{}]/.test(plain) ? undefined : encoding.encode(plain)),
    };
}
/** The start of a compound statement: https://docs.python.org/3/reference/compound_stmts.html */
const HEAD = /[^\S\n]*(?:async\s+)?(?:case|class|def|elif|else|except|finally|for|if|match|try|while|with)\b/y;
/** Whether a string starts the body of a statement on its line: `def f(): "…"`. */
function isBehindHead(text, lineStart, colon, from) {
    HEAD.lastIndex = lineStart;
    return colon >= lineStart && text.slice(colon + 1, from).trim() === '' && HEAD.test(text);
}
/** Whether nothing but a comment follows the string on its line. */
function isStatement(text, from, delimiter) {
    let end = from;
    while (end < text.length && !text.startsWith(delimiter, end)) {
        end += text.charAt(end) === '\\' ? 2 : 1;
    }
    const line = /[ \t;]*(?:#[^\n]*)?(?:\r?\n|$)/y;
    line.lastIndex = end + delimiter.length;
    return line.test(text);
}

;// CONCATENATED MODULE: ./src/engine/src/tokens/language.ts







/** A line is a token, so that no rule reaches over a line break and none has to be run over a whole book at once. */
function scanPlain(text) {
    const segments = [];
    for (let start = 0; start <= text.length;) {
        const lineEnd = text.indexOf('\n', start);
        const end = lineEnd < 0 ? text.length : lineEnd;
        segments.push({ start, end, kind: 'plain', encoding: plainEncoding });
        start = end + 1;
    }
    return { segments, complete: true };
}
/** The languages the engine reads, each with its scanner. */
const scanners = {
    css: scanCss,
    html: scanHtml,
    javascript: scanJavascript,
    json: scanJson,
    jsx: scanJsx,
    markdown: scanMarkdown,
    plain: scanPlain,
    python: scanPython,
    scss: scanScss,
    svelte: scanSvelte,
    xml: scanXml,
};
const LANGUAGE_BY_ENDING = {
    cjs: 'javascript',
    css: 'css',
    htm: 'html',
    html: 'html',
    js: 'javascript',
    json: 'json',
    jsx: 'jsx',
    markdown: 'markdown',
    md: 'markdown',
    mjs: 'javascript',
    py: 'python',
    scss: 'scss',
    svelte: 'svelte',
    svg: 'xml',
    ts: 'javascript',
    tsx: 'jsx',
    webmanifest: 'json',
    xml: 'xml',
};
/** The language of a file that the profile says nothing about. */
function languageOf(file) {
    const ending = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
    // Every object has a constructor, and a file can be called so.
    return (Object.hasOwn(LANGUAGE_BY_ENDING, ending) ? LANGUAGE_BY_ENDING[ending] : undefined) ?? 'plain';
}


/***/ }),

/***/ 44874:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ nearFinder)
/* harmony export */ });
/**
 * Tells whether one of the offsets lies between two others, to be asked in the order of the text; always when there are none. Most
 * tokens of a large file hold no match, and need no look of every rule.
 *
 * @param offsets - sorted
 */
function nearFinder(offsets) {
    if (!offsets) {
        return () => true;
    }
    let next = 0;
    return (start, end) => {
        while ((offsets[next] ?? Infinity) < start) {
            next += 1;
        }
        return (offsets[next] ?? Infinity) < end;
    };
}


/***/ }),

/***/ 93235:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G7: () => (/* binding */ isIgnoredName),
/* harmony export */   Q9: () => (/* binding */ findMisplaced),
/* harmony export */   ZB: () => (/* binding */ checkWritable),
/* harmony export */   cz: () => (/* binding */ LARGE_BYTES),
/* harmony export */   jB: () => (/* binding */ RECORD_FOLDER),
/* harmony export */   ne: () => (/* binding */ IGNORED_FOLDERS),
/* harmony export */   pz: () => (/* binding */ orUnreadable),
/* harmony export */   zv: () => (/* binding */ FolderTree)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(30999);



/** Folders that are not source: never read, never copied, never written. */
const IGNORED_FOLDERS = new Set(['.git', 'node_modules']);
/** The folder that Livery keeps its own record in, at the root of a branded tree. */
const RECORD_FOLDER = '.livery';
/**
 * What is neither read nor written, in the spellings that file systems take for the same: capitals, characters that macOS passes
 * over, and on Windows dots and spaces at the end, streams and short names. git refuses the same:
 * https://github.com/git/git/blob/master/path.c (`is_ntfs_dotgit`), https://github.com/git/git/blob/master/utf8.c (`is_hfs_dotgit`)
 */
const IGNORED_NAME = /^(?:\.git|git~\d|node_modules|\.livery)[. ]*(?::|$)/;
/** Whether a file or folder of this name is no source: of git, a dependency, or the record of a branded tree, which can be nested. */
function isIgnoredName(name) {
    return IGNORED_NAME.test(name.replace(/\p{Cf}/gu, '').toLowerCase());
}
/** What is larger is no text, and may not fit into memory: a model, a database, a video. */
const LARGE_BYTES = 32 * 1024 * 1024;
/**
 * A tree in a folder. Symbolic links are not followed: what they point at is branded where it is, or not ours. Files whose name
 * is not UTF-8 or holds a backslash are passed over: the first cannot be opened by its name, the second is a path elsewhere.
 */
class FolderTree {
    location;
    files;
    #known;
    /** @throws LiveryError `source-not-found` */
    static open(location) {
        if (!(0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)(location, { throwIfNoEntry: false })?.isDirectory()) {
            throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('source-not-found', {
                message: `There is no folder ${location} to brand.`,
                hint: 'Give the path of a checkout of the app, or a git URL such as https://git.example.org/team/app#v1.2.3.',
            });
        }
        return new FolderTree(location);
    }
    constructor(location) {
        this.location = location;
        this.files = walk(location);
        this.#known = new Set(this.files);
    }
    has(file) {
        return this.#known.has(file);
    }
    read(file) {
        return orUnreadable(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(this.location, file), location => (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(location));
    }
    readSmall(file) {
        return orUnreadable(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(this.location, file), location => readUpTo(location, LARGE_BYTES));
    }
    searchLarge(file, needles) {
        return orUnreadable(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(this.location, file), location => searchFile(location, needles));
    }
}
/**
 * Reads something of a tree.
 *
 * @throws LiveryError `source-invalid` in place of the error of the system
 */
function orUnreadable(location, read) {
    try {
        return read(location);
    }
    catch (error) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('source-invalid', {
            message: `${location} could not be read: ${(0,_livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .messageOf */ .bD)(error)}.`,
            hint: 'Check its permissions and that nothing else is at work on the source, and run the command again.',
            cause: error,
        });
    }
}
/** Reads a file of at most so many bytes. A tree has thousands, and asking for the size on its own would double the time. */
function readUpTo(location, maximum) {
    const descriptor = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.openSync)(location, 'r');
    try {
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.fstatSync)(descriptor).size > maximum ? undefined : (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(descriptor);
    }
    finally {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.closeSync)(descriptor);
    }
}
/** Looks through a file piece by piece; the pieces overlap, so that no needle falls between two. */
function searchFile(location, needles) {
    const overlap = Math.max(0, ...needles.map(needle => needle.length - 1));
    const buffer = Buffer.alloc(LARGE_BYTES / 8 + overlap);
    const descriptor = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.openSync)(location, 'r');
    try {
        for (let kept = 0;;) {
            const read = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readSync)(descriptor, buffer, kept, buffer.length - kept, null);
            const piece = buffer.subarray(0, kept + read);
            if (needles.some(needle => piece.includes(needle))) {
                return true;
            }
            if (read === 0) {
                return false;
            }
            kept = Math.min(overlap, piece.length);
            buffer.copyWithin(0, piece.length - kept, piece.length);
        }
    }
    finally {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.closeSync)(descriptor);
    }
}
function walk(root) {
    const files = [];
    const folders = [''];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
        const entries = orUnreadable(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(root, folder), location => (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readdirSync)(location, { withFileTypes: true }));
        for (const entry of entries) {
            if (isIgnoredName(entry.name)) {
                continue;
            }
            const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
            if (entry.isDirectory()) {
                folders.push(name);
            }
            else if (entry.isFile() && !/[\\\uFFFD]/.test(name)) {
                files.push(name);
            }
        }
    }
    return files.sort();
}
/**
 * The guard at the last point before a write: the file is regular, and no folder on the way to it is a link.
 *
 * @param isNew - the file must not be there
 * @throws LiveryError `path-unsafe`
 */
function checkWritable(root, file, isNew = false) {
    const misplaced = findMisplaced(root, file, isNew);
    if (misplaced !== undefined) {
        const location = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(root, misplaced);
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('path-unsafe', {
            message: `${location} is not the ${misplaced === file ? 'file' : 'folder'} it was when the tree was read, so ${file} will not be written.`,
            hint: 'Use a fresh checkout of the upstream release.',
        });
    }
}
/** The first part of a path that is not what {@link checkWritable} asks for. */
function findMisplaced(root, file, isNew = false) {
    const parts = file.split('/');
    for (let length = 1; length <= parts.length; length += 1) {
        const part = parts.slice(0, length).join('/');
        const stats = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.lstatSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(root, part), { throwIfNoEntry: false });
        const isExpected = length < parts.length ? stats?.isDirectory() : isNew ? stats === undefined : stats?.isFile();
        if (!isExpected) {
            return part;
        }
    }
    return undefined;
}


/***/ }),

/***/ 65233:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ readTextWith),
/* harmony export */   o: () => (/* binding */ readSmall)
/* harmony export */ });
/* harmony import */ var node_buffer__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4573);
/* harmony import */ var node_buffer__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_buffer__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _SourceTree__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(93235);


/** The bytes of a file, or undefined when it is too large for a text or a picture: such a file may not fit into memory. */
function readSmall(tree, file) {
    return tree.readSmall ? tree.readSmall(file) : tree.read(file);
}
/**
 * Reads a file if it holds one of the needles, without decoding those that do not.
 *
 * @param needles - undefined to read in any case
 */
function readTextWith(tree, file, needles) {
    const bytes = readSmall(tree, file);
    if (!bytes) {
        const isFound = !needles || tree.searchLarge?.(file, needles.texts) === true;
        return isFound ? { bytes: Buffer.alloc(0), text: undefined } : undefined;
    }
    if (needles && !needles.areIn(bytes)) {
        return holdsInUtf16(bytes, needles.texts) ? { bytes, text: undefined } : undefined;
    }
    return { bytes, text: bytes.length <= _SourceTree__WEBPACK_IMPORTED_MODULE_1__/* .LARGE_BYTES */ .cz && (0,node_buffer__WEBPACK_IMPORTED_MODULE_0__.isUtf8)(bytes) ? bytes.toString('utf8') : undefined };
}
/** Whether a text in UTF-16, as some editors of Windows write it, holds one of the needles. It says so with its first two bytes. */
function holdsInUtf16(bytes, needles) {
    const mark = bytes.length < 2 ? 0 : bytes.readUInt16LE();
    if (mark !== 0xfeff && mark !== 0xfffe) {
        return false;
    }
    const wide = needles.map(needle => Buffer.from(needle.toString(), 'utf16le'));
    return wide.some(needle => bytes.includes(mark === 0xfeff ? needle : needle.swap16()));
}


/***/ }),

/***/ 47692:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ku: () => (/* binding */ firstOf),
/* harmony export */   _5: () => (/* binding */ anonymous),
/* harmony export */   rj: () => (/* binding */ fixedCredentials)
/* harmony export */ });
/** No credentials for anybody. */
const anonymous = { find: () => Promise.resolve(undefined) };
/** The same credentials for one registry, such as those that a vault lent. */
function fixedCredentials(registry, credentials) {
    const identity = credentials.kind === 'password' ? `user "${credentials.username}"` : 'the token that was given';
    return {
        find: asked => Promise.resolve(asked === registry ? { credentials, identity } : undefined),
    };
}
/** Asks several sources, one after the other. */
function firstOf(...sources) {
    return {
        async find(registry, repository) {
            for (const source of sources) {
                const found = await source.find(registry, repository);
                if (found) {
                    return found;
                }
            }
            return undefined;
        },
    };
}


/***/ }),

/***/ 17900:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ Redactor),
/* harmony export */   z: () => (/* binding */ Secret)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57975);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_util__WEBPACK_IMPORTED_MODULE_0__);

const SHOWN = '[secret]';
/** Shorter texts are not looked for in what gets printed: they would blot out half of it. */
const SHORTEST_REDACTED = 4;
/** A password or a token. However it is printed, only `[secret]` is seen; what is inside has to be asked for. */
class Secret {
    #value;
    constructor(value) {
        this.#value = value;
    }
    /** The value itself, for the one statement that needs it. */
    reveal() {
        return this.#value;
    }
    toString() {
        return SHOWN;
    }
    toJSON() {
        return SHOWN;
    }
    [node_util__WEBPACK_IMPORTED_MODULE_0__.inspect.custom]() {
        return SHOWN;
    }
}
/**
 * Takes secrets out of text that came from outside: a registry can repeat in an error what was sent to it.
 *
 * Each secret is looked for as it is, and in base64, base64url, hexadecimal and URI form.
 */
class Redactor {
    #forms = new Set();
    /** Remembers a secret, and hands it back: register it in the statement that obtains it. */
    add(secret) {
        const value = secret.reveal();
        if (value.length >= SHORTEST_REDACTED) {
            const bytes = Buffer.from(value, 'utf8');
            const forms = [
                value,
                bytes.toString('base64'),
                bytes.toString('base64url'),
                bytes.toString('hex'),
                encodeURIComponent(value.toWellFormed()),
            ];
            forms.forEach(form => this.#forms.add(form));
        }
        return secret;
    }
    /** The text with `[secret]` in place of every secret. */
    clean(text) {
        // The longest first: a short one may be a part of it.
        const forms = [...this.#forms].sort((one, other) => other.length - one.length);
        return forms.reduce((cleaned, form) => cleaned.replaceAll(form, SHOWN), text);
    }
}


/***/ }),

/***/ 57224:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  T: () => (/* binding */ dockerLogins)
});

// UNUSED EXPORTS: DockerConfig

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
var external_node_os_default = /*#__PURE__*/__webpack_require__.n(external_node_os_);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
// EXTERNAL MODULE: ./src/images/src/reference/reference.ts
var reference = __webpack_require__(19192);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: ./src/images/src/json.ts
var json = __webpack_require__(81289);
// EXTERNAL MODULE: ./src/images/src/auth/Secret.ts
var Secret = __webpack_require__(17900);
;// CONCATENATED MODULE: ./src/images/src/auth/credentialHelper.ts





/** Some helpers ask a cloud; none should ask a person. In milliseconds. */
const TIMEOUT_MS = 30_000;
const MAXIMUM_OUTPUT_BYTES = 64 * 1024;
/** https://github.com/docker/docker-credential-helpers#development */
const HelperAnswer = schemas/* object */.Ikc({ Username: schemas/* string */.YjP(), Secret: schemas/* string */.YjP().min(1) });
/** How a helper says that what it gives is an identity token: https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol */
const TOKEN_USER = '<token>';
function failed(helper, why, cause) {
    return new errors/* LiveryError */.AV('credentials-invalid', {
        message: `The credential helper ${programOf(helper)} gave no credentials: ${why}.`,
        // Its output stays unseen: it is where passwords are.
        hint: `Try it yourself: echo HOST | ${programOf(helper)} get`,
        cause,
    });
}
function programOf(helper) {
    return `docker-credential-${helper}`;
}
/**
 * Asks a credential helper, as docker does: the program `docker-credential-<helper>` with `get`, the server on its standard
 * input, so that nothing stands in an argument list.
 *
 * @param server - as it was logged in to
 * @param environment - what the helper sees; it is looked for on the PATH of this
 * @returns undefined when the helper knows none for this server
 * @throws LiveryError `credentials-invalid`
 */
async function askCredentialHelper(helper, server, environment) {
    if (!/^\w[\w.-]*$/.test(helper)) {
        throw new errors/* LiveryError */.AV('credentials-invalid', {
            message: `The credential helper ${JSON.stringify(helper)} was not started: that is no name of a program.`,
            hint: 'Give the part of its name after "docker-credential-", such as "ecr-login".',
        });
    }
    const { code, output } = await run(helper, server, environment);
    if (code !== 0) {
        // Helpers have no other way to say that they know nothing:
        // https://github.com/docker/docker-credential-helpers/blob/master/credentials/error.go
        if (/credentials not found/i.test(output)) {
            return undefined;
        }
        throw failed(helper, `it ended with the code ${code}`);
    }
    const answer = HelperAnswer.safeParse((0,json/* parseJson */.q)(output));
    if (!answer.success) {
        throw failed(helper, 'what it answered is not the JSON that a helper has to answer');
    }
    const { Username: username, Secret: secret } = answer.data;
    return username === TOKEN_USER
        ? { kind: 'identity-token', token: new Secret/* Secret */.z(secret) }
        : { kind: 'password', username, password: new Secret/* Secret */.z(secret) };
}
function run(helper, server, environment) {
    return new Promise((resolve, reject) => {
        const child = (0,external_node_child_process_.spawn)(programOf(helper), ['get'], {
            stdio: ['pipe', 'pipe', 'ignore'],
            env: environment,
            windowsHide: true,
        });
        // Not the option of spawn: its timer lives on when there is no such program.
        let killedBecause;
        const kill = (why) => {
            killedBecause = why;
            child.kill('SIGKILL');
        };
        const timer = setTimeout(() => kill(`it did not end in ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
        const chunks = [];
        let sizeBytes = 0;
        child.stdout.on('data', (chunk) => {
            sizeBytes += chunk.length;
            if (sizeBytes > MAXIMUM_OUTPUT_BYTES) {
                kill('it answered without end');
            }
            else {
                chunks.push(chunk);
            }
        });
        child.on('error', (error) => {
            clearTimeout(timer);
            reject(failed(helper, error.code === 'ENOENT' ? 'it is not on the PATH' : 'it could not be started', error));
        });
        child.on('close', (code, signal) => {
            clearTimeout(timer);
            if (signal !== null) {
                reject(failed(helper, killedBecause ?? `it was ended by ${signal}`));
            }
            else {
                resolve({ code, output: Buffer.concat(chunks).toString('utf8') });
            }
        });
        child.stdin.on('error', () => undefined); // a helper may end before it has read; its code tells
        child.stdin.end(server);
    });
}

;// CONCATENATED MODULE: ./src/images/src/auth/dockerConfig.ts








/** https://github.com/docker/cli/blob/master/cli/config/types/authconfig.go */
const AuthEntry = schemas/* object */.Ikc({
    auth: schemas/* string */.YjP().optional(),
    username: schemas/* string */.YjP().optional(),
    password: schemas/* string */.YjP().optional(),
    identitytoken: schemas/* string */.YjP().optional(),
    registrytoken: schemas/* string */.YjP().optional(),
});
/** What docker and podman keep logins in. The rest of the file is not ours to judge. */
const DockerConfig = schemas/* object */.Ikc({
    auths: schemas/* record */.g1P(schemas/* string */.YjP(), AuthEntry).optional(),
    credHelpers: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).optional(),
    credsStore: schemas/* string */.YjP().optional(),
});
/** Docker logs in to Docker Hub under this name: https://github.com/docker/cli/issues/3793 */
const HUB_SERVER = 'https://index.docker.io/v1/';
/** Where to look, in this order; the variables win over what is usual. https://docs.podman.io/en/latest/markdown/podman-login.1.html */
function candidates(environment) {
    const { REGISTRY_AUTH_FILE: authFile, DOCKER_CONFIG: folder, XDG_RUNTIME_DIR: runtime } = environment;
    if (authFile) {
        return [authFile];
    }
    if (folder) {
        return [external_node_path_default().join(folder, 'config.json')];
    }
    return [
        ...(runtime ? [external_node_path_default().join(runtime, 'containers', 'auth.json')] : []),
        external_node_path_default().join(environment.HOME ?? external_node_os_default().homedir(), '.docker', 'config.json'),
    ];
}
function invalid(file, why, hint, cause) {
    return new errors/* LiveryError */.AV('credentials-invalid', {
        message: `The logins in ${file} cannot be used: ${why}.`,
        hint,
        cause,
    });
}
async function readConfig(file) {
    let text;
    try {
        text = await (0,promises_.readFile)(file, 'utf8');
    }
    catch (error) {
        if (error.code === 'ENOENT') {
            return undefined;
        }
        throw invalid(file, (0,errors/* messageOf */.bD)(error), 'Make the file readable, or name another with REGISTRY_AUTH_FILE.', error);
    }
    let document;
    try {
        document = JSON.parse(text);
    }
    catch {
        // The parser's own words would quote the file.
        throw invalid(file, 'it is not JSON', 'Correct it, or log in again.');
    }
    const config = DockerConfig.safeParse(document);
    if (!config.success) {
        const [issue] = config.error.issues;
        throw invalid(file, `${issue?.path.join('.')}: ${issue?.message}`, 'Correct it, or log in again.');
    }
    return config.data;
}
/** The host that a key of `auths` is for, and the path below it: keys were URLs once. */
function splitKey(key) {
    const [host = '', ...folders] = key.replace(/^https?:\/\//, '').split('/');
    const folder = folders.filter(part => part !== '').join('/');
    const isHub = /^(?:index\.|registry-1\.)?docker\.io$/.test(host);
    // https://index.docker.io/v1/ and https://host/v2/ name a version of the API, no folder.
    return { host: isHub ? reference/* DOCKER_HUB */.Xb : host.toLowerCase(), folder: /^v[12]$/.test(folder) ? '' : folder };
}
/** The entry for a repository; podman can log in to a part of a registry, and the longest part wins. */
function entryFor(config, registry, repository) {
    return Object.entries(config.auths ?? {})
        .map(([key, entry]) => ({ ...splitKey(key), entry }))
        .filter(({ host, folder }) => host === registry && (folder === '' || repository === folder || repository.startsWith(`${folder}/`)))
        .sort((one, other) => other.folder.length - one.folder.length)[0]?.entry;
}
function helperFor(config, registry) {
    const own = Object.entries(config.credHelpers ?? {}).find(([key]) => splitKey(key).host === registry)?.[1];
    return own || config.credsStore || undefined;
}
function credentialsOf(entry, file, registry) {
    if (entry.registrytoken) {
        return { kind: 'registry-token', token: new Secret/* Secret */.z(entry.registrytoken) };
    }
    if (entry.identitytoken) {
        return { kind: 'identity-token', token: new Secret/* Secret */.z(entry.identitytoken) };
    }
    if (entry.auth) {
        const pair = Buffer.from(entry.auth, 'base64').toString('utf8');
        const colon = pair.indexOf(':');
        if (colon < 1) {
            throw invalid(file, `the entry for ${registry} holds no user name and password`, `Log in to ${registry} again.`);
        }
        // Some old logins end in zero bytes: https://github.com/docker/cli/blob/master/cli/config/configfile/file.go
        const password = pair.slice(colon + 1).split('\0', 1)[0] ?? '';
        return { kind: 'password', username: pair.slice(0, colon), password: new Secret/* Secret */.z(password) };
    }
    if (entry.username && entry.password) {
        return { kind: 'password', username: entry.username, password: new Secret/* Secret */.z(entry.password) };
    }
    // An empty entry means that the login is in the store.
    return undefined;
}
function describe(credentials, where) {
    const who = credentials.kind === 'password' ? `user "${credentials.username}"` : 'the token';
    return { credentials, identity: `${who} of ${where}` };
}
/**
 * The logins of `docker login` and `podman login`: REGISTRY_AUTH_FILE, DOCKER_CONFIG, or the usual files; with their
 * credential helpers and stores. The files are read each time, so that a new login is seen.
 */
function dockerLogins(environment = process.env) {
    return {
        async find(registry, repository) {
            for (const file of candidates(environment)) {
                const config = await readConfig(file);
                const found = config && (await findIn(config, { file, registry, repository, environment }));
                if (found) {
                    return found;
                }
            }
            return undefined;
        },
    };
}
async function findIn(config, wanted) {
    const { file, registry, repository, environment } = wanted;
    const helper = helperFor(config, registry);
    if (helper !== undefined) {
        const server = registry === reference/* DOCKER_HUB */.Xb ? HUB_SERVER : registry;
        const credentials = await askCredentialHelper(helper, server, environment);
        if (credentials) {
            return describe(credentials, `the credential helper "${helper}"`);
        }
    }
    const entry = entryFor(config, registry, repository);
    const credentials = entry && credentialsOf(entry, file, registry);
    return credentials && describe(credentials, file);
}


/***/ }),

/***/ 44041:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ isLoopback),
/* harmony export */   U: () => (/* binding */ Connections)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(37067);
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_http__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(44708);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_https__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(77030);
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_net__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var node_tls__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(41692);
/* harmony import */ var node_tls__WEBPACK_IMPORTED_MODULE_3___default = /*#__PURE__*/__webpack_require__.n(node_tls__WEBPACK_IMPORTED_MODULE_3__);
/* harmony import */ var _addresses__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(29324);





/** Connections in one pool that may be open at a time, and that stay open while nobody needs them. */
const MAXIMUM_SOCKETS = 32;
const MAXIMUM_FREE_SOCKETS = 16;
/** Whether a host is this machine, by its name. */
function isLoopback(host) {
    const { hostname } = new URL(`http://${host}`);
    const address = hostname.replace(/^\[|\]$/g, '');
    return (0,node_net__WEBPACK_IMPORTED_MODULE_2__.isIP)(address) === 0 ? /(?:^|\.)localhost$/.test(hostname) : (0,_addresses__WEBPACK_IMPORTED_MODULE_4__/* .kindOfAddress */ .Qi)(address) === 'loopback';
}
/** The open connections of a client, and the guard over where they may lead. */
class Connections {
    #options;
    #agents = new Map();
    /** Where the host that the user named turned out to be. */
    #kind;
    plainHttp;
    constructor(options) {
        this.#options = options;
        this.plainHttp = options.plainHttp ?? isLoopback(options.host);
    }
    /** The address of the host that the user named. */
    get origin() {
        return `${this.plainHttp ? 'http' : 'https'}://${this.#options.host}`;
    }
    #isNamed(url) {
        return url.host === new URL(this.origin).host;
    }
    /** Which addresses may be connected to now: for the named host, or for where it sends us. */
    #reach(isNamed) {
        if (this.#options.onlyPublic) {
            return _addresses__WEBPACK_IMPORTED_MODULE_4__/* .reachableFrom */ .im.public;
        }
        if (this.#kind === undefined) {
            return isNamed ? undefined : _addresses__WEBPACK_IMPORTED_MODULE_4__/* .reachableFrom */ .im.public;
        }
        // For the named host as well: its name may lead somewhere else the second time.
        return isNamed && this.#kind === 'special' ? undefined : _addresses__WEBPACK_IMPORTED_MODULE_4__/* .reachableFrom */ .im[this.#kind];
    }
    /**
     * The pool for a URL.
     *
     * @throws AddressRefused
     */
    agentFor(url) {
        const isNamed = this.#isNamed(url);
        (0,_addresses__WEBPACK_IMPORTED_MODULE_4__/* .checkLiteral */ .g2)(url.hostname, this.#reach(isNamed));
        // Two pools, so that nobody who was sent somewhere takes a connection that only the named host may have.
        const key = `${url.protocol} ${isNamed}`;
        let agent = this.#agents.get(key);
        if (!agent) {
            agent = this.#createAgent(url.protocol, isNamed);
            this.#agents.set(key, agent);
        }
        return agent;
    }
    #createAgent(protocol, isNamed) {
        const lookup = (hostname, options, callback) => (0,_addresses__WEBPACK_IMPORTED_MODULE_4__/* .guardedLookup */ .rN)(this.#reach(isNamed), this.#options.lookup)(hostname, options, callback);
        const options = {
            keepAlive: true,
            maxSockets: MAXIMUM_SOCKETS,
            maxFreeSockets: MAXIMUM_FREE_SOCKETS,
            lookup,
        };
        if (protocol === 'http:') {
            return new (node_http__WEBPACK_IMPORTED_MODULE_0___default().Agent)(options);
        }
        const { certificateAuthorities } = this.#options;
        return new (node_https__WEBPACK_IMPORTED_MODULE_1___default().Agent)({
            ...options,
            minVersion: 'TLSv1.2',
            ...(certificateAuthorities !== undefined && { ca: [...(node_tls__WEBPACK_IMPORTED_MODULE_3___default().rootCertificates), certificateAuthorities] }),
        });
    }
    /** Remembers where the named host is, by the first connection to it. */
    connected(url, address) {
        if (this.#kind === undefined && this.#isNamed(url)) {
            this.#kind = (0,_addresses__WEBPACK_IMPORTED_MODULE_4__/* .kindOfAddress */ .Qi)(address);
        }
    }
    close() {
        for (const agent of this.#agents.values()) {
            agent.destroy();
        }
        this.#agents.clear();
    }
}


/***/ }),

/***/ 93430:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ Deadline),
/* harmony export */   N: () => (/* binding */ withDeadline)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(30999);


/** The time that an operation has, with all its tries and waits, and whoever may cancel it. */
class Deadline {
    #controller = new AbortController();
    #parent;
    #endsAt;
    #timer;
    #onAbort = () => this.#controller.abort();
    /** How long the operation has in all, in milliseconds. */
    allowedMs;
    constructor(allowedMs, parent) {
        this.allowedMs = allowedMs;
        this.#parent = parent;
        this.#endsAt = performance.now() + allowedMs;
        this.#timer = setTimeout(this.#onAbort, allowedMs);
        this.#timer.unref();
        if (parent?.aborted) {
            this.#controller.abort();
        }
        else {
            // Not AbortSignal.any: what it makes stays in memory as long as the parent lives.
            // https://github.com/nodejs/node/issues/55351
            parent?.addEventListener('abort', this.#onAbort, { once: true });
        }
    }
    /** Fires when time is up and when somebody cancels. */
    get signal() {
        return this.#controller.signal;
    }
    get remainingMs() {
        return Math.max(0, this.#endsAt - performance.now());
    }
    /** Whether it was not the time that ended the operation. */
    get isCancelled() {
        return this.#parent?.aborted ?? false;
    }
    /** @throws LiveryError `cancelled` */
    throwIfCancelled(purpose) {
        if (this.isCancelled) {
            throw (0,_livery_contracts__WEBPACK_IMPORTED_MODULE_1__/* .cancelled */ .KW)(purpose, this.#parent?.reason);
        }
    }
    /** Waits, and stops waiting when time is up or somebody cancels. */
    async wait(durationMs) {
        try {
            await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(durationMs, undefined, { signal: this.signal });
        }
        catch {
            // The signal says why, to whoever looks next.
        }
    }
    /** Lets go of the timer and of the parent. */
    dispose() {
        clearTimeout(this.#timer);
        this.#parent?.removeEventListener('abort', this.#onAbort);
    }
}
/** Runs a task that has so much time. */
async function withDeadline(allowedMs, parent, task) {
    const deadline = new Deadline(allowedMs, parent);
    try {
        return await task(deadline);
    }
    finally {
        deadline.dispose();
    }
}


/***/ }),

/***/ 77893:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Q: () => (/* binding */ HttpClient)
});

// EXTERNAL MODULE: ./src/images/src/http/answerFailure.ts
var answerFailure = __webpack_require__(13968);
// EXTERNAL MODULE: ./src/images/src/http/cleanText.ts
var cleanText = __webpack_require__(11278);
// EXTERNAL MODULE: ./src/images/src/http/Connections.ts
var Connections = __webpack_require__(44041);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(37067);
var external_node_http_default = /*#__PURE__*/__webpack_require__.n(external_node_http_);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(44708);
var external_node_https_default = /*#__PURE__*/__webpack_require__.n(external_node_https_);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./src/images/src/http/failure.ts
var http_failure = __webpack_require__(42338);
;// CONCATENATED MODULE: ./src/images/src/http/exchange.ts




/** Headers of an answer may have so many bytes. Those of storage behind a registry carry signatures. */
const MAXIMUM_HEADER_BYTES = 32 * 1024;
/** A body that has moved by so much has moved. One byte now and then is no transfer. */
const PROGRESS_BYTES = 16 * 1024;
const SLICE_BYTES = 256 * 1024;
/** The connection of a request stood still, or broke; `reused` if it had served another request before. */
class ExchangeError extends Error {
    reused;
    constructor(cause, reused) {
        super('the exchange failed', { cause });
        this.name = 'ExchangeError';
        this.reused = reused;
    }
}
/** Adds up the time that is spent waiting for the other side, and none that we spend ourselves. */
class StallWatch {
    #stallMs;
    #onStall;
    #timer;
    #since = 0;
    #spentMs = 0;
    #movedBytes = 0;
    constructor(stallMs, onStall) {
        this.#stallMs = stallMs;
        this.#onStall = onStall;
    }
    begin(stallMs = this.#stallMs) {
        this.end();
        this.#since = performance.now();
        this.#timer = setTimeout(() => this.#onStall(new http_failure/* Stalled */.oB(stallMs)), Math.max(1, stallMs - this.#spentMs));
    }
    end() {
        if (this.#timer !== undefined) {
            clearTimeout(this.#timer);
            this.#timer = undefined;
            this.#spentMs += performance.now() - this.#since;
        }
    }
    moved(bytes) {
        this.#movedBytes += bytes;
        if (this.#movedBytes >= PROGRESS_BYTES) {
            this.restart();
        }
    }
    restart() {
        this.#movedBytes = 0;
        this.#spentMs = 0;
    }
}
function* slicesOf(bytes) {
    for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
        yield bytes.subarray(start, start + SLICE_BYTES);
    }
}
/** Writes the body as fast as the other side takes it. https://nodejs.org/api/http.html#requestwritechunk-encoding-callback */
async function send(request, { body, statistics }, watch, isAnswered) {
    let wake;
    // After each of these it makes no sense to wait on; why the connection closed is told by the answer.
    for (const event of ['drain', 'close', 'response']) {
        request.on(event, () => wake?.());
    }
    const content = body?.open() ?? Buffer.alloc(0);
    for await (const chunk of content instanceof Uint8Array ? slicesOf(content) : content) {
        if (isAnswered() || request.destroyed) {
            return; // and with that the source is closed
        }
        statistics.bytesUp += chunk.length;
        if (!request.write(chunk)) {
            watch.begin();
            await new Promise(resolve => {
                wake = resolve;
            });
            watch.end();
        }
        watch.moved(chunk.length);
    }
    request.end();
}
/** https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
function hasNoBody(method, { statusCode = 0 }) {
    return method === 'HEAD' || statusCode === 204 || statusCode === 304;
}
async function* read(message, { statistics }, watch) {
    const chunks = message[Symbol.asyncIterator]();
    try {
        for (;;) {
            watch.begin();
            const next = await chunks.next();
            watch.end();
            if (next.done) {
                // The agent takes the connection back a moment later; whoever asks next should find it there.
                await (0,promises_.setImmediate)();
                return;
            }
            watch.moved(next.value.length);
            statistics.bytesDown += next.value.length;
            yield next.value;
        }
    }
    finally {
        watch.end();
        if (!message.complete) {
            message.destroy();
        }
    }
}
/**
 * Sends one request, and answers as soon as the head of the answer is there. Follows nothing, and tries nothing twice.
 *
 * @throws ExchangeError for whatever happens to the connection; and what the source of the body throws
 */
async function exchange(options) {
    const { url } = options;
    const request = (url.protocol === 'https:' ? (external_node_https_default()) : (external_node_http_default())).request({
        agent: options.agent,
        protocol: url.protocol,
        // Not the URL itself: Node would send the user name in it as a header.
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        path: url.pathname + url.search,
        method: options.method,
        headers: {
            ...options.headers,
            ...(options.body && { 'content-length': String(options.body.sizeBytes) }),
            // What is hashed has to be what is sent: nothing may be compressed on the way.
            'accept-encoding': 'identity',
        },
        maxHeaderSize: MAXIMUM_HEADER_BYTES,
        signal: options.signal,
    });
    options.statistics.requests += 1;
    const watch = new StallWatch(options.stallMs, error => request.destroy(error));
    let answered = false;
    const answer = new Promise((resolve, reject) => {
        request.on('response', message => {
            answered = true;
            resolve(message);
        });
        request.on('error', error => reject(new ExchangeError(error, request.reusedSocket)));
    });
    answer.catch(() => undefined); // it is looked at below, perhaps after the body
    const sent = send(request, options, watch, () => answered);
    try {
        await Promise.race([sent, answer]);
        watch.restart();
        watch.begin(options.answerMs);
        const message = await answer;
        watch.end();
        watch.restart();
        if (!request.writableEnded) {
            // The server did not want to read everything, and nothing else can be said on this connection.
            sent.catch(() => undefined);
            message.on('end', () => request.destroy());
        }
        return {
            message,
            address: message.socket.remoteAddress ?? '',
            body: () => read(message, options, watch),
            drop: () => {
                // A little rest is read, so that the connection can serve again; a long one is not worth it.
                const restBytes = hasNoBody(options.method, message) ? 0 : Number(message.headers['content-length']);
                if (restBytes <= SLICE_BYTES) {
                    message.resume();
                }
                else {
                    message.destroy();
                }
            },
        };
    }
    catch (error) {
        request.destroy();
        throw error;
    }
    finally {
        watch.end();
    }
}

;// CONCATENATED MODULE: ./src/images/src/http/location.ts
function refused(reason) {
    return {
        code: 'registry-unsafe',
        reason,
        hint: 'Nothing was sent there. Tell those who run the registry.',
        retry: false,
    };
}
/**
 * Where an answer sends us: the target of a redirect or of an upload, a page of tags, a token server.
 *
 * @param base - the URL that was answered
 */
function resolveLocation(base, location, rules) {
    if (location === undefined || location === '') {
        return {
            failure: { ...refused(`${base.host} sends us on without saying where`), code: 'registry-failed' },
        };
    }
    if (!URL.canParse(location, base)) {
        return {
            failure: { ...refused(`${base.host} sends us to what is not an address`), code: 'registry-failed' },
        };
    }
    const target = new URL(location, base);
    if (target.username !== '' || target.password !== '') {
        return { failure: refused(`${base.host} sends us to an address with a user name in it`) };
    }
    const isSameServer = target.hostname === base.hostname && (target.port === '' || target.port === base.port);
    if (target.protocol === 'http:' && base.protocol === 'https:' && isSameServer) {
        // A registry behind a proxy that ends TLS often takes itself for a plain one:
        // https://distribution.github.io/distribution/recipes/nginx/
        return { value: new URL(target.pathname + target.search, base.origin) };
    }
    if (target.protocol !== 'https:' && !(target.protocol === 'http:' && rules.plainHttp)) {
        return {
            failure: refused(`${base.host} sends us to ${target.protocol}//${target.host}, where others could read along`),
        };
    }
    target.hash = '';
    return { value: target };
}
/** Whether an answer is a redirect that we follow. */
function isRedirect(status) {
    return [301, 302, 303, 307, 308].includes(status);
}
/** What becomes of a request on its way through a redirect. https://fetch.spec.whatwg.org/#http-redirect-fetch */
function methodAfter(status, method) {
    const becomesGet = (status === 303 && method !== 'HEAD' && method !== 'GET') ||
        ((status === 301 || status === 302) && method === 'POST');
    return becomesGet ? 'GET' : method;
}

;// CONCATENATED MODULE: ./src/images/src/http/Pace.ts
/** Requests per second that a host gets from one client when it does not complain. GHCR allows 2,000 a minute. */
const REQUESTS_PER_SECOND = 30;
/** So many may go at once after a rest: more than a usual run has in all. */
const BURST = 100;
const SLOWEST_PER_SECOND = 0.5;
/** After so many good answers in a row a host that had complained is asked faster again. */
const SUCCESSES_TO_SPEED_UP = 5;
/** How fast one host may be asked: a bucket of tokens that all requests to it share, and pauses it asked for. */
class Pace {
    #now;
    #tokens = BURST;
    #filledAt;
    #perSecond = REQUESTS_PER_SECOND;
    /** Nothing goes out before this moment. */
    #pausedUntil = 0;
    /** Good answers since the last complaint or change of speed. */
    #successes = 0;
    /** @param now - the clock, in milliseconds */
    constructor(now = () => performance.now()) {
        this.#now = now;
        this.#filledAt = now();
    }
    /** How long a request that goes out now has to wait, in milliseconds; its token is taken. */
    take() {
        const now = this.#now();
        this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond);
        this.#filledAt = now;
        this.#tokens -= 1;
        const untilToken = this.#tokens >= 0 ? 0 : (-this.#tokens / this.#perSecond) * 1000;
        return Math.max(0, untilToken, this.#pausedUntil - now);
    }
    /**
     * Waits for the turn of one request.
     *
     * @returns how long that took, in milliseconds
     */
    async turn(deadline) {
        const waitMs = this.take();
        if (waitMs === 0) {
            return 0;
        }
        const started = performance.now();
        await deadline.wait(waitMs);
        return performance.now() - started;
    }
    /** The host complained: everybody waits, and then goes on at half the speed. */
    slowDown(pauseMs) {
        const now = this.#now();
        if (now >= this.#pausedUntil) {
            // Once for a burst: the requests that were under way together all get the same complaint.
            this.#perSecond = Math.max(SLOWEST_PER_SECOND, this.#perSecond / 2);
            this.#tokens = Math.min(this.#tokens, 1);
        }
        this.#pausedUntil = Math.max(this.#pausedUntil, now + pauseMs);
        this.#successes = 0;
    }
    /** The host answered well. */
    succeeded() {
        this.#successes += 1;
        if (this.#successes >= SUCCESSES_TO_SPEED_UP && this.#perSecond < REQUESTS_PER_SECOND) {
            this.#perSecond = Math.min(REQUESTS_PER_SECOND, this.#perSecond * 2);
            this.#successes = 0;
        }
    }
}

// EXTERNAL MODULE: ./src/images/src/http/readUpTo.ts
var readUpTo = __webpack_require__(12598);
// EXTERNAL MODULE: ./src/images/src/http/retryAfter.ts
var retryAfter = __webpack_require__(15074);
;// CONCATENATED MODULE: ./src/images/src/http/statistics.ts
function emptyStatistics() {
    return {
        requests: 0,
        bytesDown: 0,
        bytesUp: 0,
        mounted: 0,
        mountedBytes: 0,
        mountsRefused: 0,
        retries: 0,
        waitedMs: 0,
    };
}

;// CONCATENATED MODULE: ./src/images/src/http/Tries.ts


const defaultRetryPolicy = { tries: 6, firstWaitMs: 250, longestWaitMs: 15_000 };
/** The tries of one operation. */
class Tries {
    #policy;
    #deadline;
    #statistics;
    #failed = 0;
    constructor(policy, deadline, statistics) {
        this.#policy = policy;
        this.#deadline = deadline;
        this.#statistics = statistics;
    }
    /** The last try got further than the one before it, so the count starts anew. */
    gotFurther() {
        this.#failed = 0;
    }
    /**
     * Waits until it is time for another try.
     *
     * @throws LiveryError of the failure when there is no use in another, or no time; `cancelled`
     */
    async afterFailure(purpose, failure) {
        this.#deadline.throwIfCancelled(purpose);
        this.#failed += 1;
        const waitMs = this.#waitMs(failure);
        if (!failure.retry || this.#failed >= this.#policy.tries) {
            throw (0,http_failure/* errorOf */.Mz)(purpose, failure, this.#failed);
        }
        if (waitMs >= this.#deadline.remainingMs) {
            throw (0,http_failure/* errorOf */.Mz)(purpose, withDeadlineReason(failure, waitMs, this.#deadline), this.#failed);
        }
        this.#statistics.retries += 1;
        this.#statistics.waitedMs += waitMs;
        await this.#deadline.wait(waitMs);
        this.#deadline.throwIfCancelled(purpose);
    }
    /**
     * Any time up to a bound that doubles, so that clients that failed together do not come back together; never sooner than
     * the host asks for. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
     */
    #waitMs(failure) {
        const bound = Math.min(this.#policy.longestWaitMs, this.#policy.firstWaitMs * 2 ** (this.#failed - 1));
        const jitterMs = Math.random() * bound;
        return failure.waitMs === undefined ? jitterMs : failure.waitMs + Math.min(jitterMs, failure.waitMs / 10);
    }
}
function withDeadlineReason(failure, waitMs, deadline) {
    const allowed = (0,retryAfter/* describeSeconds */.bD)(deadline.allowedMs / 1000);
    const reason = failure.waitMs === undefined
        ? `${failure.reason}, and the ${allowed} for it are over`
        : `${failure.reason} and wants ${(0,retryAfter/* describeSeconds */.bD)(waitMs / 1000)} of rest, more than is left of the ${allowed} for it`;
    return { ...failure, reason };
}

;// CONCATENATED MODULE: ./src/images/src/http/HttpClient.ts











/** Bytes of the body of an error, or of an answer whose body nobody asked for. */
const MAXIMUM_ERROR_BYTES = 64 * 1024;
/** Bytes of a body that is simply sent again. */
const MAXIMUM_REPEATED_BYTES = 64 * 1024;
const MAXIMUM_REDIRECTS = 5;
const STALL_MS = 60_000;
/** HTTP as a registry needs it: redirects by hand, guarded addresses, limits, pace and retries. */
class HttpClient {
    #options;
    #retry;
    #paces = new Map();
    #connections;
    statistics = emptyStatistics();
    constructor(options) {
        this.#options = options;
        this.#retry = { ...defaultRetryPolicy, ...options.retry };
        this.#connections = new Connections/* Connections */.U(options);
    }
    /** The address of the host that this client is for. */
    get origin() {
        return this.#connections.origin;
    }
    /** The tries of one operation. */
    tries(deadline) {
        return new Tries(this.#retry, deadline, this.statistics);
    }
    /** Where an answer sends us. */
    resolve(base, location) {
        return resolveLocation(base, location, this.#connections);
    }
    /** Ends all connections. */
    close() {
        this.#connections.close();
    }
    /**
     * Sends a request until it is answered as expected.
     *
     * @throws LiveryError of the last failure, `cancelled`, and what the source of the body throws
     */
    async send(request, deadline) {
        const tries = this.tries(deadline);
        for (;;) {
            const { value, failure } = await this.try(request, deadline);
            if (value) {
                return value;
            }
            await tries.afterFailure(request.purpose, failure);
        }
    }
    /**
     * One try, and the body of its answer.
     *
     * @throws LiveryError `cancelled`, and what the source of the body throws
     */
    async try(request, deadline) {
        const { value, failure } = await this.tryStreamed(request, deadline);
        if (failure) {
            return { failure };
        }
        try {
            const body = await (0,readUpTo/* readUpTo */.V)(value.body, request.maximumBytes ?? MAXIMUM_ERROR_BYTES);
            return { value: { status: value.status, headers: value.headers, url: value.url, body } };
        }
        catch (error) {
            return { failure: this.explain(error, value.url, request.purpose, deadline) };
        }
    }
    /**
     * One try, whose answer is left to the caller as a stream; what breaks it is for {@link HttpClient.explain}.
     *
     * @throws LiveryError `cancelled`, and what the source of the body throws
     */
    async tryStreamed(request, deadline) {
        let hop = request;
        for (let hops = 0;; hops += 1) {
            const { value: raw, failure } = await this.#exchange(request, hop, deadline);
            if (failure) {
                return { failure };
            }
            const status = raw.message.statusCode ?? 0;
            if (request.expect.includes(status)) {
                const { url } = hop;
                return {
                    value: { status, headers: raw.message.headers, url, body: raw.body(), drop: () => raw.drop() },
                };
            }
            if (!isRedirect(status)) {
                return { failure: await this.#unwanted(request, hop, raw) };
            }
            raw.drop();
            const next = this.#follow(request, hop, raw, hops);
            if (next.failure) {
                return next;
            }
            hop = next.value;
        }
    }
    /** The failure of a connection that broke. */
    explain(error, url, purpose, deadline) {
        deadline.throwIfCancelled(purpose);
        if (deadline.signal.aborted) {
            return {
                code: 'registry-unreachable',
                reason: `${url.host} was too slow, and the ${(0,retryAfter/* describeSeconds */.bD)(deadline.allowedMs / 1000)} for it are over`,
                hint: 'Check the network between here and there, and try again.',
                retry: false,
                cause: error,
            };
        }
        return (0,http_failure/* connectionFailure */.Dx)(url.host, error);
    }
    #paceOf(url) {
        let pace = this.#paces.get(url.host);
        if (!pace) {
            pace = new Pace();
            this.#paces.set(url.host, pace);
        }
        return pace;
    }
    async #exchange(request, hop, deadline) {
        this.statistics.waitedMs += await this.#paceOf(hop.url).turn(deadline);
        const { method, url, authorization, body } = hop;
        const { stallMs = STALL_MS } = this.#options;
        // The second round is for a connection that the other side had closed before it could hear of the request:
        // https://nodejs.org/api/http.html#requestreusedsocket. Not for a large body: of that it may have heard a part.
        const isSmall = (body?.sizeBytes ?? 0) <= MAXIMUM_REPEATED_BYTES;
        for (let round = 0;; round += 1) {
            const agent = this.#agentFor(url);
            if (agent.failure) {
                return agent;
            }
            try {
                const raw = await exchange({
                    method,
                    url,
                    headers: {
                        'user-agent': 'livery',
                        ...request.headers,
                        ...(authorization && { authorization: authorization.reveal() }),
                    },
                    ...(body && { body }),
                    agent: agent.value,
                    signal: deadline.signal,
                    stallMs,
                    answerMs: request.answerMs ?? stallMs,
                    statistics: this.statistics,
                });
                this.#heard(url, raw);
                return { value: raw };
            }
            catch (error) {
                if (!(error instanceof ExchangeError)) {
                    throw error; // of the source of the body
                }
                if (!error.reused || !(0,http_failure/* isCut */.xZ)(error.cause) || !isSmall || round > 0) {
                    return { failure: this.explain(error.cause, url, request.purpose, deadline) };
                }
            }
        }
    }
    #agentFor(url) {
        try {
            return { value: this.#connections.agentFor(url) };
        }
        catch (error) {
            return { failure: (0,http_failure/* connectionFailure */.Dx)(url.host, error) };
        }
    }
    #heard(url, raw) {
        this.#connections.connected(url, raw.address);
        const rateLimit = (0,retryAfter/* rateLimitOf */.tX)(raw.message.headers);
        if (rateLimit) {
            this.statistics.rateLimit = rateLimit;
        }
        if ((raw.message.statusCode ?? 500) < 400) {
            this.#paceOf(url).succeeded();
        }
    }
    async #unwanted(request, hop, raw) {
        const status = raw.message.statusCode ?? 0;
        const body = (await (0,readUpTo/* readStart */.H)(raw.body(), MAXIMUM_ERROR_BYTES)).toString('utf8');
        const failure = (0,answerFailure/* answerFailure */.Rp)({
            method: hop.method,
            url: hop.url,
            status,
            headers: raw.message.headers,
            body,
            gist: (0,cleanText/* gistOf */.v)(body, this.#options.redactor),
            identity: hop.authorization || hop.url === request.url ? request.identity : answerFailure/* NO_CREDENTIALS */.zw,
        });
        if (status === 429 || failure.waitMs !== undefined) {
            this.#paceOf(hop.url).slowDown(failure.waitMs ?? 0);
        }
        return failure;
    }
    #follow(request, hop, raw, hops) {
        const status = raw.message.statusCode ?? 0;
        const next = this.resolve(hop.url, raw.message.headers.location);
        if (next.failure) {
            return next;
        }
        if (hops >= MAXIMUM_REDIRECTS) {
            return { failure: unsafe(`${hop.url.host} sends us on and on, ${hops + 1} times by now`) };
        }
        const isSameOrigin = next.value.origin === hop.url.origin;
        if (!isSameOrigin && request.redirects === 'same-origin') {
            return {
                failure: unsafe(`${hop.url.host} sends us on to ${next.value.host}, which is not followed here`),
            };
        }
        const method = methodAfter(status, hop.method);
        return {
            value: {
                method,
                url: next.value,
                ...(method === hop.method && hop.body && { body: hop.body }),
                // A credential never crosses an origin, and once dropped it stays so, even on the way back.
                ...(isSameOrigin && hop.authorization && { authorization: hop.authorization }),
            },
        };
    }
}
function unsafe(reason) {
    return {
        code: 'registry-unsafe',
        reason,
        hint: 'Check the name of the registry, and tell those who run it.',
        retry: false,
    };
}


/***/ }),

/***/ 29324:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qi: () => (/* binding */ kindOfAddress),
/* harmony export */   g2: () => (/* binding */ checkLiteral),
/* harmony export */   im: () => (/* binding */ reachableFrom),
/* harmony export */   nT: () => (/* binding */ AddressRefused),
/* harmony export */   rN: () => (/* binding */ guardedLookup)
/* harmony export */ });
/* harmony import */ var node_dns__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(40610);
/* harmony import */ var node_dns__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_dns__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(77030);
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_net__WEBPACK_IMPORTED_MODULE_1__);


// https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
const ranges = {
    // Before the private ones: some of these lie inside of them.
    special: [
        ['0.0.0.0', 8],
        ['169.254.0.0', 16], // link-local, and the metadata service of most clouds
        ['100.100.100.200', 32], // metadata service of Alibaba Cloud
        ['168.63.129.16', 32], // https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
        ['192.0.0.0', 24],
        ['192.0.2.0', 24],
        ['192.88.99.0', 24],
        ['198.18.0.0', 15],
        ['198.51.100.0', 24],
        ['203.0.113.0', 24],
        ['224.0.0.0', 4],
        ['240.0.0.0', 4],
        ['fd00:ec2::254', 128], // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
        ['100::', 64],
        ['2001::', 23], // Teredo and others that hide an address of version 4
        ['2001:db8::', 32],
        ['2002::', 16], // 6to4
        ['64:ff9b:1::', 48],
        ['fe80::', 10],
        ['fec0::', 10],
        ['ff00::', 8],
    ],
    loopback: [
        ['127.0.0.0', 8],
        ['::1', 128],
    ],
    private: [
        ['10.0.0.0', 8],
        ['172.16.0.0', 12],
        ['192.168.0.0', 16],
        ['100.64.0.0', 10], // carrier-grade NAT
        ['fc00::', 7],
    ],
};
function listOf(networks) {
    const list = new node_net__WEBPACK_IMPORTED_MODULE_1__.BlockList();
    for (const [network, prefix] of networks) {
        list.addSubnet(network, prefix, (0,node_net__WEBPACK_IMPORTED_MODULE_1__.isIP)(network) === 6 ? 'ipv6' : 'ipv4');
    }
    return list;
}
const lists = Object.entries(ranges).map(([kind, networks]) => ({
    kind: kind,
    list: listOf(networks),
}));
/** Ranges of version 6 whose last four bytes are an address of version 4: mapped ones, and those behind NAT64. */
const translated = listOf([
    ['::ffff:0:0', 96],
    ['64:ff9b::', 96],
]);
/** The same without a prefix: long out of use, and so only of use to somebody who hides something. */
const compatible = listOf([['::', 96]]);
/** The last four bytes of an address of version 6, in the form of version 4. */
function lastFourBytes(address) {
    // The parser of URLs writes an address in one way, whatever way it came in.
    const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2);
    const [high = 0, low = 0] = groups.map(group => Number.parseInt(group || '0', 16));
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
/** Tells where an IP address leads. */
function kindOfAddress(address) {
    const [plain = ''] = address.split('%'); // without the zone of a link-local address
    const version = (0,node_net__WEBPACK_IMPORTED_MODULE_1__.isIP)(plain);
    if (version === 0) {
        return 'special';
    }
    if (version === 6 && translated.check(plain, 'ipv6')) {
        return kindOfAddress(lastFourBytes(plain));
    }
    const family = version === 6 ? 'ipv6' : 'ipv4';
    const found = lists.find(({ list }) => list.check(plain, family));
    if (found) {
        return found.kind;
    }
    return version === 6 && compatible.check(plain, 'ipv6') ? 'special' : 'public';
}
/**
 * Which addresses an answer may send us to, by where it came from. A registry on the internet must not be able to make us
 * call what only this network can reach; one inside of it may have its storage beside it.
 */
const reachableFrom = {
    public: new Set(['public']),
    private: new Set(['public', 'private']),
    loopback: new Set(['public', 'private', 'loopback']),
    special: new Set(['public']),
};
/** An address was not connected to, because of where it leads. */
class AddressRefused extends Error {
    host;
    address;
    constructor(host, address) {
        super(`${host} leads to ${address}`);
        this.name = 'AddressRefused';
        this.host = host;
        this.address = address;
    }
}
/**
 * Looks at an address that stands in a URL itself, for which nothing is looked up.
 *
 * @throws AddressRefused
 */
function checkLiteral(hostname, reach) {
    const address = hostname.replace(/^\[|\]$/g, '');
    if (reach && (0,node_net__WEBPACK_IMPORTED_MODULE_1__.isIP)(address) !== 0 && !reach.has(kindOfAddress(address))) {
        throw new AddressRefused(address, address);
    }
}
/**
 * A lookup that answers only addresses within reach. The connection goes to what it answers, so what was checked is what is
 * connected to, each time anew.
 */
function guardedLookup(reach, lookup = node_dns__WEBPACK_IMPORTED_MODULE_0__.lookup) {
    if (!reach) {
        return lookup;
    }
    return (hostname, options, callback) => {
        lookup(hostname, options, (error, found, family) => {
            if (error) {
                callback(error, found, family);
                return;
            }
            const addresses = Array.isArray(found)
                ? found
                : [{ address: found, family: family ?? 0 }];
            const refused = addresses.find(({ address }) => !reach.has(kindOfAddress(address)));
            if (refused) {
                // One bad address among good ones is no accident either.
                callback(new AddressRefused(hostname, refused.address), '', 0);
            }
            else {
                callback(null, found, family);
            }
        });
    };
}


/***/ }),

/***/ 13968:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Rp: () => (/* binding */ answerFailure),
/* harmony export */   zw: () => (/* binding */ NO_CREDENTIALS)
/* harmony export */ });
/* unused harmony export describeUrl */
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(37067);
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_http__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _retryAfter__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(15074);


const rules = [
    {
        statuses: [401],
        code: 'registry-denied',
        retry: false,
        hint: ({ url, identity }) => identity === NO_CREDENTIALS
            ? `Check the name; if it is private, log in with "docker login ${url.host}" or "podman login ${url.host}".`
            : 'Check that the password or token is right, has not expired, and is allowed to do this.',
    },
    {
        statuses: [403],
        code: 'registry-denied',
        retry: false,
        hint: ({ identity }) => `Give ${identity === NO_CREDENTIALS ? 'credentials' : identity} the right to do this.`,
    },
    {
        statuses: [404],
        code: 'image-not-found',
        retry: false,
        hint: ({ method, identity }) => method === 'GET' || method === 'HEAD'
            ? `Check the name, the tag and the digest. Some registries answer like this as well when they hide a repository; the request was made with ${identity}.`
            : 'Check the name. Some registries, such as that of Amazon, want a repository to be created before something is pushed to it.',
    },
    {
        statuses: [429],
        code: 'registry-limited',
        retry: true,
        hint: ({ identity }) => identity === NO_CREDENTIALS
            ? 'Wait, or log in: registries let known users do more.'
            : 'Wait, and run less at the same time.',
    },
    {
        // 499 is nginx's word for a connection that was closed, 522 Cloudflare's for a server that does not answer.
        statuses: [408, 425, 499, 500, 502, 503, 504, 522],
        code: 'registry-failed',
        retry: true,
        hint: () => 'The fault is on the side of the registry. Try again later; if it stays, tell those who run it.',
    },
    {
        statuses: [413],
        code: 'registry-refused',
        retry: false,
        hint: () => 'A proxy before the registry limits the size of a request: raise its limit, for nginx client_max_body_size.',
    },
    {
        statuses: [405, 501],
        code: 'registry-refused',
        retry: false,
        hint: () => 'The registry does not do this, or has it switched off.',
    },
];
const fallback = {
    code: 'registry-refused',
    retry: false,
    hint: ({ gist }) => 
    // The words of Go's server, which most registries are made with: https://pkg.go.dev/net/http#Server.ServeTLS
    gist.includes('HTTP request to an HTTPS server')
        ? 'The registry speaks HTTPS on this port: do not ask for plain HTTP.'
        : 'Check that the address is that of a registry, and what its log says.',
};
/** What is said of a request without credentials. */
const NO_CREDENTIALS = 'no credentials';
/** The failure of a request that was answered, but not as hoped. */
function answerFailure(answer) {
    const { method, url, status, headers, body, gist, identity } = answer;
    const rule = rules.find(({ statuses }) => statuses.includes(status)) ?? fallback;
    const rateLimit = (0,_retryAfter__WEBPACK_IMPORTED_MODULE_1__/* .rateLimitOf */ .tX)(headers);
    const left = status === 429 && rateLimit ? (0,_retryAfter__WEBPACK_IMPORTED_MODULE_1__/* .describeRateLimit */ .J8)(rateLimit) : undefined;
    // Only there a text is looked into: elsewhere it is a page for people.
    const waitMs = rule.retry ? (0,_retryAfter__WEBPACK_IMPORTED_MODULE_1__/* .retryAfterMs */ .Vs)(headers, status === 429 ? body : '') : undefined;
    return {
        code: rule.code,
        reason: [
            `${url.host} answered ${status} ${node_http__WEBPACK_IMPORTED_MODULE_0__.STATUS_CODES[status] ?? ''}`.trimEnd(),
            gist === '' ? '' : ` (${gist})`,
            // HEAD has no body that could say more.
            ` to ${method} ${describeUrl(url)}`,
            status === 401 || status === 403 || status === 429 ? ` with ${identity}` : '',
            left === undefined ? '' : `; ${left}`,
        ].join(''),
        hint: rule.hint(answer),
        retry: rule.retry,
        ...(waitMs !== undefined && { waitMs }),
        answer: { status, headers, url },
    };
}
/** A URL as it may be printed: what stands behind the question mark can be a signature. */
function describeUrl(url) {
    return `${url.protocol}//${url.host}${url.pathname}`;
}


/***/ }),

/***/ 11278:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ cleanText),
/* harmony export */   v: () => (/* binding */ gistOf)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(50000);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(49567);
/* harmony import */ var _json__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(81289);


/** What is shown of somebody else's text, in characters. */
const MAXIMUM_SHOWN = 300;
/** Foreign text as one short line: no control characters, no markup, no secrets. */
function cleanText(text, redactor) {
    const line = redactor
        // Before it is cut: half a secret would not be found.
        .clean(text)
        .replace(/<[^<>]*>/g, ' ')
        .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
        .trim();
    return line.length > MAXIMUM_SHOWN ? `${line.slice(0, MAXIMUM_SHOWN)}…` : line;
}
/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
const RegistryErrors = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    errors: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ code: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .Yj().optional(), message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().nullish() })).min(1),
});
/** What token servers answer: RFC 6749, and what Docker's and GitLab's do. */
const TokenError = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    error: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    error_description: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    details: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
});
/** The gist of the body of an error, whatever its form; empty if there is none. */
function gistOf(body, redactor) {
    const document = (0,_json__WEBPACK_IMPORTED_MODULE_2__/* .parseJson */ .q)(body);
    const registry = RegistryErrors.safeParse(document);
    if (registry.success) {
        const [first] = registry.data.errors;
        return cleanText([first?.code, first?.message].filter(Boolean).join(': '), redactor);
    }
    const token = TokenError.safeParse(document);
    if (token.success) {
        const { error, error_description: description, details, message } = token.data;
        return cleanText([error, description ?? details ?? message].filter(Boolean).join(': '), redactor);
    }
    return cleanText(body, redactor);
}


/***/ }),

/***/ 42338:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dx: () => (/* binding */ connectionFailure),
/* harmony export */   Mz: () => (/* binding */ errorOf),
/* harmony export */   VL: () => (/* binding */ TooLong),
/* harmony export */   oB: () => (/* binding */ Stalled),
/* harmony export */   xZ: () => (/* binding */ isCut)
/* harmony export */ });
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(30999);
/* harmony import */ var _addresses__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(29324);
/* harmony import */ var _retryAfter__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(15074);



/** The error of a failure, after so many tries. `purpose` is what was tried, as the start of a sentence. */
function errorOf(purpose, failure, tries) {
    return new _livery_contracts__WEBPACK_IMPORTED_MODULE_0__/* .LiveryError */ .AV(failure.code, {
        message: `${purpose} failed${tries > 1 ? ` in ${tries} tries` : ''}: ${failure.reason}.`,
        hint: failure.hint,
        cause: failure.cause,
    });
}
/** Nothing moved on a connection for too long. */
class Stalled extends Error {
    constructor(afterMs) {
        super(`nothing moved for ${(0,_retryAfter__WEBPACK_IMPORTED_MODULE_1__/* .describeSeconds */ .bD)(afterMs / 1000)}`);
        this.name = 'Stalled';
    }
}
/** An answer was longer than it may be. */
class TooLong extends Error {
    constructor(maximumBytes) {
        super(`the answer is longer than ${maximumBytes / 1024} KiB`);
        this.name = 'TooLong';
    }
}
const NETWORK = 'Check the network between here and there, and try again.';
const connectionFaults = [
    {
        codes: /^ENOTFOUND$/,
        reason: 'there is no host of that name',
        hint: 'Check the name of the registry, and whether this machine finds names at all.',
        retry: false,
    },
    {
        codes: /^EAI_/,
        reason: 'the name of the host could not be looked up',
        hint: 'Check whether this machine finds names, and try again.',
        retry: true,
    },
    {
        codes: /^ECONNREFUSED$/,
        reason: 'nothing answers on that port',
        hint: 'Check the port, and that the registry runs.',
        retry: true,
    },
    {
        codes: /^(?:EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN)$/,
        reason: 'the network does not lead there',
        hint: NETWORK,
        retry: true,
    },
    {
        codes: /^(?:ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE|HPE_INVALID_EOF_STATE)$/,
        reason: 'the connection was cut',
        hint: NETWORK,
        retry: true,
    },
    { codes: /^ETIMEDOUT$/, reason: 'it could not be connected to in time', hint: NETWORK, retry: true },
    {
        codes: /^HPE_HEADER_OVERFLOW$/,
        reason: 'it answered with headers that are too long',
        hint: 'Check that this is a registry.',
        retry: false,
    },
    {
        codes: /^HPE_/,
        reason: 'what it answered is not HTTP',
        hint: 'Check the port and whether the registry speaks HTTP or HTTPS there.',
        retry: false,
    },
    {
        codes: /^(?:EPROTO|ERR_SSL_\w+)$/,
        reason: 'it does not speak HTTPS as it should',
        hint: 'If the registry speaks plain HTTP, and only then, allow that for this host.',
        retry: false,
    },
    {
        codes: /CERT|^UNABLE_TO_|SELF_SIGNED|^ERR_TLS_/,
        reason: 'its certificate is not one that this machine trusts',
        hint: 'Give the certificate of the authority that signed it, for instance with NODE_EXTRA_CA_CERTS.',
        retry: false,
    },
];
function codeOf(error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    return typeof code === 'string' ? code : '';
}
/** Whether a connection that was kept open had been closed by the other side in the meantime. */
function isCut(error) {
    return /^(?:ECONNRESET|EPIPE)$/.test(codeOf(error));
}
/** The failure of a request whose connection broke, or was never made. `to` is the host. */
function connectionFailure(to, error) {
    if (error instanceof _addresses__WEBPACK_IMPORTED_MODULE_2__/* .AddressRefused */ .nT) {
        return {
            code: 'registry-unsafe',
            reason: `it would lead to ${error.address === error.host ? error.address : `${error.host}, which is ${error.address}`}, an address that a registry may not send us to`,
            hint: 'Nothing was sent there. If the address is right, name it as the registry itself.',
            retry: false,
            cause: error,
        };
    }
    if (error instanceof Stalled) {
        return {
            code: 'registry-unreachable',
            reason: `${error.message} on the connection to ${to}`,
            hint: NETWORK,
            retry: true,
            cause: error,
        };
    }
    if (error instanceof TooLong) {
        return {
            code: 'registry-failed',
            reason: `${error.message}, which ${to} should not send`,
            hint: 'Check that this is a registry.',
            retry: false,
            cause: error,
        };
    }
    const code = codeOf(error);
    const fault = connectionFaults.find(({ codes }) => codes.test(code));
    if (!fault) {
        return {
            code: 'registry-unreachable',
            reason: `${to}: ${(0,_livery_contracts__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error)}`,
            hint: NETWORK,
            retry: false,
            cause: error,
        };
    }
    return {
        code: /^HPE_/.test(code) ? 'registry-failed' : 'registry-unreachable',
        reason: `${to}: ${fault.reason} (${code})`,
        hint: fault.hint,
        retry: fault.retry,
        cause: error,
    };
}


/***/ }),

/***/ 12598:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ readStart),
/* harmony export */   V: () => (/* binding */ readUpTo)
/* harmony export */ });
/* harmony import */ var _failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(42338);

/**
 * Reads a stream into memory, up to a limit.
 *
 * @throws TooLong as soon as there is more
 */
async function readUpTo(stream, maximumBytes) {
    const chunks = [];
    let sizeBytes = 0;
    for await (const chunk of stream) {
        sizeBytes += chunk.length;
        if (sizeBytes > maximumBytes) {
            throw new _failure__WEBPACK_IMPORTED_MODULE_0__/* .TooLong */ .VL(maximumBytes);
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}
/** Reads the start of a stream, for what can do without the rest: a text that explains something. */
async function readStart(stream, maximumBytes) {
    const chunks = [];
    let sizeBytes = 0;
    try {
        for await (const chunk of stream) {
            chunks.push(chunk);
            sizeBytes += chunk.length;
            if (sizeBytes >= maximumBytes) {
                break;
            }
        }
    }
    catch {
        // What came before the connection broke has to do.
    }
    return Buffer.concat(chunks).subarray(0, maximumBytes);
}


/***/ }),

/***/ 15074:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J8: () => (/* binding */ describeRateLimit),
/* harmony export */   Vs: () => (/* binding */ retryAfterMs),
/* harmony export */   bD: () => (/* binding */ describeSeconds),
/* harmony export */   tX: () => (/* binding */ rateLimitOf)
/* harmony export */ });
/** Longer than anybody waits: one day. */
const MAXIMUM_WAIT_MS = 86_400_000;
const units = { ms: 1, s: 1000, m: 60_000 };
function bounded(waitMs) {
    return Number.isFinite(waitMs) ? Math.min(Math.max(0, waitMs), MAXIMUM_WAIT_MS) : undefined;
}
/**
 * How long a host asks to be left alone, in milliseconds, read from its headers or, failing them, from the text of its answer.
 *
 * Retry-After has seconds or a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after); fractions are seen too. GHCR says
 * `retry-after: 12.5ms` in the body of its answer only: https://github.com/coreruleset/modsecurity-crs-docker/pull/449
 */
function retryAfterMs(headers, body) {
    const header = headers['retry-after']?.trim();
    if (header !== undefined) {
        if (/^\d{1,9}(?:\.\d{1,9})?$/.test(header)) {
            return bounded(Number(header) * 1000);
        }
        const date = Date.parse(header);
        if (!Number.isNaN(date)) {
            return bounded(date - Date.now());
        }
    }
    const hint = /retry[- ]after["']?\s?[:=]?\s?["']?(\d{1,9}(?:\.\d{1,9})?)\s?(ms|s|m)?\b/i.exec(body);
    if (hint) {
        return bounded(Number(hint[1]) * (units[hint[2]?.toLowerCase() ?? 's'] ?? 1000));
    }
    const limit = rateLimitOf(headers);
    const reset = Number(headers['ratelimit-reset']);
    return limit?.remaining === 0 && reset > 0 ? bounded(reset * 1000) : undefined;
}
/**
 * What a host says of its limit. Docker Hub writes `ratelimit-remaining: 76;w=21600`:
 * https://docs.docker.com/docker-hub/usage/pulls/#view-hourly-pull-rate-and-limit
 */
function rateLimitOf(headers) {
    const read = (name) => {
        const value = headers[name];
        const match = typeof value === 'string' ? /^(\d{1,12})(?:;w=(\d{1,9}))?/.exec(value.trim()) : null;
        return match ? { count: Number(match[1]), windowSeconds: match[2] } : undefined;
    };
    const limit = read('ratelimit-limit');
    const remaining = read('ratelimit-remaining');
    const windowSeconds = remaining?.windowSeconds ?? limit?.windowSeconds;
    if (!limit && !remaining) {
        return undefined;
    }
    return {
        ...(limit && { limit: limit.count }),
        ...(remaining && { remaining: remaining.count }),
        ...(windowSeconds !== undefined && { windowSeconds: Number(windowSeconds) }),
    };
}
/** `0 of 100 requests in 6 hours are left` */
function describeRateLimit(rateLimit) {
    const { limit, remaining, windowSeconds } = rateLimit;
    if (remaining === undefined) {
        return undefined;
    }
    const of = limit === undefined ? '' : ` of ${limit}`;
    const within = windowSeconds === undefined ? '' : ` in ${describeSeconds(windowSeconds)}`;
    return `${remaining}${of} requests${within} are left`;
}
/** A time as people say it: `12 s`, `5 minutes`, `6 hours`. */
function describeSeconds(seconds) {
    if (seconds < 120) {
        return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
    }
    return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}


/***/ }),

/***/ 75147:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K8: () => (/* binding */ ImageConfig),
/* harmony export */   nU: () => (/* binding */ ImageManifest),
/* harmony export */   yd: () => (/* binding */ ImageIndex)
/* harmony export */ });
/* unused harmony exports Platform, Descriptor */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(50000);
/* harmony import */ var _digest__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(56343);


// All of these are open: what we do not know has to be carried on as it is. No number is asked to be right that nobody uses.
const annotations = zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP());
/** https://github.com/opencontainers/image-spec/blob/main/image-index.md */
const Platform = zod__WEBPACK_IMPORTED_MODULE_0__/* .looseObject */ ._H3({
    architecture: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    os: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    'os.version': zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    variant: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
});
/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
const Descriptor = zod__WEBPACK_IMPORTED_MODULE_0__/* .looseObject */ ._H3({
    mediaType: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    digest: _digest__WEBPACK_IMPORTED_MODULE_1__/* .ContentDigest */ .ed,
    size: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().nonnegative().max(Number.MAX_SAFE_INTEGER).describe('bytes'),
    urls: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()).optional(),
    annotations: annotations.optional(),
    artifactType: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    platform: Platform.optional(),
});
/** https://github.com/opencontainers/image-spec/blob/main/manifest.md */
const ImageManifest = zod__WEBPACK_IMPORTED_MODULE_0__/* .looseObject */ ._H3({
    schemaVersion: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz(2),
    // The specification of OCI asks for it, and builders leave it out: the header has it.
    mediaType: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    artifactType: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    config: Descriptor,
    layers: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(Descriptor),
    subject: Descriptor.optional(),
    annotations: annotations.optional(),
});
/** https://github.com/opencontainers/image-spec/blob/main/image-index.md */
const ImageIndex = zod__WEBPACK_IMPORTED_MODULE_0__/* .looseObject */ ._H3({
    schemaVersion: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz(2),
    mediaType: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    artifactType: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    manifests: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(Descriptor),
    subject: Descriptor.optional(),
    annotations: annotations.optional(),
});
/** https://github.com/opencontainers/image-spec/blob/main/config.md */
const ImageConfig = zod__WEBPACK_IMPORTED_MODULE_0__/* .looseObject */ ._H3({
    architecture: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    os: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    created: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    config: zod__WEBPACK_IMPORTED_MODULE_0__/* .looseObject */ ._H3({
        User: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
        Env: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()).nullish(),
        WorkingDir: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
        Labels: zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()).nullish(),
    })
        .nullish(),
    rootfs: zod__WEBPACK_IMPORTED_MODULE_0__/* .looseObject */ ._H3({ type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('layers'), diff_ids: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(_digest__WEBPACK_IMPORTED_MODULE_1__/* .ContentDigest */ .ed) }),
    history: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .looseObject */ ._H3({
        created: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
        created_by: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
        comment: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
        empty_layer: zod__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zMY().optional(),
    }))
        .nullish(),
});


/***/ }),

/***/ 81289:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ parseJson)
/* harmony export */ });
/** What a JSON text says; undefined if it is none, which every schema refuses. Bytes are UTF-8. */
function parseJson(text) {
    try {
        return JSON.parse(text.toString());
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 78597:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Im: () => (/* binding */ jsonErrorOf),
/* harmony export */   cu: () => (/* binding */ identityOf),
/* harmony export */   lO: () => (/* binding */ secretFrom),
/* harmony export */   t6: () => (/* binding */ AwsClient)
/* harmony export */ });
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(30999);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(50000);
/* harmony import */ var _auth_Secret__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(17900);
/* harmony import */ var _http_cleanText__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(11278);
/* harmony import */ var _http_Connections__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(44041);
/* harmony import */ var _http_Deadline__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(93430);
/* harmony import */ var _http_HttpClient__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(77893);
/* harmony import */ var _json__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(81289);








const DEADLINE_MS = 60_000;
const MAXIMUM_ANSWER_BYTES = 256 * 1024;
/**
 * What services answer when they refuse, in JSON: `{"__type":"com.amazon.coral.service#AccessDeniedException","message":"…"}`.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
 */
const JsonError = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    __type: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    Message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
});
/** What services answer when there were too many calls; they say so with 400. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html */
const throttled = /^(?:Throttling|ThrottlingException|ThrottledException|RequestLimitExceeded|TooManyRequestsException)$/;
/** Names of errors that say who we are is not believed. */
const notBelieved = /^(?:UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|ExpiredToken(?:Exception)?|IncompleteSignature(?:Exception)?|MissingAuthenticationToken(?:Exception)?|InvalidIdentityToken|IDPRejectedClaim)$/;
/** Calls one service of AWS. */
class AwsClient {
    #http;
    #options;
    #redactor;
    url;
    /** @throws LiveryError `usage-invalid` for an address that others could read along */
    constructor(endpoint, redactor, options) {
        const address = options.endpoint ?? endpoint;
        const url = URL.canParse(address) ? new URL(address) : undefined;
        const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && (0,_http_Connections__WEBPACK_IMPORTED_MODULE_1__/* .isLoopback */ .B)(url.host));
        if (!url || !isSafe || url.username !== '' || url.password !== '') {
            throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV('usage-invalid', {
                message: `The endpoint ${JSON.stringify(url?.username ? url.host : address)} of AWS cannot be used: it has to start with https://, and have no user name.`,
                hint: `Leave it out, which means ${endpoint}, or give the address of a private endpoint.`,
            });
        }
        this.url = url;
        this.#options = options;
        this.#redactor = redactor;
        this.#http = new _http_HttpClient__WEBPACK_IMPORTED_MODULE_3__/* .HttpClient */ .Q({
            host: url.host,
            plainHttp: url.protocol === 'http:',
            redactor,
            ...(options.retry && { retry: options.retry }),
        });
    }
    close() {
        this.#http.close();
    }
    /**
     * Calls until there is an answer that does not ask for patience. What the service refuses is an answer as well.
     *
     * @param prepare - makes the request anew for each try: a signature counts for some minutes only
     * @param errorOfAnswer - the error that an answer tells of, if it does
     * @throws LiveryError `registry-unreachable`, `registry-limited`, `registry-failed`, `cancelled`
     */
    async call(request, prepare, errorOfAnswer) {
        const { deadlineMs = DEADLINE_MS, signal } = this.#options;
        return (0,_http_Deadline__WEBPACK_IMPORTED_MODULE_4__/* .withDeadline */ .N)(deadlineMs, signal, async (deadline) => {
            const tries = this.#http.tries(deadline);
            for (;;) {
                const { value: answer, failure } = await this.#try(request, await prepare(), deadline);
                const error = answer && answer.status !== 200 ? this.#clean(errorOfAnswer(answer)) : undefined;
                if (answer && !(error && throttled.test(error.name))) {
                    return { answer, ...(error && { error }) };
                }
                await tries.afterFailure(request.purpose, failure ?? this.#tooMany(error));
            }
        });
    }
    #try(request, { body, ...prepared }, deadline) {
        return this.#http.try({
            ...request,
            ...prepared,
            method: 'POST',
            url: this.url,
            body: { sizeBytes: body.length, open: () => body },
            expect: [200, 400, 403],
            maximumBytes: MAXIMUM_ANSWER_BYTES,
            // A session token is a header of its own, which may go nowhere else either.
            redirects: 'same-origin',
        }, deadline);
    }
    #tooMany(error) {
        return {
            code: 'registry-limited',
            reason: `${this.url.host} answered ${error?.name ?? 'that there are too many calls'}`,
            hint: 'Wait, and run less at the same time.',
            retry: true,
        };
    }
    #clean(error) {
        return error && { name: error.name, text: (0,_http_cleanText__WEBPACK_IMPORTED_MODULE_5__/* .cleanText */ .X)(error.text, this.#redactor) };
    }
    /** The error of a call that was refused. `right` is what the caller has to be allowed. */
    refused(purpose, identity, right, answer, error) {
        const { name, text } = error ?? { name: `${answer.status}`, text: '' };
        const reason = `${this.url.host} answered ${name}${text === '' ? '' : ` (${text})`} to ${identity}`;
        const isDenied = notBelieved.test(name) || name.startsWith('AccessDenied');
        const hint = notBelieved.test(name)
            ? 'Check that the access key or the token is right, active and not expired, and that the clock of this machine is right.'
            : isDenied
                ? `Allow ${right} to ${identity}.`
                : 'Check the account, the region and the name.';
        return new _livery_contracts__WEBPACK_IMPORTED_MODULE_2__/* .LiveryError */ .AV(isDenied ? 'registry-denied' : 'registry-refused', {
            message: `${purpose} failed: ${reason}.`,
            hint,
        });
    }
}
/** The error in an answer of a service that speaks JSON. */
function jsonErrorOf(answer) {
    const parsed = JsonError.safeParse((0,_json__WEBPACK_IMPORTED_MODULE_6__/* .parseJson */ .q)(answer.body));
    if (!parsed.success) {
        return undefined;
    }
    const { __type: type, message, Message } = parsed.data;
    // A name can have a namespace before it, and an address behind it.
    const name = type.split(':', 1)[0]?.split('#').at(-1) || 'an error';
    return { name: name.slice(0, 100), text: message ?? Message ?? '' };
}
/** What an access key is called in errors. Its id is no secret, and says whose it is. */
function identityOf({ accessKeyId, from }) {
    return `the access key ${accessKeyId} of ${from}`;
}
/** A secret that the redactor knows from its first moment on. */
function secretFrom(redactor, value) {
    return redactor.add(new _auth_Secret__WEBPACK_IMPORTED_MODULE_7__/* .Secret */ .z(value));
}


/***/ }),

/***/ 1298:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ awsCredentialsFromEnvironment),
/* harmony export */   I: () => (/* binding */ fixedAwsCredentials)
/* harmony export */ });
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(30999);
/* harmony import */ var _auth_Secret__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(17900);


/** The same access key each time. */
function fixedAwsCredentials(credentials) {
    checkAwsCredentials(credentials);
    return () => Promise.resolve(credentials);
}
/**
 * The access key in the variables of the environment, and nothing from a file.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 *
 * @returns undefined if there is none
 * @throws LiveryError `credentials-invalid` if a half is missing, or cannot be one
 */
function awsCredentialsFromEnvironment(environment = process.env) {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token, } = environment;
    if (!accessKeyId && !secret) {
        return undefined;
    }
    const credentials = {
        accessKeyId: accessKeyId ?? '',
        secretAccessKey: new _auth_Secret__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .z(secret ?? ''),
        ...(token && { sessionToken: new _auth_Secret__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .z(token) }),
        from: 'the environment',
    };
    checkAwsCredentials(credentials);
    return credentials;
}
/** @throws LiveryError `credentials-invalid` for what cannot be an access key, such as one with a line break behind it */
function checkAwsCredentials(credentials) {
    const { accessKeyId, secretAccessKey, sessionToken, from } = credentials;
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html
    const wrong = [
        { part: 'access key id', isRight: /^\w{16,128}$/.test(accessKeyId) },
        { part: 'secret access key', isRight: /^[\x21-\x7e]+$/.test(secretAccessKey.reveal()) },
        { part: 'session token', isRight: !sessionToken || /^[\x21-\x7e]+$/.test(sessionToken.reveal()) },
    ].find(({ isRight }) => !isRight);
    if (wrong) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_1__/* .LiveryError */ .AV('credentials-invalid', {
            message: `The AWS access key of ${from} cannot be used: its ${wrong.part} is missing, or has characters that none has.`,
            hint: 'Give both halves, without blanks and line breaks; an id has at least 16 letters and digits, such as AKIAIOSFODNN7EXAMPLE.',
        });
    }
    if (accessKeyId.startsWith('ASIA') && !sessionToken) {
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_1__/* .LiveryError */ .AV('credentials-invalid', {
            message: `The AWS access key ${accessKeyId} of ${from} cannot be used: it is a temporary one, and its session token is missing.`,
            hint: 'Give the session token, too: AWS_SESSION_TOKEN in the environment.',
        });
    }
}


/***/ }),

/***/ 91254:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  C: () => (/* binding */ EcrClient)
});

// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
// EXTERNAL MODULE: ./src/images/src/auth/Secret.ts
var Secret = __webpack_require__(17900);
// EXTERNAL MODULE: ./src/images/src/json.ts
var json = __webpack_require__(81289);
// EXTERNAL MODULE: ./src/images/src/targets/amazon/AwsClient.ts
var AwsClient = __webpack_require__(78597);
// EXTERNAL MODULE: ./src/images/src/targets/amazon/ecrHost.ts
var ecrHost = __webpack_require__(5763);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./src/images/src/targets/amazon/signature.ts

const ALGORITHM = 'AWS4-HMAC-SHA256';
function sha256(content) {
    return (0,external_node_crypto_.createHash)('sha256').update(content).digest('hex');
}
function hmac(key, content) {
    return (0,external_node_crypto_.createHmac)('sha256', key).update(content, 'utf8').digest();
}
/** Everything but what RFC 3986 leaves as it is, of which encodeURIComponent leaves a little more. */
function encode(text) {
    return encodeURIComponent(text).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
function canonicalQuery({ searchParams }) {
    return [...searchParams]
        .map(([name, value]) => `${encode(name)}=${encode(value)}`)
        .sort((one, other) => (one < other ? -1 : 1))
        .join('&');
}
/**
 * Signs a request to an AWS service, with Signature Version 4. The path of the URL has to be in its normal form, which that of
 * every `URL` is.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function signRequest(request, credentials, { region, service, at }) {
    const timestamp = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const day = timestamp.slice(0, 8);
    const added = {
        'x-amz-date': timestamp,
        ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken.reveal() }),
    };
    const headers = Object.entries({ ...request.headers, host: request.url.host, ...added })
        .map(([name, value]) => [name, value.trim().replace(/ +/g, ' ')])
        .sort(([one], [other]) => (one < other ? -1 : 1));
    const signedNames = headers.map(([name]) => name).join(';');
    const canonicalRequest = [
        request.method,
        request.url.pathname,
        canonicalQuery(request.url),
        ...headers.map(([name, value]) => `${name}:${value}`),
        '',
        signedNames,
        sha256(request.body),
    ].join('\n');
    const scope = `${day}/${region}/${service}/aws4_request`;
    const toSign = [ALGORITHM, timestamp, scope, sha256(canonicalRequest)].join('\n');
    const key = [day, region, service, 'aws4_request'].reduce(hmac, `AWS4${credentials.secretAccessKey.reveal()}`);
    const signature = hmac(key, toSign).toString('hex');
    return {
        headers: added,
        authorization: `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`,
    };
}

;// CONCATENATED MODULE: ./src/images/src/targets/amazon/EcrClient.ts







/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html */
const AuthorizationToken = schemas/* object */.Ikc({
    authorizationData: schemas/* array */.YOg(schemas/* object */.Ikc({
        authorizationToken: schemas/* base64 */.K39(),
        expiresAt: schemas/* number */.aig().describe('seconds since 1970'),
        proxyEndpoint: schemas/* url */.OZ5().optional(),
    }))
        .min(1),
});
/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAccountSetting.html */
const AccountSetting = schemas/* object */.Ikc({ value: schemas/* string */.YjP() });
const API_VERSION = 'AmazonEC2ContainerRegistry_V20150921';
/** The API of the private registry of one account in one region. */
class EcrClient {
    #options;
    #redactor = new Secret/* Redactor */.p();
    #client;
    #registry;
    host;
    /** @throws LiveryError `reference-invalid` for a host that is not of Amazon ECR */
    constructor(host, options) {
        const registry = (0,ecrHost/* parseEcrHost */.wl)(host);
        if (!registry) {
            throw new errors/* LiveryError */.AV('reference-invalid', {
                message: `${JSON.stringify(host)} is not a host of Amazon ECR.`,
                hint: 'Write <account>.dkr.ecr.<region>.amazonaws.com, where the account has 12 digits.',
            });
        }
        this.host = host;
        this.#registry = registry;
        this.#options = options;
        this.#client = new AwsClient/* AwsClient */.t6(registry.apiEndpoint, this.#redactor, options);
    }
    close() {
        this.#client.close();
    }
    /**
     * Gets a login.
     *
     * @throws LiveryError `credentials-invalid` if the access key is of another account; `registry-denied`, `registry-refused`,
     * `registry-failed`, `registry-limited`, `registry-unreachable`, `cancelled`
     */
    async login() {
        const purpose = `Logging in to ${this.host}`;
        const { document, identity } = await this.#call('GetAuthorizationToken', {}, purpose);
        const parsed = AuthorizationToken.safeParse(document);
        const [data] = parsed.data?.authorizationData ?? [];
        const [user, password] = Buffer.from(data?.authorizationToken ?? '', 'base64')
            .toString('utf8')
            .split(':');
        if (!data || user !== 'AWS' || !password) {
            throw new errors/* LiveryError */.AV('registry-failed', {
                message: `${purpose} failed: ${this.#client.url.host} answered without a login that can be used.`,
                hint: 'Check the endpoint; that of AWS answers as it should.',
            });
        }
        const secret = (0,AwsClient/* secretFrom */.lO)(this.#redactor, password);
        this.#checkAccount(data.proxyEndpoint, identity);
        return { password: secret, expiresAt: new Date(data.expiresAt * 1000), identity };
    }
    /** The answer names the registry of the account that the credentials are of. */
    #checkAccount(proxyEndpoint, identity) {
        const own = proxyEndpoint === undefined ? undefined : (0,ecrHost/* parseEcrHost */.wl)(new URL(proxyEndpoint).host);
        const { account, region } = this.#registry;
        if (!own || (own.account === account && own.region === region) || this.#options.allowOtherAccount) {
            return;
        }
        const isAccount = own.account !== account;
        throw new errors/* LiveryError */.AV('credentials-invalid', {
            message: `Logging in to ${this.host} was refused: ${identity} is for ${isAccount ? `the account ${own.account}` : `the region ${own.region}`}.`,
            hint: isAccount
                ? `Use an access key of the account ${account}, or allow another account if the policy of the repository does.`
                : 'Leave out the endpoint, or name that of the region.',
        });
    }
    /**
     * Creates a repository, as the registry has them by default.
     *
     * @returns whether there was none yet
     * @throws LiveryError `registry-denied`, `registry-refused`, `registry-failed`, `registry-limited`, `registry-unreachable`,
     * `cancelled`
     */
    async createRepository(repository) {
        // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
        const { error } = await this.#call('CreateRepository', { registryId: this.#registry.account, repositoryName: repository }, `Creating the repository ${this.host}/${repository}`, ['RepositoryAlreadyExistsException']);
        return error === undefined;
    }
    /**
     * Whether layers can be mounted; the setting is off until somebody switches it on.
     * https://docs.aws.amazon.com/AmazonECR/latest/userguide/blob-mounting.html
     */
    async blobMounting() {
        const { document, error } = await this.#call('GetAccountSetting', { name: 'BLOB_MOUNTING' }, `Reading the settings of ${this.host}`, 
        // Where the setting is not known yet, or may not be read, a push works all the same.
        [
            'AccessDeniedException',
            'InvalidParameterException',
            'ValidationException',
            'UnknownOperationException',
        ]);
        const setting = error ? undefined : AccountSetting.safeParse(document).data?.value;
        return setting === 'ENABLED' ? 'on' : setting === 'DISABLED' ? 'off' : 'unknown';
    }
    /** What to tell people whose layers were sent and not mounted; undefined if mounting is not known to be off. */
    explainMounting(mounting) {
        const { region } = this.#registry;
        return mounting === 'off'
            ? `${this.host} does not take layers over from its own repositories, so all of them are sent. This makes the next push fast: aws ecr put-account-setting --region ${region} --name BLOB_MOUNTING --value ENABLED`
            : undefined;
    }
    /** Calls an action; an error is an answer only if it is among `taken`. */
    async #call(action, input, purpose, taken = []) {
        const credentials = await this.#options.credentials();
        const identity = (0,AwsClient/* identityOf */.cu)(credentials);
        const { secretAccessKey, sessionToken } = credentials;
        [secretAccessKey, sessionToken].forEach(secret => secret && this.#redactor.add(secret));
        const body = Buffer.from(JSON.stringify(input), 'utf8');
        const headers = {
            'content-type': 'application/x-amz-json-1.1',
            'x-amz-target': `${API_VERSION}.${action}`,
        };
        const { answer, error } = await this.#client.call({ purpose, identity }, () => {
            const signed = signRequest({ method: 'POST', url: this.#client.url, headers, body }, credentials, {
                region: this.#registry.region,
                service: 'ecr',
                at: new Date(),
            });
            const authorization = (0,AwsClient/* secretFrom */.lO)(this.#redactor, signed.authorization);
            return Promise.resolve({ headers: { ...headers, ...signed.headers }, authorization, body });
        }, AwsClient/* jsonErrorOf */.Im);
        if (answer.status !== 200 && !taken.includes(error?.name ?? '')) {
            throw this.#client.refused(purpose, identity, `ecr:${action}`, answer, error);
        }
        return { document: (0,json/* parseJson */.q)(answer.body), identity, ...(error && { error }) };
    }
}


/***/ }),

/***/ 80699:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ ecrLogins)
/* harmony export */ });
/* harmony import */ var _transfer_Limiter__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(36551);
/* harmony import */ var _EcrClient__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(91254);
/* harmony import */ var _ecrHost__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5763);



/** A login that ends sooner is not used again, in milliseconds. A transfer may take an hour. */
const MARGIN_MS = 3_600_000;
/**
 * Logs in to registries of Amazon ECR with access keys of AWS, when a registry wants it. A login lasts for twelve hours and
 * is kept in memory, for each registry one.
 *
 * @param optionsOf - how the API of a registry is reached; undefined leaves the registry to another source
 */
function ecrLogins(optionsOf) {
    const tokens = new Map();
    const logins = new _transfer_Limiter__WEBPACK_IMPORTED_MODULE_0__/* .InFlight */ .Y();
    async function login(host, options) {
        const client = new _EcrClient__WEBPACK_IMPORTED_MODULE_1__/* .EcrClient */ .C(host, options);
        try {
            const token = await client.login();
            tokens.set(host, token);
            return token;
        }
        finally {
            client.close();
        }
    }
    return {
        async find(registry) {
            const options = (0,_ecrHost__WEBPACK_IMPORTED_MODULE_2__/* .parseEcrHost */ .wl)(registry) && optionsOf(registry);
            if (!options) {
                return undefined;
            }
            const known = tokens.get(registry);
            const isFresh = known !== undefined && known.expiresAt.getTime() - Date.now() > MARGIN_MS;
            const { password, identity } = isFresh
                ? known
                : await logins.run(registry, () => login(registry, options));
            return { credentials: { kind: 'password', username: 'AWS', password }, identity };
        },
    };
}


/***/ }),

/***/ 36551:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ InFlight),
/* harmony export */   j: () => (/* binding */ Limiter)
/* harmony export */ });
/** Lets so many tasks run at a time; the others wait in the order in which they came. */
class Limiter {
    #jobs;
    #waiting = [];
    #running = 0;
    constructor(jobs) {
        this.#jobs = jobs;
    }
    async run(task) {
        if (this.#running >= this.#jobs) {
            await new Promise(resolve => this.#waiting.push(resolve));
        }
        else {
            this.#running += 1;
        }
        try {
            return await task();
        }
        finally {
            // The place goes straight to the next one, so that nobody who comes now gets in before it.
            const next = this.#waiting.shift();
            if (next) {
                next();
            }
            else {
                this.#running -= 1;
            }
        }
    }
}
/** Tasks of which one runs for all who want the same at the same time. */
class InFlight {
    #tasks = new Map();
    run(key, start) {
        const running = this.#tasks.get(key);
        if (running) {
            return running;
        }
        const task = start().finally(() => this.#tasks.delete(key));
        this.#tasks.set(key, task);
        return task;
    }
}


/***/ }),

/***/ 30089:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ imageLabels)
/* harmony export */ });
/** What becomes the label of the source: an address, and no folder of somebody's machine. */
const ADDRESS = /^(?:https?|ssh):\/\/|^[\w.-]+@[\w.-]+:/;
/**
 * The labels of a branded image: https://github.com/opencontainers/image-spec/blob/main/annotations.md, and our own, which say what
 * it was made from and on which ground. None of them depends on the clock, so that the same inputs give the same labels.
 */
function imageLabels(report, base) {
    const { upstream, profile, brand, licence } = report;
    const labels = {
        'org.opencontainers.image.title': brand.name,
        'org.opencontainers.image.version': upstream.version,
        'org.opencontainers.image.revision': upstream.commit,
        // It stays the upstream's: whoever has the image has to find what it was made from.
        'org.opencontainers.image.source': ADDRESS.test(upstream.source) ? upstream.source : undefined,
        'org.opencontainers.image.licenses': licence.spdx,
        'org.opencontainers.image.base.name': base?.name,
        'org.opencontainers.image.base.digest': base?.digest,
        'dev.livery.brand': brand.digest,
        'dev.livery.profile': `${profile.id} ${profile.digest}`,
        'dev.livery.licence': licence.text,
        'dev.livery.licence.ground': licence.ground && `${licence.ground.basis} until ${licence.ground.reviewBy}`,
    };
    return Object.fromEntries(Object.entries(labels).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}


/***/ }),

/***/ 94414:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FK: () => (/* binding */ isInside),
/* harmony export */   GF: () => (/* binding */ writeJson),
/* harmony export */   K6: () => (/* binding */ withWorkFolder),
/* harmony export */   Uj: () => (/* binding */ refuseExisting),
/* harmony export */   _z: () => (/* binding */ inFolder),
/* harmony export */   qE: () => (/* binding */ writeAside),
/* harmony export */   xW: () => (/* binding */ refuseForeignReport)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(30999);




/**
 * Refuses a target that holds something already.
 *
 * @param what - what errors call it, for example `The folder out`
 * @throws LiveryError `output-exists`
 */
async function refuseExisting(target, what) {
    const stats = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.stat)(target).catch(() => undefined);
    const isEmptyFolder = stats?.isDirectory() && (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readdir)(target)).length === 0;
    if (stats && !isEmptyFolder) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_3__/* .LiveryError */ .AV('output-exists', {
            message: `${what} exists already, and Livery does not write into other people's files.`,
            hint: 'Remove it, or choose another name.',
        });
    }
}
/**
 * Refuses to write a report over anything but an older report.
 *
 * @throws LiveryError `output-exists`
 */
async function refuseForeignReport(file) {
    const isReport = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(file, 'utf8').then(text => /^\s*\{\s*"apiVersion": ?"livery\/report\//.test(text), (error) => error.code === 'ENOENT');
    if (!isReport) {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_3__/* .LiveryError */ .AV('output-exists', {
            message: `${file} exists and is not a report of an earlier run, so no report will be written over it.`,
            hint: 'Choose another name for the report.',
        });
    }
}
/**
 * Makes a folder for a task; when the task fails, what was made for it goes again.
 *
 * @throws LiveryError `output-unwritable`
 */
async function inFolder(folder, task) {
    let created;
    try {
        created = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)(folder, { recursive: true });
    }
    catch (error) {
        throw unwritable(`The folder ${folder}`, error);
    }
    try {
        return await task();
    }
    catch (error) {
        if (created !== undefined) {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(created, { recursive: true, force: true });
        }
        throw error;
    }
}
/** Runs a task with a private folder (mode 0700) that is removed afterwards, whatever happens. */
async function withWorkFolder(parent, task) {
    const folder = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdtemp)(node_path__WEBPACK_IMPORTED_MODULE_2___default().join(parent, '.livery-')).catch((error) => {
        throw unwritable(`The folder ${parent}`, error);
    });
    try {
        return await task(folder);
    }
    finally {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(folder, { recursive: true, force: true });
    }
}
/**
 * Writes a file aside, under a name nobody else has, and moves it into place.
 *
 * @throws LiveryError `output-unwritable`, and what `write` throws of its own
 */
async function writeAside(file, write) {
    const temporary = node_path__WEBPACK_IMPORTED_MODULE_2___default().join(node_path__WEBPACK_IMPORTED_MODULE_2___default().dirname(file), `.${node_path__WEBPACK_IMPORTED_MODULE_2___default().basename(file)}.${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomBytes)(6).toString('hex')}`);
    try {
        const result = await write(temporary);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(temporary, file);
        return result;
    }
    catch (error) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(temporary, { force: true });
        throw error instanceof _livery_contracts__WEBPACK_IMPORTED_MODULE_3__/* .LiveryError */ .AV ? error : unwritable(`The file ${file}`, error);
    }
}
/** Writes a document as JSON. */
async function writeJson(file, document) {
    await writeAside(file, temporary => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.writeFile)(temporary, `${JSON.stringify(document, undefined, 2)}\n`, { flag: 'wx' }));
}
/** Whether a path lies in a folder, once every link on the way is followed. */
async function isInside(folder, target) {
    let existing = node_path__WEBPACK_IMPORTED_MODULE_2___default().resolve(target);
    const missing = [];
    for (;;) {
        const real = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(existing).catch(() => undefined);
        if (real !== undefined) {
            const relative = node_path__WEBPACK_IMPORTED_MODULE_2___default().relative(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.realpath)(folder), node_path__WEBPACK_IMPORTED_MODULE_2___default().join(real, ...missing));
            return (relative !== '' &&
                relative !== '..' &&
                !relative.startsWith(`..${(node_path__WEBPACK_IMPORTED_MODULE_2___default().sep)}`) &&
                !node_path__WEBPACK_IMPORTED_MODULE_2___default().isAbsolute(relative));
        }
        missing.unshift(node_path__WEBPACK_IMPORTED_MODULE_2___default().basename(existing));
        existing = node_path__WEBPACK_IMPORTED_MODULE_2___default().dirname(existing);
    }
}
function unwritable(what, cause) {
    return new _livery_contracts__WEBPACK_IMPORTED_MODULE_3__/* .LiveryError */ .AV('output-unwritable', {
        message: `${what} could not be written: ${(0,_livery_contracts__WEBPACK_IMPORTED_MODULE_3__/* .messageOf */ .bD)(cause)}.`,
        hint: 'Choose a place that exists, that you may write to and that has room.',
        cause,
    });
}


/***/ }),

/***/ 69551:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  k: () => (/* binding */ findProfiles)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./src/engine/src/digest.ts
var digest = __webpack_require__(98907);
// EXTERNAL MODULE: ./src/engine/src/licence/licence.ts
var licence_licence = __webpack_require__(2224);
// EXTERNAL MODULE: ./src/engine/src/document.ts
var src_document = __webpack_require__(30790);
// EXTERNAL MODULE: ./src/contracts/src/brand.ts
var brand = __webpack_require__(23319);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
// EXTERNAL MODULE: ./src/contracts/src/digest.ts
var src_digest = __webpack_require__(24348);
// EXTERNAL MODULE: ./src/contracts/src/report.ts + 1 modules
var report = __webpack_require__(90450);
;// CONCATENATED MODULE: ./src/contracts/src/drift.ts



/** How serious a kind of drift is: `error` fails, `warn` is said, `ignore` is counted only. */
const DriftLevel = schemas/* enum */.k5n(['error', 'warn', 'ignore']);
/** The ways in which an upstream moves away from its profile. */
const DriftKind = schemas/* enum */.k5n([
    'unknown-licence',
    'unmet-rule',
    'residue',
    'uncovered-file',
    'unreadable-file',
    'untested-version',
    'unnamed-translation',
]);
/** One thing in which an upstream is not what its profile says. */
const DriftFinding = schemas/* strictObject */.rej({
    kind: DriftKind,
    level: DriftLevel,
    message: schemas/* string */.YjP(),
    place: report/* Place */.YR.optional(),
});
/** Whether a profile still fits an upstream release. */
const DriftReport = schemas/* strictObject */.rej({
    apiVersion: schemas/* literal */.euz('livery/drift/v1'),
    kind: schemas/* literal */.euz('DriftReport'),
    upstream: schemas/* strictObject */.rej({
        source: schemas/* string */.YjP(),
        ref: schemas/* string */.YjP().optional(),
        commit: schemas/* string */.YjP().optional(),
        version: schemas/* string */.YjP(),
    }),
    profile: schemas/* strictObject */.rej({ id: schemas/* string */.YjP(), digest: src_digest/* Digest */.n }),
    rules: schemas/* array */.YOg(report/* RuleResult */.up),
    findings: schemas/* array */.YOg(DriftFinding),
})
    .describe('Whether a profile still fits an upstream release');

// EXTERNAL MODULE: ./node_modules/semver/index.js
var semver = __webpack_require__(62088);
var semver_default = /*#__PURE__*/__webpack_require__.n(semver);
// EXTERNAL MODULE: ./src/engine/src/tokens/language.ts + 23 modules
var language = __webpack_require__(16322);
;// CONCATENATED MODULE: ./src/engine/src/profile/schema.ts




const id = schemas/* string */.YjP().regex(/^[a-z0-9][a-z0-9.-]*$/, 'must be lower-case letters, digits, dots and dashes');
const glob = schemas/* string */.YjP().min(1);
/** A JavaScript expression, which only those who write profiles bring; users' rules run on RE2. */
const expression = schemas/* string */.YjP()
    .min(1)
    .refine(isExpression, 'must be a regular expression')
    .describe('a regular expression');
const range = schemas/* string */.YjP().refine(text => semver_default().validRange(text) !== null, 'must be a range of releases');
const globs = schemas/* array */.YOg(glob).min(1);
const languages = Object.keys(language/* scanners */.U);
/** Any spelling of the app's own name, and the brand field it becomes: `{name}`, `{shortName}`. */
const NameRule = schemas/* strictObject */.rej({
    id,
    match: schemas/* array */.YOg(schemas/* string */.YjP().min(3)).min(1).describe('exact spellings'),
    replacement: schemas/* string */.YjP().min(1).describe('text with {name} and {shortName}'),
    files: globs.optional(),
    kinds: schemas/* array */.YOg(brand/* TokenKind */.Yp).min(1).optional(),
    expect: brand/* Expectation */.dc.default({ atLeast: 1 }),
});
/** Text that no rule may touch, whoever wrote the rule, unless the rule says that it is unsafe. */
const ProtectedPattern = schemas/* strictObject */.rej({
    pattern: expression.describe('a regular expression; it does not reach over a line break'),
    reason: schemas/* string */.YjP().min(1).describe('what would break'),
    legal: schemas/* boolean */.zMY()
        .default(false)
        .describe('licence or copyright: not even a rule that says "unsafe" may touch it'),
});
/** A change of code rather than of text, found by what it says and not by its line. */
const Patch = schemas/* strictObject */.rej({
    id,
    files: globs,
    pattern: expression.describe('a regular expression over the whole file'),
    holds: schemas/* string */.YjP()
        .min(3)
        .optional()
        .describe('a text that stands in every file it matches; for patches over many files, of which most have none'),
    replacement: schemas/* string */.YjP(),
    reason: schemas/* string */.YjP().min(1),
    expect: brand/* Expectation */.dc,
});
/** How the pictures of one slot are made. */
const AssetFormat = schemas/* discriminatedUnion */.gMt('type', [
    schemas/* strictObject */.rej({
        type: schemas/* literal */.euz('png'),
        size: schemas/* number */.aig().int().min(1).max(4096),
        background: schemas/* literal */.euz('brand')
            .optional()
            .describe('opaque, on the background colour of the brand, or white; transparent without it'),
        padding: schemas/* number */.aig()
            .min(0)
            .max(0.4)
            .default(0)
            .describe('room around the picture, as a share of the size'),
    }),
    schemas/* strictObject */.rej({ type: schemas/* literal */.euz('ico'), sizes: schemas/* array */.YOg(schemas/* number */.aig().int().min(1).max(256)).min(1) }),
    schemas/* strictObject */.rej({ type: schemas/* literal */.euz('svg') }),
]);
/** One picture of the app, and every place it is kept at. */
const AssetSlot = schemas/* strictObject */.rej({
    slot: schemas/* string */.YjP().regex(/^[a-z0-9][a-z0-9-]*$/),
    format: AssetFormat,
    from: schemas/* array */.YOg(schemas/* string */.YjP()).min(1).describe('brand assets that can fill the slot, the best first'),
    targets: schemas/* array */.YOg(schemas/* string */.YjP().min(1))
        .min(1)
        .describe('paths; those that a version does not have are passed over'),
    required: schemas/* boolean */.zMY().default(false).describe('a brand with pictures has to fill it, or to say "keep"'),
});
/** What a theme can say for a colour of the brand, as `{primary}`. */
const themeColours = {
    primary: 'the primary colour',
    onPrimary: 'black or white, whichever is readable on the primary colour',
    primaryOnLight: 'the primary colour, darkened as far as text in it has to be on the background',
    primaryOnDark: 'the primary colour, lightened as far as text in it has to be on the dark background',
    background: 'the background colour',
    backgroundDark: 'the background colour of the dark theme',
};
/** Names in curly brackets without blanks: in CSS such a thing does not occur otherwise. */
const themeText = schemas/* string */.YjP()
    .min(1)
    .refine(text => [...text.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => name in themeColours), `may name ${Object.keys(themeColours).join(', ')} in curly brackets`);
/** Where the colours of a brand are written into the app. */
const Theme = schemas/* strictObject */.rej({
    defaults: schemas/* strictObject */.rej({ background: brand/* Colour */.V8, backgroundDark: brand/* Colour */.V8 })
        .describe('what the app has where the brand says nothing'),
    css: schemas/* strictObject */.rej({
        files: schemas/* array */.YOg(schemas/* string */.YjP().min(1)).min(1).describe('style sheets that the app leaves to whoever runs it'),
        parts: schemas/* array */.YOg(themeText).describe('CSS; a part that names a colour which the brand lacks is left out'),
    }),
    patches: schemas/* array */.YOg(Patch.extend({ replacement: themeText }))
        .default([])
        .describe('colours in other places; one that names a colour which the brand lacks is left out'),
});
const textFiles = schemas/* strictObject */.rej({ files: globs, language: schemas/* enum */.k5n(languages) });
/** Something that most brands leave alone, and some ask for by name with `include`. */
const ProfileOption = schemas/* strictObject */.rej({
    description: schemas/* string */.YjP().min(1),
    text: schemas/* array */.YOg(textFiles).default([]).describe('files that are scanned as well'),
    kinds: schemas/* array */.YOg(brand/* TokenKind */.Yp)
        .default([])
        .describe('kinds of token that the rules for the name work on as well'),
});
/** How an app is translated. */
const Translations = schemas/* strictObject */.rej({
    files: globs.describe('each * stands for a locale'),
    calls: schemas/* array */.YOg(schemas/* string */.YjP().min(1)).describe('functions whose arguments are keys'),
    placeholder: expression.describe('a regular expression for what the translator fills in'),
    compiled: schemas/* strictObject */.rej({
        files: globs.describe('scripts that hold translations as objects'),
        index: expression.describe('finds in them which script is which locale; has the groups "locale" and "file", the name of the script'),
        holds: schemas/* string */.YjP().min(3).describe('a text that stands in every script the index matches in'),
    })
        .optional()
        .describe('the same in a built app'),
    statements: schemas/* array */.YOg(schemas/* strictObject */.rej({ pattern: expression, reason: schemas/* string */.YjP().min(1) }))
        .default([])
        .describe('English sentences that state facts about the upstream, which another name makes untrue'),
});
/** A licence text the profile knows, by the hash of its normalised form. */
const LicenceText = schemas/* strictObject */.rej({
    id,
    sha256: schemas/* string */.YjP().regex(/^[0-9a-f]{64}$/),
    spdx: schemas/* string */.YjP().min(1),
    rebrand: schemas/* enum */.k5n(['allowed', 'conditional', 'unknown']),
    versions: range.optional().describe('range of releases that carry this text'),
    files: schemas/* array */.YOg(schemas/* string */.YjP().regex(/^[\w.-]+(?:\/[\w.-]+)*$/))
        .default([])
        .describe('the text itself and what belongs to it, in the folder of the profile: for images, which have none'),
    notice: schemas/* string */.YjP().min(1).describe('what it asks of a rebrand, in one sentence'),
});
const level = (fallback) => DriftLevel.default(fallback);
/** How serious each kind of drift is for an app. */
const DriftLevels = schemas/* strictObject */.rej({
    'unknown-licence': level('error'),
    'unmet-rule': level('error'),
    residue: level('error'),
    'uncovered-file': level('warn'),
    'unreadable-file': level('error'),
    'untested-version': level('warn'),
    'unnamed-translation': level('ignore'),
});
/** How the source becomes an image. */
const Build = schemas/* strictObject */.rej({
    dockerfile: schemas/* string */.YjP()
        .min(1)
        .default('Dockerfile')
        .describe('path from the root of the source, which is the context of the build'),
    arguments: schemas/* record */.g1P(schemas/* string */.YjP().regex(/^[A-Z_]\w*$/i), schemas/* string */.YjP())
        .default({})
        .describe('build arguments, unless whoever builds gives others; anybody can read them in the image'),
});
/** Knowledge about one app, as data. */
const schema_Profile = schemas/* strictObject */.rej({
    apiVersion: schemas/* literal */.euz('livery/v1'),
    kind: schemas/* literal */.euz('Profile'),
    id,
    title: schemas/* string */.YjP().min(1),
    detect: schemas/* strictObject */.rej({
        file: schemas/* string */.YjP().min(1).describe('a JSON file in the root of the source'),
        name: schemas/* string */.YjP().min(1).describe('what its field "name" says'),
    }),
    versions: range.describe('range of releases this profile was tried on'),
    names: schemas/* array */.YOg(NameRule).min(1),
    residue: schemas/* array */.YOg(schemas/* string */.YjP().min(3)).min(1).describe('spellings that may not be left on show'),
    protect: schemas/* strictObject */.rej({
        text: schemas/* array */.YOg(ProtectedPattern),
        files: schemas/* array */.YOg(glob),
        legalFiles: schemas/* array */.YOg(glob)
            .default([])
            .describe('licences and what enforces them: no rule may touch them'),
    }),
    leave: schemas/* array */.YOg(schemas/* strictObject */.rej({ files: globs, reason: schemas/* string */.YjP().min(1) }))
        .default([])
        .describe('files that hold the name and are left as they are on purpose'),
    text: schemas/* array */.YOg(textFiles).min(1),
    options: schemas/* record */.g1P(id, ProfileOption).default({}),
    translations: Translations.optional(),
    image: schemas/* strictObject */.rej({
        root: schemas/* string */.YjP().min(1).describe('folder of the app in its image, without slashes at its ends'),
        licences: schemas/* string */.YjP().min(1).describe('folder of the image that gets the licence texts'),
    })
        .optional()
        .describe('how published images of the app are laid out'),
    build: Build.optional().describe('how an image is built from the source'),
    sourceMaps: schemas/* strictObject */.rej({ files: globs, policy: brand/* SourceMapPolicy */.KA })
        .optional()
        .describe('source maps of the built app, each beside its script and named after it'),
    copies: schemas/* array */.YOg(schemas/* strictObject */.rej({ from: schemas/* string */.YjP().min(1), to: schemas/* array */.YOg(schemas/* string */.YjP().min(1)).min(1) }))
        .default([])
        .describe('folders that the build copies as they are: a target of an asset in one is one in the others'),
    patches: schemas/* array */.YOg(Patch).default([]),
    assets: schemas/* array */.YOg(AssetSlot).default([]),
    theme: Theme.optional(),
    upstreamPictures: schemas/* array */.YOg(schemas/* string */.YjP().regex(/^[0-9a-f]{64}$/))
        .default([])
        .describe('SHA-256 of every picture of the app that shows its brand, over all releases'),
    drift: DriftLevels.prefault({}).describe('how serious each kind of drift is'),
    licence: schemas/* strictObject */.rej({ file: schemas/* string */.YjP().min(1), texts: schemas/* array */.YOg(LicenceText).min(1) }),
})
    .describe('Knowledge about one app: where its brand lives and what must never be touched');
function isExpression(text) {
    try {
        return new RegExp(text, 'gu').source !== '';
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./src/engine/src/profile/loadProfile.ts







const hint = 'Correct the profile; docs/profiles.md describes its fields.';
/**
 * Reads `<folder>/profile.yaml`.
 *
 * @param prepared - a folder of {@link prepareProfile}, which spares reading the YAML
 * @throws LiveryError `profile-not-found`, `profile-invalid`
 */
function loadProfile(folder, prepared) {
    const file = external_node_path_default().join(folder, 'profile.yaml');
    let text;
    try {
        text = (0,external_node_fs_.readFileSync)(file, 'utf8');
    }
    catch (error) {
        throw new errors/* LiveryError */.AV('profile-not-found', {
            message: `There is no profile at ${file}.`,
            hint: 'Name a profile that comes with Livery, or a folder that holds a profile.yaml.',
            cause: error,
        });
    }
    const profile = (prepared === undefined ? undefined : readPrepared(prepared, text)) ??
        (0,src_document/* parseYaml */.h)(text, schema_Profile, { file, code: 'profile-invalid', hint });
    return {
        profile: withCopies(profile),
        digest: (0,digest/* digestOfJson */.Q)(profile),
        licences: readLicences(folder, profile),
    };
}
/**
 * A profile as a build keeps it: checked, as JSON, under the digest of the YAML that it was made from.
 *
 * @returns name and content of the file
 * @throws LiveryError `profile-invalid`
 */
function prepareProfile(folder) {
    const file = path.join(folder, 'profile.yaml');
    const text = readFileSync(file, 'utf8');
    const profile = parseYaml(text, Profile, { file, code: 'profile-invalid', hint });
    return { name: preparedName(text), content: `${JSON.stringify(profile)}\n` };
}
function preparedName(text) {
    return `${(0,digest/* digestOf */.o)(text).replace(':', '-')}.json`;
}
function readPrepared(folder, text) {
    const file = external_node_path_default().join(folder, preparedName(text));
    return (0,external_node_fs_.existsSync)(file) ? JSON.parse((0,external_node_fs_.readFileSync)(file, 'utf8')) : undefined;
}
/** @throws LiveryError `profile-invalid` for a file that is missing, or not the text it should be */
function readLicences(folder, { licence }) {
    return new Map(licence.texts.map(({ id, sha256, files }) => {
        const read = files.map(file => {
            const bytes = (0,external_node_fs_.readFileSync)(external_node_path_default().join(folder, file));
            return { name: external_node_path_default().basename(file), bytes };
        });
        const [text] = read;
        if (text && (0,licence_licence/* licenceHash */.Qt)(text.bytes) !== sha256) {
            throw new errors/* LiveryError */.AV('profile-invalid', {
                message: `The file ${files[0]} of the profile in ${folder} is not the licence text "${id}".`,
                hint,
            });
        }
        return [id, read];
    }));
}
/** The profile with the places that the build copies files to. */
function withCopies(profile) {
    const placesOf = (files) => files.flatMap(file => [
        file,
        ...profile.copies.flatMap(({ from, to }) => file.startsWith(`${from}/`) ? to.map(folder => `${folder}${file.slice(from.length)}`) : []),
    ]);
    const { assets, theme } = profile;
    return {
        ...profile,
        assets: assets.map(slot => ({ ...slot, targets: placesOf(slot.targets) })),
        ...(theme && { theme: { ...theme, css: { ...theme.css, files: placesOf(theme.css.files) } } }),
    };
}
/** All profiles below a folder, by their folder names, in a fixed order. */
function loadProfiles(folder, prepared) {
    return (0,external_node_fs_.readdirSync)(folder, { withFileTypes: true })
        .filter(entry => entry.isDirectory())
        .map(entry => entry.name)
        .sort()
        .map(name => loadProfile(external_node_path_default().join(folder, name), prepared));
}

;// CONCATENATED MODULE: ./src/pipeline/src/profiles.ts




/** The folder of the profiles that come with Livery: beside the bundle, or at the root of the source. */
function bundledProfiles() {
    for (let folder = __dirname;; folder = external_node_path_default().dirname(folder)) {
        const candidate = external_node_path_default().join(folder, 'profiles');
        if (holdsProfiles(candidate)) {
            return candidate;
        }
        if (folder === external_node_path_default().dirname(folder)) {
            throw new errors/* LiveryError */.AV('profile-not-found', {
                message: `The profiles that come with Livery are not beside ${__dirname}.`,
                hint: 'Install Livery again, or name a profile folder.',
            });
        }
    }
}
function holdsProfiles(folder) {
    return ((0,external_node_fs_.existsSync)(folder) &&
        (0,external_node_fs_.readdirSync)(folder).some(name => (0,external_node_fs_.existsSync)(external_node_path_default().join(folder, name, 'profile.yaml'))));
}
/** Where the bundle keeps profiles that need no reading of YAML: see scripts/build.js. */
function preparedProfiles() {
    return [__dirname, external_node_path_default().dirname(__dirname)].map(folder => external_node_path_default().join(folder, 'prepared')).find(external_node_fs_.existsSync);
}
/**
 * The profiles to look a source up in.
 *
 * @param profile - the id of one that comes with Livery, or a folder; all that come with Livery when left out
 * @throws LiveryError `profile-not-found`, `profile-invalid`
 */
function findProfiles(profile) {
    if (profile === undefined) {
        return loadProfiles(bundledProfiles(), preparedProfiles());
    }
    const isId = /^[a-z0-9][a-z0-9.-]*$/.test(profile) && !(0,external_node_fs_.existsSync)(external_node_path_default().join(profile, 'profile.yaml'));
    return [loadProfile(isId ? external_node_path_default().join(bundledProfiles(), profile) : profile, preparedProfiles())];
}


/***/ }),

/***/ 34328:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ summaryOf),
/* harmony export */   p: () => (/* binding */ endOf)
/* harmony export */ });
/** The totals of a run, as its last event has them. */
function summaryOf({ upstream, totals, licence }) {
    return {
        upstream: upstream.commit ?? upstream.source,
        ...(upstream.version !== undefined && { version: upstream.version }),
        changedFiles: totals.changedFiles,
        replacements: totals.replacements + totals.filledTranslations,
        assetsWritten: totals.assetsWritten,
        residue: totals.residue,
        licence: licence.text,
    };
}
/** How a run ends with an error: some were ended, and did not fail. */
function endOf(code) {
    const ended = {
        cancelled: 'cancelled',
        'timed-out': 'timeout',
    };
    return ended[code] ?? 'failed';
}


/***/ }),

/***/ 39452:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  k: () => (/* binding */ applyBranding),
  T: () => (/* binding */ describeFindings)
});

// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./src/engine/src/digest.ts
var src_digest = __webpack_require__(98907);
// EXTERNAL MODULE: ./src/engine/src/plan/expectation.ts
var expectation = __webpack_require__(63085);
// EXTERNAL MODULE: ./src/engine/src/record/document.ts
var record_document = __webpack_require__(39224);
// EXTERNAL MODULE: ./src/engine/src/record/lock.ts
var lock = __webpack_require__(34518);
// EXTERNAL MODULE: ./src/engine/src/record/notice.ts
var notice = __webpack_require__(13413);
// EXTERNAL MODULE: ./src/engine/src/record/record.ts
var record_record = __webpack_require__(51284);
// EXTERNAL MODULE: ./src/engine/src/record/UndoLog.ts
var UndoLog = __webpack_require__(87005);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/engine/src/tree/SourceTree.ts
var SourceTree = __webpack_require__(93235);
;// CONCATENATED MODULE: ./src/engine/src/apply/moveIntoPlace.ts





const STAGING_FOLDER = `${SourceTree/* RECORD_FOLDER */.jB}/staged`;
/**
 * Checks that every file is what it was when the change was planned.
 *
 * @throws LiveryError `tree-changed`, `path-unsafe`, `source-invalid`
 */
function checkUnchanged(root, replacements) {
    for (const { file, before } of replacements) {
        (0,SourceTree/* checkWritable */.ZB)(root, file, before === undefined);
        const location = external_node_path_default().join(root, file);
        if (before !== undefined && (0,src_digest/* digestOf */.o)((0,SourceTree/* orUnreadable */.pz)(location, place => (0,external_node_fs_.readFileSync)(place))) !== before) {
            throw new errors/* LiveryError */.AV('tree-changed', {
                message: `${location} changed after the change to it was planned, so nothing was written.`,
                hint: 'Run the command again.',
            });
        }
    }
}
/** Writes all files aside, in the same tree and with the modes of those they will replace; all of them, or none. */
function stage(root, replacements) {
    const staging = external_node_path_default().join(root, STAGING_FOLDER);
    (0,external_node_fs_.rmSync)(staging, { recursive: true, force: true });
    try {
        (0,external_node_fs_.mkdirSync)(staging, { recursive: true });
        for (const [index, replacement] of replacements.entries()) {
            stageFile(root, external_node_path_default().join(staging, String(index)), replacement);
        }
    }
    catch (error) {
        (0,external_node_fs_.rmSync)(staging, { recursive: true, force: true });
        throw error;
    }
}
function stageFile(root, staged, { file, content, mode }) {
    if (!content) {
        return;
    }
    (0,external_node_fs_.writeFileSync)(staged, content, { flag: 'wx', mode: 0o600 });
    if (mode !== undefined) {
        (0,external_node_fs_.chmodSync)(staged, mode);
        return;
    }
    const replaced = (0,external_node_fs_.lstatSync)(external_node_path_default().join(root, file));
    keepOwner(staged, replaced);
    (0,external_node_fs_.chmodSync)(staged, replaced.mode & 0o7777);
}
/** In a container people are often root in somebody else's checkout, who would be left with files that are not theirs. */
function keepOwner(staged, { uid, gid }) {
    if (process.getuid?.() !== 0) {
        return;
    }
    try {
        (0,external_node_fs_.chownSync)(staged, uid, gid);
    }
    catch {
        // root of a user namespace can give only what is mapped into it; then it is as for any other user
    }
}
/** Moves what {@link stage} wrote into place. A move replaces a file as a whole or not at all. */
function moveStaged(root, replacements) {
    for (const [index, { file, before, content }] of replacements.entries()) {
        (0,SourceTree/* checkWritable */.ZB)(root, file, before === undefined);
        if (content) {
            (0,external_node_fs_.renameSync)(external_node_path_default().join(root, STAGING_FOLDER, String(index)), external_node_path_default().join(root, file));
        }
        else {
            (0,external_node_fs_.rmSync)(external_node_path_default().join(root, file));
        }
    }
    (0,external_node_fs_.rmSync)(external_node_path_default().join(root, STAGING_FOLDER), { recursive: true, force: true });
}

;// CONCATENATED MODULE: ./src/engine/src/apply/revert.ts









/**
 * Takes a branding back: every file gets its original bytes, and the record goes. Also takes back what an interrupted
 * {@link applyPlan} left.
 *
 * Files that somebody changed since stop it before anything is written.
 *
 * @param brand - the brand that the tree must have been branded with; any when left out
 * @returns how many files were reverted
 * @throws LiveryError `not-branded`, `brand-differs`, `tree-busy`, `tree-changed`, `record-invalid`, `path-unsafe`,
 * `output-unwritable`
 */
function revertTree(root, brand) {
    // Without either there is nothing to lock, and nothing is written.
    if (!readRecord(root) && !hasLock(root)) {
        throw new LiveryError('not-branded', {
            message: `${root} was not branded by Livery: it holds no record.`,
            hint: 'Give the folder that "livery apply" branded.',
        });
    }
    return withLock(root, () => {
        const record = readRecord(root);
        if (!record) {
            // Killed before the record was there: no file of the tree has been touched.
            removeRecord(root);
            return 0;
        }
        checkBrandOf(record, root, brand);
        return takeBack(root, record);
    });
}
/**
 * Gives every file of a record its original bytes, and removes the record.
 *
 * @param undoLog - read from the tree when left out
 * @returns how many files were reverted
 * @throws LiveryError as {@link revertTree}
 */
function takeBack(root, record, undoLog) {
    const replacements = originalsOf(root, record, undoLog);
    try {
        checkUnchanged(root, replacements);
        // Nothing to write needs no room either, on a disk that is full.
        if (replacements.length > 0) {
            stage(root, replacements);
            moveStaged(root, replacements);
        }
        (0,record_record/* removeRecord */.GI)(root);
    }
    catch (error) {
        throw error instanceof errors/* LiveryError */.AV
            ? error
            : new errors/* LiveryError */.AV('output-unwritable', {
                message: `The branding of ${root} could not be taken back: ${(0,errors/* messageOf */.bD)(error)}.`,
                hint: 'Check the permissions and the free space, and run "livery revert": it goes on where it stopped.',
                cause: error,
            });
    }
    return replacements.length;
}
/** A brand that was worked on since is still the same brand. */
function checkBrandOf(record, root, loaded) {
    if (loaded && loaded.digest !== record.brand.digest && loaded.brand.name !== record.brand.name) {
        throw new LiveryError('brand-differs', {
            message: `${root} was branded as ${record.brand.name}, and not as ${loaded.brand.name}.`,
            hint: 'Give the brand it was branded with, or none to take back whatever it was branded with.',
        });
    }
}
/** What has to be written to get the originals back; files that have theirs already are left out. */
function originalsOf(root, record, given) {
    const replacements = [];
    let undoLog = given;
    for (const { file, before, after } of record.files) {
        const location = external_node_path_default().join(root, file);
        const isDeleted = after === undefined && !(0,external_node_fs_.lstatSync)(location, { throwIfNoEntry: false });
        if (record.state === 'applying' && (0,SourceTree/* findMisplaced */.Q9)(root, file, isDeleted) !== undefined) {
            continue; // What somebody took away while it was being branded is theirs; the rest still has to come back.
        }
        (0,SourceTree/* checkWritable */.ZB)(root, file, isDeleted);
        const bytes = isDeleted ? Buffer.alloc(0) : (0,SourceTree/* orUnreadable */.pz)(location, place => (0,external_node_fs_.readFileSync)(place));
        const digest = isDeleted ? undefined : (0,src_digest/* digestOf */.o)(bytes);
        if (digest === before) {
            continue;
        }
        // Of a run that was killed in its last moments it may be gone, and is not needed.
        undoLog ??= UndoLog/* UndoLog */.b.read(root);
        const original = digest === after ? undoLog.originalOf(file, bytes) : undefined;
        const mode = undoLog.modeOf(file);
        if (!original || (0,src_digest/* digestOf */.o)(original) !== before) {
            throw new errors/* LiveryError */.AV('tree-changed', {
                message: `${location} was changed after it was branded, so its original cannot be told from it.`,
                hint: 'Undo that change, or start again from a fresh checkout of the upstream release.',
            });
        }
        replacements.push({ file, before: digest, content: original, ...(mode !== undefined && { mode }) });
    }
    return replacements;
}

;// CONCATENATED MODULE: ./src/engine/src/apply/apply.ts










/**
 * Writes a plan into its tree.
 *
 * The order makes it safe to be killed at any moment. First a lock, the originals and a record that says `applying`; then all
 * files aside; then each moved into place; last the record says `applied`. Until the record is there, no file has been touched;
 * from then on `revertTree` knows for each file whether it has been moved. An error takes everything back at once.
 *
 * @returns the report of what was done
 * @throws LiveryError `rule-unmatched`, `edit-unprovable`, `already-branded`, `apply-interrupted`, `tree-busy`, `tree-changed`,
 * `path-unsafe`, `output-unwritable`
 */
function applyPlan(plan) {
    const started = performance.now();
    (0,expectation/* assertExpectations */.aq)(plan.report);
    (0,lock/* withLock */.kK)(plan.tree.location, wasAbandoned => write(plan, wasAbandoned));
    const { report } = plan;
    return {
        ...report,
        applied: true,
        durationsMs: { ...report.durationsMs, apply: Math.round(performance.now() - started) },
    };
}
function write(plan, wasAbandoned) {
    const { changes, report } = plan;
    const { location } = plan.tree;
    // Somebody else may have been here after it was planned.
    (0,record_record/* refuseBranded */.Bx)(location, wasAbandoned);
    checkUnchanged(location, changes);
    const undoLog = UndoLog/* UndoLog */.b.of(location, changes);
    const record = recordOf(plan);
    const interrupted = { ...record, state: 'applying' };
    let isRecorded = false;
    try {
        (0,record_record/* removeRecord */.GI)(location);
        undoLog.save(changes);
        (0,record_document/* writeDocument */.ft)(location, record_record/* RECORD_FILE */.lt, interrupted);
        isRecorded = true;
        (0,record_document/* writeDocument */.ft)(location, notice/* NOTICE_FILE */.c, (0,notice/* noticeOf */.Q)(report));
        stage(location, changes);
        moveStaged(location, changes);
        (0,record_document/* writeDocument */.ft)(location, record_record/* RECORD_FILE */.lt, record);
    }
    catch (error) {
        if (isRecorded) {
            // What this process knows, and not what the tree says by now.
            takeBack(location, interrupted, undoLog);
        }
        else {
            (0,record_record/* removeRecord */.GI)(location);
        }
        throw error instanceof errors/* LiveryError */.AV
            ? error
            : new errors/* LiveryError */.AV('output-unwritable', {
                message: `The branding could not be written into ${location}: ${(0,errors/* messageOf */.bD)(error)}. The tree is as it was.`,
                hint: 'Check the permissions and the free space, and run the command again.',
                cause: error,
            });
    }
}
function recordOf({ report, changes }) {
    return {
        apiVersion: 'livery/record/v2',
        kind: 'Record',
        state: 'applied',
        upstream: { ...(report.upstream.version !== undefined && { version: report.upstream.version }) },
        profile: report.profile,
        brand: report.brand,
        licence: report.licence,
        files: changes.map(({ file, before, content }) => ({
            file,
            before,
            ...(content && { after: (0,src_digest/* digestOf */.o)(content) }),
        })),
    };
}

;// CONCATENATED MODULE: ./src/pipeline/src/steps/applyBranding.ts

/** How many places of one kind of finding the log names. */
const NAMED_PLACES = 3;
/** Applies a plan, and says in the log what it did and what a person should look at. */
function applyBranding(plan, log) {
    const { totals, licence, upstream, brand } = plan.report;
    log('info', `Licence ${licence.spdx} (${licence.text}): rebranding is ${licence.rebrand}. ${licence.notice}`);
    const report = applyPlan(plan);
    log('info', `Branded ${upstream.version ?? upstream.source} as ${brand.name}: ${totals.replacements} replacements and ${totals.filledTranslations} filled translations in ${report.files.length} of ${totals.scannedFiles} scanned texts, and ${totals.assetsWritten} pictures.`);
    for (const line of describeFindings(report.findings)) {
        log('warn', line);
    }
    return report;
}
/** The findings of a report, one sentence for each kind. */
function describeFindings(findings) {
    const byCode = new Map();
    for (const finding of findings) {
        byCode.set(finding.code, [...(byCode.get(finding.code) ?? []), finding]);
    }
    return [...byCode.values()].flatMap(group => {
        const [first] = group;
        if (!first?.place) {
            return group.map(finding => finding.message);
        }
        const places = group
            .slice(0, NAMED_PLACES)
            .map(({ place }) => (place ? `${place.file}:${place.line}` : ''));
        const more = group.length > NAMED_PLACES ? ` and ${group.length - NAMED_PLACES} more` : '';
        return [`${first.message} (${group.length}: ${places.join(', ')}${more})`];
    });
}


/***/ }),

/***/ 51554:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  sR: () => (/* binding */ BUILD_TIMEOUT_MS),
  _w: () => (/* binding */ buildImage),
  DS: () => (/* binding */ describeStored),
  yI: () => (/* binding */ prepareBuild),
  wv: () => (/* binding */ secondsSince)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/images/src/auth/dockerConfig.ts + 1 modules
var dockerConfig = __webpack_require__(57224);
// EXTERNAL MODULE: ./src/images/src/reference/reference.ts
var reference_reference = __webpack_require__(19192);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./src/contracts/src/errors.ts
var errors = __webpack_require__(30999);
// EXTERNAL MODULE: ./src/engine/src/record/UndoLog.ts
var UndoLog = __webpack_require__(87005);
// EXTERNAL MODULE: ./src/engine/src/tree/SourceTree.ts
var SourceTree = __webpack_require__(93235);
// EXTERNAL MODULE: ./src/pipeline/src/output.ts
var output = __webpack_require__(94414);
;// CONCATENATED MODULE: ./src/pipeline/src/builders/buildContext.ts






/**
 * Copies a branded tree to build from: without `.git`, dependencies, what takes the branding back (it holds the upstream's
 * pictures), and anything that is neither a file, a folder nor a link.
 *
 * @param dockerfile - path in the tree
 * @param leaveOut - what else is no part of the app, as paths in the tree
 * @throws LiveryError `source-invalid` when there is no such Dockerfile, `path-unsafe` when it is outside
 */
async function copyContext(tree, dockerfile, folder, leaveOut = []) {
    const file = external_node_path_default().resolve(tree, dockerfile);
    const stats = await (0,promises_.lstat)(file).catch(() => undefined);
    if (external_node_path_default().isAbsolute(dockerfile) || !(await (0,output/* isInside */.FK)(tree, file))) {
        throw new errors/* LiveryError */.AV('path-unsafe', {
            message: `The Dockerfile ${dockerfile} is outside of the source.`,
            hint: 'Give a path from the root of the source.',
        });
    }
    if (!stats?.isFile()) {
        throw new errors/* LiveryError */.AV('source-invalid', {
            message: `The source has no Dockerfile at ${dockerfile}.`,
            hint: 'Say with --dockerfile where it is, as a path from the root of the source.',
        });
    }
    const unwanted = new Set([UndoLog/* UNDO_FOLDER */.C, ...leaveOut].map(name => external_node_path_default().join(tree, name)));
    await (0,promises_.cp)(tree, folder, {
        recursive: true,
        errorOnExist: true,
        force: false,
        preserveTimestamps: true,
        verbatimSymlinks: true,
        // On file systems that can, nothing is copied until somebody writes.
        mode: external_node_fs_.constants.COPYFILE_FICLONE,
        filter: async (source) => {
            if (unwanted.has(source) || (SourceTree/* IGNORED_FOLDERS */.ne.has(external_node_path_default().basename(source)) && source !== tree)) {
                return false;
            }
            const kind = await (0,promises_.lstat)(source);
            return kind.isDirectory() || kind.isFile() || kind.isSymbolicLink();
        },
    });
    return { folder, dockerfile: external_node_path_default().join(folder, external_node_path_default().relative(tree, file)) };
}
/**
 * Sets variables for the containers of an image: as the last lines of the Dockerfile that is built, which is a copy.
 * https://docs.docker.com/reference/dockerfile/#env
 */
async function addEnvironment({ dockerfile }, environment) {
    const lines = Object.entries(environment).map(([name, value]) => `ENV ${name}="${value.replace(/[\\"$]/g, '\\$&')}"\n`);
    if (lines.length > 0) {
        await (0,promises_.appendFile)(dockerfile, `\n${lines.join('')}`);
    }
}

// EXTERNAL MODULE: ./src/pipeline/src/builders/checkBuild.ts
var checkBuild = __webpack_require__(78562);
// EXTERNAL MODULE: ./src/pipeline/src/builders/Builder.ts
var Builder = __webpack_require__(94739);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./src/contracts/src/digest.ts
var src_digest = __webpack_require__(24348);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(50000);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:string_decoder"
var external_node_string_decoder_ = __webpack_require__(46193);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
;// CONCATENATED MODULE: ./src/pipeline/src/builders/LineReader.ts


/** The longest line that is passed on, in characters. */
const MAXIMUM_LINE = 2_000;
/** A line that has not ended after so many characters is cut, so that no output can fill the memory. */
const MAXIMUM_PENDING = 64 * 1024;
/**
 * Makes lines of what a program prints: without colours and control characters, which would move the cursor of whoever reads
 * the log, and without empty ones. A progress bar that is drawn over itself is many lines.
 */
class LineReader {
    #decoder = new external_node_string_decoder_.StringDecoder('utf8');
    #onLine;
    #pending = '';
    #skipping = false;
    constructor(onLine) {
        this.#onLine = onLine;
    }
    write(chunk) {
        const lines = `${this.#pending}${this.#decoder.write(chunk)}`.split(/[\r\n]+/);
        this.#pending = lines.pop() ?? '';
        for (const line of lines) {
            this.#pass(line);
            this.#skipping = false;
        }
        if (this.#pending.length > MAXIMUM_PENDING) {
            this.#pass(this.#pending);
            this.#pending = '';
            this.#skipping = true;
        }
    }
    /** The last line may have no end. */
    end() {
        this.#pass(this.#pending + this.#decoder.end());
        this.#pending = '';
    }
    #pass(line) {
        if (this.#skipping) {
            return;
        }
        const text = (0,external_node_util_.stripVTControlCharacters)(line)
            .replace(/\t/g, ' ')
            .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '')
            .trimEnd();
        if (text !== '') {
            this.#onLine(text.length > MAXIMUM_LINE ? `${text.slice(0, MAXIMUM_LINE)}…` : text);
        }
    }
}

;// CONCATENATED MODULE: ./src/pipeline/src/builders/ProcessTree.ts

/**
 * A process with all that it started. It has to lead a session of its own (`detached`).
 *
 * Where there is no /proc only the group of the process is known: what leaves the group, as some container runtimes do, is not.
 */
class ProcessTree {
    #pid;
    /** Everything that was ever seen to belong to it: once its parent is gone, nobody can tell any more. */
    #members = new Map();
    constructor(pid) {
        this.#pid = pid;
        this.refresh();
    }
    /** Looks who belongs to it now, and says how many of them are running. */
    refresh() {
        const table = readProcesses();
        if (!table) {
            return isAlive(-this.#pid) ? 1 : 0;
        }
        for (let found = true; found;) {
            found = false;
            for (const entry of table.values()) {
                const belongs = entry.pid === this.#pid || entry.session === this.#pid || this.#isRunning(table, entry.parent);
                if (belongs && !this.#members.has(entry.pid)) {
                    this.#members.set(entry.pid, entry);
                    found = true;
                }
            }
        }
        return [...this.#members.keys()].filter(pid => this.#isRunning(table, pid)).length;
    }
    /** Sends a signal to all of them that are running. */
    signal(name) {
        const table = readProcesses();
        send(-this.#pid, name);
        for (const pid of this.#members.keys()) {
            if (table && this.#isRunning(table, pid)) {
                send(pid, name);
            }
        }
    }
    #isRunning(table, pid) {
        const member = this.#members.get(pid);
        return member !== undefined && table.get(pid)?.started === member.started;
    }
}
/** All processes that are running; undefined where there is no /proc. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readProcesses() {
    let names;
    try {
        names = (0,external_node_fs_.readdirSync)('/proc').filter(name => /^\d+$/.test(name));
    }
    catch {
        return undefined;
    }
    const table = new Map();
    for (const name of names) {
        const entry = readEntry(Number(name));
        if (entry) {
            table.set(entry.pid, entry);
        }
    }
    return table.size > 0 ? table : undefined;
}
function readEntry(pid) {
    let text;
    try {
        text = (0,external_node_fs_.readFileSync)(`/proc/${pid}/stat`, 'latin1');
    }
    catch {
        return undefined; // it has just ended
    }
    // The name, in brackets, may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state = '', parent, , session] = fields;
    const started = fields[19] ?? '';
    return /^[ZX]$/.test(state)
        ? undefined
        : { pid, parent: Number(parent), session: Number(session), started };
}
function isAlive(pid) {
    try {
        process.kill(pid, 0);
        return true;
    }
    catch {
        return false;
    }
}
function send(pid, name) {
    try {
        process.kill(pid, name);
    }
    catch {
        // It has just ended, or is not ours to end.
    }
}

;// CONCATENATED MODULE: ./src/pipeline/src/builders/runProgram.ts




const MAXIMUM_OUTPUT_BYTES = 4 * 1024 * 1024;
const TAIL = 40;
/** How long a program may take to stop by itself, in milliseconds. */
const GRACE_MS = 3_000;
/** How long the output may stay open after the end of the program, by something it left behind. */
const LINGER_MS = 5_000;
const POLL_MS = 50;
/**
 * Runs a program with nothing on its standard input, in a process group of its own. Once it is over, by itself or not,
 * nothing that it started runs any more.
 *
 * @throws LiveryError `cancelled`, `timed-out`; or what `spawn` says, such as ENOENT, when it could not be started
 */
async function runProgram(run) {
    const { signal, timeoutMs, what } = run;
    if (signal?.aborted) {
        throw (0,errors/* cancelled */.KW)(what, signal.reason);
    }
    const child = (0,external_node_child_process_.spawn)(run.program, run.args, {
        env: run.environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
        windowsHide: true,
    });
    const { chunks, tail } = collect(child, run);
    const exited = exitOf(child);
    let onAbort;
    let timer;
    const stopped = new Promise(resolve => {
        onAbort = () => resolve((0,errors/* cancelled */.KW)(what, signal?.reason));
        signal?.addEventListener('abort', onAbort, { once: true });
        timer = setTimeout(() => resolve(timedOut(what, timeoutMs)), timeoutMs);
    });
    try {
        const ending = await Promise.race([exited, stopped]);
        if (ending instanceof errors/* LiveryError */.AV) {
            await endTree(child, exited);
            throw ending;
        }
        await drain(child);
        return { code: ending, output: Buffer.concat(chunks).toString('utf8'), tail };
    }
    finally {
        clearTimeout(timer);
        if (onAbort) {
            signal?.removeEventListener('abort', onAbort);
        }
    }
}
function collect(child, { onLine, redact = line => line }) {
    const chunks = [];
    let sizeBytes = 0;
    child.stdout?.on('data', (chunk) => {
        sizeBytes += chunk.length;
        if (sizeBytes <= MAXIMUM_OUTPUT_BYTES) {
            chunks.push(chunk);
        }
    });
    const tail = [];
    for (const stream of [child.stdout, child.stderr]) {
        const reader = new LineReader(text => {
            const line = redact(text);
            tail.push(line);
            if (tail.length > TAIL) {
                tail.shift();
            }
            onLine?.(line);
        });
        stream?.on('data', (chunk) => reader.write(chunk)).on('end', () => reader.end());
    }
    return { chunks, tail };
}
function exitOf(child) {
    return new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('exit', code => resolve(code ?? 128));
    });
}
/** Waits for the end of the output, and ends what still holds it open. */
async function drain(child) {
    const streams = [child.stdout, child.stderr].filter(stream => stream !== null);
    const closed = Promise.all(streams.map(stream => new Promise(resolve => (stream.closed ? resolve(0) : stream.once('close', resolve)))));
    const timer = new AbortController();
    const lingering = await Promise.race([
        closed.then(() => false),
        sleep(LINGER_MS, timer.signal).then(() => true),
    ]);
    timer.abort();
    if (lingering) {
        await endTree(child, Promise.resolve(0));
    }
}
/** Asks everything to stop, and makes it stop when it does not. */
async function endTree(child, exited) {
    if (child.pid !== undefined) {
        const tree = new ProcessTree(child.pid);
        tree.signal('SIGTERM');
        const graceEnds = performance.now() + GRACE_MS;
        while (tree.refresh() > 0 && performance.now() < graceEnds) {
            await sleep(POLL_MS);
        }
        // Again and again: what is killed first may have started something meanwhile.
        for (const end = performance.now() + GRACE_MS; tree.refresh() > 0 && performance.now() < end;) {
            tree.signal('SIGKILL');
            await sleep(POLL_MS);
        }
    }
    child.stdout?.destroy();
    child.stderr?.destroy();
    await exited;
}
function sleep(milliseconds, signal) {
    return new Promise(resolve => {
        const timer = setTimeout(resolve, milliseconds);
        signal?.addEventListener('abort', () => {
            clearTimeout(timer);
            resolve();
        });
    });
}
function timedOut(what, timeoutMs) {
    return new errors/* LiveryError */.AV('timed-out', {
        message: `${what} was stopped: it took more than ${describeDuration(timeoutMs)}.`,
        hint: 'Give it more time with --timeout, or a faster machine.',
    });
}
function describeDuration(milliseconds) {
    const seconds = milliseconds / 1000;
    return seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${seconds} s`;
}

;// CONCATENATED MODULE: ./src/pipeline/src/builders/engine.ts



/** How long an engine may take to say which version it is, in milliseconds. */
const ASK_TIMEOUT_MS = 20_000;
/** Asks an engine something; undefined when there is no such program. */
async function ask(program, args, environment, signal) {
    try {
        return await runProgram({
            what: `Looking for ${program}`,
            program,
            args,
            environment,
            signal,
            timeoutMs: ASK_TIMEOUT_MS,
        });
    }
    catch (error) {
        if (error instanceof errors/* LiveryError */.AV) {
            if (error.code === 'timed-out') {
                return { code: 1, output: '', tail: [`it does not answer within ${ASK_TIMEOUT_MS / 1000} s`] };
            }
            throw error;
        }
        // Not there, or not a program that this user may run
        return undefined;
    }
}
/** The version that an engine tells in JSON, or why it does not, as part of a sentence. */
async function askVersion(program, args, environment, signal) {
    const result = await ask(program, args, environment, signal);
    if (!result) {
        return { missing: 'not on the PATH' };
    }
    if (result.code !== 0) {
        return { missing: `it does not work: ${result.tail.at(-1) ?? `it ends with code ${result.code}`}` };
    }
    try {
        return { answer: JSON.parse(result.output) };
    }
    catch {
        return { missing: 'it does not say its version as JSON' };
    }
}
/** Runs an engine, with what it prints in the log. */
function runEngine(run, args) {
    const { what, program, environment, redact, log, signal, timeoutMs } = run;
    return runProgram({
        what,
        program,
        args,
        environment,
        onLine: log,
        signal,
        timeoutMs,
        ...(redact && { redact }),
    });
}
/** The options that all engines have in common. */
function namedArguments({ dockerfile, arguments: values, labels }) {
    const pairs = (option, record) => Object.entries(record)
        .sort()
        .flatMap(([name, value]) => [option, `${name}=${value}`]);
    return ['--file', dockerfile, ...pairs('--build-arg', values), ...pairs('--label', labels)];
}
/** The digest that an engine wrote into a file. */
async function digestIn(file) {
    try {
        return src_digest/* Digest */.n.parse((await (0,promises_.readFile)(file, 'utf8')).trim());
    }
    catch (error) {
        throw noDigest((0,errors/* messageOf */.bD)(error), error);
    }
}
/** The error of an engine that did its work and does not say what came of it. */
function noDigest(why, cause) {
    return new errors/* LiveryError */.AV('build-failed', {
        message: `The engine did not say the digest of the image: ${why}.`,
        hint: 'Use a newer version of it, or another engine with --builder.',
        cause,
    });
}
/** Whether a registry is on this machine, where plain HTTP is safe. */
function isLoopback(registry) {
    return /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(registry);
}

;// CONCATENATED MODULE: ./src/pipeline/src/builders/engineEnvironment.ts


/**
 * What a container engine gets to see of the environment: what it is set up with, and no more. A runner's environment holds tokens,
 * and an engine can pass on any variable as a build argument.
 */
const NAMES = new Set([
    ...['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'TMP', 'TEMP', 'LANG', 'SYSTEMROOT', 'USERPROFILE'],
    ...['XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'DBUS_SESSION_BUS_ADDRESS'],
    // A company's way out to the internet, and the certificates it is signed with
    ...[
        'http_proxy',
        'https_proxy',
        'no_proxy',
        'all_proxy',
        'HTTP_PROXY',
        'HTTPS_PROXY',
        'NO_PROXY',
        'ALL_PROXY',
    ],
    ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'SSH_AUTH_SOCK'],
    // https://docs.docker.com/reference/cli/docker/#environment-variables
    ...[
        'DOCKER_HOST',
        'DOCKER_CONTEXT',
        'DOCKER_CONFIG',
        'DOCKER_TLS',
        'DOCKER_TLS_VERIFY',
        'DOCKER_CERT_PATH',
    ],
    ...['DOCKER_API_VERSION', 'DOCKER_DEFAULT_PLATFORM', 'BUILDX_BUILDER', 'BUILDX_CONFIG', 'BUILDKIT_HOST'],
    // https://docs.podman.io/en/latest/markdown/podman.1.html#environment-variables
    ...['CONTAINERS_CONF', 'CONTAINERS_CONF_OVERRIDE', 'CONTAINERS_REGISTRIES_CONF', 'CONTAINERS_STORAGE_CONF'],
    ...['CONTAINER_HOST', 'CONTAINER_CONNECTION', 'CONTAINER_SSHKEY', 'PODMAN_CONNECTIONS_CONF'],
    ...['STORAGE_DRIVER', 'STORAGE_OPTS', 'REGISTRY_AUTH_FILE', 'BUILDAH_ISOLATION', 'BUILDAH_RUNTIME'],
    ...['_CONTAINERS_USERNS_CONFIGURED', '_CONTAINERS_ROOTLESS_UID', '_CONTAINERS_ROOTLESS_GID'],
]);
/** What every engine gets: its environment, and English messages without colours. */
function engineEnvironment(environment) {
    const known = Object.entries(environment).filter(([name]) => NAMES.has(name) || NAMES.has(name.toUpperCase()));
    return { ...Object.fromEntries(known), LC_ALL: 'C.UTF-8', NO_COLOR: '1' };
}
/** The same for podman and buildah, which end when DOCKER_CONFIG names a folder with no config.json in it. */
function podmanEnvironment(environment) {
    const { DOCKER_CONFIG: folder, ...rest } = engineEnvironment(environment);
    const exists = folder !== undefined && (0,external_node_fs_.existsSync)(external_node_path_default().join(folder, 'config.json'));
    return exists ? { ...rest, DOCKER_CONFIG: folder } : rest;
}

;// CONCATENATED MODULE: ./src/pipeline/src/builders/failures.ts


/** How engines mark what went wrong. */
const MARKED = /^(?:ERROR|Error|error|fatal|time=\S+ level=(?:fatal|error))\b|\bERROR:/;
/** How much of an engine's own words an error quotes, in characters. */
const MAXIMUM_QUOTED = 600;
/** What an engine said of its failure: its last error, or its last line. */
function reasonOf({ tail, code }) {
    const line = tail.filter(text => MARKED.test(text)).at(-1) ?? tail.at(-1) ?? `it ended with code ${code}`;
    const reason = line
        .replace(/^time=\S+ level=\w+ msg="(.*)"$/, '$1')
        .replace(/^(?:ERROR|Error|error|fatal):\s*/, '')
        .replace(/\.$/, '');
    return reason.length > MAXIMUM_QUOTED ? `${reason.slice(0, MAXIMUM_QUOTED)}…` : reason;
}
/** 137 is what is left of a process that the kernel killed for its memory. */
const OUT_OF_MEMORY = /heap out of memory|JavaScript heap|cannot allocate memory|(?:code|status):? 137\b/i;
/** The error of a build that failed, in the engine's own words. */
function buildFailure({ name, version }, result) {
    const isMemory = result.tail.some(line => OUT_OF_MEMORY.test(line));
    return new errors/* LiveryError */.AV('build-failed', {
        message: `${name} ${version} could not build the image: ${reasonOf(result)}.`,
        hint: isMemory
            ? 'The build ran out of memory: use a machine with more of it, or brand the published image, which builds nothing, with "livery image".'
            : 'The lines above are those of the engine. If the same source builds without Livery, please report it.',
    });
}
/** How registries and engines say it. Only for the kind of the error: what happened is in their own words. */
const DENIED = /unauthorized|authentication required|access (?:is|was|to the resource is) denied|denied:|forbidden|no basic auth|invalid username\/password|insufficient_scope|\b40[13]\b/i;
const UNREACHABLE = /connection refused|no such host|i\/o timeout|TLS handshake|x509|certificate|network is unreachable|server gave HTTP response|deadline exceeded|\bEOF$/i;
/** The error of a push that failed. */
function pushFailure({ name }, reference, login, result) {
    const reason = reasonOf(result);
    const message = `${name} could not push ${(0,reference_reference/* formatReference */.FH)(reference)}: ${reason}.`;
    if (DENIED.test(reason)) {
        const who = login ? login.identity : `nobody: no login for ${reference.registry} was found`;
        return new errors/* LiveryError */.AV('registry-denied', {
            message: `${message} It came as ${who}.`,
            hint: `Log in to ${reference.registry} with "docker login" or "podman login", as somebody who may write to ${reference.repository}.`,
        });
    }
    if (UNREACHABLE.test(reason)) {
        return new errors/* LiveryError */.AV('registry-unreachable', {
            message,
            hint: `Check the name ${reference.registry}, the network and the certificate of the registry.`,
        });
    }
    return new errors/* LiveryError */.AV('registry-failed', {
        message,
        hint: 'Try again; if it stays like this, ask those who run the registry.',
    });
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
var external_node_os_default = /*#__PURE__*/__webpack_require__.n(external_node_os_);
;// CONCATENATED MODULE: ./src/pipeline/src/builders/logins.ts






/** Docker keeps the login of Docker Hub under this name: https://github.com/docker/cli/issues/3793 */
const HUB_SERVER = 'https://index.docker.io/v1/';
/** The settings of a user; all of them are carried on. */
const UserConfig = schemas/* looseObject */._H3({
    auths: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J()).optional(),
    credHelpers: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).optional(),
});
/**
 * Lends a login to podman or buildah: a file of this one login, which nobody else can read, and which is removed afterwards.
 *
 * @throws LiveryError `credentials-invalid` for a kind of login that they do not know
 */
async function withPodmanLogin(registry, login, task) {
    if (login?.credentials.kind === 'registry-token') {
        throw new errors/* LiveryError */.AV('credentials-invalid', {
            message: `The login for ${registry} is a token for the registry itself, which podman and buildah cannot use.`,
            hint: 'Give a user name with a password or an access token.',
        });
    }
    return withPrivateFolder(async (folder) => {
        const authFile = external_node_path_default().join(folder, 'auth.json');
        const auths = login ? { [registry]: entryOf(login.credentials) } : {};
        await writePrivate(authFile, { auths });
        return task({ environment: { REGISTRY_AUTH_FILE: authFile }, authFile, redact: redactorOf(login) });
    });
}
/**
 * Lends a login to docker: a copy of the user's settings with this login in it, so that plug-ins, contexts and the logins of
 * base images stay. Nobody else can read it, and it is removed afterwards.
 *
 * @throws LiveryError `credentials-invalid` when the user's own settings cannot be read
 */
async function withDockerLogin(registry, login, environment, task) {
    if (!login) {
        return task({ environment: {}, redact: text => text });
    }
    const own = environment.DOCKER_CONFIG || external_node_path_default().join(environment.HOME ?? external_node_os_default().homedir(), '.docker');
    const config = await readUserConfig(external_node_path_default().join(own, 'config.json'));
    const server = registry === reference_reference/* DOCKER_HUB */.Xb ? HUB_SERVER : registry;
    return withPrivateFolder(async (folder) => {
        // What is not a setting stays where it is: plug-ins, contexts, builders.
        for (const name of await (0,promises_.readdir)(own).catch(() => [])) {
            if (name !== 'config.json') {
                await (0,promises_.symlink)(external_node_path_default().resolve(own, name), external_node_path_default().join(folder, name));
            }
        }
        await writePrivate(external_node_path_default().join(folder, 'config.json'), {
            ...config,
            auths: { ...config.auths, [server]: entryOf(login.credentials) },
            // Without a name: this login is in the file, wherever the others are.
            // https://github.com/docker/cli/blob/master/cli/config/configfile/file.go
            credHelpers: { ...config.credHelpers, [server]: '' },
        });
        const builders = environment.BUILDX_CONFIG || external_node_path_default().join(own, 'buildx');
        return task({
            environment: { DOCKER_CONFIG: folder, BUILDX_CONFIG: builders },
            redact: redactorOf(login),
        });
    });
}
/** https://github.com/docker/cli/blob/master/cli/config/types/authconfig.go */
function entryOf(credentials) {
    switch (credentials.kind) {
        case 'password':
            return { auth: pairOf(credentials.username, credentials.password.reveal()) };
        case 'identity-token':
            // The user name that tells it from a password
            return {
                auth: pairOf('00000000-0000-0000-0000-000000000000', ''),
                identitytoken: credentials.token.reveal(),
            };
        case 'registry-token':
            return { registrytoken: credentials.token.reveal() };
    }
}
function pairOf(username, password) {
    return Buffer.from(`${username}:${password}`).toString('base64');
}
/** Shorter texts are not looked for: they would blot out half of the log. */
const SHORTEST_REDACTED = 4;
function redactorOf(login) {
    if (!login) {
        return text => text;
    }
    const { credentials } = login;
    const secret = credentials.kind === 'password' ? credentials.password.reveal() : credentials.token.reveal();
    const bytes = Buffer.from(secret);
    const forms = [
        ...(credentials.kind === 'password' ? [pairOf(credentials.username, secret)] : []),
        ...[bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')],
        ...[encodeURIComponent(secret.toWellFormed()), secret],
    ].sort((one, other) => other.length - one.length);
    return secret.length < SHORTEST_REDACTED
        ? text => text
        : text => forms.reduce((cleaned, form) => cleaned.replaceAll(form, '[secret]'), text);
}
async function readUserConfig(file) {
    let text;
    try {
        text = await (0,promises_.readFile)(file, 'utf8');
    }
    catch (error) {
        if (error.code === 'ENOENT') {
            return {};
        }
        throw unreadable(file, (0,errors/* messageOf */.bD)(error));
    }
    try {
        return UserConfig.parse(JSON.parse(text));
    }
    catch {
        // The words of the parser would quote the file.
        throw unreadable(file, 'it is not what docker writes');
    }
}
function unreadable(file, why) {
    return new errors/* LiveryError */.AV('credentials-invalid', {
        message: `The settings of docker in ${file} cannot be used: ${why}.`,
        hint: 'Correct the file, or log in again.',
    });
}
async function withPrivateFolder(task) {
    // mkdtemp makes it for this user alone.
    const folder = await (0,promises_.mkdtemp)(external_node_path_default().join(external_node_os_default().tmpdir(), 'livery-login-'));
    try {
        return await task(folder);
    }
    finally {
        await (0,promises_.rm)(folder, { recursive: true, force: true });
    }
}
async function writePrivate(file, document) {
    await (0,promises_.writeFile)(file, JSON.stringify(document), { mode: 0o600, flag: 'wx' });
}

;// CONCATENATED MODULE: ./src/pipeline/src/builders/docker.ts








const DockerVersion = schemas/* object */.Ikc({
    Client: schemas/* object */.Ikc({ Version: schemas/* string */.YjP() }),
    Server: schemas/* object */.Ikc({ Version: schemas/* string */.YjP() }).nullish(),
});
/** https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageInspect */
const DockerImage = schemas/* looseObject */._H3({
    Id: src_digest/* Digest */.n,
    Size: schemas/* number */.aig().int().nonnegative(),
    RepoDigests: schemas/* array */.YOg(schemas/* string */.YjP()).nullish(),
});
/** From here on docker itself has BuildKit only through its plug-in buildx: https://docs.docker.com/engine/release-notes/23.0/ */
const FIRST_WITHOUT_BUILDKIT = 23;
/** No attestations that nobody asked for: they differ from push to push, and so would the digests. */
const SETTINGS = { DOCKER_BUILDKIT: '1', BUILDX_NO_DEFAULT_ATTESTATIONS: '1', DOCKER_CLI_HINTS: 'false' };
/** What docker gets to see of an environment. */
function dockerEnvironment(environment) {
    return { ...engineEnvironment(environment), ...SETTINGS };
}
/** docker with the BuildKit that older versions have inside. */
const findDocker = async (environment, signal) => {
    const seen = dockerEnvironment(environment);
    const asked = await ask('docker', ['version', '--format', '{{json .}}'], seen, signal);
    if (!asked) {
        return { missing: 'not on the PATH' };
    }
    const version = DockerVersion.safeParse(parseJson(asked.output));
    if (!version.success) {
        return { missing: `it does not work: ${asked.tail.at(-1) ?? 'it does not say its version'}` };
    }
    const { Client, Server } = version.data;
    if (Number.parseInt(Client.Version, 10) >= FIRST_WITHOUT_BUILDKIT) {
        return { missing: `version ${Client.Version} cannot build without its plug-in buildx` };
    }
    return Server ? new DockerBuilder(Client.Version, seen) : { missing: 'its daemon does not answer' };
};
class DockerBuilder {
    name = 'docker';
    version;
    #environment;
    constructor(version, environment) {
        this.version = version;
        this.#environment = environment;
    }
    async build(request) {
        const { platforms, names, context, workDirectory } = request;
        const idFile = external_node_path_default().join(workDirectory, 'image-id');
        const result = await runEngine({ ...request, what: 'The build with docker', program: 'docker', environment: this.#environment }, [
            ...['build', '--progress=plain', '--iidfile', idFile],
            ...(platforms.length > 0 ? ['--platform', platforms.join(',')] : []),
            ...namedArguments(request),
            ...names.flatMap(name => ['--tag', (0,reference_reference/* formatReference */.FH)(name)]),
            context,
        ]);
        if (result.code !== 0) {
            throw buildFailure(this, result);
        }
        const id = await digestIn(idFile);
        return {
            stored: () => inspectDockerImage(this, this.#environment, request),
            push: push => this.#push(id, request, push),
        };
    }
    async #push(id, build, push) {
        const { reference, login } = push;
        const name = (0,reference_reference/* formatReference */.FH)(reference);
        return withDockerLogin(reference.registry, login, this.#environment, async (lent) => {
            const environment = { ...this.#environment, ...lent.environment };
            const run = {
                ...push,
                what: `The push of ${name}`,
                program: 'docker',
                environment,
                redact: lent.redact,
            };
            // The tag again: another build may have taken the name meanwhile.
            for (const args of [
                ['tag', id, name],
                ['push', name],
            ]) {
                const result = await runEngine(run, args);
                if (result.code !== 0) {
                    throw pushFailure(this, reference, login, result);
                }
            }
            return this.#digestAt(reference, build);
        });
    }
    /** docker writes no file, but keeps for every image what it was pushed as. */
    async #digestAt(reference, build) {
        const image = await inspectImage(this, this.#environment, build, (0,reference_reference/* formatReference */.FH)(reference));
        const names = [
            repositoryOf(reference),
            repositoryOf(reference).replace(/^docker\.io\/(?:library\/)?/, ''),
        ];
        const digests = (image.RepoDigests ?? []).filter(name => names.includes(name.split('@', 1)[0] ?? ''));
        const digest = src_digest/* Digest */.n.safeParse(digests[0]?.split('@')[1]);
        if (digests.length !== 1 || !digest.success) {
            throw noDigest(`docker knows ${digests.length} digests of ${repositoryOf(reference)}`);
        }
        return digest.data;
    }
}
function repositoryOf({ registry, repository }) {
    return `${registry}/${repository}`;
}
/** What docker's store has of an image that was built. */
async function inspectDockerImage(builder, environment, request) {
    const [name] = request.names;
    if (!name) {
        return undefined;
    }
    const image = await inspectImage(builder, environment, request, (0,reference_reference/* formatReference */.FH)(name));
    return { id: image.Id, sizeBytes: image.Size };
}
async function inspectImage(builder, environment, request, image) {
    const run = { ...request, log: () => undefined, what: 'docker inspect', program: 'docker', environment };
    const result = await runEngine(run, ['image', 'inspect', '--format', '{{json .}}', image]);
    if (result.code !== 0) {
        throw buildFailure(builder, result);
    }
    return DockerImage.parse(parseJson(result.output));
}
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/pipeline/src/builders/buildx.ts










/** https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file */
const Metadata = schemas/* looseObject */._H3({ 'containerimage.digest': src_digest/* Digest */.n });
/** docker with its plug-in buildx, and a builder that answers; that need not be docker's own. */
const findBuildx = async (environment, signal) => {
    const seen = dockerEnvironment(environment);
    const version = await ask('docker', ['buildx', 'version'], seen, signal);
    if (!version) {
        return { missing: 'docker is not on the PATH' };
    }
    // github.com/docker/buildx v0.13.1 788433953af10f2a698f5c07611dddce2e08c7a0
    const number = /^github\.com\/docker\/buildx v?(\S+)/.exec(version.output)?.[1];
    if (version.code !== 0 || number === undefined) {
        return { missing: 'docker has no plug-in buildx' };
    }
    const builder = await ask('docker', ['buildx', 'inspect'], seen, signal);
    // It ends well whatever it finds, and tells the error of each node.
    const problem = /^Error:(.+)$/m.exec(builder?.output ?? '')?.[1]?.trim() ??
        (builder?.code === 0 ? undefined : builder?.tail.at(-1));
    return problem === undefined
        ? new BuildxBuilder(number, seen)
        : { missing: `its builder does not work: ${problem.replace(/\.$/, '')}` };
};
/**
 * What is built stays in the cache of the builder, and every push is a build that finds all of it there. So nothing goes through
 * docker's own store, which other builders have to fill first and which holds one platform only.
 */
class BuildxBuilder {
    name = 'buildx';
    version;
    #environment;
    constructor(version, environment) {
        this.version = version;
        this.#environment = environment;
    }
    async build(request) {
        const { willPush, names } = request;
        const kept = willPush
            ? ['--output', 'type=cacheonly']
            : ['--load', ...names.flatMap(name => ['--tag', (0,reference_reference/* formatReference */.FH)(name)])];
        const run = {
            ...request,
            what: 'The build with docker buildx',
            program: 'docker',
            environment: this.#environment,
        };
        const result = await runEngine(run, [...commonArguments(request), ...kept, request.context]);
        if (result.code !== 0) {
            throw buildFailure(this, result);
        }
        return {
            stored: async () => (willPush ? undefined : inspectDockerImage(this, this.#environment, request)),
            push: push => this.#push(request, push),
        };
    }
    async #push(build, push) {
        const { reference, login } = push;
        const file = external_node_path_default().join(build.workDirectory, `metadata-${(0,external_node_crypto_.randomBytes)(8).toString('hex')}.json`);
        return withDockerLogin(reference.registry, login, this.#environment, async (lent) => {
            const name = (0,reference_reference/* formatReference */.FH)(reference);
            const args = ['--push', '--tag', name, '--metadata-file', file, build.context];
            const environment = { ...this.#environment, ...lent.environment };
            const run = {
                ...push,
                what: `The push of ${name}`,
                program: 'docker',
                environment,
                redact: lent.redact,
            };
            const result = await runEngine(run, [...commonArguments(build), ...args]);
            if (result.code !== 0) {
                throw pushFailure(this, reference, login, result);
            }
            return readDigest(file);
        });
    }
}
function commonArguments(request) {
    const { platforms } = request;
    return [
        ...['buildx', 'build', '--progress=plain'],
        ...(platforms.length > 0 ? ['--platform', platforms.join(',')] : []),
        ...namedArguments(request),
    ];
}
async function readDigest(file) {
    try {
        return Metadata.parse(JSON.parse(await (0,promises_.readFile)(file, 'utf8')))['containerimage.digest'];
    }
    catch (error) {
        throw noDigest((0,errors/* messageOf */.bD)(error), error);
    }
}

// EXTERNAL MODULE: ./src/images/src/image/documents.ts
var documents = __webpack_require__(75147);
;// CONCATENATED MODULE: ./src/pipeline/src/builders/podman.ts









const PodmanVersion = schemas/* object */.Ikc({ Client: schemas/* object */.Ikc({ Version: schemas/* string */.YjP() }) });
const BuildahVersion = schemas/* object */.Ikc({ version: schemas/* string */.YjP() });
/** podman, on this machine or in its own virtual one. */
const findPodman = async (environment, signal) => {
    const seen = podmanEnvironment(environment);
    const version = await askVersion('podman', ['version', '--format', 'json'], seen, signal);
    return 'missing' in version
        ? version
        : new PodmanBuilder('podman', PodmanVersion.parse(version.answer).Client.Version, seen);
};
/** buildah, which takes the same options. */
const findBuildah = async (environment, signal) => {
    const seen = podmanEnvironment(environment);
    const version = await askVersion('buildah', ['version', '--json'], seen, signal);
    return 'missing' in version
        ? version
        : new PodmanBuilder('buildah', BuildahVersion.parse(version.answer).version, seen);
};
/** https://docs.podman.io/en/latest/markdown/podman-build.1.html, https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md */
class PodmanBuilder {
    name;
    version;
    #environment;
    constructor(name, version, environment) {
        this.name = name;
        this.version = version;
        this.#environment = environment;
    }
    async build(request) {
        const { context, platforms, names, workDirectory } = request;
        const isList = platforms.length > 1;
        // Images are added to a list that is there already: this one is nobody's.
        const list = `localhost/livery-build:${(0,external_node_crypto_.randomBytes)(8).toString('hex')}`;
        const idFile = external_node_path_default().join(workDirectory, 'image-id');
        const args = [
            'build',
            // OCI's format has no place for a health check, and these engines drop it: https://github.com/containers/buildah/issues/4109
            '--format=docker',
            // A layer that was made for one platform would be taken for another one's.
            `--layers=${!isList}`,
            ...(platforms.length > 0 ? ['--platform', platforms.join(',')] : []),
            ...(isList ? ['--manifest', list] : ['--iidfile', idFile]),
            ...namedArguments(request),
            context,
        ];
        const result = await this.#run(`The build with ${this.name}`, args, request);
        if (result.code !== 0) {
            throw buildFailure(this, result);
        }
        const image = isList ? list : await digestIn(idFile);
        await this.#mustRun(['tag', image, ...names.map(reference_reference/* formatReference */.FH)], request);
        if (isList) {
            await this.#checkList(list, request);
        }
        return {
            stored: () => (isList ? Promise.resolve(undefined) : this.#inspect(image, request)),
            push: push => this.#push(image, isList, push, workDirectory),
        };
    }
    /** Some versions leave platforms out without a word. */
    async #checkList(list, request) {
        const { output } = await this.#mustRun(['manifest', 'inspect', list], {
            ...request,
            log: () => undefined,
        });
        const { manifests } = schemas/* object */.Ikc({ manifests: schemas/* array */.YOg(schemas/* unknown */.L5J()) }).parse(JSON.parse(output));
        if (manifests.length !== request.platforms.length) {
            throw new errors/* LiveryError */.AV('build-failed', {
                message: `${this.name} ${this.version} made ${manifests.length} of the images for ${request.platforms.join(' and ')}.`,
                hint: 'Build with a newer version of it, with docker buildx, or for one platform at a time.',
            });
        }
    }
    async #push(image, isList, request, workDirectory) {
        const { reference, login } = request;
        const digestFile = external_node_path_default().join(workDirectory, `digest-${(0,external_node_crypto_.randomBytes)(8).toString('hex')}`);
        return withPodmanLogin(reference.registry, login, async ({ authFile, redact }) => {
            const args = [
                ...(isList ? ['manifest', 'push', '--all', '--format=v2s2'] : ['push']),
                '--authfile',
                authFile,
                // docker takes a registry on this machine as it is; these engines have to be told.
                ...(isLoopback(reference.registry) ? ['--tls-verify=false'] : []),
                '--digestfile',
                digestFile,
                image,
                `docker://${(0,reference_reference/* formatReference */.FH)(reference)}`,
            ];
            const what = `The push of ${(0,reference_reference/* formatReference */.FH)(reference)}`;
            const result = await this.#run(what, args, { ...request, redact });
            if (result.code !== 0) {
                throw pushFailure(this, reference, login, result);
            }
            return digestIn(digestFile);
        });
    }
    async #inspect(image, request) {
        const quiet = { ...request, log: () => undefined };
        const args = this.name === 'podman' ? ['image', 'inspect', image] : ['inspect', '--type', 'image', image];
        const { output } = await this.#mustRun(args, quiet);
        const answer = JSON.parse(output);
        const id = src_digest/* Digest */.n.parse(image);
        if (this.name === 'podman') {
            const [first] = schemas/* tuple */.PVZ([schemas/* object */.Ikc({ Size: schemas/* number */.aig() })]).parse(answer);
            return { id, sizeBytes: first.Size };
        }
        const { Manifest } = schemas/* object */.Ikc({ Manifest: schemas/* string */.YjP() }).parse(answer);
        const { config, layers } = documents/* ImageManifest */.nU.parse(JSON.parse(Manifest));
        return { id, sizeBytes: [config, ...layers].reduce((sum, { size }) => sum + size, 0) };
    }
    async #mustRun(args, request) {
        const result = await this.#run(`${this.name} ${args[0]}`, args, request);
        if (result.code !== 0) {
            throw buildFailure(this, result);
        }
        return result;
    }
    #run(what, args, run) {
        return runEngine({ ...run, what, program: this.name, environment: this.#environment }, args);
    }
}

;// CONCATENATED MODULE: ./src/pipeline/src/builders/findBuilder.ts





const finders = {
    buildx: { title: 'docker buildx', find: findBuildx, severalPlatforms: true },
    docker: { title: 'docker', find: findDocker, severalPlatforms: false },
    podman: { title: 'podman', find: findPodman, severalPlatforms: true },
    buildah: { title: 'buildah', find: findBuildah, severalPlatforms: true },
};
/**
 * Finds a container engine on this machine.
 *
 * @throws LiveryError `builder-not-found` with what was looked for and why it is of no use
 */
async function findBuilder(wish = {}) {
    const { name, severalPlatforms = false, environment = process.env, signal } = wish;
    const wanted = name ? [name] : Builder/* builderNames */.k;
    const reasons = [];
    for (const candidate of wanted) {
        const finder = finders[candidate];
        const found = severalPlatforms && !finder.severalPlatforms
            ? { missing: 'it builds for one platform at a time' }
            : await finder.find(environment, signal);
        if (!('missing' in found)) {
            return found;
        }
        reasons.push(`${finder.title} (${found.missing})`);
    }
    throw new errors/* LiveryError */.AV('builder-not-found', {
        message: `There is no container engine to build with. Looked for ${reasons.join(', ')}.`,
        hint: name
            ? `Install or start it, or leave --builder out to take ${Builder/* builderNames */.k.filter(other => other !== name).join(', ')}.`
            : 'Install or start one of them; or brand the published image, which needs none, with "livery image BASE --brand BRAND --to REF".',
    });
}

// EXTERNAL MODULE: ./src/pipeline/src/imageLabels.ts
var imageLabels = __webpack_require__(30089);
;// CONCATENATED MODULE: ./src/pipeline/src/steps/buildImage.ts







/** Two hours: an app that brings its models along takes one on a small machine. */
const BUILD_TIMEOUT_MS = 2 * 3_600_000;
/**
 * Checks what can be checked before anything is fetched, and looks for an engine.
 *
 * @throws LiveryError `reference-invalid`, `usage-invalid`, `builder-not-found`
 */
async function prepareBuild(options, willPush, signal) {
    const names = (0,checkBuild/* checkNames */.LN)(options.to);
    const platforms = (0,checkBuild/* checkPlatforms */.FE)(options.platforms ?? [], willPush);
    (0,checkBuild/* checkArguments */.PX)(options.arguments ?? {});
    (0,checkBuild/* checkArguments */.PX)(options.environment ?? {}, 'variable');
    const severalPlatforms = platforms.length > 1;
    return {
        builder: await findBuilder({ name: options.builder, severalPlatforms, signal }),
        names,
        platforms,
        arguments: options.arguments ?? {},
        labels: options.labels ?? {},
        environment: options.environment ?? {},
        dockerfile: options.dockerfile,
        timeoutMs: options.timeoutMs ?? BUILD_TIMEOUT_MS,
        credentials: options.credentials ?? (0,dockerConfig/* dockerLogins */.T)(),
        willPush,
    };
}
/**
 * Builds the Dockerfile of a branded tree.
 *
 * @throws LiveryError `source-invalid`, `path-unsafe`, `usage-invalid`, `build-failed`, `timed-out`, `cancelled`
 */
async function buildImage(build, input) {
    const { builder, platforms, willPush, timeoutMs } = build;
    const { tree, profile, report, log, signal } = input;
    const startedMs = performance.now();
    const { version, commit } = report.upstream;
    const references = build.names.render({
        brand: report.brand.name,
        date: new Date(),
        ...(version !== undefined && { version }),
        ...(commit !== undefined && { sha: commit }),
    });
    const values = { ...profile?.build?.arguments, ...build.arguments };
    (0,checkBuild/* checkArguments */.PX)(values);
    const workDirectory = external_node_path_default().join(input.workDirectory, 'image');
    await (0,promises_.mkdir)(workDirectory, { recursive: true });
    const dockerfile = build.dockerfile ?? profile?.build?.dockerfile ?? 'Dockerfile';
    const folder = external_node_path_default().join(workDirectory, 'context');
    const context = await copyContext(tree, dockerfile, folder, input.leaveOut);
    await addEnvironment(context, build.environment);
    const of = platforms.length > 0 ? ` for ${platforms.join(', ')}` : '';
    log('info', `Building ${dockerfile}${of} with ${builder.name} ${builder.version}.`);
    const image = await builder.build({
        context: context.folder,
        dockerfile: context.dockerfile,
        arguments: values,
        labels: { ...(0,imageLabels/* imageLabels */.J)(report), ...build.labels },
        platforms,
        names: references,
        willPush,
        workDirectory,
        log: line => log('info', line),
        signal,
        timeoutMs,
    });
    return { image, references, startedMs };
}
/** What there is to say of an image that stays in the engine's store. */
async function describeStored({ builder, platforms }, { image, references, startedMs }) {
    const stored = await image.stored();
    const [reference] = references;
    return (stored &&
        reference && {
        reference: (0,reference_reference/* formatReference */.FH)(reference),
        digest: stored.id,
        sizeBytes: stored.sizeBytes,
        perPlatform: platforms.map(platform => ({ platform, digest: stored.id })),
        targets: [],
        builder: { name: builder.name, version: builder.version },
        seconds: secondsSince(startedMs),
    });
}
/** With milliseconds. */
function secondsSince(startedMs) {
    return Math.round(performance.now() - startedMs) / 1000;
}


/***/ })

};
;