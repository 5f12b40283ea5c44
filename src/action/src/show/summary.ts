import { type ImageOutput, type Report, toLiveryError } from '@livery/contracts';
import type { LoadedBrand } from '@livery/engine';
import { formatReference, parseReference } from '@livery/images';
import { driftOf } from '../work/drift';
import type { Outcome } from '../work/Outcome';
import { slowHints } from './slowHints';
import { code, Page, plain, type Table } from './markdown';
import { formatBytes, formatSeconds } from './units';

/** GitHub drops a summary that is larger than 1 MiB, with those of the other steps of the job; this leaves them room. */
const MAXIMUM_BYTES = 512 * 1024;

/** How many changed texts are shown as they were and as they are. */
const SAMPLES = 10;

/**
 * What a run came to, for the summary of the job and for a pull request: targets, licence, rules, drift, what it looks like, and
 * what would make the next run faster.
 */
export function summaryOf(
  outcome: Pick<Outcome, 'report' | 'images' | 'isDryRun' | 'isUnchanged' | 'registries' | 'attestations'>,
  brand: LoadedBrand,
  failure?: unknown,
  maximumBytes = MAXIMUM_BYTES,
): string {
  const { report, images, isDryRun, isUnchanged, registries } = outcome;
  const page = new Page(maximumBytes);
  const note = isUnchanged
    ? ' (nothing to do: every target has this image)'
    : report?.applied || images.some(({ targets }) => targets.length > 0)
      ? ''
      : isDryRun
        ? ' (dry run: nothing was written)'
        : ' (stopped before anything was written)';
  page.add(`## ${plain(brand.brand.name)}${note}\n\n`);
  if (failure !== undefined) {
    page.add(`❌ ${plain(toLiveryError(failure).toParagraph())}\n\n`);
  }
  for (const image of images) {
    addImage(page, image, isDryRun);
  }
  page.addTable({
    title: 'Attestations',
    head: ['Target', 'Claim', ''],
    rows: outcome.attestations.map(({ reference, kind, state, error }) => [
      code(reference),
      plain(kind),
      error ? `❌ ${plain(error.toParagraph())}` : plain(state),
    ]),
  });
  for (const hint of slowHints(registries)) {
    page.add(`> ${plain(hint)}\n\n`);
  }
  if (report) {
    factsOf(report).forEach(table => page.addTable(table));
    lookOf(report, brand).forEach(table => page.addTable(table));
  }
  return page.toString();
}

function addImage(page: Page, image: ImageOutput, isDryRun: boolean): void {
  if (isDryRun) {
    page.add(`The image would be ${code(image.digest)}.\n\n`);
    return;
  }
  page.addTable({
    title: 'Targets',
    head: ['Target', 'Digest or reason'],
    rows: image.targets.map(({ reference, digest, error }) => [
      `${digest === undefined ? '❌' : '✅'} ${code(reference)}`,
      digest === undefined ? plain(`${error?.message ?? ''} ${error?.hint ?? ''}`) : code(digest),
    ]),
  });
  const reached = image.targets.find(({ digest }) => digest !== undefined);
  if (reached?.digest !== undefined) {
    const { registry, repository } = parseReference(reached.reference);
    const byDigest = `${registry}/${repository}@${reached.digest}`;
    // Nothing of a reference that was read can end a block of code.
    page.add(`\`\`\`sh\ndocker pull ${formatReference(parseReference(byDigest))}\n\`\`\`\n\n`);
  }
  const { bytesUp, bytesMounted, requests, builder } = image;
  const how = builder ? [`built with ${builder.name} ${builder.version}`] : [];
  const moved = [
    ...(bytesUp === undefined ? [] : [`${formatBytes(bytesUp)} sent`]),
    ...(bytesMounted === undefined ? [] : [`${formatBytes(bytesMounted)} taken over within registries`]),
    ...(requests === undefined ? [] : [`${requests} requests`]),
  ];
  page.add(`${plain([...how, ...moved, formatSeconds(image.seconds)].join(', '))}\n\n`);
}

function factsOf(report: Report): Table[] {
  const { upstream, licence, totals, rules } = report;
  const drift = driftOf(report);
  const ground = licence.ground
    ? `, on the ground ${licence.ground.basis} (${licence.ground.reference}), to be reviewed by ${licence.ground.reviewBy}`
    : '';
  return [
    {
      title: '',
      head: ['', ''],
      rows: [
        ['Upstream', plain(`${upstream.source} ${upstream.version ?? ''} ${upstream.commit ?? ''}`)],
        ['Licence', plain(`${licence.spdx}: rebranding is ${licence.rebrand}${ground}. ${licence.notice}`)],
        ['Changed files', String(totals.changedFiles)],
        ['Replacements', String(totals.replacements)],
        ['Filled translations', String(totals.filledTranslations)],
        ['Pictures', String(totals.assetsWritten)],
        ['Residue', String(totals.residue)],
        ['Drift', String(drift.rules.length + drift.findings.length)],
      ],
    },
    {
      title: 'Rules',
      head: ['Rule', 'Matches', 'Files'],
      rows: rules.map(({ id, matches, files, met }) => [
        `${met ? '' : '❌ '}${plain(id)}`,
        String(matches),
        String(Object.keys(files).length),
      ]),
    },
    {
      title: 'Drift',
      head: ['Where', 'What'],
      rows: [
        ...drift.rules.map(({ id, pattern, matches }) => [
          plain(id),
          `${code(pattern)} matches ${matches} times`,
        ]),
        ...drift.findings.map(({ place, message }) => [
          place ? code(`${place.file}:${place.line}`) : '',
          plain(message),
        ]),
      ],
    },
  ];
}

/** What people will see: colours, pictures, and some of the texts. GitHub shows no picture that is in a summary itself. */
function lookOf(report: Report, { brand }: LoadedBrand): Table[] {
  const slots = new Map<string, Report['assets']>();
  for (const asset of report.assets) {
    slots.set(asset.slot, [...(slots.get(asset.slot) ?? []), asset]);
  }
  const samples = report.files.flatMap(({ file, sample }) => (sample ? [{ file, sample }] : []));
  return [
    {
      title: 'Colours',
      head: ['Colour', 'Value'],
      rows: Object.entries(brand.colours).flatMap(([name, value]) =>
        value ? [[plain(name), code(value)]] : [],
      ),
    },
    {
      title: 'Pictures',
      head: ['Picture', 'Before', 'After', 'Places'],
      rows: [...slots].map(([slot, assets]) => [
        plain(slot),
        code(shortDigest(assets[0]?.before)),
        `${plain(assets[0]?.source ?? '')} ${code(shortDigest(assets[0]?.after))}`,
        String(assets.length),
      ]),
    },
    {
      title: 'Texts',
      head: ['File', 'Before', 'After'],
      rows: samples
        .slice(0, SAMPLES)
        .map(({ file, sample }) => [
          code(`${file}:${sample.line}`),
          code(shorten(sample.before)),
          code(shorten(sample.after)),
        ]),
    },
  ];
}

function shortDigest(digest = ''): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

const MAXIMUM_SAMPLE = 120;

function shorten(text: string): string {
  return text.length > MAXIMUM_SAMPLE ? `${text.slice(0, MAXIMUM_SAMPLE)}…` : text;
}
