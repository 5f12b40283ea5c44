import { SignInPage } from '@backstage/core-components';
import { type ComponentProps, useEffect, useRef } from 'react';

type PortalSignInPageProps = Pick<ComponentProps<typeof SignInPage>, 'onSignInSuccess'>;

/** Backstage's page for guests, whose one button has the focus as soon as it is there: the Enter key enters. */
export function PortalSignInPage(props: PortalSignInPageProps) {
  const page = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const focusButton = () => {
      // Material UI fails when its button gets the focus before this part of it is there.
      const button = page.current?.querySelector('[class*="MuiTouchRipple-root"]')?.closest('button');
      button?.focus();
      return button !== null && button !== undefined;
    };
    if (!page.current || focusButton()) {
      return undefined;
    }
    const observer = new MutationObserver(() => focusButton() && observer.disconnect());
    observer.observe(page.current, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);

  return (
    <div ref={page}>
      <SignInPage onSignInSuccess={props.onSignInSuccess} providers={['guest']} />
    </div>
  );
}
