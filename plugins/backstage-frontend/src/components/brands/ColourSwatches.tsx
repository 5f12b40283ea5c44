import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Brand } from '@livery/contracts';
import { liveryTranslationRef } from '../../translation';
import styles from './ColourSwatches.module.css';

const roles = ['primary', 'background', 'backgroundDark'] as const;

/** Props of {@link ColourSwatches}. */
export interface ColourSwatchesProps {
  colours: Brand['colours'];
}

/** The colours of a brand, each with its role and its value in words. */
export function ColourSwatches(props: ColourSwatchesProps) {
  const { t } = useTranslationRef(liveryTranslationRef);
  const given = roles.flatMap(role => {
    const value = props.colours[role];
    return value === undefined ? [] : [{ role, value }];
  });
  if (given.length === 0) {
    return <>{t('brands.noColours')}</>;
  }
  return (
    <ul className={styles.swatches}>
      {given.map(({ role, value }) => (
        <li key={role} className={styles.swatch}>
          <span className={styles.sample} style={{ backgroundColor: value }} aria-hidden="true" />
          <span>{t(`brands.colour.${role}`)}</span>
          <code className={styles.value}>{value}</code>
        </li>
      ))}
    </ul>
  );
}
