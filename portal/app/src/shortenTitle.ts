/** Backstage titles a window "page | portal". Where both have the same name, once is enough. */
export function shortenTitle(): void {
  const shorten = () => {
    const [page, portal, ...more] = document.title.split(' | ');
    if (page !== undefined && page === portal && more.length === 0) {
      document.title = page;
    }
  };
  new MutationObserver(shorten).observe(document.head, {
    childList: true,
    subtree: true,
    characterData: true,
  });
}
