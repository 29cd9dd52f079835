import Link from 'next/link';
import type { ReactNode } from 'react';
import { NavLink, SessionLink, ThemeToggle } from './header-controls.tsx';
import { PAGES } from './pages.ts';
import styles from './shell.module.css';
import type { Theme } from './theme.ts';

/** Name, pages, who is signed in, and theme. */
export function SiteHeader({ theme, member }: { readonly theme: Theme; readonly member: string | null }): ReactNode {
  return (
    <header className={styles.header}>
      <div className={styles.headerInner}>
        <Link href="/" className={styles.brand}>
          <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
            <rect x="2" y="2.5" width="16" height="3.4" rx="1" fill="currentColor" />
            <rect
              x="2"
              y="8.3"
              width="16"
              height="3.4"
              rx="1"
              fill="none"
              stroke="var(--bar-low)"
              strokeWidth="1.2"
              strokeDasharray="2.4 1.6"
            />
            <rect x="2" y="14.1" width="16" height="3.4" rx="1" fill="currentColor" />
          </svg>
          Lamina
        </Link>
        <nav aria-label="Pages">
          <ul className={styles.nav}>
            {PAGES.map(({ href, label }) => (
              <li key={href}>
                <NavLink href={href}>{label}</NavLink>
              </li>
            ))}
          </ul>
        </nav>
        <SessionLink member={member} />
        <ThemeToggle initial={theme} />
      </div>
    </header>
  );
}
