import { createHash } from 'node:crypto';
import type { Report } from '@livery/contracts';
import { imagePurl, repositoryOf } from './purl';
import type { Subject } from './statement';

/** The base that an image was made from, as an SBOM links to it. */
export interface SbomBase {
  /** Registry and repository. */
  readonly repository: string;
  readonly digest: string;
  /** Where upstream's own SBOMs are. */
  readonly sboms: readonly string[];
}

/** What the names of our own properties start with. */
const PROPERTY = 'dev.livery';

/**
 * What a brand changed in an image, as CycloneDX: a component for each file with its digest, and a link to what upstream says of
 * the rest. The same report makes the same bytes, so there is no time in it. https://cyclonedx.org/docs/1.6/json/
 */
export async function sbomOf(subject: Subject, report: Report, base?: SbomBase): Promise<object> {
  // Loaded by those who want an SBOM: it brings the list of all licences.
  const { Enums, Models, Serialize, Spec, SPDX } = await import('@cyclonedx/cyclonedx-library');
  const { Component, ExternalReference, NamedLicense, Property, SpdxLicense } = Models;
  const { upstream, brand, licence } = report;
  const properties = (values: Readonly<Record<string, string>>) =>
    new Models.PropertyRepository(
      Object.entries(values).map(([name, value]) => new Property(`${PROPERTY}:${name}`, value)),
    );
  const sha256 = (digest: string) =>
    new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], digest.replace(/^sha256:/, '')]]);
  const image = new Component(Enums.ComponentType.Container, subject.name, {
    bomRef: 'image',
    version: subject.digest,
    purl: imagePurl(subject.name, subject.digest),
    hashes: sha256(subject.digest),
    description: `${brand.name}, by Livery`,
    licenses: new Models.LicenseRepository([
      SPDX.isSupportedSpdxId(licence.spdx) ? new SpdxLicense(licence.spdx) : new NamedLicense(licence.spdx),
    ]),
    properties: properties({
      brand: brand.digest,
      profile: `${report.profile.id} ${report.profile.digest}`,
      ...deletedIn(report),
    }),
  });
  const bom = new Models.Bom({
    serialNumber: serialOf(subject.digest, JSON.stringify([brand.digest, report.profile.digest])),
    metadata: new Models.Metadata({
      component: image,
      tools: new Models.Tools({
        components: new Models.ComponentRepository([
          new Component(Enums.ComponentType.Application, 'livery', { bomRef: 'livery' }),
        ]),
      }),
    }),
  });
  if (base) {
    const upstreamImage = new Component(Enums.ComponentType.Container, base.repository, {
      bomRef: 'upstream',
      version: base.digest,
      purl: imagePurl(base.repository, base.digest),
      hashes: sha256(base.digest),
      externalReferences: new Models.ExternalReferenceRepository(
        base.sboms.map(url => new ExternalReference(url, Enums.ExternalReferenceType.BOM)),
      ),
    });
    bom.components.add(upstreamImage);
    image.dependencies.add(upstreamImage.bomRef);
  } else if (upstream.commit !== undefined) {
    const source = new Component(Enums.ComponentType.Application, repositoryOf(upstream.source), {
      bomRef: 'upstream',
      version: upstream.version ?? upstream.commit,
      properties: properties({ commit: upstream.commit }),
    });
    bom.components.add(source);
    image.dependencies.add(source.bomRef);
  }
  for (const { file, after, before, origin } of changedFiles(report)) {
    const component = new Component(Enums.ComponentType.File, file, {
      bomRef: `file:${file}`,
      hashes: sha256(after),
      properties: properties({ origin, before }),
    });
    bom.components.add(component);
    image.dependencies.add(component.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return JSON.parse(serializer.serialize(bom, { sortLists: true })) as object;
}

/** Every file that is other than upstream's, once. */
function changedFiles({ files, assets }: Report) {
  const edited = files.flatMap(({ file, before, after }) =>
    after === undefined ? [] : [{ file, before, after, origin: 'edited' }],
  );
  const written = assets.map(({ file, before, after, source }) => ({
    file,
    before,
    after,
    origin: `asset ${source}`,
  }));
  return [...new Map([...edited, ...written].map(changed => [changed.file, changed])).values()];
}

function deletedIn({ files }: Report): Record<string, string> {
  const deleted = files.filter(({ after }) => after === undefined).map(({ file }) => file);
  return deleted.length > 0 ? { deleted: deleted.join(' ') } : {};
}

/** A UUID that the contents decide: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8 */
function serialOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
