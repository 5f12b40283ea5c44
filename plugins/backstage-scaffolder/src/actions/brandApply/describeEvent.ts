import { RunEvent, type StepKey } from '@livery/contracts';
import type { RunJob } from '@livery/backstage-plugin-livery-common';

const stepTitles: Readonly<Record<StepKey, string>> = {
  clone_repo: 'fetching the source',
  apply_branding: 'applying the brand',
  apply_config: 'applying the configuration',
  create_zip: 'packing the zip',
  build_image: 'building the image',
  push_registry: 'pushing the image',
};

/** A run event as the sentence that stands in the log of a scaffolder task. */
export function describeEvent(event: RunEvent): string {
  switch (event.type) {
    case 'run.started':
      return `The run starts: ${event.steps.map(step => stepTitles[step]).join(', ')}.`;
    case 'step.started':
      return `Now ${stepTitles[event.step]}.`;
    case 'step.completed':
      return `Done ${stepTitles[event.step]} in ${seconds(event.durationMs)}.`;
    case 'step.failed':
      // Why it failed is what the action throws, which the scaffolder logs as well.
      return `Failed ${stepTitles[event.step]} after ${seconds(event.durationMs)}.`;
    case 'log':
      return event.message;
    case 'output':
      return `Made ${event.output.name} (${event.output.sizeBytes} bytes, ${event.output.digest}).`;
    case 'run.finished':
      return `The run is ${event.state}.`;
    default:
      return event satisfies never;
  }
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/**
 * The same event with the title of its source where an error names a location that people must not see. What else
 * the pipeline says goes by the title already; an error may repeat what git or the system said.
 */
export function hideLocation(event: RunEvent, source: RunJob['source']): RunEvent {
  if (source.title === undefined || !('error' in event)) {
    return event;
  }
  const location = insideJson(source.location);
  const title = insideJson(source.title);
  return RunEvent.parse(JSON.parse(JSON.stringify(event).replaceAll(location, () => title)));
}

function insideJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
