import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, Tooltip, TooltipTrigger } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { liveryTranslationRef } from '../../translation';

const SHOW_COPIED_MS = 2000;

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
  const [isCopied, setIsCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) {
      return undefined;
    }
    const timer = setTimeout(() => setIsCopied(false), SHOW_COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  if (!navigator.clipboard) {
    return undefined;
  }
  const copy = async () => {
    await navigator.clipboard.writeText(props.getText());
    setIsCopied(true);
  };
  const label = isCopied ? t('copied') : props.label;
  return (
    <TooltipTrigger delay={300}>
      <ButtonIcon
        size="small"
        variant="tertiary"
        aria-label={label}
        icon={isCopied ? <RiCheckLine /> : <RiFileCopyLine />}
        onPress={copy}
      />
      <Tooltip>{label}</Tooltip>
    </TooltipTrigger>
  );
}
