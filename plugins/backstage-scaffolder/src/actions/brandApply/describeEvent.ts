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

const endings: Readonly<Record<Extract<RunEvent, { type: 'run.finished' }>['state'], string>> = {
  completed: 'The run completed.',
  failed: 'The run failed.',
  cancelled: 'The run was cancelled.',
  timeout: 'The run took too long and was stopped.',
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
      return `${capitalised(stepTitles[event.step])} failed after ${seconds(event.durationMs)}.`;
    case 'log':
      return event.message;
    case 'output':
      return `Made ${event.output.name} (${event.output.sizeBytes} bytes, ${event.output.digest}).`;
    case 'run.finished':
      return endings[event.state];
    default:
      return event satisfies never;
  }
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
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
