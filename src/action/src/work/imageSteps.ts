// A module of its own, so that it is a part of its own in the bundle.
export { imageSteps } from '@livery/pipeline';
