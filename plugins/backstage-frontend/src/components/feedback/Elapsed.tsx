import { formatDuration } from '../../format/format';
import { useLanguage } from '../../hooks/useLanguage';
import { useNow } from '../../hooks/useNow';

const TICK_MS = 1000;

/** Props of {@link Elapsed}. */
export interface ElapsedProps {
  /** When it began, as ISO 8601; absent when it has not. */
  from: string | undefined;
  /** When it ended; absent while it goes on. */
  to: string | undefined;
}

/** The time between two moments; it ticks while there is only the first. */
export function Elapsed(props: ElapsedProps) {
  const language = useLanguage();
  const now = useNow(props.from !== undefined && props.to === undefined ? TICK_MS : undefined);
  if (props.from === undefined) {
    return <>–</>;
  }
  const end = props.to === undefined ? now : Date.parse(props.to);
  return <>{formatDuration(language, Math.max(0, end - Date.parse(props.from)))}</>;
}
