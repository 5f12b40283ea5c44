import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { BrandTemplate } from '@livery/backstage-plugin-livery-common';
import { useLogo } from '../../hooks/useLogo';
import { liveryTranslationRef } from '../../translation';
import styles from './BrandLogo.module.css';

/** Props of {@link BrandLogo}. */
export interface BrandLogoProps {
  template: BrandTemplate;
  /** `small` stands beside the name and is decoration; `large` stands for itself. */
  size: 'small' | 'large';
}

/** The logo of a brand template; the first letter of the brand while, or where, there is no picture. */
export function BrandLogo(props: BrandLogoProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const logo = useLogo(props.template);
  const { name, colours } = props.template.brand;
  if (logo !== undefined) {
    const alternative = props.size === 'large' ? t('brands.logo', { name }) : '';
    return <img className={styles.logo} data-size={props.size} src={logo} alt={alternative} />;
  }
  return (
    <span
      className={styles.letter}
      data-size={props.size}
      style={{ borderColor: colours.primary }}
      aria-hidden="true"
    >
      {name.slice(0, 1)}
    </span>
  );
}
