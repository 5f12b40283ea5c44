import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, Tooltip, TooltipTrigger } from '@backstage/ui';
import { RiCheckLine, RiCloseLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { liveryTranslationRef } from '../../translation';

const SHOW_OUTCOME_MS = 2000;

const icons = {
  idle: <RiFileCopyLine />,
  copied: <RiCheckLine />,
  copyFailed: <RiCloseLine />,
};

/** Props of {@link CopyButton}. */
export interface CopyButtonProps {
  /** What the button copies, as its name. */
  label: string;
  /** Gives the text at the moment of the press. */
  getText: () => string;
}

/** Copies a text; absent where the browser keeps the clipboard to itself, which it does without https. */
export function CopyButton(props: CopyButtonProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed'>();

  useEffect(() => {
    if (outcome === undefined) {
      return undefined;
    }
    const timer = setTimeout(() => setOutcome(undefined), SHOW_OUTCOME_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  if (!navigator.clipboard) {
    return undefined;
  }
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.getText());
      setOutcome('copied');
    } catch {
      // The browser refuses, for example, while the reader has not allowed it or the page lost the focus.
      setOutcome('copyFailed');
    }
  };
  const label = outcome === undefined ? props.label : t(outcome);
  return (
    <TooltipTrigger delay={300}>
      <ButtonIcon
        size="small"
        variant="tertiary"
        aria-label={label}
        icon={icons[outcome ?? 'idle']}
        onPress={() => void copy()}
      />
      <Tooltip>{label}</Tooltip>
    </TooltipTrigger>
  );
}
