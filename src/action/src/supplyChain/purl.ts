/**
 * The address of a package that is an image: https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md
 *
 * @param repository - with its registry
 */
export function imagePurl(repository: string, digest: string): string {
  const name = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase();
  return `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(digest)}?repository_url=${encodeURIComponent(repository)}`;
}

/** A reference without its tag and digest: `ghcr.io/acme/app:1` → `ghcr.io/acme/app`. */
export function repositoryOf(reference: string): string {
  const [name = ''] = reference.split('@');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}
