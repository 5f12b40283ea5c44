import type { Report } from '@livery/contracts';
import { RECORD_FOLDER } from '../tree/SourceTree';

/** What goes along with every copy of a branded app, beside the licence files that were in it. */
export const NOTICE_FILE = `${RECORD_FOLDER}/NOTICE.txt`;

/**
 * The notice of changes of a branded tree: what it was made from, what was changed, and on which ground. Many licences ask for
 * one.
 */
export function noticeOf({ upstream, profile, brand, licence, totals }: Report): string {
  const { ground } = licence;
  const lines = [
    `${brand.name} is a changed copy of ${profile.id} ${upstream.version ?? ''}`.trimEnd() + '.',
    'It is neither made nor endorsed by the authors of the original.',
    '',
    `Names, pictures and colours were replaced in ${totals.changedFiles} files; .livery/record.json lists them.`,
    'Everything else is as the authors made it, and the licence files that came with it hold.',
    '',
    `Licence of the original: ${licence.spdx} (${licence.text}).`,
    licence.notice,
    ...(ground
      ? [
          '',
          `Ground for replacing the branding: ${ground.basis}, ${ground.reference}.`,
          `Acknowledged by ${ground.acknowledgedBy} on ${ground.date}, to be reviewed by ${ground.reviewBy}.`,
          ...(ground.users === undefined
            ? []
            : [`Declared end users in any rolling 30 days: ${ground.users}.`]),
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
