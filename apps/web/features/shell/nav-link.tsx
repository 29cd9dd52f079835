'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './shell.module.css';

/** A link of the header that marks the current page. */
export function NavLink({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactNode {
  const path = usePathname();
  const isShown = path === href || (href !== '/' && path.startsWith(`${href}/`));
  const link = useRef<HTMLAnchorElement>(null);
  // On a phone, the row of links is wider than the window. scrollIntoView would also change where Tab starts.
  useEffect(() => {
    const row = link.current?.closest('nav');
    if (isShown && link.current && row && row.scrollWidth > row.clientWidth)
      row.scrollLeft = link.current.offsetLeft - row.offsetLeft - (row.clientWidth - link.current.offsetWidth) / 2;
  }, [isShown]);
  return (
    <Link ref={link} href={href} className={styles.navLink} aria-current={isShown ? 'page' : undefined}>
      {children}
    </Link>
  );
}
