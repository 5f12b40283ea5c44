import { formatRelativeTime, formatTime } from '../../format/format';
import { useLanguage } from '../../hooks/useLanguage';
import { useNow } from '../../hooks/useNow';

const TICK_MS = 10_000;

/** Props of {@link RelativeTime}. */
export interface RelativeTimeProps {
  /** When, as ISO 8601. */
  time: string;
}

/** How long ago something was, with the exact time as its tooltip. */
export function RelativeTime(props: RelativeTimeProps) {
  const language = useLanguage();
  const now = useNow(TICK_MS);
  return (
    <time dateTime={props.time} title={formatTime(language, props.time)}>
      {formatRelativeTime(language, Date.parse(props.time), now)}
    </time>
  );
}
