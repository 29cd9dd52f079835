'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import styles from './shell.module.css';

/** A link of the header that knows whether its page is the one shown. */
export function NavLink({ href, children }: { readonly href: '/' | '/jobs'; readonly children: ReactNode }): ReactNode {
  return (
    <Link href={href} className={styles.navLink} aria-current={usePathname() === href ? 'page' : undefined}>
      {children}
    </Link>
  );
}
