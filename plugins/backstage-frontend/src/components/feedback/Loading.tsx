import { Flex, Skeleton, VisuallyHidden } from '@backstage/ui';

/** Props of {@link Loading}. */
export interface LoadingProps {
  /** What is awaited. */
  label: string;
}

/** Holds the place of something that is on its way. */
export function Loading(props: LoadingProps) {
  return (
    <Flex direction="column" gap="3" role="status">
      <VisuallyHidden>{props.label}</VisuallyHidden>
      <Skeleton height={28} width="40%" />
      <Skeleton height={96} />
      <Skeleton height={96} />
    </Flex>
  );
}
