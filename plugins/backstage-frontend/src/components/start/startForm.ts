import { GitRef, HttpsRepositoryUrl } from '@livery/contracts';
import {
  type BrandTemplate,
  type NewRun,
  RunSource,
  type Upstream,
} from '@livery/backstage-plugin-livery-common';

/** The choice "another git repository" among the upstreams; no upstream can have an empty id. */
export const OTHER_SOURCE = '';

/** What the form holds. */
export interface StartForm {
  templateId: string;
  /** The id of an upstream, or {@link OTHER_SOURCE}. */
  upstreamId: string;
  url: string;
  ref: string;
}

/** What is wrong with which field; a page puts it into words. */
export interface StartFormErrors {
  url?: 'invalid' | 'host-refused' | 'with-credentials' | 'with-blank' | 'with-ref';
  ref?: 'invalid';
}

/** What a form says, checked: a run that can be started, or what is wrong. */
export type CheckedStartForm = { run: NewRun; errors?: never } | { run?: never; errors: StartFormErrors };

/** The form as it opens: with a template and the upstream that needs no network, one press starts a run. */
export function initialStartForm(
  templates: readonly BrandTemplate[],
  upstreams: readonly Upstream[],
  templateId?: string,
): StartForm {
  const withPortal = upstreams.find(upstream => upstream.url === undefined);
  return {
    templateId: templateId ?? templates[0]?.id ?? '',
    upstreamId: (withPortal ?? upstreams[0])?.id ?? OTHER_SOURCE,
    url: '',
    ref: '',
  };
}

function checkUrl(url: string): StartFormErrors['url'] {
  if (RunSource.safeParse({ url }).success) {
    return undefined;
  }
  if (/\s/.test(url)) {
    return 'with-blank';
  }
  if (url.includes('#')) {
    return 'with-ref';
  }
  if (url.includes('@')) {
    return 'with-credentials';
  }
  return HttpsRepositoryUrl.safeParse(url).success ? 'host-refused' : 'invalid';
}

/** Takes the ref out of an address such as `https://…#v0.6.5`, unless the form has another one already. */
export function splitRef(form: StartForm): StartForm {
  const [, url, ref] = /^([^#]*)#([^#]+)$/.exec(form.url.trim()) ?? [];
  const given = form.ref.trim();
  return url !== undefined && ref !== undefined && (given === '' || given === ref)
    ? { ...form, url, ref }
    : form;
}

function checkRef(ref: string): StartFormErrors['ref'] {
  return ref === '' || GitRef.safeParse(ref).success ? undefined : 'invalid';
}

/** Checks a form with the schemas of the HTTP API. */
export function checkStartForm(filled: StartForm): CheckedStartForm {
  const isOther = filled.upstreamId === OTHER_SOURCE;
  const form = isOther ? splitRef(filled) : filled;
  const url = form.url.trim();
  const ref = form.ref.trim();
  const errors: StartFormErrors = { url: isOther ? checkUrl(url) : undefined, ref: checkRef(ref) };
  if (errors.url ?? errors.ref) {
    return { errors };
  }
  const source = isOther ? { url } : { upstream: form.upstreamId };
  return { run: { templateId: form.templateId, source: ref === '' ? source : { ...source, ref } } };
}
