import { GitRef } from '@livery/contracts';
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
  url?: 'invalid' | 'host-refused' | 'with-credentials';
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
  // The schema looks into the parts of an address, so it has to be one.
  if (!URL.canParse(url)) {
    return 'invalid';
  }
  const { username, password, protocol } = new URL(url);
  if (username !== '' || password !== '') {
    return 'with-credentials';
  }
  if (RunSource.safeParse({ url }).success) {
    return undefined;
  }
  return protocol === 'https:' ? 'host-refused' : 'invalid';
}

function checkRef(ref: string): StartFormErrors['ref'] {
  return ref === '' || GitRef.safeParse(ref).success ? undefined : 'invalid';
}

/** Checks a form with the schemas of the HTTP API. */
export function checkStartForm(form: StartForm): CheckedStartForm {
  const isOther = form.upstreamId === OTHER_SOURCE;
  const url = form.url.trim();
  const ref = form.ref.trim();
  const errors: StartFormErrors = { url: isOther ? checkUrl(url) : undefined, ref: checkRef(ref) };
  if (errors.url ?? errors.ref) {
    return { errors };
  }
  const source = isOther ? { url } : { upstream: form.upstreamId };
  return { run: { templateId: form.templateId, source: ref === '' ? source : { ...source, ref } } };
}
