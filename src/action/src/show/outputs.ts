import * as core from '@actions/core';
import { parseReference } from '@livery/images';
import { driftOf } from '../work/drift';
import type { Outcome } from '../work/Outcome';

/** What the outputs of the action are made of: each name as `action.yml` documents it. */
export function outputsOf(outcome: Outcome): Record<string, string> {
  const { report, places, images, isDryRun, isUnchanged, tree } = outcome;
  const zip = report?.outputs.find(output => output.kind === 'zip');
  const drift = report && driftOf(report);
  const reached = images.flatMap(({ targets }) =>
    targets.flatMap(({ reference, digest }) => (digest === undefined ? [] : [{ reference, digest }])),
  );
  const [first] = reached;
  const sum = (key: 'bytesUp' | 'bytesMounted') =>
    images.reduce<number | undefined>(
      (total, image) => (image[key] === undefined ? total : (total ?? 0) + image[key]),
      undefined,
    );
  const values: Record<string, string | number | boolean | undefined> = {
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
    digests:
      reached.length > 0
        ? JSON.stringify(Object.fromEntries(reached.map(({ reference, digest }) => [reference, digest])))
        : undefined,
    image: first && byDigest(first),
    tags: reached.map(({ reference }) => reference).join('\n'),
    'bytes-uploaded': sum('bytesUp'),
    'bytes-mounted': sum('bytesMounted'),
    attested:
      outcome.attestations.length > 0 && outcome.attestations.every(({ state }) => state !== 'failed'),
    skipped: isUnchanged,
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value ?? '')]));
}

function byDigest({ reference, digest }: { reference: string; digest: string }): string {
  const { registry, repository } = parseReference(reference);
  return `${registry}/${repository}@${digest}`;
}

/** Sets the outputs. A carriage return would stay in a value on Linux, and is none of ours. */
export function setOutputs(outcome: Outcome): void {
  for (const [name, value] of Object.entries(outputsOf(outcome))) {
    core.setOutput(name, value.replace(/\r/g, ''));
  }
}
