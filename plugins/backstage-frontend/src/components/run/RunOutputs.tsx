import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';
import type { Run } from '@livery/backstage-plugin-livery-common';
import { isActive } from '../../runStates';
import { liveryTranslationRef } from '../../translation';
import { OutputItem } from './OutputItem';
import styles from './RunOutputs.module.css';

/** Props of {@link RunOutputs}. */
export interface RunOutputsProps {
  run: Run;
  /** Called when the reader has downloaded an output. */
  onDownloaded: () => void;
}

/** What a run produced. */
export function RunOutputs(props: RunOutputsProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const { outputs, state } = props.run;
  return (
    <Card>
      <CardHeader>
        <Text as="h3" variant="title-x-small" weight="bold">
          {t('outputs.title')}
        </Text>
      </CardHeader>
      <CardBody>
        {outputs.length === 0 ? (
          <Text as="p" color="secondary">
            {isActive(state) ? t('outputs.waiting') : t('outputs.none')}
          </Text>
        ) : (
          <ul className={styles.outputs} aria-label={t('outputs.title')}>
            {outputs.map(output => (
              <OutputItem
                key={output.id}
                runId={props.run.id}
                output={output}
                onDownloaded={props.onDownloaded}
              />
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  );
}
