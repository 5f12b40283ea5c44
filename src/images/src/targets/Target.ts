import { formatReference, isRegistry, parseReference } from '../reference/reference';
import { rulesOf, kindOfRegistry } from './rules';
import { checkTagTemplate, renderTag, type TagValues } from './tagTemplate';
import { type TargetKind, targetInvalid, type TargetRules } from './TargetRules';

/** A place to push to. */
export interface Target {
  readonly kind: TargetKind;
  /** As references name it. */
  readonly registry: string;
  readonly repository: string;
  /** At least one. */
  readonly tagTemplates: readonly string[];
  /** What of the text was not taken literally, as sentences. */
  readonly notes: readonly string[];
}

/** A target whose tags are known. */
export interface PlannedTarget extends Target {
  /** At least one, each once. */
  readonly tags: readonly string[];
  /** The same with registry and repository. */
  readonly references: readonly string[];
}

/** What is known of a target before it is named. */
export interface TargetDefaults {
  /** Its kind; told by its host without it. */
  readonly kind?: TargetKind;
  /** The host of a name that has none. */
  readonly registry?: string;
}

/** What docker takes for the name of a host: https://github.com/distribution/reference/blob/main/normalize.go */
function hasHost(name: string): boolean {
  const slash = name.indexOf('/');
  const first = name.slice(0, slash);
  return slash > 0 && (/[.:]/.test(first) || first.toLowerCase() === 'localhost');
}

/** The tags behind the last colon; a comma stands between several, because no tag can have one. */
function splitTags(text: string): { name: string; tagTemplates: string[] } {
  const colon = text.lastIndexOf(':');
  if (colon <= text.lastIndexOf('/')) {
    return { name: text, tagTemplates: ['latest'] };
  }
  const tagTemplates = text
    .slice(colon + 1)
    .split(',')
    .map(template => template.trim());
  return { name: text.slice(0, colon), tagTemplates: [...new Set(tagTemplates)] };
}

/** The name with its host. Without one it is on Docker Hub, unless something else is known. */
function withHost(text: string, name: string, { kind, registry }: TargetDefaults): string {
  if (hasHost(name)) {
    return name;
  }
  const host = registry ?? (kind === undefined ? undefined : rulesOf(kind).host);
  if (host === undefined && kind !== undefined) {
    const { title, example } = rulesOf(kind);
    throw targetInvalid(text, `${title} has no host that goes without saying`, `Write it as ${example}.`);
  }
  return host === undefined ? name : `${host}/${name}`;
}

function rulesFor(text: string, registry: string, kind: TargetKind | undefined): TargetRules {
  const rules = rulesOf(kind ?? kindOfRegistry(registry));
  if (!rules.isSelfHosted && rules.hosts?.test(registry) === false) {
    throw targetInvalid(
      text,
      `${registry} is not a host of ${rules.title}`,
      `Write it as ${rules.example}, or name another kind of registry.`,
    );
  }
  return rules;
}

/**
 * Reads a target: `host/path`, or `host/path:tag`, where several tags stand with commas between them and may have
 * placeholders. Without a tag it is `latest`. Nothing is sent.
 *
 * @throws LiveryError `reference-invalid` for what the registry would not take
 */
export function parseTarget(text: string, defaults: TargetDefaults = {}): Target {
  if (text.includes('@')) {
    // What was typed stays out of the message: it may be a password.
    throw targetInvalid(
      '@',
      'a target has neither a user name nor a digest',
      'Leave out the "@" with what belongs to it. To log in, give credentials; an image gets its digest when it is pushed.',
    );
  }
  if (defaults.registry !== undefined && !isRegistry(defaults.registry)) {
    throw targetInvalid(
      text,
      `${JSON.stringify(defaults.registry)} cannot be the host of a registry`,
      'Give a name or an address without https://, with a port behind a colon if it needs one, such as registry.example.org:5000.',
    );
  }
  const { name, tagTemplates } = splitTags(text);
  const full = withHost(text, name, defaults);
  const lowered = full.toLowerCase();
  // The owner of a repository on GitHub may have capital letters, and workflows have no way to lower them:
  // https://github.com/docker/metadata-action/issues/405
  const { registry, repository } = parseReference(lowered);
  tagTemplates.forEach(checkTagTemplate);
  const rules = rulesFor(text, registry, defaults.kind);
  const problem = rules.check(repository, registry);
  if (problem) {
    throw targetInvalid(
      `${registry}/${repository}`,
      problem.why,
      `${problem.hint} See ${rules.documentation}.`,
    );
  }
  const notes = full.endsWith(repository)
    ? []
    : [`${full} is pushed as ${registry}/${repository}: a repository has no capital letters.`];
  return { kind: rules.kind, registry, repository, tagTemplates, notes };
}

/**
 * Makes the tags of a target.
 *
 * @throws LiveryError `reference-invalid` if one of them would be none
 */
export function planTarget(target: Target, values: TagValues): PlannedTarget {
  const tags = [...new Set(target.tagTemplates.map(template => renderTag(template, values)))];
  const { registry, repository } = target;
  return { ...target, tags, references: tags.map(tag => formatReference({ registry, repository, tag })) };
}
