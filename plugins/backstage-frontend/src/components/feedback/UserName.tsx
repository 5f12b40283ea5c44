/** Props of {@link UserName}. */
export interface UserNameProps {
  /** An entity reference, such as `user:default/guest`. */
  userRef: string;
}

/** The name of a user, with the whole reference as its tooltip. */
export function UserName(props: UserNameProps) {
  const name = props.userRef.split('/').pop();
  return <span title={props.userRef}>{name}</span>;
}
