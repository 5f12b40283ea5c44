/** What a token is good for: `repository:acme/app:pull,push`. https://distribution.github.io/distribution/spec/auth/scope/ */
export type Scope = string;

/** Reading a repository. */
export function pullScope(repository: string): Scope {
  return `repository:${repository}:pull`;
}

/** Writing to a repository, and reading it. */
export function pushScope(repository: string): Scope {
  return `repository:${repository}:pull,push`;
}

/** Deleting from a repository. */
export function deleteScope(repository: string): Scope {
  return `repository:${repository}:pull,delete`;
}

/** Seeing which repositories there are. https://distribution.github.io/distribution/spec/auth/scope/#resource-types */
export const CATALOG_SCOPE: Scope = 'registry:catalog:*';

function split(scope: Scope): { resource: string; actions: string[] } {
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
export function covers(granted: readonly Scope[], needed: readonly Scope[]): boolean {
  const known = granted.map(split);
  return needed
    .map(split)
    .every(({ resource, actions }) =>
      actions.every(action =>
        known.some(
          other =>
            other.resource === resource && (other.actions.includes(action) || other.actions.includes('*')),
        ),
      ),
    );
}

/**
 * Brings scopes together, each resource once. What comes first stays first: "a few registries just look at the first scope",
 * https://github.com/google/go-containerregistry/blob/main/pkg/v1/remote/write.go
 */
export function mergeScopes(...lists: readonly (readonly Scope[])[]): Scope[] {
  const merged = new Map<string, string[]>();
  for (const { resource, actions } of lists.flat().map(split)) {
    const known = merged.get(resource) ?? [];
    merged.set(resource, [...known, ...actions.filter(action => !known.includes(action))]);
  }
  return [...merged].map(([resource, actions]) => `${resource}:${actions.join(',')}`);
}
