'use client';

import { usePathname } from 'next/navigation';
import { createContext, type MouseEvent, type ReactNode, startTransition, useContext, useOptimistic } from 'react';

const PendingPathContext = createContext<string | null>(null);

/** The path of the page that was clicked and is not there yet; null if no page is awaited. */
export function usePendingPath(): string | null {
  return useContext(PendingPathContext);
}

/** The body of the document. It notices clicks on links to other pages, wherever they are. */
export function PageBody({ children }: { readonly children: ReactNode }): ReactNode {
  const current = usePathname();
  // React undoes an optimistic state when the navigation of the same click ends, however it ends: with the page, elsewhere, or with an error.
  const [pendingPath, setPendingPath] = useOptimistic<string | null>(null);
  const noticeNavigation = (event: MouseEvent) => {
    const path = findPath(event);
    if (path !== null) startTransition(() => setPendingPath(path === current ? null : path));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears of clicks on links
    // biome-ignore lint/a11y/useKeyWithClickEvents: a key on a link is a click as well
    <body onClick={noticeNavigation}>
      <PendingPathContext value={pendingPath}>{children}</PendingPathContext>
    </body>
  );
}

/** The path of the clicked link; null if the browser follows the link itself, because such a page replaces the whole document. */
function findPath({ target, defaultPrevented }: MouseEvent): string | null {
  const link = defaultPrevented && target instanceof Element ? target.closest('a') : null;
  return link instanceof HTMLAnchorElement ? link.pathname : null;
}
