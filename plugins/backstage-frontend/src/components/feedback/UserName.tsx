import { useEntityPresentation } from '@backstage/plugin-catalog-react';

/** Props of {@link UserName}. */
export interface UserNameProps {
  /** An entity reference, such as `user:default/guest`. */
  userRef: string;
}

/** The name of a user as the catalog has it, with the whole reference as its tooltip. */
export function UserName(props: UserNameProps) {
  const { primaryTitle } = useEntityPresentation(props.userRef);
  return <span title={props.userRef}>{primaryTitle}</span>;
}
