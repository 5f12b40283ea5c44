import { LiveryError, type Report } from '@livery/contracts';
import {
  assertExpectations,
  interestOf,
  type LoadedBrand,
  type LoadedProfile,
  noticeOf,
  type PictureCache,
  plan,
  type Plan,
} from '@livery/engine';
import {
  type BaseImage,
  type ChangedImage,
  changeImage,
  changeIndex,
  formatReference,
  type ImageReference,
  type LayerIndex,
  type Overlay,
  overlayEntries,
  type PackedLayer,
  packLayer,
  type LayerContents,
  type ImageFiles,
  type PlatformImage,
  type RawManifest,
  type ReadImage,
  readImageFiles,
  type RepositoryAt,
  resolveBase,
} from '@livery/images';
import { ImageTree } from './ImageTree';
import { inputsOf, type OverlayIdentity, overlayLabels, overlayTime } from './identity';

/** What an overlay is made from. */
export interface OverlayInput {
  readonly base: RepositoryAt & { readonly reference: ImageReference };
  readonly brand: LoadedBrand;
  readonly profiles: readonly LoadedProfile[];
  /** As `linux/amd64`; all of the base without it. */
  readonly platforms?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** `YYYY-MM-DD`: licence grounds expire. */
  readonly today: string;
  /** What is known of layers from earlier runs. */
  readonly layerIndex: LayerIndex;
  /** Pictures that were derived before. */
  readonly pictures?: PictureCache;
  readonly signal?: AbortSignal;
  /** Says what is going on, a line at a time. */
  readonly log: (message: string) => void;
  /** Gets what would change, also when the run then stops because a rule found too little. */
  readonly onPlan?: (report: Report) => void;
  /** The image is made, or nobody wants it; from here on registries are written to. */
  readonly onPush?: () => void;
}

/** An image that is ready to be pushed, and what was done to make it. */
export interface PreparedOverlay {
  readonly overlay: Overlay;
  readonly identity: OverlayIdentity;
  /** Of the first platform; those of the others differ in nothing that a report has, or the run would have said so. */
  readonly report: Report;
}

/**
 * Makes the image of a brand by adding one layer to a published image: reads the layers that hold the app, plans the brand on
 * them, and packs what changes. Nothing is written anywhere.
 *
 * @param root - what the reference of the base leads to, where that was read already
 * @throws LiveryError of the registry and those of `plan`; `rule-unmatched`, `image-invalid`
 */
export async function prepareOverlay(input: OverlayInput, root?: RawManifest): Promise<PreparedOverlay> {
  const { base: at, log } = input;
  const name = formatReference(at.reference);
  const base = await resolveBase(at.client, at.reference, input.platforms, root);
  log(`${name} is ${base.digest}, for ${base.images.map(({ platform }) => platform).join(', ')}.`);
  const planner = new PlatformPlanner(input, base);
  const planned: PlannedPlatform[] = [];
  for (const image of base.images) {
    planned.push(await planner.plan(image));
  }
  const [first] = planned;
  if (!first) {
    throw new LiveryError('image-invalid', {
      message: `The image ${name} has no platform that can be branded.`,
      hint: 'Name an image for Linux.',
    });
  }
  const { report } = first.plan;
  const identity = inputsOf(input, base.digest);
  const changes = {
    created: new Date(planner.mtime * 1000).toISOString(),
    comment: `${report.brand.name}, by Livery`,
    ...overlayLabels(identity, report, input),
    environment: input.environment ?? {},
  };
  const images = base.images.map((image, position) => changeImage(image, planned[position]?.layer, changes));
  const layers = new Map(planned.flatMap(({ layer }) => (layer ? [[layer.digest, layer] as const] : [])));
  const overlay = {
    base,
    images,
    layers: [...layers.values()],
    root: rootOf(base, images, changes.annotations),
  };
  log(
    `Made ${overlay.root.digest}: ${overlay.layers.map(({ entries, bytes }) => `a layer of ${entries} names and ${bytes.length} bytes`).join(', ')}.`,
  );
  return { overlay, identity, report };
}

function rootOf(
  base: BaseImage,
  images: readonly ChangedImage[],
  annotations: Readonly<Record<string, string>>,
) {
  const { index } = base;
  const [only] = images;
  if (index) {
    return changeIndex({ ...base, index }, images, annotations);
  }
  if (!only) {
    throw new Error('An image without an index is one image.');
  }
  return only.manifest;
}

interface PlannedPlatform {
  readonly plan: Plan;
  readonly layer: PackedLayer;
}

/** Plans the brand on each platform, once for all whose files are the same. */
class PlatformPlanner {
  readonly mtime: number;
  readonly #input: OverlayInput;
  readonly #base: BaseImage;
  readonly #contents: LayerContents = new Map();
  readonly #planned = new Map<string, Promise<PlannedPlatform>>();

  constructor(input: OverlayInput, base: BaseImage) {
    this.#input = input;
    this.#base = base;
    this.mtime = overlayTime(base, input);
  }

  async plan(image: PlatformImage): Promise<PlannedPlatform> {
    const hinted = await this.#read(image, false);
    const planned = await this.#planOnce(image, hinted);
    if (hinted.isWhole || !this.#lacksFiles(planned.plan.report, hinted.files)) {
      return this.#expected(planned);
    }
    // The history named some of the layers with the app in them, and not all.
    return this.#expected(await this.#planOnce(image, await this.#read(image, true)));
  }

  #expected(planned: PlannedPlatform): PlannedPlatform {
    const { report } = planned.plan;
    this.#input.onPlan?.(report);
    assertExpectations(report);
    return planned;
  }

  #read(image: PlatformImage, wholly: boolean): Promise<ReadImage> {
    const { base: at, brand, profiles, layerIndex } = this.#input;
    return readImageFiles(at, image, {
      root: layoutOf(profiles).root,
      anchors: anchorsOf(profiles),
      interest: interestOf(profiles, brand.brand),
      index: layerIndex,
      contents: this.#contents,
      wholly,
    });
  }

  /** Whether a rule of the profile found too little, or one of the folders with pictures of the app is not there. */
  #lacksFiles(report: Report, files: ImageFiles): boolean {
    const profile = this.#input.profiles.find(own => own.profile.id === report.profile.id)?.profile;
    const folders = profile ? pictureFolders(profile) : [];
    const { root } = layoutOf(this.#input.profiles);
    return (
      report.rules.some(({ met, origin }) => !met && origin !== 'brand') ||
      folders.some(folder => !files.paths.some(file => file.startsWith(`${root}/${folder}/`)))
    );
  }

  #planOnce(image: PlatformImage, read: ReadImage): Promise<PlannedPlatform> {
    const running = this.#planned.get(read.key) ?? this.#planFiles(image, read.files);
    this.#planned.set(read.key, running);
    return running;
  }

  async #planFiles(image: PlatformImage, files: ImageFiles): Promise<PlannedPlatform> {
    const { base: at, brand, profiles, signal, today } = this.#input;
    const { root, licences } = layoutOf(profiles);
    const location = `${formatReference(at.reference)} (${image.platform})`;
    const planned = await plan({
      tree: new ImageTree(location, files, root),
      upstream: { source: formatReference(at.reference), commit: this.#base.digest },
      profiles,
      brand,
      today,
      ...(signal && { signal }),
      ...(this.#input.pictures && { pictures: this.#input.pictures }),
    });
    const { report } = planned;
    const texts = profiles
      .find(({ profile }) => profile.id === report.profile.id)
      ?.licences.get(report.licence.text);
    const added = [
      ...(texts ?? []).map(({ name, bytes }) => ({ path: `${licences}/${name}`, bytes })),
      { path: `${licences}/NOTICE.livery`, bytes: Buffer.from(noticeOf(report)) },
    ];
    const changes = planned.changes.map(({ file, content }) => ({ path: `${root}/${file}`, bytes: content }));
    const layer = await packLayer(overlayEntries(files, changes, added, this.mtime));
    return { plan: planned, layer };
  }
}

/** The folders of a built app that hold its pictures: for most apps one for its front end and one for its back end. */
function pictureFolders({ assets, copies }: LoadedProfile['profile']): string[] {
  const built = new Map(copies.map(({ from, to }) => [from, to]));
  const folders = assets
    .flatMap(({ targets }) => targets)
    .filter(target => target.includes('/'))
    .map(target => target.slice(0, target.indexOf('/')));
  return [...new Set(folders.flatMap(folder => built.get(folder) ?? [folder]))];
}

/** Where the app is in its image; profiles whose images look alike can be told apart, others have to be named. */
function layoutOf(profiles: readonly LoadedProfile[]): { root: string; licences: string } {
  const layouts = profiles.flatMap(({ profile }) => profile.image ?? []);
  const [layout] = layouts;
  if (!layout || layouts.some(({ root }) => root !== layout.root)) {
    throw new LiveryError('profile-invalid', {
      message: layout
        ? 'The profiles put their apps into different folders of an image, so nobody can say where to look.'
        : 'No profile says where its app is in an image.',
      hint: 'Name the profile of the image with --profile.',
    });
  }
  return layout;
}

/** Files by which one of the apps is told; one of them has to be there. */
function anchorsOf(profiles: readonly LoadedProfile[]): string[] {
  return [
    ...new Set(profiles.filter(({ profile }) => profile.image).map(({ profile }) => profile.detect.file)),
  ];
}
