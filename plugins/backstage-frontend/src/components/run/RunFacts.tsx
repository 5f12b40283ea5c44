import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';
import type { Run } from '@livery/backstage-plugin-livery-common';
import type { RunSummary } from '@livery/contracts';
import { formatCount } from '../../format/format';
import { useLanguage } from '../../hooks/useLanguage';
import { isActive } from '../../runStates';
import { liveryTranslationRef } from '../../translation';
import styles from './RunFacts.module.css';

/** Props of {@link RunFacts}. */
export interface RunFactsProps {
  run: Run;
}

/** The totals of a run. */
export function RunFacts(props: RunFactsProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const { summary, state } = props.run;
  return (
    <Card>
      <CardHeader>
        <Text as="h3" variant="title-x-small" weight="bold">
          {t('facts.title')}
        </Text>
      </CardHeader>
      <CardBody>
        {summary ? (
          <FactList summary={summary} />
        ) : (
          <Text as="p" color="secondary">
            {isActive(state) ? t('facts.waiting') : t('facts.none')}
          </Text>
        )}
      </CardBody>
    </Card>
  );
}

function FactList(props: { summary: RunSummary }) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const language = useLanguage();
  const { summary } = props;
  const facts: { label: string; value: string; hint?: string; isLong?: boolean }[] = [
    { label: t('facts.changedFiles'), value: formatCount(language, summary.changedFiles) },
    { label: t('facts.replacements'), value: formatCount(language, summary.replacements) },
    { label: t('facts.assetsWritten'), value: formatCount(language, summary.assetsWritten) },
    {
      label: t('facts.residue'),
      value: formatCount(language, summary.residue),
      hint: t('facts.residueHint'),
    },
    ...(summary.version === undefined ? [] : [{ label: t('facts.version'), value: summary.version }]),
    { label: t('facts.licence'), value: summary.licence },
    { label: t('facts.upstream'), value: summary.upstream, isLong: true },
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value, hint, isLong }) => (
        <div key={label} className={styles.fact} data-long={isLong} title={hint}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
