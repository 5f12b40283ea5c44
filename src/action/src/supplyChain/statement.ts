import { LiveryError } from '@livery/contracts';
import { z } from 'zod';

/** What a statement is about: an image by its digest. */
export interface Subject {
  /** Registry and repository, without a tag. */
  readonly name: string;
  /** `sha256:…` */
  readonly digest: string;
}

/** A claim about one or more things, and what kind of claim it is. https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export const Statement = z.object({
  _type: z.enum(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1']),
  subject: z
    .array(z.object({ name: z.string().optional(), digest: z.record(z.string(), z.string()) }))
    .min(1),
  predicateType: z.string(),
  predicate: z.unknown(),
});
export type Statement = z.infer<typeof Statement>;

/** The type of what an envelope holds: https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md */
export const STATEMENT_TYPE = 'application/vnd.in-toto+json';

/** The kinds of claims that are made here. */
export const predicateTypes = {
  /** https://slsa.dev/spec/v1.0/provenance */
  provenance: 'https://slsa.dev/provenance/v1',
  /** https://github.com/in-toto/attestation/blob/main/spec/predicates/cyclonedx.md */
  sbom: 'https://cyclonedx.org/bom',
} as const;
export type AttestationKind = keyof typeof predicateTypes;

/** Makes a statement about images. */
export function statementOf(
  subjects: readonly Subject[],
  predicateType: string,
  predicate: object,
): Statement {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map(({ name, digest }) => ({ name, digest: { sha256: hexOf(digest) } })),
    predicateType,
    predicate,
  };
}

/** Whether a statement is about an image. */
export function isAbout({ subject }: Statement, digest: string): boolean {
  return subject.some(({ digest: digests }) => digests.sha256 === hexOf(digest));
}

/** The hexadecimal digits of a digest. */
export function hexOf(digest: string): string {
  const hex = /^sha256:([\da-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) {
    throw new LiveryError('image-invalid', {
      message: `${JSON.stringify(digest)} is not the digest of an image that can be attested.`,
      hint: 'Push the image first: only what is in a registry has a digest that others can check.',
    });
  }
  return hex;
}
