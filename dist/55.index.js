"use strict";
exports.id = 55;
exports.ids = [55];
exports.modules = {

/***/ 13055:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   startFromPortal: () => (/* binding */ startFromPortal)
/* harmony export */ });
/* unused harmony export PortalRun */
/* harmony import */ var _livery_contracts__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(30999);
/* harmony import */ var _livery_engine__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(95880);
/* harmony import */ var _livery_pipeline__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(34328);
/* harmony import */ var _identity__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(83586);




/** A run of a portal that this step carries out. */
class PortalRun {
    session;
    brand;
    /** The inputs, with what the portal knows where the workflow says nothing. */
    inputs;
    #isFinished = false;
    constructor(session, brand, inputs) {
        this.session = session;
        this.brand = brand;
        this.inputs = inputs;
    }
    report(event) {
        this.#isFinished ||= event.type === 'run.finished';
        this.session.report(event);
    }
    /**
     * Waits until all is reported, with an end in any case: also of a run that stopped before it began.
     *
     * @throws LiveryError `backend-unreachable`, `backend-refused`
     */
    async end(failure) {
        if (!this.#isFinished) {
            const at = new Date().toISOString();
            if (failure === undefined) {
                this.report({ type: 'run.finished', at, state: 'completed' });
            }
            else {
                const { code, message, hint } = (0,_livery_contracts__WEBPACK_IMPORTED_MODULE_1__/* .toLiveryError */ .l3)(failure);
                this.report({ type: 'run.finished', at, state: (0,_livery_pipeline__WEBPACK_IMPORTED_MODULE_2__/* .endOf */ .p)(code), error: { code, message, hint } });
            }
        }
        await this.session.flush();
    }
}
/**
 * Asks a portal what to do: for the run that the workflow was started for, or for a brand of its own by name.
 *
 * @throws LiveryError `backend-unreachable`, `backend-refused`, and those of the identity
 */
async function startFromPortal(inputs, idTokens, secrets) {
    // Backstage's permissions bring an older client of HTTP along, whose warning nobody here can do anything about. Until they do not:
    // https://github.com/backstage/backstage/blob/master/plugins/permission-common/package.json
    process.noDeprecation = true;
    const runId = inputs['run-id'];
    const session = await (0,_identity__WEBPACK_IMPORTED_MODULE_0__/* .openPortal */ .Z7)({
        url: inputs.portal,
        purpose: runId === undefined ? { brand: inputs.brand } : { runId },
        idTokens,
        secrets,
        // No signal: that a run was cancelled is what the portal has to hear.
    });
    const { source, bundle, configuration, targets } = await session.getJob();
    if (inputs.source === undefined && source.kind !== 'git') {
        throw new _livery_contracts__WEBPACK_IMPORTED_MODULE_1__/* .LiveryError */ .AV('usage-invalid', {
            message: 'The run of the portal is for a folder of the portal, which this job does not have.',
            hint: 'Say with the input "source" what to brand, or give the run a git URL in the portal.',
        });
    }
    const own = source.kind === 'git' ? `${source.location}${source.ref ? `#${source.ref}` : ''}` : undefined;
    return new PortalRun(session, (0,_livery_engine__WEBPACK_IMPORTED_MODULE_3__/* .brandFromBundle */ .K$)(bundle), {
        ...inputs,
        source: inputs.source ?? own,
        configuration: { ...configuration, ...inputs.configuration },
        targets: inputs.targets.length > 0 ? inputs.targets : targets,
    });
}


/***/ })

};
;