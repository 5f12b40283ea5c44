import { Flex, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

/** Props of {@link EmptyState}. */
export interface EmptyStateProps {
  icon: ReactNode;
  /** What is not there. */
  title: string;
  /** What it would be, or what to do about it. */
  description: string;
  /** The next step, if it can be taken here. */
  action?: ReactNode;
}

/** Says that there is nothing, why, and what to do next. */
export function EmptyState(props: EmptyStateProps) {
  return (
    <Flex direction="column" align="center" gap="2" className={styles.root}>
      <span className={styles.icon} aria-hidden="true">
        {props.icon}
      </span>
      <Text as="h3" variant="title-x-small" weight="bold">
        {props.title}
      </Text>
      <Text as="p" variant="body-medium" color="secondary" className={styles.description}>
        {props.description}
      </Text>
      {props.action}
    </Flex>
  );
}
