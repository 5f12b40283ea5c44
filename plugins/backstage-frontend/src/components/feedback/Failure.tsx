import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { liveryTranslationRef } from '../../translation';

/** Props of {@link Failure}. */
export interface FailureProps {
  /** What did not work, in the words of the page. */
  title: string;
  error: { message: string };
  /** Tries it again; without it there is nothing to try. */
  onRetry?: () => void;
}

/** Says what did not work and why, and offers to try it again. */
export function Failure(props: FailureProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={props.title}
      description={props.error.message}
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
