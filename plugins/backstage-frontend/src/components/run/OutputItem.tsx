import { toError } from '@backstage/errors';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import type { StoredOutput } from '@livery/backstage-plugin-livery-common';
import { RiBox3Line, RiDownloadLine, RiFileZipLine } from '@remixicon/react';
import { useState } from 'react';
import { liveryApiRef } from '../../api';
import { formatSize } from '../../format/format';
import { useLanguage } from '../../hooks/useLanguage';
import { saveBlob } from '../../saveBlob';
import { liveryTranslationRef } from '../../translation';
import { CopyButton } from '../feedback/CopyButton';
import { Failure } from '../feedback/Failure';
import styles from './RunOutputs.module.css';

/** Props of {@link OutputItem}. */
export interface OutputItemProps {
  runId: string;
  output: StoredOutput;
  /** Called when the bytes have arrived: the backend has counted the download. */
  onDownloaded: () => void;
}

/** One output: what it is, how to check it, and, unless it is in a registry, its download. */
export function OutputItem(props: OutputItemProps) {
  const { output, runId } = props;
  const { t } = useTranslationRef(liveryTranslationRef);
  const language = useLanguage();
  const client = useApi(liveryApiRef);
  const [isDownloading, setIsDownloading] = useState(false);
  const [failure, setFailure] = useState<Error>();

  const download = async () => {
    setIsDownloading(true);
    setFailure(undefined);
    try {
      // A plain link would go without the identity of the user, so the bytes come through the client.
      const response = await client.downloadRunOutput(runId, output.id);
      saveBlob(await response.blob(), output.name);
      props.onDownloaded();
    } catch (cause) {
      setFailure(toError(cause));
    } finally {
      setIsDownloading(false);
    }
  };

  return (
    <li className={styles.output}>
      <span className={styles.icon} aria-hidden="true">
        {output.kind === 'zip' ? <RiFileZipLine /> : <RiBox3Line />}
      </span>
      <div className={styles.about}>
        <Text as="p" weight="bold" className={styles.name}>
          {output.name}
        </Text>
        <Text as="p" variant="body-small" color="secondary">
          {[
            t(`outputs.kind.${output.kind}`),
            formatSize(language, output.sizeBytes),
            ...(output.downloads > 0 ? [t('outputs.downloads', { count: output.downloads })] : []),
          ].join(' · ')}
        </Text>
      </div>
      {output.kind === 'zip' && (
        <Button
          variant="primary"
          iconStart={<RiDownloadLine />}
          isPending={isDownloading}
          aria-label={t('outputs.downloadLabel', { name: output.name })}
          onPress={() => void download()}
        >
          {t('outputs.download')}
        </Button>
      )}
      <div className={styles.digest}>
        <span className={styles.digestLabel}>{t('outputs.digest')}</span>
        <code>{output.digest}</code>
        <CopyButton label={t('outputs.copyDigest', { name: output.name })} getText={() => output.digest} />
      </div>
      {failure !== undefined && (
        <div className={styles.failure}>
          <Failure
            title={t('outputs.downloadFailed', { name: output.name })}
            error={failure}
            onRetry={() => void download()}
          />
        </div>
      )}
    </li>
  );
}
