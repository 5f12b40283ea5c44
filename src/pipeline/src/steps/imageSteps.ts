import { buildImage, describeStored, prepareBuild } from './buildImage';
import { pushImage } from './pushImage';

/**
 * What builds and pushes images. It is handed to a run by those who offer it, so that a bundle of those who do not is without
 * engines and registries.
 */
export const imageSteps = { prepareBuild, buildImage, describeStored, pushImage };
export type ImageSteps = typeof imageSteps;
