/**
 * What is said of an image that was made, and what is asked of the one it is made from. Everything that Sigstore and CycloneDX
 * need is loaded when somebody wants it.
 *
 * @packageDocumentation
 */
export { type Attestation, attestImage, type AttestImageOptions } from './attestImage';
export { parseSigstore, type SignedBundle, type Sigstore } from './sigstore';
export type { AttestationKind } from './statement';
export type { TrustedRootOptions } from './trustedRoot';
export { type VerifiedBase, verifyBase, type VerifyBaseOptions } from './verifyBase';
export { parsePolicy, type UpstreamPolicy } from './verifyUpstream';
