import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { useErrorText } from '../../hooks/useErrorText';
import { liveryTranslationRef } from '../../translation';

/** Props of {@link Failure}. */
export interface FailureProps {
  /** What did not work, in the words of the page. */
  title: string;
  error: Error;
  /** Tries it again; without it there is nothing to try. */
  onRetry?: () => void;
}

/** Says what did not work and why, and offers to try it again. */
export function Failure(props: FailureProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const errorText = useErrorText();
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={props.title}
      description={errorText(props.error)}
      customActions={
        props.onRetry && (
          <Button size="small" variant="secondary" onPress={props.onRetry}>
            {t('retry')}
          </Button>
        )
      }
    />
  );
}
